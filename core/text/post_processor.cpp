#include "core/text/post_processor.h"

#include "core/text/json_fields.h"

namespace lapidary {

namespace {

using jsonfields::member;
using jsonfields::text;

constexpr size_t listLimit = 4096;

Status collectIds(const nlohmann::json &json, const std::string &name, std::vector<int32_t> &ids)
{
    const nlohmann::json &list =
        member(member(member(json, "special_tokens"), name.c_str()), "ids");
    if (!list.is_array() || list.size() > listLimit)
        return fail(ErrorCode::Input, "the template's special token '{}' has no list of ids.",
                    name);
    for (const auto &id : list) {
        if (!id.is_number_integer() || id.get<int64_t>() < 0 || id.get<int64_t>() > INT32_MAX)
            return fail(ErrorCode::Input, "the template's special token '{}' has the id {}.", name,
                        id.dump());
        ids.push_back(id.get<int32_t>());
    }
    return {};
}

Status addTemplate(const nlohmann::json &json, PostProcessor &made)
{
    const nlohmann::json &single = member(json, "single");
    if (!single.is_array())
        return fail(ErrorCode::Input, "a TemplateProcessing has no list 'single'.");
    std::vector<int32_t> before, after;
    int sequences = 0;
    for (const auto &item : single) {
        if (!member(item, "Sequence").is_null()) {
            ++sequences;
            continue;
        }
        const std::string name = text(member(item, "SpecialToken"), "id");
        LAPIDARY_TRY(collectIds(json, name, sequences == 0 ? before : after));
    }
    if (sequences != 1)
        return fail(ErrorCode::Unsupported,
                    "a template has the text {} times; exactly once is supported.", sequences);
    made.before.insert(made.before.begin(), before.begin(), before.end());
    made.after.insert(made.after.end(), after.begin(), after.end());
    return {};
}

/// BertProcessing and RobertaProcessing: [cls] text [sep].
Status addPair(const nlohmann::json &json, PostProcessor &made)
{
    for (const char *key : {"cls", "sep"}) {
        const nlohmann::json &pair = member(json, key);
        if (!pair.is_array() || pair.size() != 2 || !pair[1].is_number_unsigned()
            || pair[1].get<uint64_t>() > INT32_MAX)
            return fail(ErrorCode::Input, "the post-processor's '{}' is {}; expected [text, id].",
                        key, pair.dump());
        const auto id = pair[1].get<int32_t>();
        if (*key == 'c')
            made.before.insert(made.before.begin(), id);
        else
            made.after.push_back(id);
    }
    return {};
}

Status add(const nlohmann::json &json, PostProcessor &made, int depth)
{
    const std::string type = text(json, "type");
    if (json.is_null() || type == "ByteLevel") // ByteLevel only trims offsets
        return {};
    if (type == "TemplateProcessing")
        return addTemplate(json, made);
    if (type == "BertProcessing" || type == "RobertaProcessing")
        return addPair(json, made);
    if (type == "Sequence") {
        const nlohmann::json &list = member(json, "processors");
        if (!list.is_array() || depth > jsonfields::nestingLimit)
            return fail(ErrorCode::Input, "a Sequence of post-processors has no usable list.");
        for (const auto &entry : list)
            LAPIDARY_TRY(add(entry, made, depth + 1));
        return {};
    }
    return fail(ErrorCode::Unsupported,
                "the post-processor '{}' is not supported; supported are TemplateProcessing, "
                "ByteLevel, BertProcessing, RobertaProcessing and Sequence.",
                type);
}

} // namespace

Result<PostProcessor> PostProcessor::fromJson(const nlohmann::json &json)
{
    PostProcessor made;
    LAPIDARY_TRY(add(json, made, 0));
    return made;
}

} // namespace lapidary

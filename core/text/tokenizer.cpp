#include "core/text/tokenizer.h"

#include "core/base/atomic_file.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/json_fields.h"

#include <algorithm>

namespace lapidary {

namespace {

using jsonfields::member;
using nlohmann::json;

constexpr int64_t templateLimit = 4 << 20;

Result<json> documentOrNull(const CheckpointSource &source, const char *name)
{
    LAPIDARY_ASSIGN(auto document, source.document(name));
    return document ? std::move(*document) : json();
}

void addStopIds(const json &value, TokenizerInfo &info)
{
    const auto add = [&](const json &id) {
        if (!id.is_number_unsigned() || id.get<uint64_t>() > INT32_MAX)
            return;
        const auto number = id.get<int32_t>();
        if (std::find(info.stopIds.begin(), info.stopIds.end(), number) == info.stopIds.end())
            info.stopIds.push_back(number);
        if (!info.eos)
            info.eos = number;
    };
    if (value.is_array())
        for (const auto &id : value)
            add(id);
    else
        add(value);
}

/// What the other files of the folder say: ids that end a text, BOS, the chat template.
Status completeInfo(const CheckpointSource &source, TokenizerInfo &info)
{
    for (const char *name : {"generation_config.json", "config.json"}) {
        LAPIDARY_ASSIGN(const json config, documentOrNull(source, name));
        addStopIds(member(config, "eos_token_id"), info);
        const auto bos = jsonfields::integer(config, "bos_token_id", INT32_MAX);
        if (!info.bos && bos)
            info.bos = static_cast<int32_t>(*bos);
    }
    for (const auto &path : source.sideFiles()) {
        if (path.filename() != "chat_template.jinja")
            continue;
        LAPIDARY_ASSIGN(info.chatTemplate, readTextFile(path, templateLimit));
    }
    if (info.chatTemplate.empty()) {
        LAPIDARY_ASSIGN(const json chat, documentOrNull(source, "chat_template.json"));
        info.chatTemplate = jsonfields::text(chat, "chat_template");
    }
    return {};
}

/// What a run of a GGUF model carries instead of tokenizer.json; nothing when it is not there.
Result<std::shared_ptr<const CheckpointSource>> carriedTokenizer(const CheckpointSource &source)
{
    const auto path = source.path() / "tokenizer.gguf";
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return nullptr;
    JobContext job;
    return openCheckpoint(path, job);
}

Result<std::shared_ptr<const Tokenizer>> fromFolder(const CheckpointSource &source)
{
    LAPIDARY_ASSIGN(const auto file, source.document("tokenizer.json"));
    if (!file) {
        LAPIDARY_ASSIGN(const auto carried, carriedTokenizer(source));
        if (carried && carried->gguf())
            return tokenizerFromGguf(*carried->gguf());
    }
    if (!file)
        return fail(ErrorCode::Input,
                    "there is no tokenizer.json beside the weights; copy it from the original "
                    "model (a tokenizer.model alone cannot be read).");
    LAPIDARY_ASSIGN(const json config, documentOrNull(source, "tokenizer_config.json"));
    LAPIDARY_ASSIGN(auto made, HfTokenizer::fromJson(*file, config));
    LAPIDARY_TRY(completeInfo(source, made->editInfo()));
    return std::shared_ptr<const Tokenizer>(std::move(made));
}

} // namespace

Result<std::shared_ptr<const Tokenizer>> loadTokenizer(const CheckpointSource &source)
{
    auto made = source.gguf() ? tokenizerFromGguf(*source.gguf()) : fromFolder(source);
    if (!made)
        made.error().message = source.path().string() + ": " + made.error().message;
    return made;
}

} // namespace lapidary

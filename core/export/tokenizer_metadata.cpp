#include "core/export/tokenizer_metadata.h"

#include <algorithm>

namespace lapidary {

namespace {

using Json = nlohmann::json;

constexpr uint32_t kGgufI32 = 5;
constexpr uint32_t kGgufString = 8;
enum TokenType : int64_t { Normal = 1, Control = 3, UserDefined = 4, Unused = 5 };

GgufMetadata tokenizerKeys(const GgufMetadata &all)
{
    GgufMetadata keys;
    for (const auto &[key, value] : all.entries)
        if (key.rfind("tokenizer.", 0) == 0)
            keys.entries.emplace_back(key, value);
    return keys;
}

/// Name by which llama.cpp knows a pre-tokenizer, from the description in tokenizer.json.
Result<std::string> preTokenizerName(const Json &tokenizer)
{
    const std::string text = tokenizer.value("pre_tokenizer", Json()).dump();
    const bool ignoreMerges = tokenizer["model"].value("ignore_merges", false);
    if (text.find("\\\\p{N}{1,3}") != std::string::npos)
        return std::string(ignoreMerges ? "llama-bpe" : "dbrx");
    if (text.find("[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}|") != std::string::npos)
        return std::string("qwen2");
    if (text.find("individual_digits\":true") != std::string::npos)
        return std::string("smollm");
    if (text.find("ByteLevel") != std::string::npos && text.find("Split") == std::string::npos)
        return std::string("gpt-2");
    return fail(ErrorCode::Unsupported,
                "tokenizer.json: llama.cpp has no name for this pre-tokenizer: {}",
                text.substr(0, 200));
}

struct Vocabulary {
    std::vector<std::string> tokens;
    std::vector<int64_t> types;
};

Result<Vocabulary> vocabulary(const Json &tokenizer, int64_t rows)
{
    Vocabulary v;
    v.tokens.resize(static_cast<size_t>(rows));
    v.types.assign(static_cast<size_t>(rows), Unused);
    auto put = [&](int64_t id, const std::string &token, TokenType type) -> Status {
        if (id < 0 || id >= rows)
            return fail(ErrorCode::Input,
                        "tokenizer.json: token '{}' has id {}, but the embedding has {} rows",
                        token, id, rows);
        v.tokens[size_t(id)] = token;
        v.types[size_t(id)] = type;
        return {};
    };
    for (const auto &[token, id] : tokenizer["model"]["vocab"].items())
        LAPIDARY_TRY(put(id.get<int64_t>(), token, Normal));
    for (const Json &added : tokenizer.value("added_tokens", Json::array()))
        LAPIDARY_TRY(put(added.at("id").get<int64_t>(), added.at("content").get<std::string>(),
                         added.value("special", false) ? Control : UserDefined));
    for (size_t i = 0; i < v.tokens.size(); ++i)
        if (v.types[i] == Unused)
            v.tokens[i] = fmt::format("[PAD{}]", i);
    return v;
}

std::vector<std::string> mergeLines(const Json &merges)
{
    std::vector<std::string> lines;
    lines.reserve(merges.size());
    for (const Json &merge : merges)
        lines.push_back(merge.is_string() ? merge.get<std::string>()
                                          : merge.at(0).get<std::string>() + " " +
                                                merge.at(1).get<std::string>());
    return lines;
}

GgufValue strings(std::vector<std::string> values)
{
    GgufValue value;
    value.type = kGgufString;
    value.isArray = true;
    value.strings = std::move(values);
    return value;
}

GgufValue integers(std::vector<int64_t> values)
{
    GgufValue value;
    value.type = kGgufI32;
    value.isArray = true;
    value.integers = std::move(values);
    return value;
}

/// "bos_token" is a string or an object with "content".
std::optional<std::string> specialToken(const Json &config, const char *key)
{
    const auto found = config.find(key);
    if (found == config.end() || found->is_null())
        return {};
    return found->is_string() ? found->get<std::string>() : found->value("content", "");
}

void setSpecialIds(GgufMetadata &out, const Vocabulary &v, const Json &tokenizerConfig)
{
    const std::pair<const char *, const char *> keys[] = {
        {"bos_token", "tokenizer.ggml.bos_token_id"},
        {"eos_token", "tokenizer.ggml.eos_token_id"},
        {"unk_token", "tokenizer.ggml.unknown_token_id"},
        {"pad_token", "tokenizer.ggml.padding_token_id"}};
    for (const auto &[name, key] : keys) {
        const auto token = specialToken(tokenizerConfig, name);
        const auto at = token ? std::find(v.tokens.begin(), v.tokens.end(), *token)
                              : v.tokens.end();
        if (at != v.tokens.end())
            out.setU32(key, static_cast<uint32_t>(at - v.tokens.begin()));
    }
}

/// llama.cpp would take id 11 where a file names none.
void setMissingIds(GgufMetadata &out, const ModelConfig &config)
{
    if (!out.find("tokenizer.ggml.bos_token_id") && config.bosToken >= 0)
        out.setU32("tokenizer.ggml.bos_token_id", static_cast<uint32_t>(config.bosToken));
    if (!out.find("tokenizer.ggml.eos_token_id") && !config.eosTokens.empty())
        out.setU32("tokenizer.ggml.eos_token_id", static_cast<uint32_t>(config.eosTokens[0]));
}

/// True when the post-processor puts a special token before the text. Folders that transformers
/// saved may hold a TemplateProcessing that adds nothing.
bool templateAddsBos(const Json &processor)
{
    if (processor.value("type", "") == "Sequence") {
        for (const Json &part : processor.value("processors", Json::array()))
            if (templateAddsBos(part))
                return true;
        return false;
    }
    const Json single = processor.value("single", Json::array());
    return processor.value("type", "") == "TemplateProcessing" && !single.empty() &&
           single[0].contains("SpecialToken");
}

void setChatTemplate(GgufMetadata &out, const Json &tokenizerConfig)
{
    // transformers writes named templates as a list.
    const auto found = tokenizerConfig.find("chat_template");
    if (found != tokenizerConfig.end() && found->is_string())
        out.setText("tokenizer.chat_template", found->get<std::string>());
}

Result<GgufMetadata> fromTokenizerJson(const Json &tokenizer, const Json &tokenizerConfig,
                                       const ModelConfig &config)
try {
    const std::string kind = tokenizer.at("model").value("type", "BPE");
    const bool byteLevel = tokenizer.value("decoder", Json()).dump().find("ByteLevel") !=
                           std::string::npos;
    if (kind != "BPE" || !byteLevel)
        return fail(ErrorCode::Unsupported,
                    "tokenizer.json: only byte-level BPE can be written to GGUF, found {}{}", kind,
                    byteLevel ? "" : " without a ByteLevel decoder");
    LAPIDARY_ASSIGN(const std::string pre, preTokenizerName(tokenizer));
    LAPIDARY_ASSIGN(const Vocabulary v, vocabulary(tokenizer, config.vocab));
    GgufMetadata out;
    out.setText("tokenizer.ggml.model", "gpt2");
    out.setText("tokenizer.ggml.pre", pre);
    out.set("tokenizer.ggml.tokens", strings(v.tokens));
    out.set("tokenizer.ggml.token_type", integers(v.types));
    out.set("tokenizer.ggml.merges", strings(mergeLines(tokenizer["model"].at("merges"))));
    setSpecialIds(out, v, tokenizerConfig);
    setChatTemplate(out, tokenizerConfig);
    setMissingIds(out, config);
    const Json post = tokenizer.value("post_processor", Json());
    out.setBool("tokenizer.ggml.add_bos_token",
                tokenizerConfig.value("add_bos_token", false) ||
                    (post.is_object() && templateAddsBos(post)));
    return out;
} catch (const Json::exception &e) {
    return fail(ErrorCode::Input, "tokenizer.json: {}", e.what());
}

} // namespace

Result<GgufMetadata> tokenizerMetadata(const Model &model, JobContext &job)
{
    const CheckpointSource &source = *model.source;
    if (source.gguf())
        return tokenizerKeys(*source.gguf());
    LAPIDARY_ASSIGN(const auto tokenizer, source.document("tokenizer.json"));
    if (tokenizer) {
        LAPIDARY_ASSIGN(const auto config, source.document("tokenizer_config.json"));
        return fromTokenizerJson(*tokenizer, config.value_or(Json::object()), model.config);
    }
    const auto beside = source.path() / "tokenizer.gguf";
    if (std::filesystem::exists(beside)) {
        LAPIDARY_ASSIGN(const auto opened, openCheckpoint(beside, job));
        return tokenizerKeys(*opened->gguf());
    }
    return fail(ErrorCode::Input,
                "{}: there is no tokenizer.json, and a GGUF file needs a tokenizer; put the "
                "tokenizer's files beside the weights",
                source.path().string());
}

} // namespace lapidary

#include "core/text/hf_tokenizer.h"

#include "core/text/byte_alphabet.h"
#include "core/text/json_fields.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace lapidary {

namespace {

using jsonfields::flag;
using jsonfields::integer;
using jsonfields::member;
using jsonfields::text;
using nlohmann::json;

constexpr int64_t idLimit = 10'000'000; ///< largest vocabulary that is believed

Result<std::vector<std::string>> readVocab(const json &vocab)
{
    if (!vocab.is_object() || vocab.empty())
        return fail(ErrorCode::Input, "model.vocab is {}; expected an object of token to id.",
                    vocab.empty() ? "empty" : vocab.type_name());
    int64_t size = 0;
    for (const auto &[token, id] : vocab.items()) {
        if (!id.is_number_unsigned() || id.get<uint64_t>() >= static_cast<uint64_t>(idLimit))
            return fail(ErrorCode::Input, "the token '{}' has the id {}; expected 0 to {}.", token,
                        id.dump(), idLimit - 1);
        size = std::max(size, id.get<int64_t>() + 1);
    }
    std::vector<std::string> tokens(static_cast<size_t>(size));
    for (const auto &[token, id] : vocab.items()) {
        std::string &place = tokens[id.get<size_t>()];
        if (!place.empty())
            return fail(ErrorCode::Input, "the tokens '{}' and '{}' have the same id {}.", place,
                        token, id.get<int64_t>());
        place = token;
    }
    return tokens;
}

using Merges = std::vector<std::pair<std::string_view, std::string_view>>;

/// "a b" (old files) or ["a", "b"]; the views refer to `list`.
Result<Merges> readMerges(const json &list)
{
    if (!list.is_array())
        return fail(ErrorCode::Input, "model.merges is {}; expected a list.", list.type_name());
    Merges merges;
    merges.reserve(list.size());
    for (const auto &rule : list) {
        if (rule.is_string()) {
            const std::string_view both = rule.get_ref<const std::string &>();
            const size_t space = both.find(' ');
            if (space != std::string_view::npos && both.find(' ', space + 1) == both.npos) {
                merges.emplace_back(both.substr(0, space), both.substr(space + 1));
                continue;
            }
        } else if (rule.is_array() && rule.size() == 2 && rule[0].is_string()
                   && rule[1].is_string()) {
            merges.emplace_back(rule[0].get_ref<const std::string &>(),
                                rule[1].get_ref<const std::string &>());
            continue;
        }
        return fail(ErrorCode::Input, "merge {} is {}; expected two token texts.", merges.size(),
                    rule.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 80));
    }
    return merges;
}

Result<BpeModel> readModel(const json &model, bool byteLevel)
{
    const std::string type = text(model, "type");
    if (type != "BPE" && (!type.empty() || member(model, "merges").is_null()))
        return fail(ErrorCode::Unsupported, "the model type '{}' is not supported; only BPE is.",
                    type.empty() ? "(none)" : type);
    const json &dropout = member(model, "dropout");
    if (dropout.is_number() && dropout.get<double>() != 0.0)
        return fail(ErrorCode::Unsupported, "BPE dropout ({}) is not supported.", dropout.dump());
    LAPIDARY_ASSIGN(auto tokens, readVocab(member(model, "vocab")));
    LAPIDARY_ASSIGN(const auto merges, readMerges(member(model, "merges")));
    BpeOptions options;
    options.byteLevel = byteLevel;
    options.ignoreMerges = flag(model, "ignore_merges", false);
    options.byteFallback = flag(model, "byte_fallback", false);
    options.fuseUnknown = flag(model, "fuse_unk", false);
    options.wordPrefix = text(model, "continuing_subword_prefix");
    options.wordSuffix = text(model, "end_of_word_suffix");
    if (byteLevel && !(options.wordPrefix.empty() && options.wordSuffix.empty()))
        return fail(ErrorCode::Unsupported,
                    "a byte-level BPE with word prefixes or suffixes is not supported.");
    if (const std::string unknown = text(model, "unk_token"); !unknown.empty()) {
        const json &id = member(member(model, "vocab"), unknown.c_str());
        if (!id.is_number_unsigned())
            return fail(ErrorCode::Input, "the unknown token '{}' is not in the vocabulary.",
                        unknown);
        options.unknown = id.get<int32_t>();
    }
    BpeModel made(std::move(tokens), std::move(options));
    LAPIDARY_TRY(made.setMerges(merges));
    return made;
}

/// "<s>" or {"content": "<s>", ...} in tokenizer_config.json.
std::string tokenText(const json &config, const char *key)
{
    const json &value = member(config, key);
    return value.is_object() ? text(value, "content") : text(config, key);
}

/// A string, or a list of {name, template} of which "default" is taken.
std::string chatTemplateOf(const json &config)
{
    const json &value = member(config, "chat_template");
    if (value.is_string())
        return value.get<std::string>();
    if (value.is_array())
        for (const auto &entry : value)
            if (text(entry, "name") == "default")
                return text(entry, "template");
    return {};
}

} // namespace

Status HfTokenizer::readAddedTokens(const json &list)
{
    if (list.is_null())
        return {};
    if (!list.is_array())
        return fail(ErrorCode::Input, "added_tokens is {}; expected a list.", list.type_name());
    for (const auto &entry : list) {
        AddedToken token;
        token.content = text(entry, "content");
        const auto id = integer(entry, "id", idLimit);
        if (!id || token.content.empty())
            return fail(ErrorCode::Input, "an added token is {}; expected an id and its content.",
                        entry.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 80));
        token.id = static_cast<int32_t>(*id);
        token.special = flag(entry, "special", false);
        token.normalized = flag(entry, "normalized", !token.special);
        token.lstrip = flag(entry, "lstrip", false);
        token.rstrip = flag(entry, "rstrip", false);
        token.singleWord = flag(entry, "single_word", false);
        std::string pattern = token.content;
        if (token.normalized && m_normalizer) {
            LAPIDARY_ASSIGN(pattern, m_normalizer->apply(std::move(pattern)));
        }
        (token.normalized ? m_normalizedTokens : m_rawTokens).add(pattern, token);
        token.decoded = std::move(pattern);
        m_addedIds[token.content] = token.id;
        m_added[token.id] = std::move(token);
    }
    return {};
}

Status HfTokenizer::readPipeline(const json &json, PreTokenizers preTokenizers)
{
    LAPIDARY_ASSIGN(m_normalizer, Normalizer::fromJson(member(json, "normalizer")));
    m_preTokenizers = std::move(preTokenizers);
    LAPIDARY_ASSIGN(m_postProcessor, PostProcessor::fromJson(member(json, "post_processor")));
    LAPIDARY_ASSIGN(m_decoder, Decoder::fromJson(member(json, "decoder")));
    LAPIDARY_TRY(readAddedTokens(member(json, "added_tokens")));
    decideWordCuts();
    return {};
}

void HfTokenizer::readConfig(const json &config)
{
    if (const auto id = tokenId(tokenText(config, "bos_token")))
        m_info.bos = id;
    if (const auto id = tokenId(tokenText(config, "eos_token"))) {
        m_info.eos = id;
        m_info.stopIds.push_back(*id);
    }
    m_info.chatTemplate = chatTemplateOf(config);
}

void HfTokenizer::describe()
{
    m_info.kind = m_decoder.byteLevel() ? "byte-level BPE"
        : m_model.options().byteFallback || m_model.find(spaceMark) ? "SentencePiece BPE"
                                                                    : "BPE";
    m_info.vocab = m_model.size();
    for (const auto &[id, token] : m_added)
        m_info.vocab = std::max<int64_t>(m_info.vocab, int64_t(id) + 1);
    m_info.addBos = m_info.bos && !m_postProcessor.before.empty()
        && m_postProcessor.before.front() == *m_info.bos;
    m_info.addEos = m_info.eos && !m_postProcessor.after.empty()
        && m_postProcessor.after.back() == *m_info.eos;
}

Result<std::shared_ptr<HfTokenizer>> HfTokenizer::build(const json &json,
                                                        const nlohmann::json &config)
{
    if (!json.is_object())
        return fail(ErrorCode::Input, "it holds {}; expected an object.", json.type_name());
    LAPIDARY_ASSIGN(auto preTokenizers, preTokenizersFromJson(member(json, "pre_tokenizer")));
    LAPIDARY_ASSIGN(auto model, readModel(member(json, "model"), preTokenizers.byteLevel));
    std::shared_ptr<HfTokenizer> made(new HfTokenizer(std::move(model)));
    LAPIDARY_TRY(made->readPipeline(json, std::move(preTokenizers)));
    made->readConfig(config);
    made->describe();
    return made;
}

Result<std::shared_ptr<HfTokenizer>> HfTokenizer::fromJson(const json &json,
                                                           const nlohmann::json &config)
{
    try {
        auto made = build(json, config);
        if (!made)
            made.error().message = "tokenizer.json: " + made.error().message;
        return made;
    } catch (const std::exception &e) {
        return fail(ErrorCode::Input, "tokenizer.json: it cannot be used ({}).", e.what());
    }
}

Result<std::shared_ptr<const Tokenizer>> tokenizerFromJson(const json &tokenizerJson,
                                                           const json &tokenizerConfig)
{
    LAPIDARY_ASSIGN(std::shared_ptr<const Tokenizer> made,
                    HfTokenizer::fromJson(tokenizerJson, tokenizerConfig));
    return made;
}

} // namespace lapidary

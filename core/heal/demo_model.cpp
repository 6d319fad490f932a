#include "core/heal/demo_model.h"

#include "core/base/atomic_file.h"
#include "core/checkpoint/tensor_writer.h"
#include "core/heal/demo_weights.h"
#include "core/heal/trainer.h"
#include "core/model/family.h"
#include "core/text/bpe_trainer.h"
#include "core/text/story_grammar.h"
#include "core/text/tokenizer.h"

namespace lapidary {

namespace {

constexpr size_t kTrainBytes = 1'500'000;
constexpr size_t kSmallBytes = 60'000;
constexpr const char *kEndOfText = "<|endoftext|>";

ModelConfig demoConfig(int64_t vocab)
{
    ModelConfig config;
    config.modelType = "llama";
    config.architecture = "LlamaForCausalLM";
    config.hidden = 128;
    config.blocks = 5;
    config.heads = 4;
    config.kvHeads = 2;
    config.headDim = 32;
    config.intermediate = 384;
    config.blockIntermediate.assign(size_t(config.blocks), config.intermediate);
    config.vocab = vocab;
    config.maxPositions = 512;
    config.normEps = 1e-5;
    config.tiedEmbeddings = true;
    config.raw = {{"bos_token_id", 0}, {"eos_token_id", 0}, {"hidden_act", "silu"}};
    return config;
}

Result<std::string> story(const std::filesystem::path &grammarFile, uint64_t seed, size_t bytes)
{
    LAPIDARY_ASSIGN(const std::string text, readTextFile(grammarFile));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        return fail(ErrorCode::Input, "{} is not JSON", grammarFile.string());
    LAPIDARY_ASSIGN(const StoryGrammar grammar, StoryGrammar::fromJson(json));
    return grammar.text(seed, bytes);
}

Status writeTokenizer(const std::filesystem::path &folder, const nlohmann::json &tokenizer)
{
    const nlohmann::json config = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                                   {"bos_token", kEndOfText},
                                   {"eos_token", kEndOfText},
                                   {"unk_token", kEndOfText},
                                   {"add_bos_token", false},
                                   {"model_max_length", 512}};
    LAPIDARY_TRY(writeFileAtomically(folder / "tokenizer.json", tokenizer.dump(1) + "\n"));
    return writeFileAtomically(folder / "tokenizer_config.json", config.dump(2) + "\n");
}

/// A folder with random weights, ready to be trained.
Status writeUntrained(const std::filesystem::path &folder, const nlohmann::json &tokenizer,
                      int64_t vocab, uint64_t seed, JobContext &job)
{
    const ModelConfig config = demoConfig(vocab);
    LAPIDARY_TRY(writeTokenizer(folder, tokenizer));
    LAPIDARY_TRY(writeFileAtomically(folder / "config.json",
                                     configToHf(config, "bfloat16").dump(2) + "\n"));
    return writeSafetensors(folder / "model.safetensors", randomWeights(config, seed),
                            {{"format", "pt"}}, job);
}

/// Moves the finished files over the old ones.
Status install(const std::filesystem::path &from, const std::filesystem::path &to)
{
    std::error_code error;
    std::filesystem::create_directories(to, error);
    for (const auto &entry : std::filesystem::directory_iterator(from)) {
        std::filesystem::rename(entry.path(), to / entry.path().filename(), error);
        if (error)
            return fail(ErrorCode::Io, "{}: {}", (to / entry.path().filename()).string(),
                        error.message());
    }
    std::filesystem::remove(from, error);
    return syncFolder(to);
}

} // namespace

Result<DemoReport> makeDemoModel(const std::filesystem::path &grammar,
                                 const std::filesystem::path &folder, uint64_t seed,
                                 JobContext &job)
{
    LAPIDARY_ASSIGN(const std::string text, story(grammar, seed + 1, kTrainBytes));
    LAPIDARY_ASSIGN(const std::string calibration, story(grammar, seed + 2, kSmallBytes));
    LAPIDARY_ASSIGN(const std::string test, story(grammar, seed + 3, kSmallBytes));
    BpeTrainerOptions bpe;
    bpe.vocab = 1024;
    bpe.specialTokens = {kEndOfText};
    LAPIDARY_ASSIGN(const nlohmann::json tokenizerJson, trainByteLevelBpe(text, bpe, job));

    const auto work = folder / "model.new";
    std::error_code error;
    std::filesystem::remove_all(work, error);
    std::filesystem::create_directories(work, error);
    LAPIDARY_TRY(writeUntrained(work, tokenizerJson, bpe.vocab, seed, job));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(work.string(), job));
    LAPIDARY_ASSIGN(const auto tokenizer, loadTokenizer(*model->source));
    LAPIDARY_ASSIGN(const auto ids, tokenizer->encode(text, false));

    LAPIDARY_ASSIGN(const ComputeChoice compute, chooseCompute({"cpu", "f32", 0}));
    LAPIDARY_ASSIGN(const auto transformer, Transformer::loadMutable(model, compute, job));
    TrainOptions options;
    options.steps = 1500;
    options.batch = 16;
    options.window = 128;
    options.seed = seed;
    DemoReport report;
    LAPIDARY_ASSIGN(report.training, trainLanguageModel(*transformer, ids, options, job));
    LAPIDARY_TRY(writeSafetensors(work / "model.safetensors", trainedWeights(*transformer),
                                  {{"format", "pt"}}, job));
    report.parameters = model->parametersUnique();
    report.trainTokens = int64_t(ids.size());
    LAPIDARY_TRY(install(work, folder / "model"));
    LAPIDARY_TRY(writeFileAtomically(folder / "calibration.txt", calibration));
    LAPIDARY_TRY(writeFileAtomically(folder / "test.txt", test));
    return report;
}

} // namespace lapidary

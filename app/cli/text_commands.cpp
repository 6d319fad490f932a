#include "app/cli/cli.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/process_memory.h"
#include "core/eval/perplexity.h"
#include "core/nn/capture.h"
#include "core/nn/generate.h"

#include <cstdio>

namespace lapidary::cli {

namespace {

struct TokenizeArgs {
    std::string model, text, file;
    bool noSpecial = false;
};

Result<Output> tokenize(Cli &cli, const TokenizeArgs &args)
{
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const auto tokenizer, loadTokenizer(*model->source));
    std::string text = args.text;
    if (!args.file.empty()) {
        LAPIDARY_ASSIGN(text, readTextFile(args.file));
    }
    LAPIDARY_ASSIGN(const auto ids, tokenizer->encode(text, !args.noSpecial));
    Output out;
    out.json = {{"ids", ids}, {"count", ids.size()}};
    out.text = fmt::format("{}\n{} tokens", fmt::join(ids, " "), ids.size());
    return out;
}

struct GenerateArgs {
    std::string model;
    GenerateOptions options;
};

Result<Output> generate(Cli &cli, GenerateArgs args)
{
    args.options.seed = cli.common.seed;
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const auto text, TextModel::load(model, cli.common.compute, cli.job));
    auto onText = [&](const std::string &piece) {
        if (!cli.common.json) {
            std::fputs(piece.c_str(), stdout);
            std::fflush(stdout);
        }
    };
    LAPIDARY_ASSIGN(const Generation g, text->generate(args.options, cli.job, onText));
    cli.job.log(LogLevel::Info,
                fmt::format("\n{} tokens, {:.1f} tokens/s, first after {:.0f} ms", g.ids.size(),
                            g.tokensPerSecond, g.firstTokenMs));
    Output out;
    out.json = {{"text", g.text},
                {"ids", g.ids},
                {"prompt_tokens", g.promptTokens},
                {"first_token_ms", g.firstTokenMs},
                {"tokens_per_s", g.tokensPerSecond},
                {"stopped", g.stopped},
                {"peak_rss_bytes", peakResidentBytes()}};
    return out;
}

struct CaptureArgs {
    std::string model, ids, out;
    std::vector<std::string> at;
};

Result<std::vector<std::vector<int64_t>>> readIds(const std::string &file)
{
    LAPIDARY_ASSIGN(const std::string text, readTextFile(file));
    try {
        return nlohmann::json::parse(text).get<std::vector<std::vector<int64_t>>>();
    } catch (const nlohmann::json::exception &e) {
        return fail(ErrorCode::Input, "{}: expected a JSON list of lists of token ids; {}", file,
                    e.what());
    }
}

Result<Output> capture(Cli &cli, const CaptureArgs &args)
{
    LAPIDARY_ASSIGN(const auto ids, readIds(args.ids));
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(args.model, cli.job));
    LAPIDARY_ASSIGN(const auto shapes, captureForward(model, cli.common.compute, ids, args.at,
                                                      args.out, cli.job));
    Output out;
    out.json = {{"tensors", shapes}, {"file", args.out}};
    for (const auto &[name, shape] : shapes)
        out.text += fmt::format("{}  {}\n", name, formatShape(shape));
    return out;
}

} // namespace

void addTextCommands(Cli &cli)
{
    auto t = std::make_shared<TokenizeArgs>();
    CLI::App *sub = cli.add("tokenize", "Text to token ids", [&cli, t] { return tokenize(cli, *t); });
    sub->add_option("MODEL", t->model)->required();
    auto *text = sub->add_option("--text", t->text, "The text itself");
    auto *file = sub->add_option("--text-file", t->file, "A UTF-8 file");
    text->excludes(file);
    sub->add_flag("--no-special", t->noSpecial, "Without BOS and the like");

    auto g = std::make_shared<GenerateArgs>();
    sub = cli.add("generate", "Continue a prompt", [&cli, g] { return generate(cli, *g); }, true);
    sub->add_option("MODEL", g->model)->required();
    sub->add_option("--prompt", g->options.prompt)->required();
    sub->add_flag("--chat", g->options.chat, "Wrap the prompt by the model's chat template");
    sub->add_option("--max-tokens", g->options.maxTokens)->check(CLI::PositiveNumber);
    sub->add_option("--temperature", g->options.temperature, "0 = greedy")
        ->check(CLI::NonNegativeNumber);
    sub->add_option("--top-k", g->options.topK)->check(CLI::NonNegativeNumber);
    sub->add_option("--top-p", g->options.topP)->check(CLI::Range(0.0, 1.0));
    laterOption(sub, "--thinking");

    auto c = std::make_shared<CaptureArgs>();
    sub = cli.add("capture", "Forward pass on given ids, logits and layer outputs to a file",
                  [&cli, c] { return capture(cli, *c); }, true);
    sub->add_option("MODEL", c->model)->required();
    sub->add_option("--ids-file", c->ids, "JSON list of lists")->required();
    sub->add_option("--at", c->at, "Module whose output to write; may be repeated");
    sub->add_option("-o,--output", c->out, "OUT.safetensors")->required();
}

} // namespace lapidary::cli

#include "app/cli/cli.h"
#include "app/cli/table.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/process_memory.h"
#include "core/eval/perplexity.h"

#include <chrono>

namespace lapidary::cli {

namespace {

struct EvaluateArgs {
    std::string model, textFile, reference;
    PerplexityProtocol protocol;
    bool speed = false;
};

Result<TextModelPtr> loadText(Cli &cli, const std::string &where)
{
    LAPIDARY_ASSIGN(const ModelPtr model, openModel(where, cli.job));
    return TextModel::load(model, cli.common.compute, cli.job);
}

using Rows = std::vector<std::pair<std::string, std::string>>;

Status perplexity(Cli &cli, const EvaluateArgs &args, const TextModel &model, Output &out,
                  Rows &rows)
{
    LAPIDARY_ASSIGN(const std::string text, readTextFile(args.textFile));
    TextModelPtr reference;
    if (!args.reference.empty()) {
        LAPIDARY_ASSIGN(reference, loadText(cli, args.reference));
    }
    LAPIDARY_ASSIGN(const PerplexityResult result,
                    measurePerplexity(model, text, args.protocol, cli.job, reference.get()));
    const Perplexity &p = result.perplexity;
    out.json["perplexity"] = toJson(p);
    rows.emplace_back("perplexity", formatMeasured(p.value, p.standardError, 3));
    rows.emplace_back("protocol",
                      fmt::format("{}, window {}, stride {}, {}, {} of {} tokens scored in {} "
                                  "windows, {} on {}",
                                  p.protocol, p.window, p.stride, p.bos ? "BOS" : "no BOS",
                                  formatExact(p.scored), formatExact(p.tokens), p.windows,
                                  p.compute.dtype, p.compute.device));
    if (result.divergence) {
        const Divergence &d = *result.divergence;
        out.json["divergence"] = toJson(d);
        rows.emplace_back("KL to reference",
                          fmt::format("{:.4f} mean, {:.3f} at 99 %", d.klMean, d.klP99));
        rows.emplace_back("same top token", formatPercent(d.top1Agreement));
    }
    return {};
}

Result<Output> evaluate(Cli &cli, const EvaluateArgs &args)
{
    if (args.textFile.empty() && !args.speed)
        return fail(ErrorCode::Usage, "nothing to evaluate: give --text-file F, --speed or both");
    if (!args.reference.empty() && args.textFile.empty())
        return fail(ErrorCode::Usage, "--reference needs a --text-file to compare on");
    const auto started = std::chrono::steady_clock::now();
    LAPIDARY_ASSIGN(const TextModelPtr model, loadText(cli, args.model));
    Output out;
    Rows rows;
    if (!args.textFile.empty())
        LAPIDARY_TRY(perplexity(cli, args, *model, out, rows));
    if (args.speed) {
        LAPIDARY_ASSIGN(const Speed speed, measureSpeed(*model, cli.job));
        out.json["speed"] = {{"prefill_tokens_per_s", speed.prefillTokensPerSecond},
                             {"decode_tokens_per_s", speed.decodeTokensPerSecond},
                             {"first_token_ms", speed.firstTokenMs}};
        rows.emplace_back("speed", fmt::format("{:.0f} tokens/s prefill, {:.1f} tokens/s decode, "
                                               "first token after {:.0f} ms",
                                               speed.prefillTokensPerSecond,
                                               speed.decodeTokensPerSecond, speed.firstTokenMs));
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    out.json["peak_rss_bytes"] = peakResidentBytes();
    out.json["seconds"] = seconds;
    rows.emplace_back("took", fmt::format("{:.1f} s, {} at most", seconds,
                                          formatBytes(peakResidentBytes())));
    out.text = formatPairs(rows);
    return out;
}

} // namespace

void addEvaluateCommand(Cli &cli)
{
    auto a = std::make_shared<EvaluateArgs>();
    CLI::App *sub = cli.add("evaluate", "Perplexity, divergence from a reference, and speed",
                            [&cli, a] { return evaluate(cli, *a); }, true);
    sub->add_option("MODEL", a->model)->required();
    sub->add_option("--text-file", a->textFile, "UTF-8 text to measure perplexity on");
    sub->add_option("--protocol", a->protocol.name,
                    "llama.cpp: second half of each 512 window scored; strided: all of 2048")
        ->check(CLI::IsMember({"llama.cpp", "strided"}))
        ->capture_default_str();
    sub->add_option("--window", a->protocol.window)->check(CLI::NonNegativeNumber);
    sub->add_option("--stride", a->protocol.stride)->check(CLI::NonNegativeNumber);
    sub->add_option("--max-windows", a->protocol.maxWindows)->check(CLI::NonNegativeNumber);
    sub->add_option("--bos", a->protocol.bos)->check(CLI::IsMember({"auto", "yes", "no"}));
    sub->add_option("--reference", a->reference, "MODEL to measure the KL divergence from");
    sub->add_flag("--speed", a->speed, "Measure tokens per second");
    for (const char *name : {"--task", "--shots", "--shots-file", "--limit", "--samples"})
        laterOption(sub, name);
}

} // namespace lapidary::cli

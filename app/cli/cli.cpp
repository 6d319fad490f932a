#include "app/cli/cli.h"

#include "app/cli/progress.h"

namespace lapidary::cli {

Cli::Cli(CLI::App &a)
    : app(a)
    , job(
          [this](const Progress &p) {
              if (!common.quiet)
                  showProgress(p);
          },
          [this](LogLevel level, const std::string &message) {
              if (!common.quiet || level >= LogLevel::Warning)
                  showMessage(level, message);
          })
{
}

CLI::App *Cli::add(const std::string &name, const std::string &summary,
                   std::function<Result<Output>()> run, bool computes)
{
    CLI::App *sub = app.add_subcommand(name, summary);
    sub->add_flag("--json", common.json, "Print exactly one JSON document on stdout");
    sub->add_flag("--quiet", common.quiet, "No progress on stderr");
    if (computes) {
        sub->add_option("--device", common.compute.device, "auto, cpu, cuda or cuda:N")
            ->capture_default_str();
        sub->add_option("--dtype", common.compute.dtype,
                        "Compute in f32, bf16 or f16; auto measures which is fastest")
            ->check(CLI::IsMember({"auto", "f32", "bf16", "f16"}))
            ->capture_default_str();
        sub->add_option("--threads", common.compute.threads, "Threads; 0 = all cores")
            ->check(CLI::NonNegativeNumber);
        sub->add_option("--memory-limit", common.memoryLimit, "Work space limit, e.g. 8GB");
        sub->add_option("--seed", common.seed, "Seed of everything random");
    }
    sub->callback([this, run = std::move(run)] { command = run; });
    return sub;
}

void laterOption(CLI::App *command, const std::string &option)
{
    command
        ->add_option_function<std::string>(
            option,
            [option](const std::string &) {
                throw CLI::ValidationError(option, "is not in this version yet");
            },
            "Comes with a later version")
        ->group("");
}

} // namespace lapidary::cli

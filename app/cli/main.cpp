#include "app/cli/cli.h"
#include "app/cli/progress.h"
#include "core/nn/compute.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace {

lapidary::JobContext *runningJob = nullptr;

// The first Ctrl-C asks for a clean stop, the second one stops at once.
extern "C" void onInterrupt(int)
{
    if (!runningJob || runningJob->cancelled())
        _exit(130);
    runningJob->cancel();
}

int finish(const lapidary::Result<lapidary::cli::Output> &result, bool json)
{
    lapidary::cli::endProgress();
    if (!result) {
        std::fprintf(stderr, "lapidary-cli: %s\n", result.error().message.c_str());
        return lapidary::exitStatus(result.error().code);
    }
    const std::string out =
        json ? result->json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
             : result->text;
    std::fwrite(out.data(), 1, out.size(), stdout);
    if (!out.empty() && out.back() != '\n')
        std::fputc('\n', stdout);
    if (std::fflush(stdout) != 0) {
        std::fprintf(stderr, "lapidary-cli: the result could not be written to stdout\n");
        return 1;
    }
    return result->status;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app("Lapidary: cut large language models down to size", "lapidary-cli");
    app.set_version_flag("--version", "lapidary " LAPIDARY_VERSION);
    app.require_subcommand(1);
    lapidary::cli::Cli cli(app);
    addInspectCommands(cli);
    addTextCommands(cli);
    addEvaluateCommand(cli);
    addCalibrateCommand(cli);
    addSensitivityCommand(cli);
    addRecipeCommands(cli);
    addStoreCommands(cli);
    addExportCommand(cli);
    addDemoCommand(cli);
    addLaterCommands(cli);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &e) {
        return app.exit(e) == 0 ? 0 : 2;
    }

    lapidary::setFreedMemory(cli.common.memoryLimit.empty() ? lapidary::FreedMemory::Kept
                                                            : lapidary::FreedMemory::Returned);
    runningJob = &cli.job;
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return finish(cli.command(), cli.common.json);
    } catch (const std::exception &e) {
        return finish(lapidary::fail(lapidary::ErrorCode::Internal, "{}", e.what()), false);
    }
}

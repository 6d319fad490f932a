#pragma once

#include "core/base/job_context.h"
#include "core/nn/compute.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <string>

namespace lapidary::cli {

/// What a command hands back: one JSON document and the same for people.
struct Output {
    nlohmann::json json;
    std::string text;
    int status = 0;
};

/// Options that many commands share.
struct Common {
    bool json = false;
    bool quiet = false;
    ComputeOptions compute;
    std::string memoryLimit;
    uint64_t seed = 0;
};

/// One invocation: the shared options, the job that Ctrl-C stops, and the command to call.
struct Cli {
    explicit Cli(CLI::App &app);

    CLI::App &app;
    Common common;
    JobContext job;
    std::function<Result<Output>()> command;

    /// Adds a subcommand with --json, --quiet and, where asked, the options of computing.
    CLI::App *add(const std::string &name, const std::string &summary,
                  std::function<Result<Output>()> run, bool computes = false);
};

/// An option that the contract names but a later version brings: using it is a clear error.
void laterOption(CLI::App *command, const std::string &option);

void addInspectCommands(Cli &cli);  ///< inspect, stats, verify, diff
void addTextCommands(Cli &cli);     ///< tokenize, generate, capture
void addEvaluateCommand(Cli &cli);
void addCalibrateCommand(Cli &cli);
void addSensitivityCommand(Cli &cli);
void addRecipeCommands(Cli &cli);   ///< plan, run
void addStoreCommands(Cli &cli);    ///< runs, show, compare, report
void addExportCommand(Cli &cli);
void addDemoCommand(Cli &cli);
void addLaterCommands(Cli &cli);    ///< named by the contract, not here yet

} // namespace lapidary::cli

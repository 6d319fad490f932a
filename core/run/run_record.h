#pragma once

#include "core/eval/perplexity.h"
#include "core/surgery/plan.h"

namespace lapidary {

struct LayerRecord {
    std::string name;
    std::string method;    ///< methods joined by " + " in order
    nlohmann::json params; ///< {"svd": {"rank": 173}, "quantize": {...}}
    int64_t parameters = 0, bytes = 0;
    int64_t parametersBefore = 0, bytesBefore = 0;
    double error = 0;      ///< ||W - W'||_F / ||W||_F of everything done to it
    std::optional<double> outputError;
    double seconds = 0;
    LayerForm form;
    nlohmann::json details; ///< kept indices etc.
    std::vector<std::string> warnings;
};

enum class RunState { Unfinished, Finished };

/// Immutable record of one run; record.json. Numbers of others (charts, reports) are pure
/// functions of records.
struct RunRecord {
    std::string run;  ///< folder name, unique in its store
    std::string name; ///< given by the user
    std::string created; ///< ISO 8601 UTC
    RunState state = RunState::Unfinished;
    std::string parent;
    std::string source;         ///< what was opened
    std::string sourceIdentity; ///< content identity
    std::string planHash;
    Recipe recipe;
    uint64_t seed = 0;
    std::string program; ///< "lapidary 0.1.0"
    nlohmann::json device;
    int64_t parametersBefore = 0, parametersAfter = 0;
    int64_t parametersUniqueBefore = 0, parametersUniqueAfter = 0;
    int64_t bytesBefore = 0, bytesAfter = 0;
    std::vector<LayerRecord> layers;
    std::vector<std::string> warnings;
    std::optional<Perplexity> perplexityBefore, perplexityAfter;
    std::optional<Divergence> divergence;
    double seconds = 0;
    int64_t peakRssBytes = 0;
};

nlohmann::json toJson(const RunRecord &record);
Result<RunRecord> runRecordFromJson(const nlohmann::json &json);

} // namespace lapidary

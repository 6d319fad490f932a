#pragma once

#include "core/eval/perplexity.h"
#include "core/surgery/plan.h"

namespace lapidary {

struct LayerRecord {
    std::string name;
    std::string role; ///< "gate", "q", ...
    int block = -1;
    std::string method;    ///< methods joined by " + " in order
    nlohmann::json params; ///< {"svd": {"rank": 173}, "quantize": {...}}
    int64_t parameters = 0, bytes = 0;
    int64_t parametersBefore = 0, bytesBefore = 0;
    /// ||W - W'||_F / ||W||_F of everything done to it, of the values as they are stored. Removed
    /// rows and columns count as zeros in W'.
    double error = 0;
    std::optional<double> outputError; ///< ||(W - W')C||_F / ||WC||_F where calibrated
    std::optional<double> lossEstimate; ///< nats per token, second order, where gradients are known
    double seconds = 0;
    LayerForm form;
    nlohmann::json details; ///< of the methods; long arrays are in arrays.h5, named here
    std::vector<std::string> warnings;
};

/// Sizes of all layers of one role, changed or not.
struct RoleTotals {
    std::string role;
    int layers = 0;
    int64_t parametersBefore = 0, parametersAfter = 0;
    int64_t bytesBefore = 0, bytesAfter = 0;
};

/// What a stage of a run ended with: all stages up to it, done on the original.
struct StageRecord {
    std::string name;
    bool accepted = true;  ///< false: beyond the damage limit, taken back
    int layers = 0;        ///< changed by now
    int64_t parameters = 0, parametersUnique = 0, bytes = 0; ///< of the whole model
    std::optional<Perplexity> perplexity;
    std::optional<double> ratio; ///< of perplexity to the original's
    double seconds = 0;          ///< that this stage took
    std::string run;             ///< folder below RUN/stages while the run goes on
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
    std::vector<LayerRecord> layers; ///< changed ones, and those that refused to be; model order
    std::vector<RoleTotals> roles;   ///< in the order of the roles' list
    /// What the model is: family, model_type, hidden, blocks, heads, kv_heads, intermediate, vocab,
    /// and where its parameters are ("shares").
    nlohmann::json architecture;
    /// Per block of the source, 0 where the part is removed; empty when unknown.
    std::vector<int64_t> widthsBefore, widthsAfter; ///< MLP width
    std::vector<int64_t> headsBefore, headsAfter, kvHeadsBefore, kvHeadsAfter;
    std::vector<int64_t> expertsBefore, expertsAfter; ///< empty for models without experts
    /// Blocks of the source that are left, in their order in the run's checkpoint.
    std::vector<int> blocksKept;
    std::vector<std::string> warnings;
    std::optional<Perplexity> perplexityBefore, perplexityAfter;
    std::optional<Divergence> divergence;
    /// Finished stages in order, a rejected one last; empty where the recipe has none.
    std::vector<StageRecord> stages;
    double seconds = 0;
    /// What changing the layers was to take at most, said beforehand: what the process had, and the
    /// work space of the layers that are changed at a time.
    int64_t plannedMemory = 0;
    int64_t peakRssBytes = 0;
};

/// Keys of the headless tool's `run` command, and all the rest. Times are only in the keys
/// `created`, `seconds`, `memory_planned_bytes` and `peak_rss_bytes`: without them, equal runs give equal documents.
nlohmann::json toJson(const RunRecord &record);
/// Errors: ErrorCode::Input naming the key.
Result<RunRecord> runRecordFromJson(const nlohmann::json &json);

nlohmann::json toJson(const StageRecord &stage);
Result<StageRecord> stageRecordFromJson(const nlohmann::json &json);
nlohmann::json toJson(const LayerRecord &layer);
Result<LayerRecord> layerRecordFromJson(const nlohmann::json &json);
/// Complete, unlike the summary that the evaluate command prints.
nlohmann::json perplexityToRecordJson(const Perplexity &perplexity);
Result<Perplexity> perplexityFromRecordJson(const nlohmann::json &json);
nlohmann::json divergenceToRecordJson(const Divergence &divergence);
Result<Divergence> divergenceFromRecordJson(const nlohmann::json &json);

} // namespace lapidary

#pragma once

#include "core/arrays/hdf5_file.h"
#include "core/model/model.h"

#include <nlohmann/json.hpp>

#include <memory>

namespace lapidary {

/// What a calibration was made from; part of every figure that rests on it.
struct CalibrationInfo {
    std::string modelIdentity; ///< content identity of the checkpoint
    std::string tokenizerHash; ///< of the ids that the text became
    std::string textName, textHash;
    int64_t samples = 0, window = 0; ///< tokens = samples * window
    int64_t heldOut = 0;             ///< further samples that the statistics did not see
    uint64_t seed = 0;               ///< which windows of the text were taken
    bool gradients = false;          ///< outputs' gradient moments are there too
    std::string device, dtype;       ///< of the forward pass
    double seconds = 0;

    int64_t tokens() const { return samples * window; }
};
nlohmann::json toJson(const CalibrationInfo &info);
Result<CalibrationInfo> calibrationInfoFromJson(const nlohmann::json &json);

/// How much a block (or its attention, or its MLP) turns the residual stream: 1 - mean cosine of
/// the stream before and after it, "block influence" (Men et al. 2024, ShortGPT, eq. 1).
struct BlockInfluence {
    double block = 0, attention = 0, mlp = 0;
};

/// What the router of a block did with the calibration tokens, for each of its experts.
struct RouterCounts {
    std::vector<int64_t> chosen; ///< tokens that went to the expert
    std::vector<double> weight;  ///< sum of the weights that its outputs got

    void add(const RouterCounts &more);
};
/// {"chosen": [...], "weight": [...]}
nlohmann::json toJson(const RouterCounts &counts);

/// Statistics of layer inputs on sample text: an immutable CAL.h5, its header in memory, matrices
/// read on demand (core/calibrate/layer_inputs.h). Torch-free; shareable between threads.
class Calibration {
public:
    /// Fails with ErrorCode::Input when the file is no calibration or misses something.
    static Result<std::shared_ptr<const Calibration>> open(const std::filesystem::path &path);

    const std::filesystem::path &path() const { return m_path; }
    const CalibrationInfo &info() const { return m_info; }
    /// Identity of its content, part of the hash of plans that use it.
    const std::string &hash() const { return m_hash; }
    /// True when the inputs of this layer were seen. Layers that read the same activations
    /// (q, k and v; gate and up) share one set.
    bool has(const std::string &layer) const { return m_inputOf.count(layer) > 0; }
    /// Name under which the inputs of `layer` are stored, empty when there are none.
    std::string inputOf(const std::string &layer) const;
    /// How many rows the statistics of a layer's inputs rest on: all tokens, for experts only those
    /// that were routed to them. An expert that was never chosen has the inputs of all experts of
    /// its block for gate and up (0 rows of its own), and none for down.
    int64_t rowsSeen(const std::string &layer) const;
    /// By name of the router; empty for a model without experts, or a calibration of before they
    /// were counted.
    const std::map<std::string, RouterCounts, std::less<>> &routers() const { return m_routers; }
    /// One sentence for each block in which some experts saw fewer rows than their inputs are wide.
    std::vector<std::string> expertWarnings(const Model &model) const;
    const std::vector<BlockInfluence> &influence() const { return m_influence; }
    using Rows = std::vector<std::vector<int32_t>>;
    /// The sampled ids, one row per sample.
    Result<Rows> sampleIds() const { return rowsOf("samples", m_info.samples); }
    /// Those to measure losses on: text that the statistics did not see, or where there is none
    /// a few of the samples.
    Result<Rows> heldOutIds() const;
    /// Fails with ErrorCode::Input when it was made on another model.
    Status requireFor(const Model &model) const;

private:
    Result<Rows> rowsOf(const std::string &name, int64_t count) const;

    std::filesystem::path m_path;
    CalibrationInfo m_info;
    std::string m_hash;
    std::map<std::string, std::string, std::less<>> m_inputOf;
    std::vector<BlockInfluence> m_influence;
    std::map<std::string, RouterCounts, std::less<>> m_routers;
};
using CalibrationPtr = std::shared_ptr<const Calibration>;

} // namespace lapidary

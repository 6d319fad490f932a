#pragma once

#include "core/calibrate/calibration.h"
#include "core/calibrate/sample_chunks.h"
#include "core/calibrate/second_moment.h"
#include "core/nn/transformer.h"

#include <map>

namespace lapidary {

/// Statistics of one block while its samples go through.
struct BlockStatistics {
    std::map<std::string, SecondMoment> moments;   ///< by input or layer name
    std::map<std::string, std::string> inputOf;    ///< layer -> input (forward pass)
    std::map<std::string, RouterCounts> routers;   ///< by router (forward pass)
    BlockInfluence influence;

    /// What was seen of other samples; influences are sums until all samples are through.
    void add(const BlockStatistics &more);
    Status write(Hdf5File &file, const std::string &group, const std::string &leaf,
                 bool withMean) const;
};

/// Sends hidden states [samples, window, hidden] through a loaded block, a few samples at a time,
/// in place, and gathers the second moments of what flows into each linear layer. Layers that read
/// the same activations share one. The same number of lanes gives the same bits. Throws what
/// LibTorch throws, with one lane; stops when the job is cancelled.
Result<BlockStatistics> forwardPass(const Transformer &model, size_t block, at::Tensor &hidden,
                                    const Lanes &lanes, const JobContext &job);

/// The way back: `hidden` is what went into the block, `gradient` (in place) that of the loss at
/// its output, and afterwards at its input. Gathers the moments of the gradients at the output of
/// each linear layer.
Result<BlockStatistics> backwardPass(const Transformer &model, size_t block,
                                     const at::Tensor &hidden, at::Tensor &gradient,
                                     const Lanes &lanes, const JobContext &job);

/// Gradient of the summed next-token loss at the last hidden states (before the final norm), and
/// its mean per predicted token.
struct TailGradient {
    at::Tensor gradient;
    double meanLoss = 0;
};
Result<TailGradient> tailPass(const Transformer &model, const at::Tensor &hidden,
                              const at::Tensor &ids, const Lanes &lanes,
                              const JobContext &job);

} // namespace lapidary

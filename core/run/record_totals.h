#pragma once

#include "core/run/run_record.h"

namespace lapidary {

/// {"family", "model_type", "hidden", "blocks", "heads", "kv_heads", "intermediate", "vocab",
/// "tied_embeddings", "shares"} of a model, for records; shares as in
/// core/model/architecture_shares.h.
nlohmann::json describeArchitecture(const Model &model);

/// Sizes before and, as planned, after: for the record of a run that is not finished.
void planTotals(const Model &model, const Plan &plan, RunRecord &record);

/// What has become of the model's blocks, from record.layers.
std::vector<BlockShape> finalBlocks(const Model &model, const RunRecord &record);

/// Sizes after, by role and in all, and the MLP widths, from record.layers: what was really done.
/// Also takes the layers' warnings over.
void finalTotals(const Model &model, RunRecord &record);

} // namespace lapidary

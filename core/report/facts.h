#pragma once

#include "core/run/comparison.h"

namespace lapidary {

/// Sentences and figures that every format of the report shares. Pure functions of records.

/// "strided, window 2048, stride 2048, 9 windows, 18423 positions scored, BOS no, bf16 on cpu,
/// text a1b2c3d4". Part of every perplexity.
std::string describeProtocol(const Perplexity &perplexity);
/// One sentence for a figure with the perplexities of several runs; says when they are not
/// comparable (different text, window or protocol), and when nothing was measured.
std::string describeProtocols(const std::vector<RunRecord> &runs);
/// True when all measured perplexities of the runs follow one protocol on one text.
bool sameProtocol(const std::vector<RunRecord> &runs);

/// "20.61 ± 0.12", or "not measured".
std::string perplexityText(const std::optional<Perplexity> &perplexity);
/// "-41.8 %": change of size from before to after.
std::string changeText(int64_t before, int64_t after);
/// "svd rank=173 · quantize type=q8_0" from a layer's exact parameters; long lists are shortened.
std::string paramsText(const LayerRecord &layer);
std::string stepText(const Step &step);
/// Name that people gave, or the folder's.
std::string runTitle(const RunRecord &run);
/// Last part of the source's path.
std::string modelTitle(const RunRecord &run);

/// Titles (one that starts with '>' is of numbers) and rows of the stages of a run; no row where it
/// has none.
std::vector<std::string> stageTitles();
std::vector<std::vector<std::string>> stageRows(const RunRecord &run);
/// "A stage is taken back when ...", or empty.
std::string damageLimitText(const RunRecord &run);

/// A table of the architecture: titles as stageTitles(), rows, and a sentence below them.
struct FactTable {
    std::string title;
    std::vector<std::string> titles;
    std::vector<std::vector<std::string>> rows;
    std::string note;
};
/// Where the original's parameters are: by role, and by block. Empty for records that do not know.
std::vector<FactTable> architectureTables(const RunRecord &run);

/// MLP expansion of a run in OptIPFair's terms: {"run", "expansion_rate" (width / hidden in
/// percent), "intermediate_size" (null where blocks differ), "block_intermediate_sizes",
/// "parameters" (unique), "original_parameters", "reduction", "percentage_reduction",
/// "bytes"}. Null when the run has no MLP widths.
nlohmann::json expansionRate(const RunRecord &run);
/// True when the run changed an MLP width.
bool changesWidths(const RunRecord &run);

} // namespace lapidary

#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/model/family.h"
#include "core/model/model.h"

#include <functional>
#include <map>

namespace lapidary {

/// Which array of a layer an exported tensor holds.
enum class ExportPart {
    Weight,
    Factor,
    Bias,
    Zeros, ///< no layer: stands in for a part that was removed
    Stack, ///< the weights of several layers of one shape, one after the other
};

/// One tensor of an export: where it comes from and how it is to be stored.
struct ExportTensor {
    std::string name; ///< in the target's naming
    const Layer *layer = nullptr; ///< null for ExportPart::Zeros and ::Stack
    std::vector<const Layer *> stack{}; ///< for ExportPart::Stack
    ExportPart part = ExportPart::Weight;
    int factor = 0; ///< for ExportPart::Factor
    DType dtype = DType::F32;
    Shape shape;    ///< larger than the source's means: padded with zeros at the end
    /// Heads whose rows are to be interleaved for llama.cpp's rope order; 0 = keep the order.
    int64_t interleaveHeads = 0;
};

/// The weights and biases of the parts that blocks of `model` do not have, as zeros of the sizes that
/// `padded` (heads and width the same in all blocks) gives them: such a part adds nothing. Names are
/// `nameOf(module, block)` with ".weight" or ".bias".
std::vector<ExportTensor> zeroTensors(
    const Model &model, const ModelConfig &padded,
    const std::function<std::string(const ModuleSpec &, int)> &nameOf);

/// Experts of one kind, in order: {role, block} -> its layers.
std::map<std::pair<Role, int>, std::vector<const Layer *>> expertStacks(const Model &model);

/// Why no stock format says how this model's experts are spread, as the end of a sentence ("...,
/// which <what> cannot hold"); empty when one number holds for all blocks with experts, and nothing
/// else of a model with experts differs by block.
std::string unevenExperts(const Model &model);

/// Sizes of a layer whose block is padded to `padded`.
Shape paddedShape(const Layer &layer, const ModelConfig &padded);

/// The same configuration with every block as large as the largest.
ModelConfig paddedConfig(ModelConfig config);

/// Shape that the part has before any padding.
Shape sourceShape(const Model &model, const ExportTensor &tensor);

/// Turns the description into something writable: bytes are copied when the stored form already
/// fits (whatever the block type), otherwise decoded and encoded. `model` and `job` must outlive
/// the result. Memory while producing: one tensor.
OutgoingTensor makeOutgoing(const Model &model, const ExportTensor &tensor, JobContext &job);

/// Row order that llama.cpp wants for q and k of rope "norm" architectures: per head of d rows,
/// new row 2j = old row j, new row 2j + 1 = old row j + d/2. Returns old row for each new row.
std::vector<int64_t> interleavedRows(int64_t rows, int64_t heads);

} // namespace lapidary

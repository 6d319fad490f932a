#pragma once

#include "core/checkpoint/tensor_info.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace lapidary {

/// How a layer's weight W [out, in] is represented.
enum class FormKind : uint8_t {
    Dense,   ///< one factor: W
    LowRank, ///< two factors: a [r, in], b [out, r]; W = b a
    Mpo,     ///< N cores [chi_{k-1}, o_k, i_k, chi_k]; W = contraction over the bonds
};
const char *formName(FormKind kind); ///< "dense", "low_rank", "mpo"

/// One stored array of a form. Arrays with more than two dimensions are stored as the matrix
/// [first dims..., last dim]; block types run along the last dimension.
struct FactorForm {
    std::string suffix; ///< tensor name after the module name: "weight", "a.weight", "cores.0"
    Shape shape;
    DType stored = DType::F32;
};

/// Representation of one layer, without its numbers. Cheap to copy; used by plan and records.
struct LayerForm {
    FormKind kind = FormKind::Dense;
    int64_t out = 0, in = 0; ///< size of the represented matrix (0 in = a vector of length out)
    std::vector<FactorForm> factors;

    int64_t parameters() const; ///< stored elements of all factors
    int64_t bytes() const;      ///< stored bytes of all factors
};

LayerForm denseForm(const Shape &shape, DType stored, std::string suffix = "weight");
LayerForm lowRankForm(int64_t out, int64_t in, int64_t rank, DType stored);
/// Bonds are clamped to min(chi, product left, product right).
LayerForm mpoForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                  int64_t chi, DType stored);
/// Inner dimensions chi_1 .. chi_{N-1} after clamping.
std::vector<int64_t> clampedBonds(const std::vector<int64_t> &outFactors,
                                  const std::vector<int64_t> &inFactors, int64_t chi);

nlohmann::json toJson(const LayerForm &form);
Result<LayerForm> layerFormFromJson(const nlohmann::json &json);

} // namespace lapidary

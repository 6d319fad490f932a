#pragma once

#include "core/checkpoint/tensor_info.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lapidary {

/// How a layer's weight W [out, in] is represented.
enum class FormKind : uint8_t {
    Dense,   ///< one factor: W
    LowRank, ///< two factors: a [r, in], b [out, r]; W = b a
    Mpo,     ///< N cores [chi_{k-1}, o_k, i_k, chi_k]; W = contraction over the bonds
    /// W folded to N modes, those of the rows first: core [r_1 .. r_N], then one matrix
    /// [size_k, r_k] per mode; W = core x_1 u_1 ... x_N u_N
    Tucker,
    Cp, ///< N matrices [size_k, rank]; W folded = sum over r of the outer products of columns r
};
const char *formName(FormKind kind); ///< "dense", "low_rank", "mpo", "tucker", "cp"

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

    /// Stored elements of all factors. MPO: sum of chi_{k-1} o_k i_k chi_k. Tucker: product of the
    /// ranks + sum of size_k r_k. CP: rank times the sum of the sizes.
    int64_t parameters() const;
    /// Stored bytes of all factors; a factor that checkForm refuses, or of an opaque type,
    /// counts 0 (Layer::bytes() knows what the container holds).
    int64_t bytes() const;
};

LayerForm denseForm(const Shape &shape, DType stored, std::string suffix = "weight");
LayerForm lowRankForm(int64_t out, int64_t in, int64_t rank, DType stored);
/// Bonds are clamped to min(chi, product left, product right).
LayerForm mpoForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                  int64_t chi, DType stored);
/// Inner dimensions chi_1 .. chi_{N-1} after clamping.
std::vector<int64_t> clampedBonds(const std::vector<int64_t> &outFactors,
                                  const std::vector<int64_t> &inFactors, int64_t chi);

/// Ranks of a Tucker form clamped to the sizes of their modes, then each to the product of the
/// others: more would span nothing.
std::vector<int64_t> clampedRanks(const std::vector<int64_t> &sizes, std::vector<int64_t> ranks);
/// `ranks` has one number per mode, rows' modes first; they are clamped.
LayerForm tuckerForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                     const std::vector<int64_t> &ranks, DType stored);
LayerForm cpForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                 int64_t rank, DType stored);
/// How many of the leading modes make the rows of a Tucker or CP form: the first product of sizes
/// that equals `out` (a mode of size 1 may stand on either side: the matrix is the same). Nothing
/// when the sizes do not split so, or do not multiply to out * in.
std::optional<size_t> rowModes(const std::vector<int64_t> &sizes, int64_t out, int64_t in);

/// Checks that the factors belong together: count, shapes, bonds, products, suffixes, and that
/// every factor has whole blocks. Fails with ErrorCode::Input.
Status checkForm(const LayerForm &form);

/// {"kind": "low_rank", "out": 1536, "in": 576,
///  "factors": [{"suffix": "a.weight", "shape": [64, 576], "dtype": "f32"}, ...]}
nlohmann::json toJson(const LayerForm &form);
/// Validates everything that checkForm does.
Result<LayerForm> layerFormFromJson(const nlohmann::json &json);

/// "layers" of lapidary.json beside the weights: the factored layers by name; their tensors are
/// "<layer>.<suffix>". {"format": "lapidary", "version": 1, "layers": {name: form}}
nlohmann::json formsToJson(const std::map<std::string, LayerForm> &forms);
Result<std::map<std::string, LayerForm>> formsFromJson(const nlohmann::json &json);

} // namespace lapidary

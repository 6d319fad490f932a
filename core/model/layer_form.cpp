#include "core/model/layer_form.h"

#include "core/base/checked.h"

#include <algorithm>
#include <limits>

namespace lapidary {
namespace {

constexpr int64_t maxCount = std::numeric_limits<int64_t>::max();

int64_t saturatingMul(int64_t a, int64_t b)
{
    return checkedMul(a, b).value_or(maxCount);
}

int64_t saturatingAdd(int64_t a, int64_t b)
{
    return checkedAdd(a, b).value_or(maxCount);
}

} // namespace

const char *formName(FormKind kind)
{
    switch (kind) {
    case FormKind::Dense:
        return "dense";
    case FormKind::LowRank:
        return "low_rank";
    case FormKind::Mpo:
        return "mpo";
    case FormKind::Removed:
        return "removed";
    }
    return "dense";
}

int64_t LayerForm::parameters() const
{
    int64_t total = 0;
    for (const FactorForm &factor : factors) {
        const auto count = elementCount(factor.shape);
        total = saturatingAdd(total, count ? *count : maxCount);
    }
    return total;
}

int64_t LayerForm::bytes() const
{
    int64_t total = 0;
    for (const FactorForm &factor : factors) {
        if (factor.stored == DType::Other)
            continue;
        const auto size = tensorBytes(factor.shape, factor.stored);
        total = saturatingAdd(total, size ? *size : 0);
    }
    return total;
}

LayerForm denseForm(const Shape &shape, DType stored, std::string suffix)
{
    LayerForm form;
    if (shape.size() < 2) {
        form.out = shape.empty() ? 1 : shape[0];
    } else {
        form.out = 1;
        for (size_t i = 0; i + 1 < shape.size(); ++i)
            form.out = saturatingMul(form.out, shape[i]);
        form.in = shape.back();
    }
    form.factors.push_back({std::move(suffix), shape, stored});
    return form;
}

LayerForm lowRankForm(int64_t out, int64_t in, int64_t rank, DType stored)
{
    LayerForm form;
    form.kind = FormKind::LowRank;
    form.out = out;
    form.in = in;
    form.factors.push_back({"a.weight", {rank, in}, stored});
    form.factors.push_back({"b.weight", {out, rank}, stored});
    return form;
}

LayerForm removedForm(const LayerForm &before)
{
    LayerForm form;
    form.kind = FormKind::Removed;
    form.out = before.out;
    form.in = before.in;
    return form;
}

std::vector<int64_t> clampedBonds(const std::vector<int64_t> &outFactors,
                                  const std::vector<int64_t> &inFactors, int64_t chi)
{
    const size_t sites = std::min(outFactors.size(), inFactors.size());
    std::vector<int64_t> right(sites + 1, 1);
    for (size_t k = sites; k-- > 0;)
        right[k] = saturatingMul(right[k + 1], saturatingMul(outFactors[k], inFactors[k]));
    std::vector<int64_t> bonds;
    int64_t left = 1;
    for (size_t k = 0; k + 1 < sites; ++k) {
        left = saturatingMul(left, saturatingMul(outFactors[k], inFactors[k]));
        bonds.push_back(std::max<int64_t>(1, std::min({chi, left, right[k + 1]})));
    }
    return bonds;
}

LayerForm mpoForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                  int64_t chi, DType stored)
{
    LayerForm form;
    form.kind = FormKind::Mpo;
    form.out = form.in = 1;
    const std::vector<int64_t> bonds = clampedBonds(outFactors, inFactors, chi);
    const size_t sites = std::min(outFactors.size(), inFactors.size());
    for (size_t k = 0; k < sites; ++k) {
        form.out = saturatingMul(form.out, outFactors[k]);
        form.in = saturatingMul(form.in, inFactors[k]);
        const int64_t before = k == 0 ? 1 : bonds[k - 1];
        const int64_t after = k + 1 == sites ? 1 : bonds[k];
        form.factors.push_back(
            {"cores." + std::to_string(k), {before, outFactors[k], inFactors[k], after}, stored});
    }
    return form;
}

} // namespace lapidary

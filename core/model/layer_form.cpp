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

/// A form without factors, of the size that the modes multiply to.
LayerForm foldedForm(FormKind kind, const std::vector<int64_t> &outFactors,
                     const std::vector<int64_t> &inFactors)
{
    LayerForm form;
    form.kind = kind;
    form.out = form.in = 1;
    for (int64_t size : outFactors)
        form.out = saturatingMul(form.out, size);
    for (int64_t size : inFactors)
        form.in = saturatingMul(form.in, size);
    return form;
}

std::vector<int64_t> joined(std::vector<int64_t> first, const std::vector<int64_t> &second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
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
    case FormKind::Tucker:
        return "tucker";
    case FormKind::Cp:
        return "cp";
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

std::vector<int64_t> clampedRanks(const std::vector<int64_t> &sizes, std::vector<int64_t> ranks)
{
    ranks.resize(sizes.size(), maxCount);
    for (size_t k = 0; k < ranks.size(); ++k)
        ranks[k] = std::max<int64_t>(1, std::min(ranks[k], sizes[k]));
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t k = 0; k < ranks.size(); ++k) {
            int64_t others = 1;
            for (size_t j = 0; j < ranks.size(); ++j)
                others = j == k ? others : saturatingMul(others, ranks[j]);
            changed = changed || ranks[k] > others;
            ranks[k] = std::min(ranks[k], others);
        }
    }
    return ranks;
}

LayerForm tuckerForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                     const std::vector<int64_t> &ranks, DType stored)
{
    LayerForm form = foldedForm(FormKind::Tucker, outFactors, inFactors);
    const std::vector<int64_t> sizes = joined(outFactors, inFactors);
    const Shape core = clampedRanks(sizes, ranks);
    form.factors.push_back({"core", core, stored});
    for (size_t k = 0; k < sizes.size(); ++k)
        form.factors.push_back({"factors." + std::to_string(k), {sizes[k], core[k]}, stored});
    return form;
}

LayerForm cpForm(const std::vector<int64_t> &outFactors, const std::vector<int64_t> &inFactors,
                 int64_t rank, DType stored)
{
    LayerForm form = foldedForm(FormKind::Cp, outFactors, inFactors);
    const std::vector<int64_t> sizes = joined(outFactors, inFactors);
    for (size_t k = 0; k < sizes.size(); ++k)
        form.factors.push_back({"factors." + std::to_string(k), {sizes[k], rank}, stored});
    return form;
}

std::optional<size_t> rowModes(const std::vector<int64_t> &sizes, int64_t out, int64_t in)
{
    int64_t rows = 1, columns = 1;
    std::optional<size_t> split;
    for (size_t k = 0; k < sizes.size(); ++k) {
        if (!split && rows == out && k > 0)
            split = k;
        int64_t &product = split ? columns : rows;
        const auto next = checkedMul(product, sizes[k]);
        if (!next)
            return std::nullopt;
        product = *next;
    }
    // Every mode may belong to the rows when there is one column.
    if (!split && rows == out)
        split = sizes.size();
    if (!split || rows != out || columns != in)
        return std::nullopt;
    return split;
}

} // namespace lapidary

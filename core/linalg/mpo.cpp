#include "core/linalg/mpo.h"

#include "core/linalg/gram.h"
#include "core/linalg/multilinear.h"

#include <cmath>

namespace lapidary {
namespace {

Status checkSites(const at::Tensor &w, const std::vector<int64_t> &out,
                  const std::vector<int64_t> &in)
{
    if (!w.defined() || w.dim() != 2)
        return fail(ErrorCode::Internal, "a tensor train needs a matrix");
    int64_t rows = 1, columns = 1;
    for (int64_t f : out)
        rows *= f;
    for (int64_t f : in)
        columns *= f;
    if (out.empty() || out.size() != in.size() || rows != w.size(0) || columns != w.size(1))
        return fail(ErrorCode::Usage, "the site factors do not fold a {} × {} matrix", w.size(0),
                    w.size(1));
    return {};
}

struct Sweep {
    const std::vector<int64_t> &out, &in;
    int64_t chi;
    uint64_t seed;
    MpoCores result;
    double lost = 0; ///< energy discarded so far

    /// Cuts `rest` [left * o_k i_k, ...] after site k; returns what goes on to the right.
    Result<at::Tensor> cut(const at::Tensor &rest, int64_t left, size_t k)
    {
        const int64_t rank = std::min({chi, rest.size(0), rest.size(1)});
        LAPIDARY_ASSIGN(const SvdFactors svd, truncatedSvd(rest, rank, seed + k));
        lost += svd.relativeError * svd.relativeError * energyOf(rest);
        result.cores.push_back(svd.u.reshape({left, out[k], in[k], rank}).contiguous());
        result.bondSpectra.push_back(svd.spectrum.defined() ? svd.spectrum
                                                            : svd.s.to(at::kDouble));
        return (svd.s.unsqueeze(1) * svd.v.t()).contiguous();
    }
};

} // namespace

Result<MpoCores> mpoDecompose(const at::Tensor &w, const std::vector<int64_t> &outFactors,
                              const std::vector<int64_t> &inFactors, int64_t chi, uint64_t seed)
{
    LAPIDARY_TRY(checkSites(w, outFactors, inFactors));
    if (chi < 1)
        return fail(ErrorCode::Usage, "χ {} means nothing is left; give at least 1", chi);
    LAPIDARY_TRY(requireFinite(w, "the matrix"));
    try {
        Sweep sweep{outFactors, inFactors, chi, seed, {}, 0};
        at::Tensor rest = foldSites(w, outFactors, inFactors);
        const double total = energyOf(rest);
        int64_t left = 1;
        for (size_t k = 0; k + 1 < outFactors.size(); ++k) {
            rest = rest.reshape({left * outFactors[k] * inFactors[k], -1});
            LAPIDARY_ASSIGN(rest, sweep.cut(rest, left, k));
            left = rest.size(0);
        }
        sweep.result.cores.push_back(
            rest.reshape({left, outFactors.back(), inFactors.back(), 1}).contiguous());
        sweep.result.relativeError = total > 0 ? std::sqrt(sweep.lost / total) : 0;
        return std::move(sweep.result);
    } catch (const c10::Error &e) {
        return fail(ErrorCode::Numerical, "a tensor train failed: {}", e.what_without_backtrace());
    }
}

Result<std::vector<at::Tensor>> mpoBondSpectra(const at::Tensor &w,
                                               const std::vector<int64_t> &outFactors,
                                               const std::vector<int64_t> &inFactors)
{
    LAPIDARY_TRY(checkSites(w, outFactors, inFactors));
    std::vector<at::Tensor> spectra;
    const at::Tensor tensor = foldSites(w, outFactors, inFactors);
    int64_t left = 1;
    for (size_t k = 0; k + 1 < outFactors.size(); ++k) {
        left *= outFactors[k] * inFactors[k];
        LAPIDARY_ASSIGN(at::Tensor values, singularValues(tensor.reshape({left, -1})));
        spectra.push_back(std::move(values));
    }
    return spectra;
}

at::Tensor mpoToDense(const std::vector<at::Tensor> &cores)
{
    at::Tensor whole = at::ones({1, 1}, cores.front().options());
    std::vector<int64_t> out, in;
    for (const at::Tensor &core : cores) {
        whole = whole.mm(core.reshape({core.size(0), -1})).reshape({-1, core.size(3)});
        out.push_back(core.size(1));
        in.push_back(core.size(2));
    }
    return unfoldSites(whole, out, in);
}

at::Tensor mpoApply(const std::vector<at::Tensor> &cores, const at::Tensor &x)
{
    int64_t in = 1, out = 1;
    for (const at::Tensor &core : cores) {
        out *= core.size(1);
        in *= core.size(2);
    }
    std::vector<int64_t> shape(x.sizes().begin(), x.sizes().end());
    const int64_t batch = x.numel() / in;
    // State before site k: [batch o_1 .. o_{k-1}, chi_{k-1} i_k, i_{k+1} .. i_N].
    at::Tensor state = x.reshape({batch, 1, in});
    int64_t rows = batch, rest = in;
    for (const at::Tensor &core : cores) {
        const int64_t chi = core.size(0), o = core.size(1), i = core.size(2), next = core.size(3);
        rest /= i;
        const at::Tensor matrix = core.permute({0, 2, 1, 3}).reshape({chi * i, o * next});
        const at::Tensor columns =
            state.reshape({rows, chi * i, rest}).transpose(1, 2).reshape({rows * rest, chi * i});
        // [rows, rest, o, next] -> [rows, o, next, rest]
        state = columns.mm(matrix).reshape({rows, rest, o, next}).permute({0, 2, 3, 1});
        rows *= o;
    }
    shape.back() = out;
    return state.reshape(shape);
}

} // namespace lapidary

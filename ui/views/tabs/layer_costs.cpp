#include "ui/views/tabs/layer_costs.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

/// tails[k] = sum of squares from k on.
std::vector<double> tailEnergies(const std::vector<double> &values)
{
    std::vector<double> tails(values.size() + 1, 0.0);
    for (size_t k = values.size(); k-- > 0;)
        tails[k] = tails[k + 1] + values[k] * values[k];
    return tails;
}

std::vector<int64_t> sizesUpTo(int64_t maximum, int count)
{
    std::vector<int64_t> sizes;
    for (int i = 1; i <= count; ++i) {
        const int64_t size = std::max<int64_t>(1, maximum * i / count);
        if (sizes.empty() || sizes.back() != size)
            sizes.push_back(size);
    }
    return sizes;
}

constexpr int kPoints = 96;
constexpr double kLargest = 1.25; ///< of the dense bytes: a little beyond break-even

MethodCurve svdCurve(const Layer &layer, DType stored, const std::vector<double> &values,
                     double denseBytes)
{
    MethodCurve curve;
    curve.name = QStringLiteral("SVD");
    const std::vector<double> tails = tailEnergies(values);
    for (const int64_t rank : sizesUpTo(int64_t(values.size()), kPoints)) {
        const LayerForm form = lowRankForm(layer.form.out, layer.form.in, rank, stored);
        const double fraction = double(form.bytes()) / denseBytes;
        if (fraction > kLargest)
            break;
        curve.bytes.push_back(fraction);
        curve.error.push_back(tails[0] > 0 ? std::sqrt(tails[size_t(rank)] / tails[0]) : 0);
    }
    return curve;
}

MethodCurve mpoCurve(const std::vector<std::vector<double>> &bonds,
                     const std::vector<int64_t> &outFactors,
                     const std::vector<int64_t> &inFactors, DType stored, double denseBytes)
{
    MethodCurve curve;
    curve.name = QStringLiteral("MPO");
    std::vector<std::vector<double>> tails;
    size_t largest = 0;
    for (const auto &bond : bonds) {
        tails.push_back(tailEnergies(bond));
        largest = std::max(largest, bond.size());
    }
    for (const int64_t chi : sizesUpTo(int64_t(largest), kPoints)) {
        const LayerForm form = mpoForm(outFactors, inFactors, chi, stored);
        const double fraction = double(form.bytes()) / denseBytes;
        if (fraction > kLargest)
            break;
        double squared = 0;
        for (const auto &tail : tails)
            squared += tail[0] > 0 ? tail[std::min(size_t(chi), tail.size() - 1)] / tail[0] : 0;
        curve.bytes.push_back(fraction);
        curve.error.push_back(std::sqrt(squared));
    }
    return curve;
}

MethodCurve measuredCurve(const LayerCosts::Measured &method, bool output, double denseBytes)
{
    MethodCurve curve;
    curve.name = method.title;
    std::vector<MethodPoint> points = *method.points;
    std::sort(points.begin(), points.end(),
              [](const MethodPoint &a, const MethodPoint &b) { return a.bytes < b.bytes; });
    for (const MethodPoint &point : points) {
        curve.bytes.push_back(double(point.bytes) / denseBytes);
        curve.error.push_back(output ? point.outputError.value_or(point.error) : point.error);
    }
    return curve;
}

/// Typical relative error of round-to-nearest on normally distributed weights, blocks of 32.
MethodCurve quantizationPoints(const Layer &layer, double denseBytes)
{
    const std::pair<DType, double> types[] = {{DType::Q8_0, 0.0056}, {DType::Q4_0, 0.091}};
    MethodCurve curve;
    curve.name = QStringLiteral("Quantization (typical)");
    curve.points = true;
    for (const auto &[type, error] : types) {
        const auto bytes = storedBytes(type, layer.form.out, layer.form.in);
        if (!bytes)
            continue;
        curve.bytes.push_back(double(*bytes) / denseBytes);
        curve.error.push_back(error);
        curve.labels << QString::fromLatin1(dtypeName(type)).toUpper();
    }
    return curve;
}

} // namespace

double truncationError(const std::vector<double> &values, int64_t rank)
{
    const std::vector<double> tails = tailEnergies(values);
    const size_t k = size_t(std::clamp<int64_t>(rank, 0, int64_t(values.size())));
    return tails[0] > 0 ? std::sqrt(tails[k] / tails[0]) : 0;
}

double trainErrorBound(const std::vector<std::vector<double>> &bonds, int64_t chi)
{
    double squared = 0;
    for (const auto &bond : bonds) {
        const double error = truncationError(bond, chi);
        squared += error * error;
    }
    return std::sqrt(squared);
}

std::vector<MethodCurve> layerCostCurves(const LayerCosts &costs)
{
    const double denseBytes = double(std::max<int64_t>(1, costs.layer->form.bytes()));
    const std::vector<double> *spectrum = costs.whitened ? costs.whitened : costs.values;
    std::vector<MethodCurve> curves;
    if (spectrum)
        curves.push_back(svdCurve(*costs.layer, costs.stored, *spectrum, denseBytes));
    if (!curves.empty())
        curves.back().current = costs.currentMethod == "svd";
    bool train = false;
    for (const LayerCosts::Measured &method : costs.measured) {
        if (method.id == "svd" || !method.points)
            continue;
        curves.push_back(measuredCurve(method, costs.whitened != nullptr, denseBytes));
        curves.back().current = costs.currentMethod == method.id;
        train = train || method.id == "mpo";
    }
    if (!train && !costs.whitened && costs.bonds && !costs.bonds->empty()) {
        curves.push_back(mpoCurve(*costs.bonds, costs.outFactors, costs.inFactors, costs.stored,
                                  denseBytes));
        curves.back().current = costs.currentMethod == "mpo";
    }
    if (costs.whitened)
        return curves; // typical errors of quantization are of weights
    MethodCurve points = quantizationPoints(*costs.layer, denseBytes);
    if (!points.bytes.empty())
        curves.push_back(std::move(points));
    return curves;
}

} // namespace lapidary

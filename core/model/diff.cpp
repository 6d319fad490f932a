#include "core/model/diff.h"

#include <cmath>
#include <map>

namespace lapidary {

namespace {

/// Where a named tensor is found: factor index of a layer, or -1 for its bias.
struct Place {
    const Layer *layer = nullptr;
    int factor = 0;
};

std::map<std::string, Place> places(const Model &model)
{
    std::map<std::string, Place> result;
    for (const Layer &layer : model.layers) {
        for (size_t f = 0; f < layer.form.factors.size(); ++f)
            result[layer.name + "." + layer.form.factors[f].suffix] = {&layer,
                                                                       static_cast<int>(f)};
        if (layer.bias >= 0)
            result[layer.name + ".bias"] = {&layer, -1};
    }
    return result;
}

const TensorInfo &tensorAt(const Model &model, const Place &place)
{
    const int index =
        place.factor < 0 ? place.layer->bias : place.layer->tensors[size_t(place.factor)];
    return model.source->tensors()[size_t(index)];
}

Result<std::vector<float>> valuesAt(const Model &model, const Place &place, const JobContext &job)
{
    return place.factor < 0 ? readBiasF32(model, *place.layer, job)
                            : readFactorF32(model, *place.layer, place.factor, job);
}

/// Squared norms of the difference and of a.
std::pair<double, double> energies(const std::vector<float> &a, const std::vector<float> &b)
{
    double difference = 0, total = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        const double d = double(b[i]) - a[i];
        difference += d * d;
        total += double(a[i]) * a[i];
    }
    return {difference, total};
}

/// Nothing when both hold the same.
Result<std::optional<ChangedTensor>> compareOne(const Model &a, const Place &inA, const Model &b,
                                                const Place &inB, const std::string &name,
                                                const JobContext &job)
{
    const TensorInfo &ta = tensorAt(a, inA);
    const TensorInfo &tb = tensorAt(b, inB);
    ChangedTensor change{name, ta.shape, tb.shape, ta.dtype, tb.dtype, {}, {}};
    if (ta.shape != tb.shape)
        return change;
    LAPIDARY_ASSIGN(const std::vector<float> va, valuesAt(a, inA, job));
    LAPIDARY_ASSIGN(const std::vector<float> vb, valuesAt(b, inB, job));
    const auto [difference, total] = energies(va, vb);
    const double count = std::max<double>(1, static_cast<double>(va.size()));
    change.rmse = std::sqrt(difference / count);
    change.relativeError = total > 0 ? std::sqrt(difference / total) : std::sqrt(difference);
    if (difference == 0 && ta.dtype == tb.dtype)
        return std::optional<ChangedTensor>();
    return change;
}

} // namespace

Result<ModelDiff> diffModels(const Model &a, const Model &b, JobContext &job)
{
    ModelDiff diff;
    const auto inA = places(a);
    auto inB = places(b);
    int64_t done = 0;
    for (const auto &[name, place] : inA) {
        job.progress(static_cast<double>(done++), static_cast<double>(inA.size()), name);
        LAPIDARY_TRY(job.checkCancelled());
        const auto other = inB.find(name);
        if (other == inB.end()) {
            diff.onlyA.push_back(name);
            continue;
        }
        LAPIDARY_ASSIGN(auto change, compareOne(a, place, b, other->second, name, job));
        inB.erase(other);
        if (change)
            diff.changed.push_back(std::move(*change));
        else
            ++diff.same;
    }
    for (const auto &[name, place] : inB)
        diff.onlyB.push_back(name);
    return diff;
}

} // namespace lapidary

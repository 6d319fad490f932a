#include "ui/bridge/layer_cache.h"

#include "core/model/weight_stats.h"
#include "core/surgery/layer_spectra.h"
#include "ui/bridge/disk_cache.h"
#include "ui/bridge/error_text.h"

namespace lapidary {

namespace {

const char *const kStats = "stats 1"; // the number rises when what is computed changes
const char *const kSpectrum = "spectrum 1";
const std::vector<double> kCurveKeeps{0.1, 0.25, 0.4, 0.55, 0.7, 0.85};
constexpr int kCurvesLater = 1 << 20;

nlohmann::json pointsJson(const std::vector<MethodPoint> &points)
{
    nlohmann::json rows = nlohmann::json::array();
    for (const MethodPoint &point : points)
        rows.push_back({point.keep, point.bytes, point.error,
                        point.outputError ? nlohmann::json(*point.outputError)
                                          : nlohmann::json()});
    return rows;
}

template <class T>
nlohmann::json toCache(const T &value)
{
    if constexpr (std::is_same_v<T, std::vector<MethodPoint>>)
        return pointsJson(value);
    else if constexpr (std::is_same_v<T, WeightStats>)
        return {{"shape", value.shape}, {"count", value.count}, {"zeros", value.zeros},
                {"nonfinite", value.nonfinite}, {"min", value.min}, {"max", value.max},
                {"abs_max", value.absMax}, {"mean", value.mean}, {"std", value.std},
                {"kurtosis", value.kurtosis}, {"edges", value.edges}, {"counts", value.counts},
                {"row_abs_max", value.rowAbsMax}, {"row_l2", value.rowL2}};
    else
        return value;
}

void read(const nlohmann::json &json, WeightStats &stats)
{
    json.at("shape").get_to(stats.shape);
    json.at("count").get_to(stats.count);
    json.at("zeros").get_to(stats.zeros);
    json.at("nonfinite").get_to(stats.nonfinite);
    json.at("min").get_to(stats.min);
    json.at("max").get_to(stats.max);
    json.at("abs_max").get_to(stats.absMax);
    json.at("mean").get_to(stats.mean);
    json.at("std").get_to(stats.std);
    json.at("kurtosis").get_to(stats.kurtosis);
    json.at("edges").get_to(stats.edges);
    json.at("counts").get_to(stats.counts);
    json.at("row_abs_max").get_to(stats.rowAbsMax);
    json.at("row_l2").get_to(stats.rowL2);
}

void read(const nlohmann::json &json, std::vector<MethodPoint> &points)
{
    for (const nlohmann::json &row : json) {
        MethodPoint point{row.at(0).get<double>(), row.at(1).get<int64_t>(),
                          row.at(2).get<double>(), std::nullopt};
        if (!row.at(3).is_null())
            point.outputError = row.at(3).get<double>();
        points.push_back(point);
    }
}

template <class T>
void read(const nlohmann::json &json, T &value)
{
    json.get_to(value);
}

template <class T>
std::optional<T> fromCache(const nlohmann::json &json)
{
    try {
        T value;
        read(json, value);
        return value;
    } catch (const nlohmann::json::exception &) {
        return std::nullopt; // damaged or of another version: computed again
    }
}

} // namespace

LayerCache::LayerCache(JobRunner &runner, QObject *parent) : QObject(parent), m_runner(runner)
{
}

LayerCache::~LayerCache() = default;

void LayerCache::setModel(ModelPtr model)
{
    for (const auto &[key, id] : std::exchange(m_pending, {}))
        m_runner.cancel(id);
    m_stats.clear();
    m_spectra.clear();
    m_bonds.clear();
    m_whitened.clear();
    m_curves.clear();
    m_calibration = nullptr;
    m_problems.clear();
    m_model = std::move(model);
}

std::string LayerCache::bondsKey(const std::vector<int64_t> &outFactors,
                                 const std::vector<int64_t> &inFactors)
{
    std::string key = "bonds 1 ";
    for (int64_t factor : outFactors)
        key += std::to_string(factor) + ',';
    key += ';';
    for (int64_t factor : inFactors)
        key += std::to_string(factor) + ',';
    return key;
}

int LayerCache::indexOf(const Layer &layer) const
{
    if (!m_model || m_model->layers.empty())
        return -1;
    const std::ptrdiff_t index = &layer - m_model->layers.data();
    const bool ours = index >= 0 && index < std::ptrdiff_t(m_model->layers.size());
    return ours ? int(index) : m_model->find(layer.name);
}

WeightStatsPtr LayerCache::stats(int layer) const
{
    const auto it = m_stats.find(layer);
    return it == m_stats.end() ? nullptr : it->second;
}

SpectrumPtr LayerCache::spectrum(int layer) const
{
    const auto it = m_spectra.find(layer);
    return it == m_spectra.end() ? nullptr : it->second;
}

BondSpectraPtr LayerCache::bonds(int layer, const std::vector<int64_t> &outFactors,
                                 const std::vector<int64_t> &inFactors) const
{
    const auto it = m_bonds.find({layer, bondsKey(outFactors, inFactors)});
    return it == m_bonds.end() ? nullptr : it->second;
}

const std::vector<double> *LayerCache::singularValues(const Layer &layer) const
{
    return spectrum(indexOf(layer)).get();
}

const std::vector<std::vector<double>> *LayerCache::bondSpectra(
    const Layer &layer, const std::vector<int64_t> &outFactors,
    const std::vector<int64_t> &inFactors) const
{
    return bonds(indexOf(layer), outFactors, inFactors).get();
}

QString LayerCache::problem(int layer) const
{
    const auto it = m_problems.lower_bound({layer, std::string()});
    return it != m_problems.end() && it->first.first == layer ? it->second : QString();
}

/// Memory first (the caller looked), then disk, then the weights; the last two in a worker.
template <class T>
void LayerCache::request(
    const Key &key, int priority,
    std::function<Result<T>(const Model &, const Layer &, JobContext &)> compute,
    std::function<void(std::shared_ptr<const T>)> store)
{
    const auto &[layer, kind] = key;
    if (!m_model || layer < 0 || layer >= int(m_model->layers.size()) || m_pending.contains(key)
        || m_problems.contains(key))
        return;
    JobSpec spec;
    spec.title = QString::fromStdString(kind + " " + m_model->layers[layer].name);
    spec.lane = Lane::Light;
    spec.background = true;
    spec.priority = priority;
    const auto work = [model = m_model, layer = layer, kind = kind, compute,
                       cache = DiskCache(m_disk)](JobContext &job) -> Result<T> {
        const Layer &what = model->layers[layer];
        const std::string id = model->source->identity() + '\n' + what.name + '\n' + kind;
        if (const auto json = cache.read(id))
            if (auto value = fromCache<T>(*json))
                return std::move(*value);
        LAPIDARY_ASSIGN(T value, compute(*model, what, job));
        cache.write(id, toCache(value));
        return value;
    };
    const ModelPtr model = m_model;
    m_pending[key] = m_runner.start<T>(
        spec, this, work, [this, key, model, store](const JobOutcome<T> &outcome) {
            if (model != m_model)
                return; // another model was opened meanwhile
            m_pending.erase(key);
            if (outcome.succeeded())
                store(outcome.value);
            else if (outcome.failed())
                m_problems[key] = errorText(outcome.error);
            if (outcome.failed())
                emit failed(key.first, m_problems[key]);
            if (m_pending.empty())
                emit settled();
        });
}

void LayerCache::requestStats(int layer, int priority)
{
    if (stats(layer))
        return;
    request<WeightStats>(
        {layer, kStats}, priority,
        [](const Model &model, const Layer &what, JobContext &job) {
            return weightStats(model, what, {}, job);
        },
        [this, layer](WeightStatsPtr value) {
            m_stats[layer] = std::move(value);
            emit statsReady(layer);
        });
}

void LayerCache::requestStats(int layer)
{
    requestStats(layer, ++m_priority);
}

void LayerCache::requestStats(const std::vector<int> &layers)
{
    const int first = m_priority += int(layers.size());
    for (size_t i = 0; i < layers.size(); ++i)
        requestStats(layers[i], first - int(i));
}

void LayerCache::requestSpectrum(int layer)
{
    if (spectrum(layer))
        return;
    request<std::vector<double>>(
        {layer, kSpectrum}, ++m_priority,
        [](const Model &model, const Layer &what, JobContext &job) {
            return layerSingularValues(model, what, job);
        },
        [this, layer](SpectrumPtr value) {
            m_spectra[layer] = std::move(value);
            emit spectrumReady(layer);
        });
}

void LayerCache::requestBonds(int layer, const std::vector<int64_t> &outFactors,
                              const std::vector<int64_t> &inFactors)
{
    if (bonds(layer, outFactors, inFactors))
        return;
    const Key key{layer, bondsKey(outFactors, inFactors)};
    request<std::vector<std::vector<double>>>(
        key, ++m_priority,
        [=](const Model &model, const Layer &what, JobContext &job) {
            return layerBondSpectra(model, what, outFactors, inFactors, job);
        },
        [this, key](BondSpectraPtr value) {
            m_bonds[key] = std::move(value);
            emit bondsReady(key.first);
        });
}

LayerCache::Key LayerCache::whitenedKey(int layer) const
{
    return {layer, "whitened 1 " + (m_calibration ? m_calibration->hash() : std::string())};
}

LayerCache::Key LayerCache::curveKey(int layer, const std::string &method) const
{
    return {layer,
            "curve 1 " + method + ' ' + (m_calibration ? m_calibration->hash() : std::string())};
}

SpectrumPtr LayerCache::whitened(int layer) const
{
    const auto it = m_whitened.find(whitenedKey(layer));
    return it == m_whitened.end() || !m_calibration ? nullptr : it->second;
}

MethodPointsPtr LayerCache::curve(int layer, const std::string &method) const
{
    const auto it = m_curves.find(curveKey(layer, method));
    return it == m_curves.end() ? nullptr : it->second;
}

void LayerCache::requestWhitened(int layer)
{
    if (!m_calibration || whitened(layer))
        return;
    const Key key = whitenedKey(layer);
    request<std::vector<double>>(
        key, ++m_priority,
        [calibration = m_calibration](const Model &model, const Layer &what, JobContext &job) {
            return layerWhitenedValues(model, what, *calibration, job);
        },
        [this, key](SpectrumPtr value) {
            m_whitened[key] = std::move(value);
            emit whitenedReady(key.first);
        });
}

void LayerCache::requestCurve(int layer, const std::string &method, const MethodRegistry &methods)
{
    if (curve(layer, method))
        return;
    const Key key = curveKey(layer, method);
    // Alternating least squares takes seconds a size: the quick views go first.
    request<std::vector<MethodPoint>>(
        key, ++m_priority - kCurvesLater,
        [=, &methods, calibration = m_calibration](const Model &model, const Layer &,
                                                   JobContext &job) {
            return methodCurve(model, key.first, method, kCurveKeeps, methods, calibration, job);
        },
        [this, key](MethodPointsPtr value) {
            m_curves[key] = std::move(value);
            emit curveReady(key.first);
        });
}

bool LayerCache::asking(int layer, const std::string &method) const
{
    return m_pending.contains(curveKey(layer, method));
}

void LayerCache::dropCurvesBut(int layer)
{
    for (const auto &[key, id] : m_pending)
        if (key.first != layer && key.second.starts_with("curve"))
            m_runner.cancel(id); // its end takes it from the pending ones
}

} // namespace lapidary

#include "core/calibrate/calibration.h"

#include "core/base/hash.h"
#include "core/model/tensor_names.h"

#include <algorithm>

namespace lapidary {

using nlohmann::json;

namespace {

constexpr int kVersion = 1;

Result<json> headerOf(const Hdf5File &file, const std::filesystem::path &path)
{
    const auto text = file.readText("info");
    const json header = text ? json::parse(*text, nullptr, false) : json();
    if (!header.is_object() || header.value("lapidary", "") != "calibration")
        return fail(ErrorCode::Input, "{} is no calibration; make one with the calibrate command",
                    path.string());
    if (header.value("version", 0) > kVersion)
        return fail(ErrorCode::Input,
                    "{} is of version {}, written by a newer program; this one reads up to {}",
                    path.string(), header.value("version", 0), kVersion);
    return header;
}

std::vector<BlockInfluence> influenceFrom(const json &rows)
{
    std::vector<BlockInfluence> influence;
    for (const json &row : rows)
        influence.push_back({row.at(0).get<double>(), row.at(1).get<double>(),
                             row.at(2).get<double>()});
    return influence;
}

Result<RouterCounts> countsFrom(const json &object, const std::filesystem::path &path,
                                const std::string &router)
{
    RouterCounts counts{object.at("chosen").get<std::vector<int64_t>>(),
                        object.at("weight").get<std::vector<double>>()};
    const bool negative = std::any_of(counts.chosen.begin(), counts.chosen.end(),
                                      [](int64_t count) { return count < 0; });
    if (counts.chosen.empty() || counts.chosen.size() != counts.weight.size() || negative)
        return fail(ErrorCode::Input,
                    "{}: {} counts and {} weights of the experts of {}; make the calibration again",
                    path.string(), counts.chosen.size(), counts.weight.size(), router);
    return counts;
}

} // namespace

void RouterCounts::add(const RouterCounts &more)
{
    chosen.resize(std::max(chosen.size(), more.chosen.size()));
    weight.resize(chosen.size());
    for (size_t i = 0; i < more.chosen.size(); ++i) {
        chosen[i] += more.chosen[i];
        weight[i] += more.weight[i];
    }
}

json toJson(const RouterCounts &counts)
{
    return {{"chosen", counts.chosen}, {"weight", counts.weight}};
}

json toJson(const CalibrationInfo &info)
{
    return {{"model", info.modelIdentity}, {"tokenizer", info.tokenizerHash},
            {"text", info.textName},       {"text_hash", info.textHash},
            {"samples", info.samples},     {"window", info.window},
            {"held_out", info.heldOut},    {"tokens", info.tokens()},
            {"seed", info.seed},
            {"gradients", info.gradients}, {"device", info.device},
            {"dtype", info.dtype},         {"seconds", info.seconds}};
}

Result<CalibrationInfo> calibrationInfoFromJson(const json &object)
try {
    CalibrationInfo info;
    info.modelIdentity = object.at("model").get<std::string>();
    info.tokenizerHash = object.at("tokenizer").get<std::string>();
    info.textName = object.at("text").get<std::string>();
    info.textHash = object.at("text_hash").get<std::string>();
    info.samples = object.at("samples").get<int64_t>();
    info.window = object.at("window").get<int64_t>();
    info.heldOut = object.value("held_out", int64_t(0));
    info.seed = object.at("seed").get<uint64_t>();
    info.gradients = object.at("gradients").get<bool>();
    info.device = object.at("device").get<std::string>();
    info.dtype = object.at("dtype").get<std::string>();
    info.seconds = object.value("seconds", 0.0);
    return info;
} catch (const json::exception &e) {
    return fail(ErrorCode::Input, "the header of the calibration is damaged: {}", e.what());
}

Result<CalibrationPtr> Calibration::open(const std::filesystem::path &path)
try {
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(path));
    LAPIDARY_ASSIGN(const json header, headerOf(file, path));
    auto calibration = std::make_shared<Calibration>();
    calibration->m_path = path;
    LAPIDARY_ASSIGN(calibration->m_info, calibrationInfoFromJson(header.at("info")));
    for (const auto &[layer, input] : header.at("layers").items())
        calibration->m_inputOf[layer] = input.get<std::string>();
    calibration->m_influence = influenceFrom(header.at("influence"));
    const json routers = header.value("routers", json::object());
    for (const auto &[router, counts] : routers.items()) {
        LAPIDARY_ASSIGN(calibration->m_routers[router], countsFrom(counts, path, router));
    }
    calibration->m_hash = header.at("content_hash").get<std::string>();
    return calibration;
} catch (const json::exception &e) {
    return fail(ErrorCode::Input, "{}: the header is damaged: {}", path.string(), e.what());
}

std::string Calibration::inputOf(const std::string &layer) const
{
    const auto found = m_inputOf.find(layer);
    return found == m_inputOf.end() ? std::string() : found->second;
}

int64_t Calibration::rowsSeen(const std::string &layer) const
{
    const int expert = expertOfName(layer);
    if (expert < 0)
        return m_info.tokens();
    const std::string part = layer.substr(0, layer.find(".experts.") + 1);
    const auto router = m_routers.lower_bound(part);
    if (router == m_routers.end() || !router->first.starts_with(part)
        || static_cast<size_t>(expert) >= router->second.chosen.size())
        return m_info.tokens();
    return router->second.chosen[static_cast<size_t>(expert)];
}

std::vector<std::string> Calibration::expertWarnings(const Model &model) const
{
    std::vector<std::string> warnings;
    for (const auto &[router, counts] : m_routers) {
        const int64_t width = model.config.hidden;
        const auto unseen = std::count(counts.chosen.begin(), counts.chosen.end(), 0);
        const auto thin = std::count_if(counts.chosen.begin(), counts.chosen.end(),
                                        [&](int64_t n) { return n > 0 && n < width; });
        if (unseen + thin == 0)
            continue;
        std::string text = fmt::format("{}:", router);
        if (unseen > 0)
            text += fmt::format(" {} of {} experts were never chosen (gate and up count with the "
                                "inputs of the whole block, down without any)",
                                unseen, counts.chosen.size());
        if (thin > 0)
            text += fmt::format("{} {} saw fewer than {} tokens, so their statistics are singular "
                                "and rest on damping",
                                unseen > 0 ? ";" : "", thin, width);
        warnings.push_back(text + "; calibrate on more text to know them");
    }
    return warnings;
}

Result<Calibration::Rows> Calibration::rowsOf(const std::string &name, int64_t count) const
{
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(m_path));
    LAPIDARY_ASSIGN(const auto flat, file.readIntegers(name));
    if (m_info.window < 1 || static_cast<int64_t>(flat.size()) / m_info.window != count
        || static_cast<int64_t>(flat.size()) % m_info.window != 0)
        return fail(ErrorCode::Input, "{}: {} ids for {} samples of {}", m_path.string(),
                    flat.size(), count, m_info.window);
    Rows rows;
    const auto window = static_cast<std::ptrdiff_t>(m_info.window);
    for (auto at = flat.begin(); at != flat.end(); at += window)
        rows.emplace_back(at, at + window);
    return rows;
}

Result<Calibration::Rows> Calibration::heldOutIds() const
{
    if (m_info.heldOut > 0)
        return rowsOf("held_out", m_info.heldOut);
    LAPIDARY_ASSIGN(Rows rows, sampleIds());
    rows.resize(std::min<size_t>(rows.size(), 8));
    return rows;
}

Status Calibration::requireFor(const Model &model) const
{
    if (model.source && model.source->identity() == m_info.modelIdentity)
        return {};
    return fail(ErrorCode::Input,
                "the calibration {} was made on another model (or the model changed since); "
                "calibrate this one",
                m_path.string());
}

} // namespace lapidary

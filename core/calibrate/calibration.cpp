#include "core/calibrate/calibration.h"

#include "core/base/hash.h"

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

} // namespace

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

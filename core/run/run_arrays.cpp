#include "core/run/run_arrays.h"

#include "core/arrays/hdf5_file.h"

namespace lapidary {

using nlohmann::json;

namespace {

constexpr std::string_view kLayers = "layers/";

Status writeAll(Hdf5File &file, const std::vector<LayerRecord> &layers, const json &arrays)
{
    std::string names;
    std::vector<double> errors;
    std::vector<int64_t> parameters, bytes;
    for (const LayerRecord &layer : layers) {
        names += layer.name + "\n";
        errors.push_back(layer.error);
        parameters.push_back(layer.parameters);
        bytes.push_back(layer.bytes);
    }
    LAPIDARY_TRY(file.writeText("names", names));
    LAPIDARY_TRY(file.write("errors", errors));
    LAPIDARY_TRY(file.write("parameters", parameters));
    LAPIDARY_TRY(file.write("bytes", bytes));
    for (const auto &[path, values] : arrays.items()) {
        std::vector<double> numbers;
        numbers.reserve(values.size());
        for (const json &value : values)
            numbers.push_back(value.get<double>());
        LAPIDARY_TRY(file.write(fmt::format("{}{}", kLayers, path), numbers));
    }
    return {};
}

} // namespace

Status writeRunArrays(const std::filesystem::path &path, const std::vector<LayerRecord> &layers,
                      const json &arrays)
{
    return writeHdf5Atomically(
        path, [&](Hdf5File &file) { return writeAll(file, layers, arrays); });
}

Result<std::vector<double>> readRunArray(const std::filesystem::path &arraysFile,
                                         const std::string &path)
{
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(arraysFile));
    return file.readDoubles(fmt::format("{}{}", kLayers, path));
}

Result<std::vector<std::string>> runArrayNames(const std::filesystem::path &arraysFile)
{
    LAPIDARY_ASSIGN(const Hdf5File file, Hdf5File::openReadOnly(arraysFile));
    LAPIDARY_ASSIGN(const auto all, file.names());
    std::vector<std::string> names;
    for (const std::string &name : all)
        if (name.starts_with(kLayers))
            names.push_back(name.substr(kLayers.size()));
    return names;
}

} // namespace lapidary

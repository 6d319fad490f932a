#include "core/checkpoint/loaded_checkpoint.h"

#include <unordered_map>

namespace lapidary {

namespace {

constexpr int newestVersion = 1;

Result<Shape> shapeFromJson(const nlohmann::json &json)
{
    Shape shape;
    if (!json.is_array() || json.size() > 64)
        return fail(ErrorCode::Input, "\"shape\" is not a list of sizes");
    for (const auto &n : json) {
        if (!n.is_number_unsigned() || n.get<uint64_t>() > uint64_t{1} << 62)
            return fail(ErrorCode::Input, "\"shape\" is not a list of sizes");
        shape.push_back(n.get<int64_t>());
    }
    return shape;
}

// The logical dtype and shape of one array; its bytes must be exactly those that are stored.
Status overlayTensor(TensorInfo &tensor, const nlohmann::json &entry)
{
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape")
        || !entry["dtype"].is_string())
        return fail(ErrorCode::Input, "needs \"dtype\" and \"shape\"");
    const auto name = entry["dtype"].get<std::string>();
    const auto dtype = dtypeFromName(name);
    if (!dtype)
        return fail(ErrorCode::Unsupported, "dtype \"{}\" is not known to this program", name);
    LAPIDARY_ASSIGN(Shape shape, shapeFromJson(entry["shape"]));
    LAPIDARY_ASSIGN(const int64_t elements, elementCount(shape));
    LAPIDARY_ASSIGN(const int64_t bytes, tensorBytes(shape, *dtype));
    if (tensor.dtype != DType::U8 || bytes != tensor.bytes)
        return fail(ErrorCode::Input, "{} of shape {} takes {} bytes as U8, but {} bytes of {} are "
                    "stored", name, formatShape(shape), bytes, tensor.bytes, tensor.dtypeLabel);
    tensor.dtype = *dtype;
    tensor.dtypeLabel = dtypeName(*dtype);
    for (char &c : tensor.dtypeLabel)
        c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    tensor.shape = std::move(shape);
    tensor.elements = elements;
    return {};
}

} // namespace

Status applyOverlay(std::vector<TensorInfo> &tensors, const nlohmann::json &document,
                    const std::string &where, bool whole)
{
    if (!document.is_object() || document.value("format", nlohmann::json()) != "lapidary")
        return fail(ErrorCode::Input, "{}: \"format\" is not \"lapidary\"", where);
    const auto version = document.value("version", nlohmann::json());
    if (!version.is_number_integer() || version.get<int64_t>() < 1)
        return fail(ErrorCode::Input, "{}: \"version\" is not a positive number", where);
    if (version.get<int64_t>() > newestVersion)
        return fail(ErrorCode::Unsupported,
                    "{} has version {}, but this program reads only up to {}; update the program",
                    where, version.get<int64_t>(), newestVersion);
    const auto entries = document.value("tensors", nlohmann::json::object());
    if (!entries.is_object())
        return fail(ErrorCode::Input, "{}: \"tensors\" is not an object", where);

    std::unordered_map<std::string_view, TensorInfo *> byName;
    for (TensorInfo &tensor : tensors)
        byName.emplace(tensor.name, &tensor);
    for (const auto &[name, entry] : entries.items()) {
        const auto it = byName.find(name);
        if (it == byName.end()) {
            if (!whole)
                continue;
            return fail(ErrorCode::Input, "{}: tensor {} is not in the checkpoint", where, name);
        }
        if (auto status = overlayTensor(*it->second, entry); !status)
            return fail(status.error().code, "{}: tensor {}: {}", where, name,
                        status.error().message);
    }
    return {};
}

} // namespace lapidary

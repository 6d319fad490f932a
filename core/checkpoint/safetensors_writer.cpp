#include "core/base/checked.h"
#include "core/checkpoint/outgoing.h"
#include "core/checkpoint/safetensors_header.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lapidary {

namespace {

// How a tensor appears in the file: block types as rows of bytes.
struct SafetensorsEntry {
    const OutgoingTensor *tensor = nullptr;
    DType stored = DType::U8;
    Shape shape;
    int64_t begin = 0, bytes = 0;
};

Result<SafetensorsEntry> makeSafetensorsEntry(const OutgoingTensor &tensor)
{
    SafetensorsEntry entry{&tensor, tensor.dtype, tensor.shape, 0, 0};
    auto bytes = tensorBytes(tensor.shape, tensor.dtype);
    if (!bytes)
        return fail(bytes.error().code, "tensor {}: {}", tensor.name, bytes.error().message);
    entry.bytes = *bytes;
    if (!dtypeInfo(tensor.dtype).quantized)
        return entry;
    int64_t rows = 1;
    for (size_t i = 0; i + 1 < tensor.shape.size(); ++i)
        rows *= tensor.shape[i];
    entry.stored = DType::U8;
    entry.shape = {rows, rows > 0 ? entry.bytes / rows : 0};
    return entry;
}

Result<std::vector<SafetensorsEntry>> layOut(const std::vector<OutgoingTensor> &tensors)
{
    LAPIDARY_TRY(requireUniqueNames(tensors));
    std::vector<SafetensorsEntry> entries;
    for (const OutgoingTensor &tensor : tensors) {
        if (tensor.name == "__metadata__")
            return fail(ErrorCode::Internal, "a tensor may not be named __metadata__");
        LAPIDARY_ASSIGN(SafetensorsEntry entry, makeSafetensorsEntry(tensor));
        entries.push_back(std::move(entry));
    }
    std::sort(entries.begin(), entries.end(), [](const SafetensorsEntry &a, const SafetensorsEntry &b) {
        const int rankA = safetensorsDtypeRank(a.stored), rankB = safetensorsDtypeRank(b.stored);
        return rankA != rankB ? rankA > rankB : a.tensor->name < b.tensor->name;
    });
    int64_t at = 0;
    for (SafetensorsEntry &entry : entries) {
        entry.begin = at;
        const auto next = checkedAdd(at, entry.bytes);
        if (!next)
            return fail(ErrorCode::Internal, "the tensors have more bytes than 2^63");
        at = *next;
    }
    return entries;
}

// Byte for byte what the reference writer makes: compact, in file order, padded with spaces.
Result<std::string> headerText(const std::vector<SafetensorsEntry> &entries,
                               const std::map<std::string, std::string> &metadata)
try {
    using Json = nlohmann::ordered_json;
    std::string text = "{";
    if (!metadata.empty())
        text += "\"__metadata__\":" + Json(metadata).dump() + (entries.empty() ? "" : ",");
    for (const SafetensorsEntry &entry : entries) {
        Json json;
        json["dtype"] = safetensorsDtypeName(entry.stored);
        json["shape"] = entry.shape;
        json["data_offsets"] = {entry.begin, entry.begin + entry.bytes};
        text += Json(entry.tensor->name).dump() + ":" + json.dump();
        text += &entry == &entries.back() ? "" : ",";
    }
    text += "}";
    text.append((8 - text.size() % 8) % 8, ' ');
    if (static_cast<int64_t>(text.size()) > safetensorsHeaderLimit)
        return fail(ErrorCode::Unsupported, "{} tensors need a header of {} bytes; safetensors "
                    "allows {}", entries.size(), text.size(), safetensorsHeaderLimit);
    return text;
} catch (const nlohmann::json::exception &e) {
    return fail(ErrorCode::Internal, "a tensor name or metadata text is not valid UTF-8: {}",
                e.what());
}

} // namespace

Status writeSafetensors(const std::filesystem::path &path, std::vector<OutgoingTensor> tensors,
                        const std::map<std::string, std::string> &metadata, JobContext &job)
{
    LAPIDARY_ASSIGN(const std::vector<SafetensorsEntry> entries, layOut(tensors));
    LAPIDARY_ASSIGN(const std::string header, headerText(entries, metadata));
    const int64_t data = entries.empty() ? 0 : entries.back().begin + entries.back().bytes;
    const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    LAPIDARY_TRY(requireDiskSpace(parent, data));

    LAPIDARY_ASSIGN(AtomicFile file, AtomicFile::create(path));
    const auto length = static_cast<uint64_t>(header.size());
    LAPIDARY_TRY(file.write(std::as_bytes(std::span(&length, 1))));
    LAPIDARY_TRY(file.write(header));
    for (const SafetensorsEntry &entry : entries)
        LAPIDARY_TRY(streamTensor(file, *entry.tensor, entry.bytes, job));
    return file.commit();
}

} // namespace lapidary

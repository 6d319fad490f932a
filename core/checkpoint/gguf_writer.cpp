#include "core/base/checked.h"
#include "core/checkpoint/gguf_types.h"
#include "core/checkpoint/outgoing.h"

#include <algorithm>
#include <unordered_set>

namespace lapidary {

namespace {

class Header {
public:
    std::string bytes;

    template <class T>
    void number(T value)
    {
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    }

    void text(std::string_view value)
    {
        number(static_cast<uint64_t>(value.size()));
        bytes += value;
    }

    template <class From>
    bool numberOfType(uint32_t type, From value)
    {
        switch (static_cast<GgufType>(type)) {
        case GgufType::U8:
        case GgufType::Bool: number(static_cast<uint8_t>(value)); return true;
        case GgufType::I8: number(static_cast<int8_t>(value)); return true;
        case GgufType::U16: number(static_cast<uint16_t>(value)); return true;
        case GgufType::I16: number(static_cast<int16_t>(value)); return true;
        case GgufType::U32: number(static_cast<uint32_t>(value)); return true;
        case GgufType::I32: number(static_cast<int32_t>(value)); return true;
        case GgufType::U64: number(static_cast<uint64_t>(value)); return true;
        case GgufType::I64: number(static_cast<int64_t>(value)); return true;
        case GgufType::F32: number(static_cast<float>(value)); return true;
        case GgufType::F64: number(static_cast<double>(value)); return true;
        default: return false;
        }
    }

    bool entry(const std::string &key, const GgufValue &value)
    {
        text(key);
        if (value.isArray)
            return array(value);
        number(value.type);
        const bool isText = value.type == static_cast<uint32_t>(GgufType::String);
        return std::visit(
            [&](const auto &scalar) {
                if constexpr (std::is_same_v<std::decay_t<decltype(scalar)>, std::string>) {
                    text(scalar);
                    return isText;
                } else {
                    return !isText && numberOfType(value.type, scalar);
                }
            },
            value.scalar);
    }

private:
    bool array(const GgufValue &value)
    {
        const auto type = static_cast<GgufType>(value.type);
        number(static_cast<uint32_t>(GgufType::Array));
        number(value.type);
        const auto all = [&](const auto &list, const auto &put) {
            number(static_cast<uint64_t>(list.size()));
            return std::all_of(list.begin(), list.end(), put);
        };
        if (type == GgufType::String)
            return all(value.strings, [&](const std::string &s) { return text(s), true; });
        if (type == GgufType::F32 || type == GgufType::F64)
            return all(value.reals, [&](double d) { return numberOfType(value.type, d); });
        return all(value.integers, [&](int64_t i) { return numberOfType(value.type, i); });
    }
};

Result<int64_t> alignmentOf(const GgufMetadata &metadata)
{
    const GgufValue *value = metadata.find("general.alignment");
    if (!value)
        return ggufDefaultAlignment;
    const int64_t alignment = metadata.integer("general.alignment").value_or(0);
    if (value->type != static_cast<uint32_t>(GgufType::U32) || alignment <= 0
        || (alignment & (alignment - 1)) != 0)
        return fail(ErrorCode::Internal, "general.alignment is not a power of two of type u32");
    return alignment;
}

struct GgufEntry {
    const OutgoingTensor *tensor;
    const GgmlType *type;
    int64_t bytes, padded;
};

Result<GgufEntry> makeGgufEntry(const OutgoingTensor &tensor, int64_t alignment)
{
    if (tensor.name.size() > ggufNameLimit)
        return fail(ErrorCode::Unsupported,
                    "tensor {}: its name has {} bytes, GGUF readers allow {}", tensor.name,
                    tensor.name.size(), ggufNameLimit);
    if (tensor.shape.size() > ggufDimensionLimit)
        return fail(ErrorCode::Unsupported, "tensor {} has {} dimensions, GGUF allows {}",
                    tensor.name, tensor.shape.size(), ggufDimensionLimit);
    const GgmlType *type = findGgmlType(tensor.dtype);
    if (!type)
        return fail(ErrorCode::Unsupported, "tensor {}: GGUF has no type {}", tensor.name,
                    dtypeName(tensor.dtype));
    auto bytes = tensorBytes(tensor.shape, tensor.dtype);
    if (!bytes)
        return fail(bytes.error().code, "tensor {}: {}", tensor.name, bytes.error().message);
    const auto sum = checkedAdd(*bytes, alignment - 1);
    if (!sum)
        return fail(ErrorCode::Internal, "tensor {} has more bytes than 2^63", tensor.name);
    return GgufEntry{&tensor, type, *bytes, *sum / alignment * alignment};
}

Status putMetadata(Header &header, const GgufMetadata &metadata)
{
    std::unordered_set<std::string_view> seen;
    for (const auto &[key, value] : metadata.entries) {
        if (key.empty() || !seen.insert(key).second)
            return fail(ErrorCode::Internal, "GGUF metadata key \"{}\" is empty or appears twice",
                        key);
        if (!header.entry(key, value))
            return fail(ErrorCode::Internal, "GGUF metadata key \"{}\": value does not fit type {}",
                        key, value.type);
    }
    return {};
}

// Offsets are the running sum of padded sizes in list order; readers insist on it.
Result<int64_t> putTensors(Header &header, const std::vector<GgufEntry> &entries)
{
    int64_t offset = 0;
    for (const GgufEntry &entry : entries) {
        header.text(entry.tensor->name);
        const Shape &shape = entry.tensor->shape;
        header.number(static_cast<uint32_t>(shape.size()));
        for (auto n = shape.rbegin(); n != shape.rend(); ++n)
            header.number(*n);
        header.number(entry.type->id);
        header.number(offset);
        const auto next = checkedAdd(offset, entry.padded);
        if (!next)
            return fail(ErrorCode::Internal, "the tensors have more bytes than 2^63");
        offset = *next;
    }
    return offset;
}

} // namespace

Status writeGguf(const std::filesystem::path &path, const GgufMetadata &metadata,
                 std::vector<OutgoingTensor> tensors, JobContext &job)
{
    LAPIDARY_TRY(requireUniqueNames(tensors));
    LAPIDARY_ASSIGN(const int64_t alignment, alignmentOf(metadata));
    std::vector<GgufEntry> entries;
    for (const OutgoingTensor &tensor : tensors) {
        LAPIDARY_ASSIGN(const GgufEntry entry, makeGgufEntry(tensor, alignment));
        entries.push_back(entry);
    }
    Header header;
    header.bytes = "GGUF";
    header.number(uint32_t{3});
    header.number(static_cast<uint64_t>(entries.size()));
    header.number(static_cast<uint64_t>(metadata.entries.size()));
    LAPIDARY_TRY(putMetadata(header, metadata));
    LAPIDARY_ASSIGN(const int64_t data, putTensors(header, entries));
    const auto size = static_cast<int64_t>(header.bytes.size());
    header.bytes.append(static_cast<size_t>((alignment - size % alignment) % alignment), '\0');

    const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    LAPIDARY_TRY(requireDiskSpace(parent, data));
    LAPIDARY_ASSIGN(AtomicFile file, AtomicFile::create(path));
    LAPIDARY_TRY(file.write(header.bytes));
    for (const GgufEntry &entry : entries) {
        LAPIDARY_TRY(streamTensor(file, *entry.tensor, entry.bytes, job));
        LAPIDARY_TRY(writePadding(file, entry.padded - entry.bytes, '\0'));
    }
    return file.commit();
}

} // namespace lapidary

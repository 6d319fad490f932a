#include "core/checkpoint/gguf_reader.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/safetensors_header.h"
#include "core/tensor/blocks.h"

#include <algorithm>
#include <cstring>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

// "name-00002-of-00005.gguf" -> ("name", 2, 5)
struct SplitName {
    std::string stem;
    int number = 0, count = 0;
};

std::optional<SplitName> splitName(const fs::path &path)
{
    const std::string name = path.filename().string(); // ...-NNNNN-of-NNNNN.gguf
    constexpr size_t tail = 20;
    if (name.size() <= tail || name.compare(name.size() - 5, 5, ".gguf") != 0)
        return std::nullopt;
    const std::string part = name.substr(name.size() - tail);
    const auto digits = [&](size_t at) {
        int value = 0;
        for (size_t i = at; i < at + 5; ++i) {
            if (part[i] < '0' || part[i] > '9')
                return -1;
            value = 10 * value + (part[i] - '0');
        }
        return value;
    };
    if (part[0] != '-' || part.compare(6, 4, "-of-") != 0 || digits(1) < 1 || digits(10) < 1)
        return std::nullopt;
    return SplitName{name.substr(0, name.size() - tail), digits(1), digits(10)};
}

Status appendGguf(const fs::path &path, int64_t number, int64_t count, CheckpointParts &parts)
{
    LAPIDARY_ASSIGN(FileBytes file, FileBytes::open(path));
    LAPIDARY_ASSIGN(GgufHeader header, readGgufHeader(file));
    const int64_t statedNumber = header.metadata.integer("split.no").value_or(0);
    const int64_t statedCount = header.metadata.integer("split.count").value_or(1);
    if (statedNumber != number || std::max<int64_t>(statedCount, 1) != count)
        return fail(ErrorCode::Input, "{} says that it is part {} of {}, but {} of {} was expected",
                    path.string(), statedNumber + 1, statedCount, number + 1, count);
    for (TensorInfo &tensor : header.tensors) {
        tensor.file = static_cast<int>(parts.files.size());
        parts.tensors.push_back(std::move(tensor));
    }
    parts.headerHashes.push_back(std::move(header.hash));
    parts.files.push_back(std::move(file));
    if (number == 0)
        parts.gguf = std::move(header.metadata);
    return {};
}

Status appendSplit(const fs::path &path, int64_t count, CheckpointParts &parts, JobContext &job)
{
    const auto name = splitName(path);
    if (!name || name->count != count)
        return fail(ErrorCode::Input,
                    "{} is one of {} parts, but is not named like one "
                    "(name-00001-of-{:05}.gguf); restore its name",
                    path.string(), count, count);
    for (int64_t i = 0; i < count; ++i) {
        LAPIDARY_TRY(job.checkCancelled());
        const auto part = fmt::format("{}-{:05}-of-{:05}.gguf", name->stem, i + 1, count);
        LAPIDARY_TRY(appendGguf(path.parent_path() / part, i, count, parts));
    }
    const auto expected = parts.gguf->integer("split.tensors.count");
    if (expected && *expected != static_cast<int64_t>(parts.tensors.size()))
        return fail(ErrorCode::Input, "{}: {} tensors expected in all parts, {} found",
                    path.string(), *expected, parts.tensors.size());
    return {};
}

tl::unexpected<Error> unknownFormat(const fs::path &path, std::string_view begin)
{
    const bool pickle = begin.size() > 1 && begin[0] == '\x80' && begin[1] >= 2 && begin[1] <= 5;
    if (begin.substr(0, 2) == "PK" || pickle)
        return fail(ErrorCode::Unsupported,
                    "{} is a PyTorch pickle, which is never executed here; convert it to "
                    "safetensors (transformers: save_pretrained)",
                    path.string());
    if (path.extension() == ".json")
        return fail(ErrorCode::Usage, "{} holds no weights; open its folder {}", path.string(),
                    fs::absolute(path).parent_path().string());
    return fail(ErrorCode::Unsupported,
                "{} is neither GGUF nor safetensors; open a Hugging Face folder, a .safetensors "
                "file or a .gguf file",
                path.string());
}

Result<CheckpointParts> openFile(const fs::path &path, JobContext &job)
{
    std::string begin;
    {
        LAPIDARY_ASSIGN(const FileBytes file, FileBytes::open(path));
        begin.resize(static_cast<size_t>(std::min<int64_t>(file.size(), 9)));
        LAPIDARY_TRY(file.read(0, std::as_writable_bytes(std::span(begin))));
    }
    if (begin.substr(0, 4) == "GGUF" || path.extension() == ".gguf")
        return openGgufFile(path, job);
    uint64_t header = 0;
    if (begin.size() == 9)
        std::memcpy(&header, begin.data(), 8);
    const bool looksRight = begin.size() == 9 && begin[8] == '{'
                            && header <= static_cast<uint64_t>(safetensorsHeaderLimit);
    if (looksRight || path.extension() == ".safetensors")
        return openSafetensorsFile(path);
    return unknownFormat(path, begin);
}

Result<CheckpointParts> openParts(const fs::path &path, JobContext &job)
{
    std::error_code ec;
    const auto status = fs::status(path, ec);
    if (!fs::exists(status))
        return fail(ErrorCode::Io, "{} does not exist", path.string());
    return fs::is_directory(status) ? openHuggingFaceFolder(path, job) : openFile(path, job);
}

} // namespace

Result<CheckpointParts> openGgufFile(const fs::path &path, JobContext &job)
{
    CheckpointParts parts;
    parts.format = CheckpointFormat::Gguf;
    parts.path = path;
    LAPIDARY_ASSIGN(FileBytes file, FileBytes::open(path));
    LAPIDARY_ASSIGN(GgufHeader header, readGgufHeader(file));
    const int64_t count = header.metadata.integer("split.count").value_or(1);
    if (count > 1 && count <= 99'999) {
        LAPIDARY_TRY(appendSplit(path, count, parts, job));
        return parts;
    }
    parts.gguf = std::move(header.metadata);
    parts.tensors = std::move(header.tensors);
    parts.headerHashes.push_back(std::move(header.hash));
    parts.files.push_back(std::move(file));
    return parts;
}

Result<std::shared_ptr<const CheckpointSource>> openCheckpoint(const fs::path &path,
                                                               JobContext &job)
try {
    LAPIDARY_TRY(job.checkCancelled());
    LAPIDARY_ASSIGN(CheckpointParts parts, openParts(path, job));
    return LoadedCheckpoint::make(std::move(parts));
} catch (const std::bad_alloc &) {
    return fail(ErrorCode::Budget, "{}: out of memory while opening", path.string());
} catch (const std::exception &e) {
    return fail(ErrorCode::Internal, "{}: {}", path.string(), e.what());
}

Result<std::vector<float>> readTensorF32(const CheckpointSource &source, const TensorInfo &tensor,
                                         const JobContext &job)
try {
    const DTypeInfo &type = dtypeInfo(tensor.dtype);
    LAPIDARY_ASSIGN(const int64_t expected, tensorBytes(tensor.shape, tensor.dtype));
    if (expected != tensor.bytes)
        return fail(ErrorCode::Internal, "tensor {}: {} bytes expected, {} stored", tensor.name,
                    expected, tensor.bytes);
    std::vector<float> values(static_cast<size_t>(tensor.elements));
    constexpr int64_t piece = 4 << 20; // elements; a multiple of every block
    std::vector<std::byte> bytes;
    for (int64_t begin = 0; begin < tensor.elements; begin += piece) {
        LAPIDARY_TRY(job.checkCancelled());
        const int64_t count = std::min(piece, tensor.elements - begin);
        bytes.resize(static_cast<size_t>(count / type.blockSize * type.blockBytes));
        LAPIDARY_TRY(source.read(tensor, begin / type.blockSize * type.blockBytes, bytes));
        const std::span<float> target(values.data() + begin, static_cast<size_t>(count));
        if (auto status = decodeToF32(tensor.dtype, bytes, target); !status)
            return fail(status.error().code, "tensor {}: {}", tensor.name, status.error().message);
    }
    return values;
} catch (const std::bad_alloc &) {
    return fail(ErrorCode::Budget, "tensor {} of shape {} does not fit into memory ({} elements)",
                tensor.name, formatShape(tensor.shape), tensor.elements);
}

} // namespace lapidary

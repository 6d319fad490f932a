#include "core/model/verify.h"

#include "core/base/hash.h"
#include "core/tensor/blocks.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

constexpr int64_t kPiece = 16 << 20;

int64_t countNonFinite(const std::vector<float> &values)
{
    return std::count_if(values.begin(), values.end(),
                         [](float v) { return !std::isfinite(v); });
}

/// Reads one tensor in whole blocks; returns the number of non-finite elements.
Result<int64_t> scan(const CheckpointSource &source, const TensorInfo &tensor, Hasher &hasher,
                     const JobContext &job)
{
    const DTypeInfo &type = dtypeInfo(tensor.dtype);
    const int64_t blockBytes = std::max(1, type.blockBytes);
    const int64_t piece = kPiece / blockBytes * blockBytes;
    std::vector<std::byte> bytes;
    std::vector<float> values;
    int64_t bad = 0;
    for (int64_t begin = 0; begin < tensor.bytes; begin += piece) {
        LAPIDARY_TRY(job.checkCancelled());
        bytes.resize(static_cast<size_t>(std::min(piece, tensor.bytes - begin)));
        LAPIDARY_TRY(source.read(tensor, begin, bytes));
        hasher.update(bytes);
        if (!type.floating)
            continue;
        values.resize(bytes.size() / static_cast<size_t>(blockBytes) *
                      static_cast<size_t>(type.blockSize));
        LAPIDARY_TRY(decodeToF32(tensor.dtype, bytes, values));
        bad += countNonFinite(values);
    }
    return bad;
}

} // namespace

Result<VerifyReport> verifyModel(const Model &model, JobContext &job)
{
    VerifyReport report;
    Hasher hasher;
    const auto &tensors = model.source->tensors();
    for (const TensorInfo &tensor : tensors) {
        job.progress(report.tensors, tensors.size(), tensor.name);
        hasher.update(tensor.name);
        auto bad = scan(*model.source, tensor, hasher, job);
        const std::string file = model.source->files().at(tensor.file).filename().string();
        if (!bad && bad.error().code == ErrorCode::Cancelled)
            return fail(std::move(bad.error()));
        if (!bad)
            report.problems.push_back(bad.error().message);
        else if (*bad > 0)
            report.problems.push_back(
                fmt::format("{}: tensor {} holds {} values that are NaN or infinite", file,
                            tensor.name, *bad));
        report.bytes += tensor.bytes;
        ++report.tensors;
    }
    report.contentHash = hasher.hex();
    return report;
}

} // namespace lapidary

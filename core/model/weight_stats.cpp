#include "core/model/weight_stats.h"

#include "core/base/parallel.h"
#include "core/tensor/blocks.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

/// The array as rows of whole blocks, and how it is cut into pieces of whole rows or, when one
/// row is very long, of whole blocks within a row.
struct Pieces {
    const CheckpointSource *source = nullptr;
    const TensorInfo *info = nullptr;
    DType type = DType::F32;
    int64_t columns = 0, elements = 0;
    int64_t offset = 0; ///< bytes, of a layer in a stacked tensor
    int64_t perPiece = 0; ///< elements

    int64_t count() const { return perPiece ? (elements + perPiece - 1) / perPiece : 0; }
    int64_t begin(int64_t piece) const { return piece * perPiece; }
    int64_t size(int64_t piece) const { return std::min(perPiece, elements - begin(piece)); }
};

constexpr int64_t pieceElements = int64_t(1) << 19;

Result<Pieces> cut(const Model &model, const Layer &layer, int factor)
{
    if (factor < 0 || size_t(factor) >= layer.tensors.size()
        || size_t(factor) >= layer.form.factors.size())
        return fail(ErrorCode::Usage, "{} has {} factors, number {} was asked for", layer.name,
                    layer.tensors.size(), factor);
    const FactorForm &form = layer.form.factors[size_t(factor)];
    Pieces pieces;
    pieces.source = model.source.get();
    pieces.info = &model.source->tensors()[size_t(layer.tensors[size_t(factor)])];
    pieces.type = form.stored;
    if (!dtypeInfo(form.stored).floating)
        return fail(ErrorCode::Unsupported,
                    "{} is stored as {}, which has no distribution that this program can decode",
                    pieces.info->name, pieces.info->dtypeLabel);
    LAPIDARY_ASSIGN(pieces.elements, elementCount(form.shape));
    LAPIDARY_ASSIGN(pieces.offset, sliceOffset(model, layer));
    pieces.columns = form.shape.empty() ? 1 : form.shape.back();
    const int64_t block = dtypeInfo(form.stored).blockSize;
    if (pieces.columns <= 0 || pieces.columns % block != 0)
        pieces.perPiece = 0;
    else if (pieces.columns <= pieceElements)
        pieces.perPiece = pieceElements / pieces.columns * pieces.columns;
    else
        pieces.perPiece = pieceElements; // a multiple of every block size
    return pieces;
}

Status readPiece(const Pieces &pieces, int64_t piece, std::vector<float> &values)
{
    const DTypeInfo &type = dtypeInfo(pieces.type);
    const int64_t count = pieces.size(piece);
    std::vector<std::byte> bytes(size_t(count / type.blockSize * type.blockBytes));
    values.resize(size_t(count));
    LAPIDARY_TRY(pieces.source->read(
        *pieces.info, pieces.offset + pieces.begin(piece) / type.blockSize * type.blockBytes,
        bytes));
    return decodeToF32(pieces.type, bytes, values);
}

struct FirstPass {
    double min = INFINITY, max = -INFINITY, sum = 0;
    int64_t zeros = 0, nonfinite = 0;
};

struct SecondPass {
    double second = 0, fourth = 0;
    std::vector<int64_t> counts;
};

FirstPass firstPass(const std::vector<float> &values)
{
    FirstPass part;
    for (float value : values) {
        if (!std::isfinite(value)) {
            ++part.nonfinite;
            continue;
        }
        part.zeros += value == 0;
        part.min = std::min(part.min, double(value));
        part.max = std::max(part.max, double(value));
        part.sum += value;
    }
    return part;
}

/// Rows may straddle pieces only when a piece lies within one row; then rows are merged after.
void addRows(const std::vector<float> &values, int64_t begin, int64_t columns,
             std::vector<double> &squares, std::vector<float> &absMax)
{
    for (size_t i = 0; i < values.size();) {
        const size_t row = size_t((begin + int64_t(i)) / columns);
        const size_t end = std::min(values.size(), size_t(int64_t(row + 1) * columns - begin));
        double sum = 0;
        float largest = 0;
        for (; i < end; ++i) {
            if (!std::isfinite(values[i]))
                continue;
            sum += double(values[i]) * values[i];
            largest = std::max(largest, std::abs(values[i]));
        }
        squares[row] += sum;
        absMax[row] = std::max(absMax[row], largest);
    }
}

SecondPass secondPass(const std::vector<float> &values, const WeightStats &stats)
{
    SecondPass part;
    const auto bins = int64_t(stats.edges.size()) - 1;
    part.counts.assign(size_t(bins), 0);
    const double low = stats.edges.front(), width = stats.edges.back() - low;
    const double scale = width > 0 ? double(bins) / width : 0;
    for (float value : values) {
        if (!std::isfinite(value))
            continue;
        const double off = value - stats.mean;
        part.second += off * off;
        part.fourth += off * off * off * off;
        const auto bin = int64_t((value - low) * scale);
        ++part.counts[size_t(std::clamp<int64_t>(bin, 0, bins - 1))];
    }
    return part;
}

void setEdges(WeightStats &stats, int bins)
{
    double low = stats.min, high = stats.max;
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    stats.edges.resize(size_t(bins) + 1);
    for (int i = 0; i <= bins; ++i)
        stats.edges[size_t(i)] = low + (high - low) * i / bins;
    stats.counts.assign(size_t(bins), 0);
}

Status runFirst(const Pieces &pieces, const StatsOptions &options, WeightStats &stats,
                JobContext &job)
{
    const int64_t count = pieces.count();
    const bool wholeRows = pieces.perPiece % pieces.columns == 0;
    std::vector<FirstPass> parts(static_cast<size_t>(count));
    std::vector<double> squares(size_t(pieces.elements / pieces.columns), 0.0);
    stats.rowAbsMax.assign(squares.size(), 0);
    // Pieces of one long row share its sum, so they go one after another.
    LAPIDARY_TRY(parallelFor(count, wholeRows ? options.threads : 1, job, [&](int64_t i) -> Status {
        std::vector<float> values;
        LAPIDARY_TRY(readPiece(pieces, i, values));
        parts[size_t(i)] = firstPass(values);
        addRows(values, pieces.begin(i), pieces.columns, squares, stats.rowAbsMax);
        return {};
    }));
    FirstPass all;
    for (const FirstPass &part : parts) {
        all.min = std::min(all.min, part.min);
        all.max = std::max(all.max, part.max);
        all.sum += part.sum;
        all.zeros += part.zeros;
        all.nonfinite += part.nonfinite;
    }
    stats.zeros = all.zeros;
    stats.nonfinite = all.nonfinite;
    const int64_t finite = stats.count - stats.nonfinite;
    if (finite > 0) {
        stats.min = all.min;
        stats.max = all.max;
        stats.absMax = std::max(std::abs(all.min), std::abs(all.max));
        stats.mean = all.sum / double(finite);
    }
    for (double square : squares)
        stats.rowL2.push_back(float(std::sqrt(square)));
    return {};
}

Status runSecond(const Pieces &pieces, const StatsOptions &options, WeightStats &stats,
                 JobContext &job)
{
    const int64_t finite = stats.count - stats.nonfinite;
    if (finite == 0)
        return {};
    std::vector<SecondPass> parts(static_cast<size_t>(pieces.count()));
    LAPIDARY_TRY(parallelFor(pieces.count(), options.threads, job, [&](int64_t i) -> Status {
        std::vector<float> values;
        LAPIDARY_TRY(readPiece(pieces, i, values));
        parts[size_t(i)] = secondPass(values, stats);
        return {};
    }));
    double second = 0, fourth = 0;
    for (const SecondPass &part : parts) {
        second += part.second;
        fourth += part.fourth;
        for (size_t i = 0; i < part.counts.size(); ++i)
            stats.counts[i] += part.counts[i];
    }
    const double variance = second / double(finite);
    stats.std = std::sqrt(variance);
    stats.kurtosis = variance > 0 ? fourth / double(finite) / (variance * variance) : 0;
    return {};
}

/// Row statistics in the order of transformers.
void unpermuteRows(int64_t headDim, std::vector<float> &rows)
{
    if (headDim <= 0 || headDim % 2 != 0 || int64_t(rows.size()) % headDim != 0)
        return;
    const std::vector<float> stored = rows;
    for (int64_t row = 0; row < int64_t(rows.size()); ++row) {
        const int64_t head = row / headDim * headDim, within = row % headDim;
        rows[size_t(head + within / 2 + (within % 2 ? headDim / 2 : 0))] = stored[size_t(row)];
    }
}

} // namespace

Result<WeightStats> weightStats(const Model &model, const Layer &layer,
                                const StatsOptions &options, JobContext &job)
{
    if (options.bins < 1 || options.bins > 65536)
        return fail(ErrorCode::Usage, "a histogram has 1 to 65536 bins, {} were asked for",
                    options.bins);
    LAPIDARY_ASSIGN(const Pieces pieces, cut(model, layer, options.factor));
    WeightStats stats;
    stats.shape = layer.form.factors[size_t(options.factor)].shape;
    stats.count = pieces.elements;
    if (pieces.perPiece == 0)
        return stats;
    LAPIDARY_TRY(runFirst(pieces, options, stats, job));
    setEdges(stats, options.bins);
    LAPIDARY_TRY(runSecond(pieces, options, stats, job));
    if (layer.permutedRows && layer.form.kind == FormKind::Dense) {
        unpermuteRows(model.config.headDim, stats.rowAbsMax);
        unpermuteRows(model.config.headDim, stats.rowL2);
    }
    return stats;
}

nlohmann::json toJson(const WeightStats &stats, bool rows)
{
    nlohmann::json json{
        {"shape", stats.shape},       {"count", stats.count},
        {"min", stats.min},           {"max", stats.max},
        {"mean", stats.mean},         {"std", stats.std},
        {"abs_max", stats.absMax},    {"zeros", stats.zeros},
        {"nonfinite", stats.nonfinite}, {"kurtosis", stats.kurtosis},
        {"histogram", {{"edges", stats.edges}, {"counts", stats.counts}}}};
    if (rows) {
        json["row_abs_max"] = stats.rowAbsMax;
        json["row_l2"] = stats.rowL2;
    }
    return json;
}

} // namespace lapidary

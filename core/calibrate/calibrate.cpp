#include "core/calibrate/calibrate.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/hash.h"
#include "core/calibrate/block_pass.h"
#include "core/calibrate/calibration_cost.h"
#include "core/calibrate/partial_folder.h"
#include "core/nn/guard.h"
#include "core/nn/token_rows.h"
#include "core/nn/torch_types.h"
#include "core/text/sample_text.h"

#include <chrono>

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

/// What an interruption may cost.
constexpr auto kStatesEvery = std::chrono::seconds(5);

std::string hashOf(const at::Tensor &ids)
{
    Hasher hasher;
    hasher.update(std::string_view(static_cast<const char *>(ids.const_data_ptr()), ids.nbytes()));
    return hasher.hex();
}

/// Spread evenly: `heldOut` of `count` rows.
bool isHeldOut(int64_t row, int64_t count, int64_t heldOut)
{
    return (row + 1) * heldOut / count > row * heldOut / count;
}

/// One call of calibrate().
class CalibrationWork {
public:
    CalibrationWork(ModelPtr model, const CalibrationOptions &options,
                    std::filesystem::path out, JobContext &job)
        : m_model(std::move(model)), m_options(options), m_out(std::move(out)), m_job(job)
    {
    }

    Result<CalibrationInfo> run();

private:
    Status prepare();
    Status chooseSamples();
    Status requireMemory() const;
    Status keepStates(size_t block);
    Status forward();
    Status backward();
    Status finish();
    Status copyStatistics(Hdf5File &file, const std::string &pass, json &header,
                          Hasher &hasher) const;
    void report(const char *pass, size_t block);
    size_t blocks() const { return size_t(m_model->config.blocks); }

    const ModelPtr m_model;
    const CalibrationOptions &m_options;
    const std::filesystem::path m_out;
    JobContext &m_job;
    CalibrationInfo m_info;
    std::shared_ptr<Transformer> m_transformer;
    std::optional<PartialFolder> m_folder;
    at::Tensor m_ids, m_hidden;
    Lanes m_lanes;
    std::vector<std::vector<int32_t>> m_heldOut;
    double m_done = 0;
    Clock::time_point m_kept = Clock::now(); ///< when states were last written,
    size_t m_keptBlock = 0;                  ///< and those of which block
};

Status CalibrationWork::chooseSamples()
{
    LAPIDARY_ASSIGN(const std::string text, readSampleText(m_options.text));
    LAPIDARY_ASSIGN(const auto tokenizer, loadTokenizer(*m_model->source));
    const int64_t wanted = m_options.heldOut >= 0 ? m_options.heldOut
                                                  : std::max<int64_t>(4, m_options.samples / 8);
    auto rows = sampleIds(*tokenizer, text, m_options.samples + wanted, m_options.window,
                          m_options.seed);
    if (!rows) // a short text: nothing is held out
        rows = sampleIds(*tokenizer, text, m_options.samples, m_options.window, m_options.seed);
    LAPIDARY_ASSIGN(const auto all, std::move(rows));
    m_info.heldOut = int64_t(all.size()) - m_options.samples;
    std::vector<std::vector<int32_t>> kept;
    for (size_t i = 0; i < all.size(); ++i)
        (isHeldOut(int64_t(i), int64_t(all.size()), m_info.heldOut) ? m_heldOut : kept)
            .push_back(all[i]);
    m_ids = idsTensor(kept);
    m_info.textName = m_options.text.filename().string();
    m_info.textHash = hashHex(text);
    m_info.tokenizerHash = hashOf(m_ids);
    return {};
}

Status CalibrationWork::requireMemory() const
{
    if (m_options.memoryLimit <= 0)
        return {};
    const int64_t needed = calibrationMemory(
        *m_model, m_options, int64_t(at::elementSize(scalarTypeOf(m_transformer->compute()))),
        m_lanes.count);
    if (needed <= m_options.memoryLimit)
        return {};
    return fail(ErrorCode::Budget,
                "calibrating needs about {}, the memory limit is {}; raise it or take fewer "
                "samples", formatBytes(needed), formatBytes(m_options.memoryLimit));
}

Status CalibrationWork::prepare()
{
    const std::string reason = m_model->notRunnableBecause();
    if (!reason.empty())
        return fail(ErrorCode::Unsupported, "{}", reason);
    m_info.modelIdentity = m_model->source->identity();
    m_info.samples = m_options.samples;
    m_info.window = m_options.window;
    m_info.seed = m_options.seed;
    m_info.gradients = m_options.gradients;
    LAPIDARY_TRY(chooseSamples());
    LAPIDARY_ASSIGN(const ComputeChoice choice, chooseCompute(m_options.compute));
    m_info.device = choice.device;
    m_info.dtype = choice.dtype;
    LAPIDARY_ASSIGN(m_transformer, Transformer::loadEnds(m_model, choice, m_job));
    m_lanes = calibrationLanes(*m_model, m_options, choice);
    LAPIDARY_TRY(requireMemory());
    json key = toJson(m_info);
    key.erase("seconds");
    LAPIDARY_ASSIGN(m_folder, PartialFolder::open(m_out, key.dump()));
    return {};
}

void CalibrationWork::report(const char *pass, size_t block)
{
    const double total = double(blocks()) * (m_options.gradients ? 3 : 1);
    m_job.progress(m_done, total, fmt::format("{}, block {} of {}", pass, block + 1, blocks()));
}

// The way back needs them all; without one they are for resuming only.
Status CalibrationWork::keepStates(size_t block)
{
    if (m_options.gradients)
        return m_folder->writeTensor("hidden", block, m_hidden);
    if (block < blocks() && Clock::now() - m_kept < kStatesEvery)
        return {};
    LAPIDARY_TRY(m_folder->writeTensor("hidden", block, m_hidden));
    m_folder->removeTensor("hidden", m_keptBlock);
    m_keptBlock = block;
    m_kept = Clock::now();
    return {};
}

Status CalibrationWork::forward()
{
    const at::NoGradGuard noGrad;
    size_t begin = 0; // blocks before it are done, and what flows into it is on disk
    for (size_t i = 1; i <= blocks(); ++i)
        if (m_folder->hasStatistics("forward", i - 1) && m_folder->hasTensor("hidden", i))
            begin = i;
    m_hidden = m_transformer->embed(m_ids);
    m_keptBlock = begin;
    if (begin > 0)
        LAPIDARY_TRY(m_folder->readTensor("hidden", begin, m_hidden));
    else if (m_options.gradients)
        LAPIDARY_TRY(m_folder->writeTensor("hidden", 0, m_hidden));
    m_done = double(begin);
    for (size_t i = begin; i < blocks(); ++i) {
        report("activations", i);
        LAPIDARY_TRY(m_transformer->loadBlock(i, m_job));
        LAPIDARY_ASSIGN(const BlockStatistics seen,
                        forwardPass(*m_transformer, i, m_hidden, m_lanes, m_job));
        m_transformer->releaseBlock(i);
        json routers = json::object();
        for (const auto &[router, counts] : seen.routers)
            routers[router] = toJson(counts);
        json about = {{"layers", seen.inputOf},
                      {"routers", std::move(routers)},
                      {"influence",
                       {seen.influence.block, seen.influence.attention, seen.influence.mlp}}};
        LAPIDARY_TRY(m_folder->writeStatistics("forward", i, [&](Hdf5File &file) -> Status {
            LAPIDARY_TRY(file.writeText("about", about.dump()));
            return seen.write(file, "inputs", "covariance", true);
        }));
        LAPIDARY_TRY(keepStates(i + 1));
        m_done += 1;
    }
    return {};
}

Status CalibrationWork::backward()
{
    size_t end = blocks() + 1; // the gradient at the input of block `end` is on disk
    for (size_t i = blocks() + 1; i-- > 0;)
        if (m_folder->hasTensor("gradient", i)
            && (i == blocks() || m_folder->hasStatistics("backward", i)))
            end = i;
    at::Tensor gradient = at::empty_like(m_hidden);
    if (end > blocks()) {
        report("gradients", blocks() - 1);
        LAPIDARY_ASSIGN(const TailGradient tail,
                        tailPass(*m_transformer, m_hidden, m_ids, m_lanes, m_job));
        gradient = tail.gradient;
        LAPIDARY_TRY(m_folder->writeTensor("gradient", blocks(), gradient));
        end = blocks();
    } else {
        LAPIDARY_TRY(m_folder->readTensor("gradient", end, gradient));
    }
    m_done = double(blocks()) + 2 * double(blocks() - end);
    for (size_t i = end; i-- > 0;) {
        report("gradients", i);
        LAPIDARY_TRY(m_folder->readTensor("hidden", i, m_hidden));
        LAPIDARY_TRY(m_transformer->loadBlock(i, m_job));
        LAPIDARY_ASSIGN(const BlockStatistics seen,
                        backwardPass(*m_transformer, i, m_hidden, gradient, m_lanes, m_job));
        m_transformer->releaseBlock(i);
        LAPIDARY_TRY(m_folder->writeStatistics("backward", i, [&](Hdf5File &file) {
            return seen.write(file, "outputs", "gradient", false);
        }));
        LAPIDARY_TRY(m_folder->writeTensor("gradient", i, gradient));
        m_folder->removeTensor("gradient", i + 1);
        m_done += 2;
    }
    return {};
}

// All data sets of the finished blocks, f32 triangles as they are, means in f64.
Status CalibrationWork::copyStatistics(Hdf5File &file, const std::string &pass, json &header,
                                       Hasher &hasher) const
{
    for (size_t i = 0; i < blocks(); ++i) {
        LAPIDARY_TRY(m_job.checkCancelled());
        LAPIDARY_ASSIGN(const Hdf5File part, m_folder->statistics(pass, i));
        LAPIDARY_ASSIGN(const auto names, part.names());
        for (const std::string &name : names) {
            if (name == "about") {
                LAPIDARY_ASSIGN(const std::string text, part.readText(name));
                const json about = json::parse(text);
                header["layers"].update(about.at("layers"));
                header["routers"].update(about.at("routers"));
                header["influence"].push_back(about.at("influence"));
                hasher.update(text);
            } else if (name.ends_with("/mean")) {
                LAPIDARY_ASSIGN(const auto values, part.readDoubles(name));
                LAPIDARY_TRY(file.write(name, values));
            } else {
                LAPIDARY_ASSIGN(const auto values, part.readFloats(name));
                hasher.update(std::as_bytes(std::span(values)));
                LAPIDARY_TRY(file.write(name, std::span<const float>(values)));
            }
        }
    }
    return {};
}

Status CalibrationWork::finish()
{
    m_transformer.reset();
    return writeHdf5Atomically(m_out, [&](Hdf5File &file) -> Status {
        json header = {{"lapidary", "calibration"}, {"version", 1},
                       {"info", toJson(m_info)},    {"layers", json::object()},
                       {"routers", json::object()}, {"influence", json::array()}};
        Hasher hasher;
        LAPIDARY_TRY(copyStatistics(file, "forward", header, hasher));
        if (m_options.gradients)
            LAPIDARY_TRY(copyStatistics(file, "backward", header, hasher));
        const std::vector<int64_t> ids(m_ids.const_data_ptr<int64_t>(),
                                       m_ids.const_data_ptr<int64_t>() + m_ids.numel());
        LAPIDARY_TRY(file.write("samples", ids));
        if (!m_heldOut.empty()) {
            std::vector<int64_t> flat;
            for (const auto &row : m_heldOut)
                flat.insert(flat.end(), row.begin(), row.end());
            LAPIDARY_TRY(file.write("held_out", flat));
        }
        header["content_hash"] = hasher.hex();
        return file.writeText("info", header.dump());
    });
}

Result<CalibrationInfo> CalibrationWork::run()
{
    const auto begin = Clock::now();
    LAPIDARY_TRY(prepare());
    LAPIDARY_TRY(forward());
    if (m_options.gradients)
        LAPIDARY_TRY(backward());
    LAPIDARY_TRY(finish());
    m_folder->remove();
    m_info.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return m_info;
}

} // namespace

Result<CalibrationInfo> calibrate(ModelPtr model, const CalibrationOptions &options,
                                  const std::filesystem::path &out, JobContext &job)
{
    return guarded("calibrating", [&] {
        return CalibrationWork(std::move(model), options, out, job).run();
    });
}

} // namespace lapidary

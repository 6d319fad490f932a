#include "core/run/executor.h"

#include "core/base/atomic_file.h"
#include "core/base/format.h"
#include "core/base/hash.h"
#include "core/base/process_memory.h"
#include "core/nn/parallel_torch.h"
#include "core/run/checkpoint_folder.h"
#include "core/run/evaluation.h"
#include "core/run/execute_whole.h"
#include "core/run/part_donor.h"
#include "core/run/record_totals.h"
#include "core/run/run_arrays.h"
#include "core/run/run_lock.h"
#include "core/run/run_start.h"
#include "core/run/stages.h"
#include "core/run/sequential_parts.h"
#include "core/surgery/block_shapes.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <fmt/ranges.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMaking = 0.8; // of the time of a stage, roughly; the rest is measuring

/// Everything about one call of executeRun().
struct Execution {
    ModelPtr model;
    RunOptions options; ///< device and dtype resolved
    bool dtypeIsFree = false; ///< "auto": an interrupted run keeps what it began with
    JobContext *job = nullptr;
    const StagePlace *place = nullptr; ///< null: no stage of a run, but all of it
    Plan plan;
    WorkContext work;
    std::unique_ptr<InputSource> inputs;
    std::map<int, AttentionMap> attentionMaps;
    ComputeChoice compute;
    RunRecord record;
    fs::path store, folder;
    std::vector<Part> parts;
    std::vector<std::optional<PartRecord>> done;
    int64_t remainingBytes = 0;
    double earlierSeconds = 0;
    bool partsChanged = false;
    Clock::time_point begin = Clock::now();
};

Status requireGoodPlan(const Plan &plan, bool mayChangeNothing)
{
    if (!plan.errors.empty())
        return fail(ErrorCode::Usage, "{}", fmt::join(plan.errors, "; "));
    if (plan.layers.empty() && !mayChangeNothing)
        return fail(ErrorCode::Usage, "the recipe changes nothing: it has no enabled step");
    for (const PlannedLayer &layer : plan.layers)
        for (const FactorForm &factor : layer.form.factors)
            if (!canStore(factor.stored))
                return fail(ErrorCode::Unsupported,
                            "{} would be stored as {}, which this version cannot write; add a "
                            "quantize step with a type that it can (f16, bf16, q8_0, q4_0)",
                            layer.name, dtypeName(factor.stored));
    return {};
}

// Where the numbers depend on the kind of device, so does the identity of the run.
std::string identityOfRun(const Execution &e)
{
    const std::string hash = e.plan.hash(*e.model, e.options.seed);
    return e.work.device.is_cpu() ? hash : hashHex(hash + "/accelerator");
}

Status prepareFolder(Execution &e)
{
    LAPIDARY_TRY(requireDiskSpace(e.store, 1 << 20));
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(e.store, true));
    e.folder = store.runFolder(e.record.run);
    std::error_code ec;
    fs::create_directories(e.folder / "layers", ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create {}: {}; choose another store",
                    (e.folder / "layers").string(), ec.message());
    return {};
}

// "auto" is decided by a timing, which may come out differently the next time.
void keepDtype(Execution &e, const RunRecord &earlier)
{
    const std::string dtype = earlier.device.is_object() ? earlier.device.value("dtype", "") : "";
    if (!e.dtypeIsFree || dtype.empty() || !e.options.evaluateText)
        return;
    e.compute.dtype = e.options.compute.dtype = dtype;
    e.record.device["dtype"] = dtype;
}

// Takes over the plan of an unfinished run (its time of creation), or writes it.
Status beginOrResume(Execution &e)
{
    removeLeftovers(e.folder);
    removeLeftovers(e.folder / "layers");
    std::error_code ec;
    if (fs::exists(e.folder / "plan.json", ec)) {
        LAPIDARY_ASSIGN(const RunStore store, RunStore::open(e.store, false));
        if (const auto earlier = store.load(e.record.run)) {
            if (earlier->planHash != e.record.planHash)
                return fail(ErrorCode::Input, "{} holds another plan; give this run another name",
                            e.folder.string());
            e.record.created = earlier->created;
            keepDtype(e, *earlier);
            return {};
        }
    }
    return writeRunPlan(e.folder, e.record, e.plan);
}

int workers(const Execution &e)
{
    return e.work.device.is_cpu() ? std::max(1, e.compute.threads) : 1;
}

Status findFinishedParts(Execution &e)
{
    LAPIDARY_ASSIGN(e.parts, makeParts(e.work, e.plan, *e.job));
    e.done.resize(e.parts.size());
    // What a sequential run fits to depends on everything that comes before.
    std::optional<PartDonor> donor;
    if (e.place && !e.place->donor.empty() && !e.plan.recipe.sequential)
        donor.emplace(e.place->donor);
    LAPIDARY_TRY(parallelFor(static_cast<int64_t>(e.parts.size()), workers(e), *e.job,
                             [&](int64_t i) -> Status {
                                 const auto at = static_cast<size_t>(i);
                                 e.done[at] = finishedPart(e.folder, e.parts[at],
                                                           e.record.planHash, *e.job);
                                 if (!e.done[at] && donor) {
                                     LAPIDARY_ASSIGN(e.done[at],
                                                     donor->adopt(e.work, e.parts[at], e.folder,
                                                                  e.record.planHash, *e.job));
                                 }
                                 return {};
                             }));
    for (size_t i = 0; i < e.parts.size(); ++i) {
        if (!e.done[i])
            e.remainingBytes += e.parts[i].bytes;
        else if (!e.done[i]->adopted)
            for (const LayerRecord &layer : e.done[i]->layers)
                e.earlierSeconds += layer.seconds;
    }
    return {};
}

int64_t memoryLimit(const RunOptions &options)
{
    if (options.memoryLimit > 0)
        return options.memoryLimit;
    const int64_t physical = static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
    return physical > 0 ? physical / 10 * 9 : 0;
}

// Streams and statistics that a sequential run holds beside its parts.
int64_t streamMemory(const Execution &e)
{
    return e.plan.recipe.sequential ? SequentialStream::memory(*e.model, *e.options.calibration) : 0;
}

// The largest parts at a time, beside what the process has already.
int64_t plannedMemory(const Execution &e)
{
    std::vector<int64_t> open;
    for (size_t i = 0; i < e.parts.size(); ++i)
        if (!e.done[i])
            open.push_back(e.parts[i].memory);
    std::sort(open.rbegin(), open.rend());
    open.resize(std::min(open.size(), size_t(workers(e))));
    const int64_t together = std::accumulate(open.begin(), open.end(), streamMemory(e));
    const int64_t limit = memoryLimit(e.options);
    return residentBytes() + (limit > 0 ? std::min(together, limit) : together);
}

Status requireMemory(Execution &e)
{
    const int64_t limit = memoryLimit(e.options), held = streamMemory(e);
    for (size_t i = 0; i < e.parts.size(); ++i)
        if (!e.done[i] && limit > 0 && held + e.parts[i].memory > limit)
            return fail(ErrorCode::Budget,
                        "{} needs {} of memory, but the limit is {}; raise --memory-limit or leave "
                        "this layer out",
                        e.parts[i].group.empty() ? e.parts[i].file : e.parts[i].group.front()->name,
                        formatBytes(held + e.parts[i].memory), formatBytes(limit));
    e.job->memory().setLimit(limit);
    e.record.plannedMemory = plannedMemory(e);
    e.job->log(LogLevel::Info, fmt::format("at most {} of memory while layers are changed",
                                           formatBytes(e.record.plannedMemory)));
    return {};
}

Status requireDisk(const Execution &e)
{
    int64_t bytes = e.remainingBytes;
    if (!hasHardLinks(e.folder))
        bytes += std::max(e.record.bytesAfter, e.record.bytesBefore);
    return requireDiskSpace(e.folder, bytes + (16 << 20));
}

/// Progress in the user's words while parts are made in any order.
class PartProgress {
public:
    explicit PartProgress(const Execution &e) : m_job(*e.job)
    {
        for (size_t i = 0; i < e.parts.size(); ++i) {
            m_total += e.parts[i].effort;
            m_layers += e.parts[i].layerCount();
            if (e.done[i]) {
                m_done += e.parts[i].effort;
                m_layersDone += e.parts[i].layerCount();
            }
        }
        report();
    }
    void finished(const Part &part)
    {
        std::lock_guard lock(m_mutex);
        m_done += part.effort;
        m_layersDone += part.layerCount();
        report();
    }

private:
    void report()
    {
        m_job.progress(m_done, m_total, fmt::format("layer {} of {}", m_layersDone, m_layers));
    }
    JobContext &m_job;
    std::mutex m_mutex;
    double m_done = 0, m_total = 0;
    int m_layersDone = 0, m_layers = 0;
};

// Several at once, the hardest first.
Status produce(Execution &e, std::vector<size_t> order, PartProgress &progress)
{
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return e.parts[a].effort > e.parts[b].effort;
    });
    // A block's only part would leave the other cores idle.
    const int each = std::max(1, workers(e) / std::max(1, int(order.size())));
    return parallelTorch(static_cast<int64_t>(order.size()), workers(e), each, *e.job,
                         [&](int64_t i) -> Status {
                             const size_t at = order[static_cast<size_t>(i)];
                             const Part &part = e.parts[at];
                             LAPIDARY_ASSIGN(const auto held,
                                             e.job->memory().reserve(part.memory, part.file));
                             LAPIDARY_ASSIGN(e.done[at],
                                             makePart(e.work, part, e.folder, e.record.planHash,
                                                      *e.job));
                             progress.finished(part);
                             return {};
                         });
}

std::vector<size_t> openParts(const Execution &e)
{
    std::vector<size_t> open;
    for (size_t i = 0; i < e.parts.size(); ++i)
        if (!e.done[i])
            open.push_back(i);
    return open;
}

// Attentions that become one matrix are fitted together: the samples flow through the model once.
Status fitAttentions(Execution &e)
{
    std::set<int> blocks;
    for (const size_t i : openParts(e))
        for (const PlannedLayer *layer : e.parts[i].group)
            if (replacesAttention(*layer))
                blocks.insert(e.model->layers[static_cast<size_t>(layer->layer)].block);
    if (blocks.empty())
        return {};
    LAPIDARY_ASSIGN(e.attentionMaps, fitAttentionMaps(e.model, e.options.calibration, blocks,
                                                      e.options.compute, *e.job));
    e.work.attentionMaps = &e.attentionMaps;
    return {};
}

Status produceParts(Execution &e)
{
    LAPIDARY_TRY(fitAttentions(e));
    PartProgress progress(e);
    e.partsChanged = !openParts(e).empty();
    if (e.plan.recipe.sequential) {
        SequentialParts sequence{e.model,   e.options.calibration, e.options.compute, e.folder,
                                 &e.parts, &e.done,               {}};
        sequence.blockNumber = e.work.blockNumber;
        sequence.produce = [&](const std::vector<size_t> &parts, const InputSource &inputs) {
            e.work.inputs = &inputs;
            return produce(e, parts, progress);
        };
        const Status made = sequence.make(*e.job);
        e.work.inputs = e.inputs.get();
        LAPIDARY_TRY(made);
    }
    return produce(e, openParts(e), progress);
}

std::vector<PartRecord> collect(Execution &e, json &arrays)
{
    std::vector<PartRecord> records;
    for (auto &part : e.done) {
        for (const LayerRecord &layer : part->layers)
            e.record.layers.push_back(layer);
        arrays.update(part->arrays);
        part->arrays.clear();
        records.push_back(std::move(*part));
    }
    std::stable_sort(e.record.layers.begin(), e.record.layers.end(),
                     [&](const LayerRecord &a, const LayerRecord &b) {
                         return e.model->find(a.name) < e.model->find(b.name);
                     });
    return records;
}

Status measureBefore(Execution &e)
{
    if (!e.options.evaluateText)
        return {};
    const fs::path folder = e.place ? e.place->measurements : e.store / "cache";
    LAPIDARY_ASSIGN(const auto result, measureOriginal(e.model, folder, e.options, e.compute,
                                                       *e.job));
    e.record.perplexityBefore = result.perplexity;
    return {};
}

Status measureAfter(Execution &e)
{
    if (!e.options.evaluateText)
        return {};
    LAPIDARY_ASSIGN(const ModelPtr changed, openModel((e.folder / "checkpoint").string(), *e.job));
    const std::string key = measurementKey(e.record.planHash, e.options, e.compute);
    LAPIDARY_ASSIGN(const auto result,
                    measureCached(changed, key, e.folder / "evaluation.json", e.options,
                                  e.options.divergence ? e.model : nullptr, *e.job));
    e.record.perplexityAfter = result.perplexity;
    e.record.divergence = result.divergence;
    return {};
}

Status writeRecord(Execution &e)
{
    e.record.state = RunState::Finished;
    return writeRunRecord(e.folder, e.record);
}

Status finishRun(Execution &e)
{
    json arrays = json::object();
    const std::vector<PartRecord> records = collect(e, arrays);
    finalTotals(*e.model, e.record);
    std::error_code ec;
    if (e.partsChanged || !fs::exists(e.folder / "arrays.h5", ec))
        LAPIDARY_TRY(writeRunArrays(e.folder / "arrays.h5", e.record.layers, arrays));
    if (e.partsChanged || !fs::exists(e.folder / "checkpoint", ec))
        LAPIDARY_TRY(writeCheckpointFolder(*e.model, e.folder, e.parts, records,
                                           finalBlocks(*e.model, e.record), *e.job));
    LAPIDARY_TRY(measureAfter(e));
    e.record.seconds = e.earlierSeconds
                       + std::chrono::duration<double>(Clock::now() - e.begin).count();
    e.record.peakRssBytes = peakResidentBytes();
    return writeRecord(e);
}

// A finished run is only measured, where that is asked and was not done.
Result<RunRecord> finishedRun(Execution &e)
{
    LAPIDARY_ASSIGN(const RunStore store, RunStore::open(e.store, false));
    LAPIDARY_ASSIGN(e.record, store.load(e.record.run));
    if (!e.options.evaluateText)
        return e.record;
    keepDtype(e, e.record);
    e.record.device["dtype"] = e.compute.dtype;
    const std::string key = measurementKey(e.record.planHash, e.options, e.compute);
    if (e.record.perplexityAfter && isMeasured(e.folder / "evaluation.json", key))
        return e.record;
    LAPIDARY_TRY(measureBefore(e));
    LAPIDARY_TRY(measureAfter(e));
    LAPIDARY_TRY(writeRecord(e));
    return e.record;
}

// A stage is one stretch of the run's progress, measuring included.
Status scoped(Execution &e, double begin, double end, Status (*work)(Execution &))
{
    std::optional<ProgressScope> scope;
    if (e.place)
        scope.emplace(*e.job, begin, end);
    return work(e);
}

Result<RunRecord> execute(Execution &e, const Recipe &recipe)
{
    e.record = newRunRecord(*e.model, e.plan, recipe, e.options, e.compute, identityOfRun(e));
    if (e.options.evaluateText)
        LAPIDARY_TRY(requireMeasurable(*e.model));
    LAPIDARY_TRY(prepareFolder(e));
    LAPIDARY_ASSIGN(const RunLock lock, RunLock::acquire(e.folder));
    std::error_code ec;
    if (fs::exists(e.folder / "record.json", ec))
        return finishedRun(e);
    LAPIDARY_TRY(beginOrResume(e));
    LAPIDARY_TRY(findFinishedParts(e));
    LAPIDARY_TRY(requireMemory(e));
    LAPIDARY_TRY(requireDisk(e));
    LAPIDARY_TRY(measureBefore(e));
    LAPIDARY_TRY(scoped(e, 0, kMaking, produceParts));
    LAPIDARY_TRY(e.job->checkCancelled());
    LAPIDARY_TRY(scoped(e, kMaking, 1, finishRun));
    return e.record;
}

} // namespace

Result<RunRecord> executeWhole(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                               const fs::path &store, const RunOptions &options,
                               const StagePlace *place, JobContext &job)
{
    try {
        Execution e;
        e.place = place;
        e.model = model;
        e.options = options;
        e.job = &job;
        e.store = store;
        if (options.calibration)
            LAPIDARY_TRY(options.calibration->requireFor(*model));
        e.plan = makePlan(*model, recipe, methods, nullptr, options.calibration.get());
        LAPIDARY_TRY(requireGoodPlan(e.plan, place != nullptr));
        LAPIDARY_ASSIGN(e.compute, chooseCompute(options.compute));
        e.dtypeIsFree = options.compute.dtype == "auto";
        e.options.compute.device = e.compute.device;
        e.options.compute.dtype = e.compute.dtype;
        e.work = {model.get(), &methods, options.seed, at::Device(e.compute.device), nullptr,
                  blockNumbers(*model, e.plan.blocks)};
        if (options.calibration)
            e.inputs = std::make_unique<CalibrationInputs>(options.calibration);
        e.work.inputs = e.inputs.get();
        return execute(e, recipe);
    } catch (const std::exception &exception) {
        return fail(ErrorCode::Internal, "the run failed: {}", exception.what());
    }
}

Result<RunRecord> executeRun(ModelPtr model, const Recipe &recipe, const MethodRegistry &methods,
                             const fs::path &store, const RunOptions &options, JobContext &job)
{
    return hasStages(recipe) ? executeStages(model, recipe, methods, store, options, job)
                             : executeWhole(model, recipe, methods, store, options, nullptr, job);
}

} // namespace lapidary

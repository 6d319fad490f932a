#include "core/allocate/correct.h"

#include "core/allocate/apply_option.h"
#include "core/nn/parallel_torch.h"

#include <ATen/core/grad_mode.h>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace lapidary {
namespace {

// Units that are expected to bring less than this share of the loss keep their prediction.
constexpr double kSmallShare = 5e-3;
// One measurement moves a prediction at most by these factors, before the root.
constexpr double kLeastFactor = 0.4, kMostFactor = 5;

// Of the positions: the logits of all would take as long as the blocks.
constexpr int64_t kScoredEvery = 4;

/// One call of corrected().
class CorrectionWork {
public:
    CorrectionWork(ModelPtr model, const MethodRegistry &methods, const AutoOptions &options,
                   JobContext &job)
        : m_model(std::move(model)), m_methods(methods), m_options(options), m_job(job)
    {
    }

    Result<Correction> run(OptionTable table, const CorrectionTarget &target);

private:
    Status begin();
    Status applyAll(const OptionTable &table, const Allocation &allocation);
    Probe::Changes together(const Allocation &allocation) const;
    Status learn(OptionTable &table, const Allocation &allocation, double kl);
    void report(const std::string &what);

    const ModelPtr m_model;
    const MethodRegistry &m_methods;
    const AutoOptions &m_options;
    JobContext &m_job;
    std::optional<Probe> m_probe;
    std::map<std::pair<size_t, int>, Probe::Changes> m_applied; ///< by unit and option
    double m_done = 0, m_total = 1;
};

void CorrectionWork::report(const std::string &what)
{
    m_job.progress(std::min(++m_done, m_total), m_total, what);
}

Status CorrectionWork::begin()
{
    LAPIDARY_ASSIGN(const ComputeChoice compute, chooseCompute(m_options.compute));
    LAPIDARY_ASSIGN(auto rows, m_options.calibration->heldOutIds());
    rows.resize(std::min<size_t>(rows.size(), size_t(m_options.samples)));
    LAPIDARY_ASSIGN(Probe probe, Probe::begin(m_model, compute, rows, m_job, kScoredEvery));
    m_probe.emplace(std::move(probe));
    return {};
}

Status CorrectionWork::applyAll(const OptionTable &table, const Allocation &allocation)
{
    std::vector<std::pair<size_t, int>> missing;
    for (size_t u = 0; u < table.units.size(); ++u)
        if (allocation.chosen[u] != 0 && !m_applied.contains({u, allocation.chosen[u]}))
            missing.emplace_back(u, allocation.chosen[u]);
    for (const auto &key : missing)
        m_applied[key]; // the map does not change while threads fill it
    return parallelTorch(
        int64_t(missing.size()), m_options.compute.threads, 1, m_job, [&](int64_t i) -> Status {
            const at::NoGradGuard noGrad;
            const auto &[unit, option] = missing[size_t(i)];
            LAPIDARY_ASSIGN(m_applied.at(missing[size_t(i)]),
                            applyOption(*m_model, m_methods, m_options,
                                        table.units[unit].options[size_t(option)], m_job));
            return {};
        });
}

Probe::Changes CorrectionWork::together(const Allocation &allocation) const
{
    Probe::Changes all;
    for (size_t u = 0; u < allocation.chosen.size(); ++u)
        if (allocation.chosen[u] != 0)
            for (const auto &change : m_applied.at({u, allocation.chosen[u]}))
                all.insert(change);
    return all;
}

Status CorrectionWork::learn(OptionTable &table, const Allocation &allocation, double kl)
{
    std::vector<size_t> changed;
    std::vector<std::vector<std::string>> layers;
    for (size_t u = 0; u < table.units.size(); ++u)
        if (allocation.chosen[u] != 0) {
            changed.push_back(u);
            layers.push_back(table.units[u].layers);
        }
    LAPIDARY_ASSIGN(const auto shares, m_probe->contributions(layers, m_job));
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    const double whole = sum > 0 ? kl / sum : 1;
    for (size_t i = 0; i < changed.size(); ++i) {
        Unit &unit = table.units[changed[i]];
        const double expected = unit.options[size_t(allocation.chosen[changed[i]])].loss;
        const double found = whole * shares[i];
        if (!(expected > 0) || std::max(expected, found) < kSmallShare * allocation.loss)
            continue;
        const double factor = std::sqrt(std::clamp(found / expected, kLeastFactor, kMostFactor));
        unit.scale *= factor;
        for (UnitOption &option : unit.options)
            option.loss *= factor;
    }
    return {};
}

Result<Correction> CorrectionWork::run(OptionTable table, const CorrectionTarget &target)
{
    m_total = double(target.rounds + 1);
    LAPIDARY_TRY(begin());
    Correction best;
    best.measuredKl = std::numeric_limits<double>::infinity();
    std::vector<int> before;
    for (int round = 0;; ++round) {
        LAPIDARY_ASSIGN(const Allocation allocation, allocate(table, target.budget, target.of));
        if (allocation.chosen == before)
            break;
        before = allocation.chosen;
        report("measuring the whole allocation");
        LAPIDARY_TRY(applyAll(table, allocation));
        LAPIDARY_TRY(m_probe->rebase(together(allocation), m_job));
        LAPIDARY_ASSIGN(const Damage damage, m_probe->measure({}, m_job));
        best.rounds = round + 1;
        best.firstKl = round == 0 ? damage.kl : best.firstKl;
        if (damage.kl < best.measuredKl) {
            best.table = table;
            best.predictedLoss = allocation.loss;
            best.measuredKl = damage.kl;
        }
        if (round == target.rounds)
            break;
        LAPIDARY_TRY(learn(table, allocation, damage.kl));
    }
    best.table.notes.push_back(fmt::format(
        "the whole allocation was measured {} times and corrected: {:.4f} nats of divergence at "
        "first, {:.4f} in the end", best.rounds, best.firstKl, best.measuredKl));
    return best;
}

} // namespace

Result<Correction> corrected(ModelPtr model, OptionTable table, const MethodRegistry &methods,
                             const AutoOptions &options, const CorrectionTarget &target,
                             JobContext &job)
{
    if (!options.calibration)
        return fail(ErrorCode::Usage, "correcting an allocation needs a calibration");
    CorrectionWork work(std::move(model), methods, options, job);
    return work.run(std::move(table), target);
}

} // namespace lapidary

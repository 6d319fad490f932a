#include "core/allocate/sensitivity.h"

#include "core/allocate/probe.h"
#include "core/base/atomic_file.h"
#include "core/base/hash.h"
#include "core/run/layer_work.h"
#include "core/text/sample_text.h"

#include <algorithm>
#include <chrono>
#include <fstream>

namespace lapidary {

using nlohmann::json;

namespace {

using Clock = std::chrono::steady_clock;

/// Layers that change together, at one setting.
struct Trial {
    const json *params = nullptr;
    const Plan *plan = nullptr;
    std::vector<const PlannedLayer *> layers;
};

/// Measurements made so far, a line each, so that a stopped work goes on.
class ResumeFile {
public:
    ResumeFile(std::filesystem::path path, std::string key)
        : m_path(std::move(path)), m_key(std::move(key))
    {
    }

    Status open()
    {
        if (m_path.empty())
            return {};
        std::ifstream in(m_path);
        std::string line;
        if (std::getline(in, line) && line == m_key) {
            while (std::getline(in, line)) {
                const json row = json::parse(line, nullptr, false);
                if (row.is_object()) // the last line may be half written
                    m_rows[row.value("trial", "")] = row;
            }
        } else {
            LAPIDARY_TRY(writeFileAtomically(m_path, m_key + "\n"));
        }
        m_out.open(m_path, std::ios::app);
        if (!m_out)
            return fail(ErrorCode::Io, "cannot write {}; choose another place", m_path.string());
        m_out << '\n'; // ends a half-written line
        return {};
    }

    const json *find(const std::string &trial) const
    {
        const auto found = m_rows.find(trial);
        return found == m_rows.end() ? nullptr : &found->second;
    }

    Status add(const std::string &trial, const Damage &damage)
    {
        if (m_path.empty())
            return {};
        m_out << json{{"trial", trial}, {"loss", damage.lossIncrease}, {"kl", damage.kl}}.dump()
              << std::endl;
        if (!m_out)
            return fail(ErrorCode::Io, "cannot write {}; is the disk full?", m_path.string());
        return {};
    }

private:
    std::filesystem::path m_path;
    std::string m_key;
    std::map<std::string, json> m_rows;
    std::ofstream m_out;
};

class SensitivityWork {
public:
    SensitivityWork(ModelPtr model, const MethodRegistry &methods,
                    const SensitivityOptions &options, JobContext &job)
        : m_model(std::move(model)), m_methods(methods), m_options(options), m_job(job)
    {
    }

    Result<Sensitivity> run()
    {
        const auto begin = Clock::now();
        LAPIDARY_TRY(planTrials());
        LAPIDARY_ASSIGN(const ComputeChoice compute, chooseCompute(m_options.compute));
        LAPIDARY_ASSIGN(const auto rows, sampleRows());
        ResumeFile resume(m_options.resumeFile, key(rows));
        LAPIDARY_TRY(resume.open());
        LAPIDARY_ASSIGN(Probe probe, Probe::begin(m_model, compute, rows, m_job));
        m_work = {m_model.get(), &m_methods, m_options.seed, at::kCPU, nullptr};
        const CalibrationInputs inputs(m_options.calibration);
        if (m_options.calibration)
            m_work.inputs = &inputs;
        Sensitivity result;
        result.originalLoss = probe.originalLoss();
        result.positions = probe.positions();
        for (size_t i = 0; i < m_trials.size(); ++i) {
            m_job.progress(double(i), double(m_trials.size()),
                           fmt::format("{}, {} of {}", m_trials[i].layers.front()->name, i + 1,
                                       m_trials.size()));
            LAPIDARY_TRY(measure(m_trials[i], probe, resume, result));
        }
        std::stable_sort(result.layers.begin(), result.layers.end(),
                         [](const auto &a, const auto &b) { return a.kl > b.kl; });
        result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        return result;
    }

private:
    Status planTrials()
    {
        for (const json &params : m_options.params) {
            Recipe recipe;
            recipe.steps.push_back({m_options.select, m_options.method, params, true});
            m_plans.push_back(std::make_unique<Plan>(makePlan(
                *m_model, recipe, m_methods, nullptr, m_options.calibration.get())));
            const Plan &plan = *m_plans.back();
            if (!plan.errors.empty() && plan.layers.empty())
                return fail(ErrorCode::Usage, "{}", plan.errors.front());
            for (const std::string &error : plan.errors)
                m_job.log(LogLevel::Warning, error);
            std::map<int, Trial> groups;
            for (const PlannedLayer &layer : plan.layers) {
                Trial &trial = groups[layer.group];
                trial.params = &params;
                trial.plan = &plan;
                trial.layers.push_back(&layer);
            }
            for (auto &[group, trial] : groups)
                m_trials.push_back(std::move(trial));
        }
        if (m_trials.empty())
            return fail(ErrorCode::Usage, "nothing is selected");
        return {};
    }

    Result<std::vector<std::vector<int32_t>>> sampleRows() const
    {
        LAPIDARY_ASSIGN(const std::string text, readSampleText(m_options.text));
        LAPIDARY_ASSIGN(const auto tokenizer, loadTokenizer(*m_model->source));
        return sampleIds(*tokenizer, text, m_options.samples, m_options.window, m_options.seed);
    }

    std::string key(const std::vector<std::vector<int32_t>> &rows) const
    {
        Hasher hasher;
        for (const auto &row : rows)
            hasher.update(std::as_bytes(std::span(row)));
        for (const auto &plan : m_plans)
            hasher.update(plan->hash(*m_model, m_options.seed));
        return "lapidary sensitivity 1 " + hasher.hex();
    }

    Status measure(const Trial &trial, Probe &probe, ResumeFile &resume, Sensitivity &result)
    {
        LAPIDARY_ASSIGN(const auto finished, workOnGroup(m_work, trial.layers, m_job));
        LayerSensitivity layer;
        layer.name = trial.layers.front()->name;
        layer.params = *trial.params;
        Probe::Changes changes;
        for (const FinishedLayer &done : finished) {
            if (!done.weights.present()) { // refused: non-finite weights, no convergence
                for (const std::string &warning : done.record.warnings)
                    m_job.log(LogLevel::Warning, warning);
                return {};
            }
            layer.layers.push_back(done.record.name);
            layer.parametersSaved += done.record.parametersBefore - done.record.parameters;
            layer.bytesSaved += done.record.bytesBefore - done.record.bytes;
            layer.error = std::max(layer.error, done.record.error);
            if (done.record.lossEstimate)
                layer.estimate = layer.estimate.value_or(0) + *done.record.lossEstimate;
            changes[done.record.name] = done.weights;
        }
        const std::string name = layer.name + " " + trial.params->dump();
        if (const json *known = resume.find(name)) {
            layer.lossIncrease = known->value("loss", 0.0);
            layer.kl = known->value("kl", 0.0);
        } else {
            LAPIDARY_ASSIGN(const Damage damage, probe.measure(changes, m_job));
            LAPIDARY_TRY(resume.add(name, damage));
            layer.lossIncrease = damage.lossIncrease;
            layer.kl = damage.kl;
        }
        result.layers.push_back(std::move(layer));
        return {};
    }

    const ModelPtr m_model;
    const MethodRegistry &m_methods;
    const SensitivityOptions &m_options;
    JobContext &m_job;
    WorkContext m_work;
    std::vector<std::unique_ptr<Plan>> m_plans;
    std::vector<Trial> m_trials;
};

} // namespace

json toJson(const LayerSensitivity &layer)
{
    json object = {{"name", layer.name},
                   {"layers", layer.layers},
                   {"params", layer.params},
                   {"loss_increase", layer.lossIncrease},
                   {"kl", layer.kl},
                   {"parameters_saved", layer.parametersSaved},
                   {"bytes_saved", layer.bytesSaved},
                   {"error", layer.error},
                   {"estimate", nullptr}};
    if (layer.estimate)
        object["estimate"] = *layer.estimate;
    return object;
}

json toJson(const Sensitivity &sensitivity)
{
    json layers = json::array();
    for (const LayerSensitivity &layer : sensitivity.layers)
        layers.push_back(toJson(layer));
    return {{"original_loss", sensitivity.originalLoss},
            {"positions", sensitivity.positions},
            {"seconds", sensitivity.seconds},
            {"layers", std::move(layers)}};
}

Result<Sensitivity> measureSensitivity(ModelPtr model, const MethodRegistry &methods,
                                       const SensitivityOptions &options, JobContext &job)
{
    if (options.params.empty())
        return fail(ErrorCode::Usage, "sensitivity needs at least one setting of the method");
    return SensitivityWork(std::move(model), methods, options, job).run();
}

} // namespace lapidary

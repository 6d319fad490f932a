#include "ui/bridge/predictor.h"

namespace lapidary {

namespace {

constexpr int kQuietMs = 700;      // after the last edit
constexpr int kReplanMs = 120;     // several spectra, one plan
constexpr int kAtATime = 4;
constexpr int64_t kLargestLayer = 4'000'000;  // elements: a fraction of a second each
constexpr int64_t kLargestPlan = 200'000'000; // beyond, only what somebody looks at

std::vector<int64_t> factorsOf(const PlannedAction &action, const char *key)
{
    const auto it = action.params.find(key);
    return it != action.params.end() && it->is_array() ? it->get<std::vector<int64_t>>()
                                                       : std::vector<int64_t>();
}

} // namespace

Predictor::Predictor(JobRunner &runner, RecipeEditor &editor, LayerCache &layers, QObject *parent)
    : QObject(parent), m_runner(runner), m_editor(editor), m_layers(layers)
{
    for (QTimer *timer : {&m_askSoon, &m_replanSoon})
        timer->setSingleShot(true);
    connect(&m_askSoon, &QTimer::timeout, this, &Predictor::ask);
    connect(&m_replanSoon, &QTimer::timeout, &editor, &RecipeEditor::replan);
    connect(&editor, &RecipeEditor::changed, this, [this] { m_askSoon.start(kQuietMs); });
    connect(&layers, &LayerCache::settled, this, [this] { m_askSoon.start(kReplanMs * 2); });
    const auto replanSoon = [this] {
        if (!m_replanSoon.isActive())
            m_replanSoon.start(kReplanMs);
    };
    connect(&layers, &LayerCache::spectrumReady, this, replanSoon);
    connect(&layers, &LayerCache::bondsReady, this, replanSoon);
}

void Predictor::ask()
{
    if (!m_editor.model() || m_layers.pending() || m_runner.busy(Lane::Heavy))
        return; // settled() or the next edit comes back to it
    const PlanPtr plan = m_editor.plan();
    int64_t total = 0;
    for (const PlannedLayer &planned : plan->layers)
        if (!planned.predictedError)
            total += planned.parametersBefore;
    if (total > kLargestPlan)
        return;
    int asked = 0;
    for (const PlannedLayer &planned : plan->layers)
        if (!planned.predictedError && planned.parametersBefore <= kLargestLayer
            && askFor(planned) && ++asked == kAtATime)
            return;
}

bool Predictor::askFor(const PlannedLayer &planned)
{
    const Layer &layer = m_editor.model()->layers[planned.layer];
    if (layer.form.kind != FormKind::Dense || layer.form.in <= 0
        || !m_layers.problem(planned.layer).isEmpty())
        return false;
    const PlannedAction &first = planned.actions.front();
    if (const auto out = factorsOf(first, "out_factors"); !out.empty()) {
        const auto in = factorsOf(first, "in_factors");
        if (m_layers.bonds(planned.layer, out, in))
            return false;
        m_layers.requestBonds(planned.layer, out, in);
        return true;
    }
    if (m_layers.spectrum(planned.layer) || !first.params.contains("rank"))
        return false; // known already, or its error does not follow from a spectrum
    m_layers.requestSpectrum(planned.layer);
    return true;
}

} // namespace lapidary

#pragma once

#include "ui/bridge/layer_cache.h"
#include "ui/bridge/recipe_editor.h"

namespace lapidary {

/// Fills in what the plan cannot predict yet: while nothing heavy runs, asks for the spectra of
/// planned layers, a few at a time, as long as they are small enough to be quick.
class Predictor : public QObject {
    Q_OBJECT
public:
    Predictor(JobRunner &runner, RecipeEditor &editor, LayerCache &layers,
              QObject *parent = nullptr);

private:
    void ask();
    bool askFor(const PlannedLayer &planned);

    JobRunner &m_runner;
    RecipeEditor &m_editor;
    LayerCache &m_layers;
    QTimer m_askSoon, m_replanSoon;
};

} // namespace lapidary

#pragma once

#include "core/plugin/loader.h"
#include "ui/bridge/budget.h"
#include "ui/bridge/calibration_state.h"
#include "ui/bridge/layer_cache.h"
#include "ui/bridge/messages.h"
#include "ui/bridge/predictor.h"
#include "ui/bridge/recipe_editor.h"
#include "ui/bridge/runs.h"
#include "ui/bridge/selection.h"
#include "ui/bridge/sensitivity_state.h"
#include "ui/bridge/settings.h"
#include "ui/bridge/text_models.h"

namespace lapidary {

/// Everything one window works on. The parts live as long as the session and never block; views
/// keep a reference and listen:
///   Session::modelChanged, selection().changed, editor().changed (recipe and plan),
///   layers().statsReady/spectrumReady/bondsReady, calibration().changed, budget().changed,
///   sensitivity().changed, runs().changed, settings().changed.
class Session : public QObject {
    Q_OBJECT
public:
    explicit Session(Settings &settings, QObject *parent = nullptr);
    ~Session() override; ///< cancels its jobs and waits

    /// MODEL or STORE#RUN; asynchronous: modelChanged follows, or a message and openFailed.
    void open(const QString &where);
    void close();
    bool opening() const { return m_opening != 0; }

    const ModelPtr &model() const { return m_model; } ///< null when nothing is open
    QString where() const { return m_where; }         ///< what was given to open()
    QString modelName() const;                        ///< short name for titles
    /// Path of the built-in model, or empty when it is not installed.
    static QString builtInModel();
    /// Text to measure perplexity on: the user's choice or the built-in one.
    QString evaluationText() const;
    /// Text to calibrate on: the one of last time or the built-in one.
    QString calibrationText() const;
    ComputeOptions compute() const; ///< from the settings

    JobRunner &jobs() { return m_jobs; }
    Selection &selection() { return m_selection; }
    RecipeEditor &editor() { return m_editor; }
    LayerCache &layers() { return m_layers; }
    CalibrationState &calibration() { return m_calibration; }
    Budget &budget() { return m_budget; }
    SensitivityState &sensitivity() { return m_sensitivity; }
    Runs &runs() { return m_runs; }
    TextModels &textModels() { return m_textModels; }
    Settings &settings() { return m_settings; }
    Messages &messages() { return m_messages; }
    const Plugins &plugins() const { return m_plugins; }

    PlanPtr plan() const { return m_editor.plan(); }
    const Recipe &recipe() const { return m_editor.recipe(); }

    /// Runs picked for comparison (Trade-off picks, Compare shows).
    const QStringList &comparedRuns() const { return m_compared; }
    void setComparedRuns(const QStringList &runs);

    /// Layers of the same role, this one included.
    std::vector<int> layersLike(int layer) const;

signals:
    void modelChanged();
    void openingChanged(bool opening);
    void openFailed(const QString &where, const QString &sentence);
    void comparedRunsChanged();
    /// A view asks to bring another tab to the front ("compare").
    void tabRequested(const QString &tab);
    /// A view asks for one of the window's dialogs ("calibrate", "sensitivity").
    void dialogRequested(const QString &dialog);

private:
    void opened(const QString &where, const ModelPtr &model);

    Settings &m_settings;
    const Plugins &m_plugins;
    Messages m_messages;
    JobRunner m_jobs;
    Selection m_selection;
    LayerCache m_layers;
    RecipeEditor m_editor;
    Predictor m_predictor; ///< turns "needs the weights" into a predicted error
    CalibrationState m_calibration;
    Budget m_budget;
    SensitivityState m_sensitivity;
    Runs m_runs;
    TextModels m_textModels;
    ModelPtr m_model;
    QString m_where;
    QStringList m_compared;
    JobId m_opening = 0;
};

} // namespace lapidary

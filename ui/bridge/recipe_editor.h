#pragma once

#include "core/calibrate/calibration.h"
#include "core/surgery/plan.h"

#include <QObject>
#include <QUndoStack>

namespace lapidary {

using PlanPtr = std::shared_ptr<const Plan>;

/// A layer has at most one method for its form and one for its precision in the inspector.
enum class Slot { Form, Precision };

/// The recipe under edit: every change is one undo step, and the plan follows at once.
class RecipeEditor : public QObject {
    Q_OBJECT
public:
    explicit RecipeEditor(const MethodRegistry &methods, QObject *parent = nullptr);

    /// A new model keeps the recipe only when `keepRecipe`; the undo stack is emptied.
    void setModel(ModelPtr model, const SpectrumSource *spectra, bool keepRecipe);
    /// Plans rest on it from now on; null: on nothing.
    void setCalibration(CalibrationPtr calibration);
    const CalibrationPtr &calibration() const { return m_calibration; }
    const ModelPtr &model() const { return m_model; }
    const MethodRegistry &methods() const { return m_methods; }

    const Recipe &recipe() const { return m_recipe; }
    PlanPtr plan() const { return m_plan; } ///< never null
    QUndoStack &undoStack() { return m_undo; }
    /// True when the recipe differs from what was last loaded or saved.
    bool modified() const { return !m_undo.isClean(); }
    void setClean() { m_undo.setClean(); }

    /// Changes with the same non-negative `mergeId` in a row become one undo step.
    void setRecipe(const Recipe &recipe, const QString &undoText, int mergeId = -1);
    int newMergeId() { return ++m_lastMergeId; }

    /// Steps, by index.
    void addStep(const Step &step, int at = -1);
    void removeSteps(const std::vector<int> &steps);
    void replaceStep(int index, const Step &step, int mergeId = -1);
    void moveStep(int from, int to);
    void setStepEnabled(int index, bool enabled);
    void setName(const QString &name);

    /// Gives the selected layers this method (empty: none) in its slot. The step that covers
    /// exactly these layers is amended; else they leave the other steps of the slot and get a
    /// step of their own with the shortest selector.
    void setMethod(const std::vector<int> &layers, Slot slot, const std::string &method,
                   const nlohmann::json &params, int mergeId = -1);
    /// Takes both methods from these layers, as one undo step.
    void resetLayers(const std::vector<int> &layers);
    /// Index of the last enabled step of the slot that acts on this layer, or -1.
    int stepOf(int layer, Slot slot) const;
    Slot slotOf(const std::string &method) const;
    /// Layers of one step as they resolve now.
    const std::vector<int> &layersOf(int step) const;

    /// Recompute the plan, for instance when a spectrum became known.
    void replan();

signals:
    void changed();  ///< recipe or plan (both are consistent again)
    void modifiedChanged(bool modified);

private:
    friend class RecipeCommand;
    void apply(const Recipe &recipe);
    std::vector<int> wholeGroups(const std::vector<int> &layers, const std::string &method) const;
    Recipe withMethod(const std::vector<int> &layers, Slot slot, const std::string &method,
                      const nlohmann::json &params) const;

    const MethodRegistry &m_methods;
    ModelPtr m_model;
    const SpectrumSource *m_spectra = nullptr;
    CalibrationPtr m_calibration;
    Recipe m_recipe;
    PlanPtr m_plan;
    std::vector<std::vector<int>> m_stepLayers;
    QUndoStack m_undo;
    int m_lastMergeId = 0;
};

/// The shortest selector that matches exactly these layers: roles and blocks where that works,
/// with a few exceptions where that is shorter, else the names.
Selector compactSelector(const Model &model, const std::vector<int> &layers);
/// What is usually compressed: every matrix that belongs to a block.
std::vector<int> matricesInBlocks(const Model &model);
/// {0,1,2,5} -> "0-2,5".
std::string blockRanges(const std::vector<int> &blocks);

} // namespace lapidary

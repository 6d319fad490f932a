#include "ui/bridge/recipe_editor.h"

#include <QUndoCommand>

#include <algorithm>
#include <set>

namespace lapidary {

/// The recipe before and after: recipes are small, and any change undoes the same way.
class RecipeCommand : public QUndoCommand {
public:
    RecipeCommand(RecipeEditor &editor, const Recipe &after, const QString &text, int mergeId)
        : QUndoCommand(text), m_editor(editor), m_before(editor.recipe()), m_after(after),
          m_mergeId(mergeId)
    {
    }
    void undo() override { m_editor.apply(m_before); }
    void redo() override { m_editor.apply(m_after); }
    int id() const override { return m_mergeId >= 0 ? 1 : -1; }
    bool mergeWith(const QUndoCommand *other) override
    {
        const auto *next = static_cast<const RecipeCommand *>(other);
        if (next->m_mergeId != m_mergeId)
            return false;
        m_after = next->m_after;
        setObsolete(m_after == m_before);
        return true;
    }

private:
    RecipeEditor &m_editor;
    Recipe m_before, m_after;
    int m_mergeId;
};

RecipeEditor::RecipeEditor(const MethodRegistry &methods, QObject *parent)
    : QObject(parent), m_methods(methods), m_plan(std::make_shared<const Plan>())
{
    connect(&m_undo, &QUndoStack::cleanChanged, this,
            [this](bool clean) { emit modifiedChanged(!clean); });
}

void RecipeEditor::setModel(ModelPtr model, const SpectrumSource *spectra, bool keepRecipe)
{
    m_model = std::move(model);
    m_spectra = spectra;
    m_calibration = nullptr;
    m_undo.clear();
    apply(keepRecipe ? m_recipe : Recipe{});
}

void RecipeEditor::setCalibration(CalibrationPtr calibration)
{
    if (calibration == m_calibration)
        return;
    m_calibration = std::move(calibration);
    replan();
}

void RecipeEditor::setRecipe(const Recipe &recipe, const QString &undoText, int mergeId)
{
    if (recipe == m_recipe)
        return;
    m_undo.push(new RecipeCommand(*this, recipe, undoText, mergeId));
}

void RecipeEditor::apply(const Recipe &recipe)
{
    m_recipe = recipe;
    replan();
}

void RecipeEditor::replan()
{
    m_stepLayers.assign(m_recipe.steps.size(), {});
    if (m_model) {
        for (size_t i = 0; i < m_recipe.steps.size(); ++i)
            if (auto layers = selectLayers(*m_model, m_recipe.steps[i].select))
                m_stepLayers[i] = std::move(*layers);
        m_plan = std::make_shared<const Plan>(
            makePlan(*m_model, m_recipe, m_methods, m_spectra, m_calibration.get()));
    } else {
        m_plan = std::make_shared<const Plan>();
    }
    emit changed();
}

void RecipeEditor::addStep(const Step &step, int at)
{
    Recipe recipe = m_recipe;
    const int count = int(recipe.steps.size());
    recipe.steps.insert(recipe.steps.begin() + (at < 0 || at > count ? count : at), step);
    setRecipe(recipe, tr("Add Step"));
}

void RecipeEditor::removeSteps(const std::vector<int> &steps)
{
    Recipe recipe = m_recipe;
    std::set<int, std::greater<>> descending(steps.begin(), steps.end());
    for (int index : descending)
        if (index >= 0 && index < int(recipe.steps.size()))
            recipe.steps.erase(recipe.steps.begin() + index);
    setRecipe(recipe, tr("Remove Step"));
}

void RecipeEditor::replaceStep(int index, const Step &step, int mergeId)
{
    if (index < 0 || index >= int(m_recipe.steps.size()))
        return;
    Recipe recipe = m_recipe;
    recipe.steps[index] = step;
    setRecipe(recipe, tr("Edit Step"), mergeId);
}

void RecipeEditor::moveStep(int from, int to)
{
    const int count = int(m_recipe.steps.size());
    if (from < 0 || from >= count || to < 0 || to >= count || from == to)
        return;
    Recipe recipe = m_recipe;
    const auto begin = recipe.steps.begin();
    if (from < to)
        std::rotate(begin + from, begin + from + 1, begin + to + 1);
    else
        std::rotate(begin + to, begin + from, begin + from + 1);
    setRecipe(recipe, tr("Move Step"));
}

void RecipeEditor::setStepEnabled(int index, bool enabled)
{
    if (index < 0 || index >= int(m_recipe.steps.size()))
        return;
    Recipe recipe = m_recipe;
    recipe.steps[index].enabled = enabled;
    setRecipe(recipe, enabled ? tr("Enable Step") : tr("Disable Step"));
}

void RecipeEditor::setName(const QString &name)
{
    Recipe recipe = m_recipe;
    recipe.name = name.toStdString();
    setRecipe(recipe, tr("Rename Recipe"));
}

Slot RecipeEditor::slotOf(const std::string &method) const
{
    const Method *found = m_methods.find(method);
    return found && found->info().kind == MethodKind::Precision ? Slot::Precision : Slot::Form;
}

const std::vector<int> &RecipeEditor::layersOf(int step) const
{
    static const std::vector<int> none;
    return step >= 0 && step < int(m_stepLayers.size()) ? m_stepLayers[step] : none;
}

int RecipeEditor::stepOf(int layer, Slot slot) const
{
    for (int i = int(m_recipe.steps.size()) - 1; i >= 0; --i) {
        const Step &step = m_recipe.steps[i];
        if (step.enabled && slotOf(step.method) == slot
            && std::binary_search(m_stepLayers[i].begin(), m_stepLayers[i].end(), layer))
            return i;
    }
    return -1;
}

} // namespace lapidary

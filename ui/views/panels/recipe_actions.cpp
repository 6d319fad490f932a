// Menus of the recipe, its files and presets.
#include "ui/views/panels/recipe_view.h"

#include "ui/bridge/error_text.h"
#include "ui/charts/icons.h"
#include "ui/views/dialogs/step_dialog.h"
#include "ui/views/panels/preset_menu.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMenu>
#include <QTreeView>

namespace lapidary {

void RecipeView::fillMenu(QMenu *menu)
{
    const int step = selectedStep();
    const bool any = step >= 0 && m_table->isVisible();
    const bool open = m_session.model() != nullptr;
    menu->addAction(themedIcon("add"), tr("Add Step…"), this, &RecipeView::addStep)
        ->setEnabled(open);
    menu->addAction(themedIcon("edit"), tr("Edit Step…"), this, [this, step] { editStep(step); })
        ->setEnabled(any);
    menu->addAction(themedIcon("duplicate"), tr("Duplicate Step"), this,
                    &RecipeView::duplicateStep)
        ->setEnabled(any);
    menu->addAction(themedIcon("remove"), tr("Remove Step"), this, &RecipeView::removeSelected)
        ->setEnabled(any);
    menu->addAction(themedIcon("up"), tr("Move Up"), this, [this] { moveSelected(-1); })
        ->setEnabled(any && step > 0);
    menu->addAction(themedIcon("down"), tr("Move Down"), this, [this] { moveSelected(1); })
        ->setEnabled(any && step + 1 < int(m_session.recipe().steps.size()));
    menu->addAction(themedIcon("layers"), tr("Select Its Layers"), this,
                    &RecipeView::selectLayersOfStep)
        ->setEnabled(any && open);
}

void RecipeView::fillPresets(QMenu *menu)
{
    for (const PresetGroup &group : groupPresets(findPresets())) {
        QMenu *place = group.title.isEmpty() ? menu : menu->addMenu(group.title);
        for (const Preset &preset : group.presets)
            place->addAction(preset.name, this, [this, file = preset.file] {
                loadFrom(QString::fromStdString(file.string()));
                m_file.clear(); // a preset is a start, not the file to save to
            });
    }
    menu->addSeparator();
    QAction *inOrder = menu->addAction(tr("Fit Layers in Order"), this, [this](bool on) {
        Recipe recipe = m_session.recipe();
        recipe.sequential = on;
        m_session.editor().setRecipe(recipe, tr("Fit Layers in Order"));
    });
    inOrder->setCheckable(true);
    inOrder->setChecked(m_session.recipe().sequential);
    inOrder->setToolTip(tr("Block after block, each layer fitted to what flows into it by then; "
                           "needs a calibration"));
    menu->addAction(themedIcon("edit"), tr("Rename…"), this, &RecipeView::rename);
    menu->addAction(themedIcon("open"), tr("Load Recipe…"), this, &RecipeView::load);
    menu->addAction(themedIcon("save"), tr("Save Recipe As…"), this, &RecipeView::saveAs);
    menu->addAction(themedIcon("reset"), tr("Clear"), this, [this] {
        m_session.editor().setRecipe(Recipe{m_session.recipe().name, {}}, tr("Clear Recipe"));
    });
}

void RecipeView::addStep()
{
    StepDialog dialog(m_session, this);
    Step step;
    // What is selected is the likeliest subject.
    if (m_session.model() && !m_session.selection().layers().empty())
        step.select = compactSelector(*m_session.model(), m_session.selection().layers());
    dialog.setStep(step);
    if (dialog.exec() == QDialog::Accepted)
        m_session.editor().addStep(dialog.step());
}

void RecipeView::editStep(int step)
{
    if (step < 0 || step >= int(m_session.recipe().steps.size()) || !m_session.model())
        return;
    StepDialog dialog(m_session, this);
    dialog.setStep(m_session.recipe().steps[step]);
    if (dialog.exec() == QDialog::Accepted)
        m_session.editor().replaceStep(step, dialog.step());
}

void RecipeView::duplicateStep()
{
    const int step = selectedStep();
    if (step >= 0 && step < int(m_session.recipe().steps.size()))
        m_session.editor().addStep(m_session.recipe().steps[step], step + 1);
}

void RecipeView::report(const Error &error)
{
    m_session.messages().post(Severity::Error, errorText(error));
}

void RecipeView::loadFrom(const QString &file)
{
    const auto recipe = readRecipe(file.toStdString());
    if (!recipe)
        return report(recipe.error());
    m_session.editor().setRecipe(*recipe, tr("Load Recipe"));
    m_session.editor().setClean();
    m_file = file;
}

void RecipeView::load()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Load Recipe"), m_session.settings().value("recipeFolder").toString(),
        tr("Recipes (*.json)"));
    if (file.isEmpty())
        return;
    m_session.settings().setValue("recipeFolder", QFileInfo(file).path());
    loadFrom(file);
}

void RecipeView::save()
{
    if (m_file.isEmpty())
        return saveAs();
    if (const Status status = writeRecipe(m_session.recipe(), m_file.toStdString()); !status)
        return report(status.error());
    m_session.editor().setClean();
}

void RecipeView::saveAs()
{
    const QString name = QString::fromStdString(m_session.recipe().name);
    QString file = QFileDialog::getSaveFileName(
        this, tr("Save Recipe"),
        m_session.settings().value("recipeFolder").toString() + '/'
            + (name.isEmpty() ? QStringLiteral("recipe") : name) + ".json",
        tr("Recipes (*.json)"));
    if (file.isEmpty())
        return;
    if (QFileInfo(file).suffix().isEmpty())
        file += ".json";
    m_session.settings().setValue("recipeFolder", QFileInfo(file).path());
    m_file = file;
    save();
}

void RecipeView::rename()
{
    bool accepted = false;
    const QString name = QInputDialog::getText(
        this, tr("Rename Recipe"), tr("Name:"), QLineEdit::Normal,
        QString::fromStdString(m_session.recipe().name), &accepted);
    if (accepted)
        m_session.editor().setName(name.trimmed());
}

} // namespace lapidary

// What the inspector does to the recipe.
#include "ui/views/panels/inspector_view.h"

#include "ui/views/panels/param_form.h"

#include <QComboBox>

namespace lapidary {

void InspectorView::methodActivated(int index)
{
    const std::string id = m_method->itemData(index).toString().toStdString();
    const Method *method = m_session.plugins().methods.find(id);
    const std::vector<int> layers = matrices();
    const SlotState now = slotState(m_session.editor(), layers, m_session.selection().current(),
                                    Slot::Form);
    if (!now.mixedMethod && now.method == id)
        return;
    nlohmann::json params = method ? ParamForm::initialValues(method->info().schema)
                                   : nlohmann::json::object();
    if (method && !now.mixedMethod && method->info().schema.find("keep")
        && now.params.contains("keep")) { // the same budget by another method
        for (const ParamSpec &spec : method->info().schema.params)
            if (spec.group == method->info().schema.find("keep")->group)
                params.erase(spec.id);
        params["keep"] = now.params["keep"];
    }
    m_session.editor().setMethod(layers, Slot::Form, id, params);
}

void InspectorView::precisionActivated(int index)
{
    if (index < 0 || index >= int(m_precisions.size()))
        return;
    const PrecisionChoice &choice = m_precisions[index];
    m_session.editor().setMethod(matrices(), Slot::Precision, choice.method, choice.params);
}

void InspectorView::paramsEdited(const nlohmann::json &values, bool dragging)
{
    if (m_shownMethod.empty())
        return;
    m_session.editor().setMethod(matrices(), Slot::Form, m_shownMethod, values,
                                 dragging ? m_dragId : -1);
}

void InspectorView::applyToAllLikeThis()
{
    const int current = m_session.selection().current();
    const std::vector<int> layers = matrices();
    if (layers.empty())
        return;
    RecipeEditor &editor = m_session.editor();
    const SlotState form = slotState(editor, layers, current, Slot::Form);
    const SlotState precision = slotState(editor, layers, current, Slot::Precision);
    if (form.mixedMethod || precision.mixedMethod)
        return;
    const std::vector<int> alike = m_session.layersLike(current);
    editor.undoStack().beginMacro(tr("Apply to All Like This"));
    editor.setMethod(alike, Slot::Form, form.method, form.params);
    editor.setMethod(alike, Slot::Precision, precision.method, precision.params);
    editor.undoStack().endMacro();
    m_session.selection().set(alike, current);
}

void InspectorView::reset()
{
    m_session.editor().resetLayers(matrices());
}

void InspectorView::focusMethod()
{
    m_method->setFocus(Qt::ShortcutFocusReason);
    if (m_method->isVisible())
        m_method->showPopup();
}

void InspectorView::stepSize(int steps)
{
    if (!m_shownMethod.empty())
        m_form->stepSize(steps);
}

/// The spectra of what is looked at make its errors predictable.
void InspectorView::lookAtCurrent()
{
    const ModelPtr &model = m_session.model();
    const int current = m_session.selection().current();
    if (!model || current < 0 || current >= int(model->layers.size()))
        return;
    constexpr int64_t limit = 64'000'000; // elements; larger ones only when the Spectrum tab asks
    const LayerForm &form = model->layers[current].form;
    if (form.in <= 0 || form.kind != FormKind::Dense || form.out * form.in > limit)
        return;
    m_session.layers().requestSpectrum(current);
    const SelectionResult result
        = selectionResult(*model, *m_session.plan(), {current}, current);
    if (!result.bonds.empty())
        m_session.layers().requestBonds(current, result.outFactorList, result.inFactorList);
}

} // namespace lapidary

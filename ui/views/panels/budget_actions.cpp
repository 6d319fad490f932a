// What the budget panel asks for and what it shows.
#include "ui/views/panels/budget_view.h"

#include "ui/charts/number_text.h"
#include "ui/models/recipe_model.h"
#include "ui/views/panels/dock_title.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSlider>
#include <QTreeView>

#include <cmath>

namespace lapidary {

namespace {

enum Unit { PercentBytes, Megabytes, PercentParameters, Millions };
enum Scope { AllInBlocks, Selected };

BudgetOf countedBy(int unit)
{
    return unit == PercentBytes || unit == Megabytes ? BudgetOf::Bytes : BudgetOf::Parameters;
}

} // namespace

void BudgetView::find()
{
    const ModelPtr &model = m_session.model();
    Budget::Question question;
    question.select = compactSelector(*model, m_scope->currentIndex() == Selected
                                                  ? m_session.selection().layers()
                                                  : matricesInBlocks(*model));
    for (const QCheckBox *check : m_methods)
        if (check->isChecked())
            question.methods.push_back(check->property("method").toString().toStdString());
    AutoOptions options;
    options.calibration = m_session.calibration().calibration();
    options.compute = m_session.compute();
    budget().find(question, options, m_session.runs().store() + "/cache");
    emit m_session.tabRequested(QStringLiteral("tradeoff"));
}

void BudgetView::correct()
{
    budget().correct(m_session.runs().store() + "/cache");
    emit m_session.tabRequested(QStringLiteral("tradeoff"));
}

void BudgetView::setInOrder(bool inOrder)
{
    m_session.settings().setValue("budget/inOrder", inOrder);
    budget().setSequential(inOrder);
}

void BudgetView::refresh()
{
    const QScopedValueRollback syncing(m_syncing, true);
    setEnabled(m_session.model() != nullptr);
    showQuestion();
    m_answer->setVisible(budget().table() != nullptr);
    m_title->setHint(m_session.calibration().calibration()
                         ? m_session.calibration().summary()
                         : QString());
    if (!budget().table())
        return;
    showSize();
    showResult();
    showCorrection();
    showSteps();
}

void BudgetView::showCorrection()
{
    const QString why = budget().whyNotCorrect();
    m_correct->setText(budget().correcting() ? tr("Checking and Correcting…")
                                             : tr("Check and Correct"));
    m_correct->setEnabled(why.isEmpty());
    const QString what = tr("Applies all these steps to the model in memory, measures the damage on "
                            "text that no statistics saw, and corrects the predictions by it; "
                            "takes minutes");
    m_correct->setToolTip(why.isEmpty() ? what : why + QStringLiteral("\n") + what);
    m_correct->setAccessibleDescription(m_correct->toolTip());
    const auto &where = budget().correctedFor();
    m_note->setVisible(where.has_value());
    if (!where)
        return;
    const Model &model = *m_session.model();
    const bool bytes = where->first == BudgetOf::Bytes;
    const QString share = percentText(
        double(where->second) / double(bytes ? model.bytes() : model.parametersUnique()));
    m_note->setText((bytes ? tr("Checked at %1 of the bytes: %2.")
                           : tr("Checked at %1 of the parameters: %2."))
                        .arg(share, budget().correctionNote()));
}

void BudgetView::showQuestion()
{
    const bool calibrated = m_session.calibration().calibration() != nullptr;
    const bool making = m_session.calibration().making() != 0;
    const int selected = int(m_session.selection().layers().size());
    m_scope->setItemText(Selected, tr("%n selected layer(s)", nullptr, selected));
    const bool any = std::any_of(m_methods.begin(), m_methods.end(),
                                 [](const QCheckBox *check) { return check->isChecked(); });
    QString needs;
    if (making)
        needs = tr("The calibration is being made.");
    else if (!calibrated)
        needs = tr("A budget needs a calibration: it tells what each layer is worth.");
    else if (!any)
        needs = tr("Choose at least one method.");
    else if (m_scope->currentIndex() == Selected && selected == 0)
        needs = tr("Select layers in the tree first.");
    else if (!m_session.calibration().calibration()->info().gradients)
        needs = tr("This calibration has no gradients: predictions will be rougher.");
    m_needs->setText(needs);
    m_needs->setVisible(!needs.isEmpty());
    m_calibrate->setVisible(!calibrated && !making);
    m_find->setVisible(calibrated);
    m_find->setText(budget().finding() ? tr("Finding What It Costs…") : tr("Find What It Costs"));
    m_find->setEnabled(calibrated && any && !budget().finding() && !budget().correcting()
                       && !(m_scope->currentIndex() == Selected && selected == 0));
}

double BudgetView::unitSize() const
{
    const double mega = m_session.settings().binaryUnits() ? 1 << 20 : 1e6;
    switch (m_unit->currentIndex()) {
    case Megabytes:
        return mega;
    case Millions:
        return 1e6;
    default:
        return double(budget().whole()) / 100;
    }
}

void BudgetView::showSize()
{
    if (countedBy(m_unit->currentIndex()) != budget().of()) // somebody dragged in the chart
        m_unit->setCurrentIndex((m_unit->currentIndex() + 2) % 4);
    m_unit->setItemText(Megabytes, m_session.settings().binaryUnits() ? tr("MiB") : tr("MB"));
    const double whole = double(budget().whole()), smallest = double(budget().smallest());
    const double unit = unitSize();
    // A size below the smallest can be typed: the answer then says why it cannot be.
    m_size->setDecimals(whole / unit >= 1000 ? 0 : whole / unit >= 10 ? 1 : 3);
    m_size->setSingleStep(std::max(std::pow(10, -m_size->decimals()), whole / unit / 100));
    m_size->setRange(0, whole / unit);
    m_size->setValue(double(budget().size()) / unit);
    m_slider->setValue(int(std::lround(kBudgetSteps * (double(budget().size()) - smallest)
                                       / std::max(1.0, whole - smallest))));
}

void BudgetView::showResult()
{
    const bool met = budget().allocation().has_value();
    m_problem->setText(budget().problem());
    m_problem->setVisible(!met);
    m_steps->setVisible(met);
    m_use->setEnabled(met);
    m_three->setEnabled(met);
    if (!met) {
        for (QLabel *label : {m_bytes, m_parameters, m_perplexity})
            label->setText(unknownText());
        m_precision->hide();
        return;
    }
    const double before = budget().table()->originalLoss, loss = budget().allocation()->loss;
    m_perplexity->setText(QStringLiteral("%1 → %2").arg(measuredText(std::exp(before)),
                                                        measuredText(std::exp(before + loss))));
    m_perplexity->setToolTip(
        tr("Predicted from %1 nats of loss more, on %2 tokens of the calibration's text. Run "
           "measures it on a text that the calibration has not seen.")
            .arg(valueText(loss), exactText(budget().table()->positions)));
}

void BudgetView::showSteps()
{
    const bool binary = m_session.settings().binaryUnits();
    if (!budget().allocation())
        return;
    const Recipe recipe = budget().recipe(*budget().allocation());
    const auto plan = std::make_shared<const Plan>(
        makePlan(*m_session.model(), recipe, m_session.plugins().methods, nullptr,
                 m_session.calibration().calibration().get()));
    m_model->setBinaryUnits(binary);
    m_model->setPlan(plan, recipe);
    const int64_t bytes = budget().reached(BudgetOf::Bytes);
    const int64_t parameters = budget().reached(BudgetOf::Parameters);
    m_bytes->setText(QStringLiteral("%1 → %2 (%3)")
                         .arg(bytesText(plan->bytesBefore, binary), bytesText(bytes, binary),
                              changeText(double(plan->bytesBefore), double(bytes))));
    m_bytes->setToolTip(exactBytesText(bytes));
    m_parameters->setText(
        QStringLiteral("%1 → %2 (%3)")
            .arg(countText(plan->parametersUniqueBefore), countText(parameters),
                 changeText(double(plan->parametersUniqueBefore), double(parameters))));
    m_parameters->setToolTip(exactText(parameters));
    m_precision->setVisible(plan->bytesAfter != bytes);
    m_precision->setText(tr("With the recipe's precision steps: %1").arg(
        bytesText(plan->bytesAfter, binary)));
}

void BudgetView::sizeFromSlider(int position)
{
    if (m_syncing || !budget().table())
        return;
    const double whole = double(budget().whole()), smallest = double(budget().smallest());
    budget().setSize(int64_t(std::ceil(smallest + (whole - smallest) * position / kBudgetSteps)));
}

void BudgetView::sizeFromField(double value)
{
    if (!m_syncing)
        budget().setSize(int64_t(std::llround(value * unitSize())));
}

void BudgetView::unitChosen()
{
    if (!m_syncing)
        budget().setOf(countedBy(m_unit->currentIndex()));
    m_refreshSoon.start();
}

void BudgetView::runThree()
{
    std::vector<RunVariant> variants;
    const double whole = double(budget().whole()), removed = whole - double(budget().size());
    for (const double part : {0.5, 1.0, 1.5}) {
        const auto size = std::max(budget().smallest(), int64_t(whole - part * removed));
        if (const auto allocation = budget().allocationFor(size))
            variants.push_back({percentText(double(size) / whole), budget().recipe(*allocation)});
    }
    emit runsRequested(variants);
}

} // namespace lapidary

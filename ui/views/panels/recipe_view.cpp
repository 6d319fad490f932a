#include "ui/views/panels/recipe_view.h"

#include "ui/charts/icons.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/models/recipe_model.h"
#include "ui/views/panels/dock_title.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace lapidary {

namespace {

QToolButton *flatButton(const QString &text, const QString &icon)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setProperty("flat", true);
    button->setToolButtonStyle(icon.isEmpty() ? Qt::ToolButtonTextOnly
                                              : Qt::ToolButtonTextBesideIcon);
    if (!icon.isEmpty())
        button->setIcon(themedIcon(icon));
    return button;
}

} // namespace

RecipeView::RecipeView(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_title(new DockTitle(tr("Recipe"))),
      m_model(new RecipeModel(this)), m_table(new QTreeView), m_empty(new QLabel),
      m_totals(new QLabel), m_detail(new QLabel), m_problems(new QPushButton)
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    QToolButton *presets = flatButton(tr("Presets"), {});
    presets->setPopupMode(QToolButton::InstantPopup);
    presets->setToolTip(tr("Recipes that are ready to use, load and save"));
    auto *menu = new QMenu(presets);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillPresets(menu);
    });
    presets->setMenu(menu);
    QToolButton *add = flatButton(tr("Step"), "add");
    add->setToolTip(tr("Add a step by role, blocks or names"));
    connect(add, &QToolButton::clicked, this, &RecipeView::addStep);
    m_title->addControl(presets);
    m_title->addControl(add);

    m_table->setModel(m_model);
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragDropMode(QAbstractItemView::InternalMove);
    m_table->setDefaultDropAction(Qt::MoveAction);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAllColumnsShowFocus(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Steps of the recipe"));
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    QHeaderView *header = m_table->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(RecipeModel::Layers, QHeaderView::Stretch);
    header->resizeSection(RecipeModel::Method, 230);
    for (int column : {int(RecipeModel::Before), int(RecipeModel::After)})
        header->resizeSection(column, 100);
    header->resizeSection(RecipeModel::Error, 110);

    m_empty->setText(tr("Nothing is changed yet. Select layers and choose a method in the "
                        "inspector, add a step, or start from a preset."));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setProperty("tone", "secondary");
    m_empty->setContentsMargins(24, 12, 24, 12);
    m_totals->setProperty("tone", "strong");
    m_problems->setProperty("flat", true);
    auto *totals = new QHBoxLayout;
    totals->setContentsMargins(12, 0, 8, 0);
    totals->setSpacing(20);
    totals->addWidget(m_totals);
    totals->addWidget(m_detail);
    totals->addStretch(1);
    totals->addWidget(m_problems);
    auto *foot = new QFrame;
    foot->setFixedHeight(34);
    foot->setLayout(totals);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(foot);

    connect(m_model, &RecipeModel::enableRequested, &session.editor(),
            &RecipeEditor::setStepEnabled);
    // Later: the view is still inside its drop.
    connect(m_model, &RecipeModel::moveRequested, &session.editor(), &RecipeEditor::moveStep,
            Qt::QueuedConnection);
    connect(m_table, &QTreeView::doubleClicked, this,
            [this](const QModelIndex &index) { editStep(index.row()); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &RecipeView::contextMenu);
    connect(m_problems, &QPushButton::clicked, this, &RecipeView::showProblems);
    connect(&session.editor(), &RecipeEditor::changed, this, &RecipeView::refresh);
    connect(&session.editor(), &RecipeEditor::modifiedChanged, this, &RecipeView::refresh);
    connect(&session, &Session::modelChanged, this, [this] {
        m_file.clear();
        refresh();
    });
    connect(&session.settings(), &Settings::changed, this, &RecipeView::refresh);
    const auto key = [this](const QKeySequence &keys, auto slot) {
        auto *shortcut = new QShortcut(keys, m_table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    key(QKeySequence::Delete, [this] { removeSelected(); });
    key(Qt::Key_Return, [this] { editStep(selectedStep()); });
    key(Qt::ALT | Qt::Key_Up, [this] { moveSelected(-1); });
    key(Qt::ALT | Qt::Key_Down, [this] { moveSelected(1); });
    refresh();
}

void RecipeView::refresh()
{
    m_model->setBinaryUnits(m_session.settings().binaryUnits());
    m_model->setPlan(m_session.plan(), m_session.recipe());
    const bool any = m_model->rowCount() > 0;
    m_table->setVisible(any);
    m_empty->setVisible(!any);
    QString name = QString::fromStdString(m_session.recipe().name);
    if (m_session.editor().modified() && any)
        name = (name.isEmpty() ? tr("unnamed") : name) + '*';
    m_title->setNote(name);
    showTotals();
}

void RecipeView::showTotals()
{
    const PlanPtr plan = m_session.plan();
    const bool binary = m_session.settings().binaryUnits();
    m_problems->setVisible(false);
    if (!m_session.model()) {
        m_totals->clear();
        m_detail->clear();
        return;
    }
    m_totals->setText(QStringLiteral("%1 → %2").arg(bytesText(plan->bytesBefore, binary),
                                                    bytesText(plan->bytesAfter, binary)));
    m_totals->setToolTip(QStringLiteral("%1 → %2").arg(exactBytesText(plan->bytesBefore),
                                                       exactBytesText(plan->bytesAfter)));
    QStringList detail;
    if (plan->bytesAfter != plan->bytesBefore)
        detail += changeText(double(plan->bytesBefore), double(plan->bytesAfter));
    detail += tr("%1 → %2 parameters").arg(countText(plan->parametersUniqueBefore),
                                           countText(plan->parametersUniqueAfter));
    if (m_session.recipe().sequential)
        detail += tr("layers fitted in order");
    const int unpredicted = int(std::count_if(
        plan->layers.begin(), plan->layers.end(),
        [](const PlannedLayer &layer) { return !layer.predictedError; }));
    if (!plan->layers.empty() && unpredicted > 0)
        detail += tr("quality not predicted for %n layer(s)", nullptr, unpredicted);
    m_detail->setText(detail.join(QStringLiteral("      ")));
    m_detail->setToolTip(tr("Parameters counted once where matrices are tied: %1 → %2.\nQuality is "
                            "measured by Run.")
                             .arg(exactText(plan->parametersUniqueBefore),
                                  exactText(plan->parametersUniqueAfter)));
    const int errors = int(plan->errors.size()), warnings = int(plan->warnings.size());
    m_problems->setVisible(errors + warnings > 0);
    m_problems->setIcon(errors ? themedIcon("error", ColorRole::Error)
                               : themedIcon("warning", ColorRole::Warning));
    m_problems->setText(errors ? tr("%n error(s)", nullptr, errors)
                               : tr("%n warning(s)", nullptr, warnings));
    const std::string first = errors ? plan->errors.front()
        : warnings                   ? plan->warnings.front()
                                     : std::string();
    m_problems->setToolTip(QString::fromStdString(first));
}

void RecipeView::showProblems()
{
    QStringList lines;
    for (const std::string &error : m_session.plan()->errors)
        lines += tr("Error: %1").arg(QString::fromStdString(error));
    for (const std::string &warning : m_session.plan()->warnings)
        lines += QString::fromStdString(warning);
    constexpr int most = 12;
    QMessageBox box(QMessageBox::NoIcon, tr("What the Plan Says"),
                    lines.mid(0, most).join(QStringLiteral("\n\n")), QMessageBox::Close, this);
    if (lines.size() > most)
        box.setDetailedText(lines.join('\n'));
    box.exec();
}

int RecipeView::selectedStep() const
{
    return m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
}

std::vector<int> RecipeView::selectedSteps() const
{
    std::vector<int> steps;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        steps.push_back(index.row());
    return steps;
}

void RecipeView::removeSelected()
{
    m_session.editor().removeSteps(selectedSteps());
}

void RecipeView::moveSelected(int by)
{
    const int step = selectedStep(), to = step + by;
    if (step < 0 || to < 0 || to >= m_model->rowCount())
        return;
    m_session.editor().moveStep(step, to);
    m_table->setCurrentIndex(m_model->index(to, 0));
}

void RecipeView::selectLayersOfStep()
{
    if (const int step = selectedStep(); step >= 0)
        m_session.selection().set(m_session.editor().layersOf(step));
}

void RecipeView::contextMenu(const QPoint &position)
{
    QMenu menu(this);
    fillMenu(&menu);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

} // namespace lapidary

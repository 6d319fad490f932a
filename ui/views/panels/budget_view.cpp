#include "ui/views/panels/budget_view.h"

#include "ui/models/recipe_model.h"
#include "ui/views/panels/dock_title.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QTreeView>
#include <QVBoxLayout>

namespace lapidary {

namespace {

constexpr int kMethodWidth = 130;

QLabel *figure(const QString &name)
{
    auto *label = new QLabel;
    label->setAccessibleName(name);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

BudgetView::BudgetView(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_title(new DockTitle(tr("Budget"))),
      m_scope(new QComboBox), m_needs(new QLabel), m_calibrate(new QPushButton(tr("Calibrate…"))),
      m_find(new QPushButton(tr("Find What It Costs"))), m_size(new QDoubleSpinBox),
      m_unit(new QComboBox), m_slider(new QSlider(Qt::Horizontal)),
      m_bytes(figure(tr("Size with this budget"))),
      m_parameters(figure(tr("Parameters with this budget"))),
      m_perplexity(figure(tr("Predicted perplexity"))), m_problem(new QLabel),
      m_precision(new QLabel), m_model(new RecipeModel(this)), m_steps(new QTreeView),
      m_inOrder(new QCheckBox(tr("Fit layers in &order (slower, less damage)"))),
      m_correct(new QPushButton(tr("Check and Correct"))), m_note(new QLabel),
      m_use(new QPushButton(tr("Use This"))), m_three(new QPushButton(tr("Run Three…")))
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    auto *page = new QWidget;
    page->setProperty("panel", true);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(12, 4, 12, 8);
    column->setSpacing(8);
    column->addWidget(makeQuestion());
    m_answer = makeAnswer();
    column->addWidget(m_answer, 1);
    column->addStretch(0);
    auto *scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    m_refreshSoon.setSingleShot(true);
    m_refreshSoon.setInterval(0);
    connect(&m_refreshSoon, &QTimer::timeout, this, &BudgetView::refresh);
    const auto soon = [this] { m_refreshSoon.start(); };
    connect(&session.budget(), &Budget::changed, this, soon);
    connect(&session.budget(), &Budget::tableChanged, this, soon);
    connect(&session.calibration(), &CalibrationState::changed, this, soon);
    connect(&session.selection(), &Selection::changed, this, &BudgetView::showQuestion);
    connect(&session, &Session::modelChanged, this, soon);
    connect(&session.settings(), &Settings::changed, this, soon);
    connect(m_find, &QPushButton::clicked, this, &BudgetView::find);
    connect(m_calibrate, &QPushButton::clicked, this, &BudgetView::calibrateRequested);
    connect(m_slider, &QSlider::valueChanged, this, &BudgetView::sizeFromSlider);
    connect(m_size, &QDoubleSpinBox::valueChanged, this, &BudgetView::sizeFromField);
    connect(m_unit, &QComboBox::currentIndexChanged, this, &BudgetView::unitChosen);
    // What runs elsewhere decides whether a check may begin.
    connect(&session.jobs(), &JobRunner::jobAdded, this, soon);
    connect(&session.jobs(), &JobRunner::jobEnded, this, soon);
    connect(m_correct, &QPushButton::clicked, this, &BudgetView::correct);
    session.budget().setSequential(session.settings().value("budget/inOrder", true).toBool());
    m_inOrder->setChecked(session.budget().sequential());
    connect(m_inOrder, &QCheckBox::toggled, this, &BudgetView::setInOrder);
    connect(m_use, &QPushButton::clicked, &session.budget(), &Budget::use);
    connect(m_three, &QPushButton::clicked, this, &BudgetView::runThree);
    refresh();
}

QWidget *BudgetView::makeQuestion()
{
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_scope->addItems({tr("All matrices in blocks"), tr("Selected layers")});
    m_scope->setAccessibleName(tr("Layers that may change"));
    m_scope->setToolTip(tr("What the budget may change; everything else stays as it is"));
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    form->addRow(tr("Layers"), m_scope);
    rows->addLayout(form);
    for (const std::string &id : Budget::usableMethods())
        if (const Method *method = m_session.plugins().methods.find(id)) {
            auto *check = new QCheckBox(QString::fromStdString(method->info().title));
            check->setChecked(true);
            check->setProperty("method", QString::fromStdString(id));
            check->setToolTip(QString::fromStdString(method->info().summary));
            connect(check, &QCheckBox::toggled, this, &BudgetView::showQuestion);
            rows->addWidget(check);
            m_methods.push_back(check);
        }
    m_needs->setWordWrap(true);
    m_needs->setProperty("box", "note");
    rows->addWidget(m_needs);
    rows->addWidget(m_calibrate);
    m_find->setToolTip(tr("Tries every size of every layer, and measures one of each on samples of "
                          "the calibration; takes minutes once, then any budget is instant"));
    rows->addWidget(m_find);
    return box;
}

QWidget *BudgetView::makeAnswer()
{
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 4, 0, 0);
    rows->setSpacing(6);
    m_size->setAccessibleName(tr("Budget"));
    m_size->setToolTip(tr("What the whole model may take"));
    m_size->setKeyboardTracking(false);
    m_unit->setAccessibleName(tr("Unit of the budget"));
    m_unit->addItems({tr("% of bytes"), tr("MB"), tr("% of parameters"), tr("M parameters")});
    m_unit->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_unit->setToolTip(tr("What the budget counts"));
    auto *size = new QHBoxLayout;
    size->setSpacing(8);
    size->addWidget(m_size, 1);
    size->addWidget(m_unit, 1);
    m_slider->setRange(0, kBudgetSteps);
    m_slider->setAccessibleName(tr("Budget, from the smallest reachable size to the original"));
    m_slider->setToolTip(tr("From the smallest reachable size to the original"));
    auto *figures = new QFormLayout;
    figures->setHorizontalSpacing(12);
    figures->setVerticalSpacing(4);
    figures->addRow(tr("Size"), m_bytes);
    figures->addRow(tr("Parameters"), m_parameters);
    figures->addRow(tr("Perplexity"), m_perplexity);
    m_problem->setWordWrap(true);
    m_problem->setProperty("box", "warning");
    m_model->setReadOnly(true);
    m_steps->setModel(m_model);
    m_steps->setAccessibleName(tr("Steps that this budget gives"));
    m_steps->setRootIsDecorated(false);
    m_steps->setUniformRowHeights(true);
    m_steps->setFrameShape(QFrame::NoFrame);
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setMinimumHeight(96);
    for (const int column : {int(RecipeModel::Before), int(RecipeModel::After),
                             int(RecipeModel::Error)})
        m_steps->hideColumn(column);
    QHeaderView *header = m_steps->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(RecipeModel::Layers, QHeaderView::Stretch);
    header->resizeSection(RecipeModel::Method, kMethodWidth);
    m_precision->setWordWrap(true);
    m_precision->setProperty("tone", "secondary");
    m_note->setWordWrap(true);
    m_note->setProperty("box", "note");
    m_note->setAccessibleName(tr("What checking this budget measured"));
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    rows->addLayout(size);
    rows->addWidget(m_slider);
    rows->addLayout(figures);
    rows->addWidget(m_precision);
    rows->addWidget(m_problem);
    rows->addWidget(m_note);
    rows->addWidget(m_steps, 1);
    rows->addWidget(makeButtons());
    return box;
}

QWidget *BudgetView::makeButtons()
{
    m_inOrder->setAccessibleName(tr("Fit layers in order"));
    m_inOrder->setToolTip(tr("Changes block after block, and fits each layer to what really flows "
                             "into it by then. Predictions do not count on it: measured "
                             "perplexity is usually lower"));
    m_use->setProperty("primary", true);
    m_use->setToolTip(tr("Put these steps into the recipe; one undo takes them out again"));
    m_three->setToolTip(tr("Run this budget, one that removes half as much and one that removes "
                           "half more"));
    auto *box = new QWidget;
    auto *rows = new QVBoxLayout(box);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_three);
    buttons->addWidget(m_use, 1);
    rows->addWidget(m_inOrder);
    rows->addWidget(m_correct);
    rows->addLayout(buttons);
    return box;
}

void BudgetView::focusSize()
{
    QWidget *target = budget().table() ? static_cast<QWidget *>(m_size) : m_find;
    target->setFocus(Qt::ShortcutFocusReason);
    if (budget().table())
        m_size->selectAll();
}

} // namespace lapidary

#include "ui/views/panels/layers_view.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/panels/layers_tree.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lapidary {

namespace {

constexpr int kExpandAllBelow = 4000; // nodes; more would only be scrolled past
constexpr int kShowBelow = 20000;     // selected layers marked one by one
constexpr int kSmallestName = 100;
constexpr int kBarsFrom = 480;
constexpr int kHeatFiguresFrom = 520; // width from which sensitivities are written out
constexpr int kTypeFrom = 560; // width of the tree from which the stored type is shown

/// Rows of these layers, merged where neighbours stand below the same parent.
QItemSelection rowsOf(const LayersModel &model, const std::vector<int> &layers)
{
    QItemSelection rows;
    QModelIndex first, last;
    const auto flush = [&] {
        if (first.isValid())
            rows.append(QItemSelectionRange(first,
                                            last.siblingAtColumn(LayersModel::ColumnCount - 1)));
    };
    for (int layer : layers) {
        const QModelIndex index = model.indexOfLayer(layer);
        if (!index.isValid())
            continue;
        if (last.isValid() && index.parent() == last.parent() && index.row() == last.row() + 1) {
            last = index;
            continue;
        }
        flush();
        first = last = index;
    }
    flush();
    return rows;
}

} // namespace

LayersView::LayersView(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new LayersModel(this)),
      m_tree(new LayersTree), m_filter(new QLineEdit), m_select(new QToolButton),
      m_footer(new QLabel)
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    m_filter->setPlaceholderText(tr("Filter: name, role:down, block:4-20, size>1M"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter layers"));
    m_filter->setToolTip(tr("Words or globs of names, and: role:q,k   block:4-20   size>1M   "
                            "method:none   dtype:bf16"));
    m_select->setText(tr("Select"));
    m_select->setPopupMode(QToolButton::InstantPopup);
    m_select->setToolTip(tr("Select layers by role, block or likeness"));
    auto *menu = new QMenu(m_select);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillSelectMenu(menu); });
    m_select->setMenu(menu);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->setSpacing(8);
    top->addWidget(m_filter, 1);
    top->addWidget(m_select);
    m_footer->setContentsMargins(12, 0, 12, 0);
    m_footer->setFixedHeight(32);
    m_footer->setProperty("tone", "secondary");
    m_footer->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_footer);

    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("Layers"));
    m_model->setBinaryUnits(session.settings().binaryUnits());
    setDefaultWidths();

    connect(&session, &Session::modelChanged, this, &LayersView::modelChanged);
    connect(&session.editor(), &RecipeEditor::changed, this, &LayersView::planChanged);
    connect(&session.selection(), &Selection::changed, this, &LayersView::showSelection);
    connect(&session.sensitivity(), &SensitivityState::changed, this, &LayersView::heatChanged);
    connect(&session.settings(), &Settings::changed, this, [this](const QString &key) {
        if (key == "binaryUnits")
            m_model->setBinaryUnits(m_session.settings().binaryUnits());
    });
    connect(m_filter, &QLineEdit::textChanged, this, &LayersView::applyFilter);
    connect(m_filter, &QLineEdit::returnPressed, m_tree, qOverload<>(&QWidget::setFocus));
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &LayersView::treeSelectionChanged);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &LayersView::treeSelectionChanged);
    connect(m_tree, &LayersTree::selectAllRequested, this,
            [this] { m_session.selection().set(m_model->visibleLayers()); });
    connect(m_tree, &LayersTree::methodRequested, this, &LayersView::methodRequested);
    connect(m_tree, &LayersTree::sizeRequested, this, &LayersView::sizeRequested);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &LayersView::contextMenu);
    connect(m_footer, &QLabel::linkActivated, this, &LayersView::selectLikeCurrent);
    connect(&Theme::instance(), &Theme::changed, this, &LayersView::updateFooter);
    modelChanged();
}

void LayersView::setDefaultWidths()
{
    QHeaderView *header = m_tree->header();
    header->setSectionResizeMode(QHeaderView::Interactive);
    connect(header, &QHeaderView::sectionResized, this, [this](int column) {
        if (m_fitting)
            return;
        m_ownWidths = m_ownWidths || column != LayersModel::Name; // the user has taken over
        fitName();
    });
    m_tree->viewport()->installEventFilter(this);
}

/// The name takes what the figures leave; in a narrow dock the share bars and the stored type
/// give way.
void LayersView::fitName()
{
    QHeaderView *header = m_tree->header();
    const int room = m_tree->viewport()->width();
    const bool narrow = room < kBarsFrom;
    const QScopedValueRollback fitting(m_fitting, true);
    header->setSectionHidden(LayersModel::Type, room < kTypeFrom);
    header->setSectionHidden(LayersModel::Heat, !m_model->hasHeat());
    header->setSectionHidden(LayersModel::Shape, m_model->hasHeat() && narrow); // names come first
    if (!m_ownWidths) {
        const std::pair<int, int> widths[] = {{LayersModel::Shape, narrow ? 82 : 98},
                                              {LayersModel::Parameters, narrow ? 76 : 94},
                                              {LayersModel::Type, 50},
                                              {LayersModel::Method, narrow ? 78 : 104},
                                              {LayersModel::After, narrow ? 62 : 70},
                                              {LayersModel::Heat,
                                               room < kHeatFiguresFrom ? 38 : 78}};
        for (const auto &[column, width] : widths)
            header->resizeSection(column, width);
    }
    int others = 0;
    for (int column = LayersModel::Name + 1; column < LayersModel::ColumnCount; ++column)
        others += header->sectionSize(column); // 0 when hidden
    header->resizeSection(LayersModel::Name, std::max(kSmallestName, room - others));
}

bool LayersView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitName();
    return QWidget::eventFilter(watched, event);
}

void LayersView::heatChanged()
{
    const SensitivityPtr &result = m_session.sensitivity().result();
    if (!m_session.model() || (!result && !m_model->hasHeat()))
        return;
    m_model->setHeat(result ? sensitivityHeat(*m_session.model(), *result)
                            : std::vector<LayerHeat>());
    fitName();
}

void LayersView::modelChanged()
{
    m_syncing = true;
    m_filter->clear();
    m_model->setModel(m_session.model(), m_session.plan());
    m_tree->expand(m_model->index(0, 0));
    // The first block open shows what a block is made of.
    for (int row = 0; row < m_model->rowCount(m_model->index(0, 0)); ++row) {
        const QModelIndex child = m_model->index(row, 0, m_model->index(0, 0));
        if (child.data(LayersModel::BlockRole).toInt() == 0) {
            m_tree->expandRecursively(child);
            break;
        }
    }
    m_syncing = false;
    setEnabled(m_session.model() != nullptr);
    showSelection();
}

void LayersView::planChanged()
{
    if (m_session.model() == m_session.editor().model())
        m_model->setPlan(m_session.plan());
}

void LayersView::applyFilter()
{
    if (m_syncing)
        return;
    const LayerFilter filter = LayerFilter::parse(m_filter->text());
    m_filter->setProperty("state", filter.problem().isEmpty() ? QVariant() : "error");
    Theme::repolish(m_filter);
    if (!m_filtered) { // what was open before the first word
        m_expandedBlocks.clear();
        const QModelIndex root = m_model->index(0, 0);
        for (int row = 0; row < m_model->rowCount(root); ++row)
            if (m_tree->isExpanded(m_model->index(row, 0, root)))
                m_expandedBlocks.push_back(row);
    }
    m_filtered = !filter.isEmpty();
    m_syncing = true;
    m_model->setFilter(filter);
    const QModelIndex root = m_model->index(0, 0);
    if (m_filtered && m_model->visibleNodes() <= kExpandAllBelow) {
        m_tree->expandAll();
    } else {
        m_tree->expand(root);
        for (int row : m_expandedBlocks)
            m_tree->expandRecursively(m_model->index(row, 0, root));
    }
    m_syncing = false;
    showSelection();
    if (!filter.problem().isEmpty())
        m_footer->setText(filter.problem());
}

void LayersView::treeSelectionChanged()
{
    if (m_syncing)
        return;
    std::vector<int> layers;
    for (const QItemSelectionRange &range : m_tree->selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row) {
            const std::vector<int> below
                = m_model->layersBelow(m_model->index(row, 0, range.parent()));
            layers.insert(layers.end(), below.begin(), below.end());
        }
    const int current = m_tree->currentIndex().data(LayersModel::LayerRole).toInt();
    m_syncing = true;
    m_session.selection().set(std::move(layers), m_tree->currentIndex().isValid() ? current : -1);
    m_syncing = false;
    updateFooter();
}

void LayersView::showSelection()
{
    updateFooter();
    if (m_syncing)
        return;
    m_syncing = true;
    const Selection &selection = m_session.selection();
    QItemSelectionModel *marked = m_tree->selectionModel();
    if (selection.layers().size() <= kShowBelow)
        marked->select(rowsOf(*m_model, selection.layers()), QItemSelectionModel::ClearAndSelect);
    const QModelIndex current = m_model->indexOfLayer(selection.current());
    if (current.isValid()) {
        marked->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_tree->scrollTo(current);
    }
    m_syncing = false;
}

void LayersView::updateFooter()
{
    const Selection &selection = m_session.selection();
    if (!m_session.model())
        return m_footer->clear();
    const int count = int(selection.layers().size());
    QString text;
    if (count == 0) {
        text = tr("%n layer(s)", nullptr, int(m_session.model()->layers.size()));
    } else {
        const Layer &layer = m_session.model()->layers[selection.current()];
        const int alike = int(m_session.layersLike(selection.current()).size());
        text = tr("%n layer(s) selected", nullptr, count);
        if (count == 1 && alike > 1) {
            text += QStringLiteral(" · ")
                + tr("%n like it (role %1)", nullptr, alike - 1)
                      .arg(QLatin1String(roleName(layer.role)))
                + QStringLiteral(" <a style='color:%1;text-decoration:none' href='#'>%2</a>")
                      .arg(themeColor(ColorRole::Accent).name(), tr("Select all"));
        } else if (count > 1) {
            int64_t parameters = 0;
            for (int index : selection.layers())
                parameters += m_session.model()->layers[index].parameters();
            text += QStringLiteral(" · ") + tr("%1 parameters").arg(countText(parameters));
        }
    }
    m_footer->setText(text);
}

void LayersView::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace lapidary

#include "ui/charts/treemap_view.h"

#include "ui/charts/icons.h"
#include "ui/charts/plot_export.h"
#include "ui/charts/theme.h"
#include "ui/charts/treemap_view_p.h"

#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QToolTip>

namespace lapidary {

TreemapView::TreemapView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Treemap of the model"));
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        d->picture = {};
        update();
    });
}

TreemapView::~TreemapView() = default;

void TreemapView::Private::relayout()
{
    std::vector<double> values;
    std::vector<QString> groups;
    values.reserve(nodes.size());
    groups.reserve(nodes.size());
    for (const TreemapNode &node : nodes) {
        values.push_back(node.value);
        groups.push_back(node.group);
    }
    layout = layoutTreemap(values, groups, QRectF(q->rect()), 17);
    picture = {};
    q->update();
}

void TreemapView::Private::updateAccessibility()
{
    double sum = 0;
    for (const TreemapNode &node : nodes)
        sum += std::max(0.0, node.value);
    QString text = tr("%1 areas in %2 groups; %3 selected.")
                       .arg(nodes.size()).arg(layout.groups.size()).arg(selected.size());
    if (current >= 0 && sum > 0) {
        const TreemapNode &node = nodes[size_t(current)];
        text += QLatin1Char(' ')
                + tr("%1, %2 % of the whole.")
                      .arg(node.id, QString::number(node.value / sum * 100, 'f', 1));
    }
    q->setAccessibleDescription(text);
}

void TreemapView::setNodes(std::vector<TreemapNode> nodes)
{
    const QStringList kept = selection();
    d->nodes = std::move(nodes);
    d->indexOf.clear();
    d->indexOf.reserve(int(d->nodes.size()));
    for (size_t i = 0; i < d->nodes.size(); ++i)
        d->indexOf.insert(d->nodes[i].id, int(i));
    d->hovered = d->current = -1;
    d->relayout();
    setSelection(kept);
}

const std::vector<TreemapNode> &TreemapView::nodes() const
{
    return d->nodes;
}

void TreemapView::setEmptyText(const QString &sentence)
{
    d->emptyText = sentence;
    update();
}

void TreemapView::setLoading(bool loading, const QString &sentence)
{
    d->loading = loading;
    d->loadingText = sentence;
    update();
}

void TreemapView::setSelection(const QStringList &ids)
{
    d->selected.clear();
    for (const QString &id : ids)
        if (const auto it = d->indexOf.constFind(id); it != d->indexOf.constEnd())
            d->selected.insert(*it);
    if (d->selected.size() == 1)
        d->current = *d->selected.constBegin();
    d->updateAccessibility();
    update();
}

QStringList TreemapView::selection() const
{
    std::vector<int> indices(d->selected.begin(), d->selected.end());
    std::sort(indices.begin(), indices.end());
    QStringList ids;
    for (int index : indices)
        ids << d->nodes[size_t(index)].id;
    return ids;
}

QRectF TreemapView::nodeRect(const QString &id) const
{
    const auto it = d->indexOf.constFind(id);
    return it == d->indexOf.constEnd() ? QRectF() : d->layout.nodes[size_t(*it)];
}

int TreemapView::Private::indexAt(const QPointF &position) const
{
    for (const TreemapGroup &group : layout.groups) {
        if (!group.rect.contains(position))
            continue;
        for (int node : group.nodes)
            if (layout.nodes[size_t(node)].contains(position))
                return node;
    }
    return -1;
}

QString TreemapView::nodeAt(const QPointF &position) const
{
    const int index = d->indexAt(position);
    return index < 0 ? QString() : d->nodes[size_t(index)].id;
}

QString TreemapView::groupAt(const QPointF &position) const
{
    for (const TreemapGroup &group : d->layout.groups)
        if (group.header.contains(position))
            return group.name;
    return {};
}

void TreemapView::Private::click(int index, Qt::KeyboardModifiers modifiers)
{
    const bool adds = modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
    if (!adds)
        selected = {index};
    else if (!selected.remove(index))
        selected.insert(index);
    current = index;
    updateAccessibility();
    q->update();
    emit q->nodeClicked(nodes[size_t(index)].id, modifiers);
    emit q->selectionChanged(q->selection());
}

// The nearest centre in that direction; sideways distance counts double.
void TreemapView::Private::moveCurrent(Qt::Key direction)
{
    if (nodes.empty())
        return;
    const QPointF from = current < 0 ? QPointF() : layout.nodes[size_t(current)].center();
    int best = current < 0 ? 0 : current;
    double least = std::numeric_limits<double>::infinity();
    for (int i = 0; current >= 0 && i < int(nodes.size()); ++i) {
        const QRectF &rect = layout.nodes[size_t(i)];
        if (i == current || rect.width() < 1 || rect.height() < 1)
            continue;
        const QPointF step = rect.center() - from;
        const bool across = direction == Qt::Key_Left || direction == Qt::Key_Right;
        double along = across ? step.x() : step.y();
        if (direction == Qt::Key_Left || direction == Qt::Key_Up)
            along = -along;
        const double distance = along + 2 * std::abs(across ? step.y() : step.x());
        if (along > 0.5 && distance < least) {
            least = distance;
            best = i;
        }
    }
    current = best;
    keyboardFocus = true;
    updateAccessibility();
    emit q->nodeHovered(nodes[size_t(best)].id);
    q->update();
}

bool TreemapView::event(QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        const auto reason = static_cast<QFocusEvent *>(event)->reason();
        d->keyboardFocus = event->type() == QEvent::FocusIn
                           && (reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason);
        update();
    }
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int index = d->indexAt(help->pos());
    if (index < 0) {
        QToolTip::hideText();
        return true;
    }
    QStringList lines = d->nodes[size_t(index)].tooltip.split(QLatin1Char('\n'));
    for (QString &line : lines)
        line = line.toHtmlEscaped();
    lines[0] = QStringLiteral("<b>%1</b>").arg(lines[0]);
    if (!d->nodes[size_t(index)].tooltip.isEmpty())
        QToolTip::showText(help->globalPos(), lines.join(QStringLiteral("<br>")), this,
                           d->layout.nodes[size_t(index)].toAlignedRect());
    return true;
}

void TreemapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), themeColor(ColorRole::Panel));
    if (d->nodes.empty()) {
        d->paintMessage(painter);
    } else {
        const double ratio = devicePixelRatioF();
        if (d->picture.isNull() || d->picture.devicePixelRatio() != ratio) {
            d->picture = QPixmap(size() * ratio);
            d->picture.setDevicePixelRatio(ratio);
            d->picture.fill(themeColor(ColorRole::Panel));
            QPainter inner(&d->picture);
            inner.setRenderHint(QPainter::TextAntialiasing);
            d->paintPicture(inner);
        }
        painter.drawPixmap(0, 0, d->picture);
        d->paintOutlines(painter);
    }
    if (d->keyboardFocus) {
        painter.setPen(QPen(themeColor(ColorRole::Accent), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void TreemapView::resizeEvent(QResizeEvent *)
{
    d->relayout();
}

void TreemapView::mousePressEvent(QMouseEvent *event)
{
    d->keyboardFocus = false;
    if (event->button() != Qt::LeftButton)
        return;
    const QString group = groupAt(event->position());
    const int index = d->indexAt(event->position());
    if (!group.isEmpty())
        emit groupClicked(group, event->modifiers());
    else if (index >= 0)
        d->click(index, event->modifiers());
}

void TreemapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QString id = nodeAt(event->position());
    if (!id.isEmpty())
        emit nodeActivated(id);
}

void TreemapView::mouseMoveEvent(QMouseEvent *event)
{
    const int index = d->indexAt(event->position());
    if (index == d->hovered)
        return;
    d->hovered = index;
    setCursor(index >= 0 || !groupAt(event->position()).isEmpty() ? Qt::PointingHandCursor
                                                                  : Qt::ArrowCursor);
    emit nodeHovered(index < 0 ? QString() : d->nodes[size_t(index)].id);
    update();
}

void TreemapView::leaveEvent(QEvent *)
{
    if (d->hovered < 0)
        return;
    d->hovered = -1;
    emit nodeHovered({});
    update();
}

void TreemapView::keyPressEvent(QKeyEvent *event)
{
    const int last = int(d->nodes.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Left: case Qt::Key_Right: case Qt::Key_Up: case Qt::Key_Down:
        d->moveCurrent(Qt::Key(event->key()));
        return;
    case Qt::Key_Home: case Qt::Key_End:
        d->current = last < 0 ? -1 : event->key() == Qt::Key_Home ? 0 : last;
        d->keyboardFocus = true;
        d->updateAccessibility();
        update();
        return;
    case Qt::Key_Space: case Qt::Key_Return: case Qt::Key_Enter:
        if (d->current >= 0)
            d->click(d->current, event->modifiers());
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

QByteArray TreemapView::svg() const
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size());
    generator.setViewBox(rect());
    QPainter painter(&generator);
    painter.fillRect(rect(), themeColor(ColorRole::Panel));
    d->paintPicture(painter);
    painter.end();
    return bytes;
}

QString TreemapView::csv() const
{
    QString out = QStringLiteral("id,group,label,value\r\n");
    for (const TreemapNode &node : d->nodes)
        out += csvField(node.id) + QLatin1Char(',') + csvField(node.group) + QLatin1Char(',')
               + csvField(node.label) + QLatin1Char(',')
               + QString::number(node.value, 'g', QLocale::FloatingPointShortest)
               + QStringLiteral("\r\n");
    return out;
}

void TreemapView::contextMenuEvent(QContextMenuEvent *event)
{
    if (d->nodes.empty())
        return;
    QMenu menu(this);
    menu.addAction(themedIcon(QStringLiteral("copy")), tr("Copy"), this,
                   [this] { QGuiApplication::clipboard()->setPixmap(grab()); });
    menu.addSeparator();
    const auto saveAs = [this](const QString &suffix, const QString &filter, auto bytes) {
        const QString path = QFileDialog::getSaveFileName(
            this, tr("Save Treemap"), QStringLiteral("treemap.") + suffix, filter);
        if (path.isEmpty())
            return;
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes()) < 0 || !file.commit())
            QMessageBox::warning(this, tr("Save Treemap"),
                                 tr("The treemap could not be written to \"%1\": %2. Choose "
                                    "another place.").arg(path, file.errorString()));
    };
    menu.addAction(themedIcon(QStringLiteral("save")), tr("Save as SVG…"), this, [=, this] {
        saveAs(QStringLiteral("svg"), tr("SVG pictures (*.svg)"), [this] { return svg(); });
    });
    menu.addAction(tr("Save as PNG…"), this, [=, this] {
        saveAs(QStringLiteral("png"), tr("PNG pictures (*.png)"), [this] {
            QByteArray bytes;
            QBuffer buffer(&bytes);
            grab().save(&buffer, "PNG");
            return bytes;
        });
    });
    menu.addAction(tr("Save as CSV…"), this, [=, this] {
        saveAs(QStringLiteral("csv"), tr("CSV tables (*.csv)"), [this] { return csv().toUtf8(); });
    });
    menu.exec(event->globalPos());
}

QSize TreemapView::sizeHint() const
{
    return {560, 400};
}

QSize TreemapView::minimumSizeHint() const
{
    return {160, 120};
}

} // namespace lapidary

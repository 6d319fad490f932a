#pragma once

#include "ui/charts/plot_color.h"

#include <QSet>
#include <QStringList>
#include <QWidget>

#include <memory>
#include <vector>

namespace lapidary {

/// A mark beside the colour, since meaning is never carried by colour alone.
enum class TreemapPattern { None, Diagonal, Dots, Cross };

struct TreemapNode {
    QString id;
    QString label;
    double value = 0; ///< area; <= 0 or not finite is not drawn
    PlotColor color;
    QString tooltip;  ///< lines; the first one strong
    QString group;    ///< header, "Block 3"; nodes of a group stand together; "" for none
    TreemapPattern pattern = TreemapPattern::None;
};

/// Squarified treemap, two levels: groups with a header line, nodes in them. 100,000 nodes are
/// laid out and painted at once; what is smaller than a pixel is painted as its group's ground.
/// Arrows move the focus, Space or Enter clicks, Ctrl adds, Home and End jump.
class TreemapView : public QWidget {
    Q_OBJECT
public:
    explicit TreemapView(QWidget *parent = nullptr);
    ~TreemapView() override;

    void setNodes(std::vector<TreemapNode> nodes);
    const std::vector<TreemapNode> &nodes() const;
    /// Drawn in place while there are no nodes.
    void setEmptyText(const QString &sentence);
    void setLoading(bool loading, const QString &sentence = {});

    /// Outlined; does not emit selectionChanged().
    void setSelection(const QStringList &ids);
    QStringList selection() const;

    /// Where a node lies, empty when it is not drawn; widget coordinates.
    QRectF nodeRect(const QString &id) const;
    QString nodeAt(const QPointF &position) const;
    QString groupAt(const QPointF &position) const; ///< header under the position, or ""

    QByteArray svg() const;
    QString csv() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// By mouse or keyboard; Ctrl and Shift add to the selection.
    void selectionChanged(const QStringList &ids);
    void nodeClicked(const QString &id, Qt::KeyboardModifiers modifiers);
    void nodeActivated(const QString &id); ///< double click
    void nodeHovered(const QString &id);   ///< "" when left
    void groupClicked(const QString &group, Qt::KeyboardModifiers modifiers);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace lapidary

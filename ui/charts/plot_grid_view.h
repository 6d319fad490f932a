#pragma once

#include "ui/charts/plot_spec.h"

#include <QScrollArea>

class QLabel;

namespace lapidary {

class PlotView;

/// Small multiples: compact PlotViews in as many columns as fit, scrolling down.
class PlotGridView : public QScrollArea {
    Q_OBJECT
public:
    explicit PlotGridView(QWidget *parent = nullptr);

    void setSpec(PlotGridSpec spec);
    const PlotGridSpec &spec() const { return m_spec; }
    int columns() const { return m_columns; }

signals:
    void cellClicked(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void arrange();

    PlotGridSpec m_spec;
    std::vector<PlotView *> m_cells;
    QWidget *m_content = nullptr;
    QLabel *m_message = nullptr;
    int m_columns = 1;
};

} // namespace lapidary

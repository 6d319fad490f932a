#pragma once

#include "core/run/comparison.h"
#include "ui/charts/plot_spec.h"

#include <QString>
#include <QStringList>

class QTableWidget;

namespace lapidary {

enum class Tone { Plain, Good, Bad, Faint };

struct CompareCell {
    CompareCell(const QString &cellText = {}, Tone cellTone = Tone::Plain,
                const QString &cellTooltip = {})
        : text(cellText)
        , tone(cellTone)
        , tooltip(cellTooltip)
    {
    }

    QString text;
    Tone tone;
    QString tooltip;
};

struct CompareTable {
    QStringList columns;
    std::vector<std::vector<CompareCell>> rows;
};

/// Sizes, parameters and measured figures: the original first, then each run against it.
CompareTable figuresTable(const std::vector<RunRecord> &runs);
CompareTable recipeTable(const Comparison &comparison);
/// The layers whose errors differ most, at most `limit`.
CompareTable layersTable(const Comparison &comparison, int limit);
/// Error of each layer across depth, one line per run.
PlotSpec layerErrorChart(const Comparison &comparison);

/// "A", "B", ... in the order of comparison.
QString runLetter(size_t index);
QString runTitle(const RunRecord &run);

/// Shows a table in a widget: first column left, the others right; as high as its rows need.
void fillTable(QTableWidget *widget, const CompareTable &table);
QTableWidget *makeCompareTable(const QString &accessibleName, QWidget *parent);

} // namespace lapidary

#include "ui/views/tabs/compare_tables.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/charts/translated.h"

#include <QHeaderView>
#include <QTableWidget>

#include <cmath>

namespace lapidary {

namespace {

QString protocolOf(const Perplexity &p)
{
    return tr("%1, window %2, %3 tokens scored, %4 on %5")
        .arg(QString::fromStdString(p.protocol))
        .arg(p.window)
        .arg(exactText(p.scored), QString::fromStdString(p.compute.dtype),
             QString::fromStdString(p.compute.device));
}

/// Smaller is better; the change is written behind the figure.
CompareCell sizeCell(const QString &text, double before, double after, const QString &exact)
{
    CompareCell cell;
    cell.text = text + QLatin1Char(' ') + changeText(before, after, 0);
    cell.tone = after < before ? Tone::Good : after > before ? Tone::Bad : Tone::Plain;
    cell.tooltip = exact;
    return cell;
}

CompareCell perplexityCell(const std::optional<Perplexity> &p,
                           const std::optional<Perplexity> &original)
{
    if (!p)
        return {unknownText(), Tone::Faint, tr("Not measured")};
    CompareCell cell{measuredText(p->value, p->standardError), Tone::Plain, protocolOf(*p)};
    // A twentieth worse is worth a second look.
    if (original && p->value > original->value * 1.05)
        cell.tone = Tone::Bad;
    return cell;
}

using Row = std::vector<CompareCell>;

constexpr int kLargestNameWidth = 240;

Row sizeRow(const std::vector<RunRecord> &runs, const QString &name, bool bytes)
{
    auto text = [&](int64_t n) { return bytes ? bytesText(n) : countText(n); };
    auto exact = [&](int64_t n) { return bytes ? exactBytesText(n) : exactText(n); };
    const RunRecord &first = runs.front();
    const int64_t before = bytes ? first.bytesBefore : first.parametersBefore;
    Row row{CompareCell(name), {text(before), Tone::Plain, exact(before)}};
    for (const RunRecord &run : runs) {
        const int64_t own = bytes ? run.bytesBefore : run.parametersBefore;
        const int64_t after = bytes ? run.bytesAfter : run.parametersAfter;
        row.push_back(sizeCell(text(after), double(own), double(after), exact(after)));
    }
    return row;
}

Row perplexityRow(const std::vector<RunRecord> &runs)
{
    std::optional<Perplexity> original;
    for (const RunRecord &run : runs)
        if (run.perplexityBefore)
            original = run.perplexityBefore;
    Row row{CompareCell(original ? tr("Perplexity (%1 %2)")
                                       .arg(QString::fromStdString(original->protocol))
                                       .arg(original->window)
                                 : tr("Perplexity")),
            perplexityCell(original, {})};
    for (const RunRecord &run : runs)
        row.push_back(perplexityCell(run.perplexityAfter, run.perplexityBefore));
    return row;
}

Row divergenceRow(const std::vector<RunRecord> &runs)
{
    Row row{CompareCell(tr("KL to original, mean · 99 %")), CompareCell()};
    for (const RunRecord &run : runs)
        row.push_back(run.divergence
                          ? CompareCell{valueText(run.divergence->klMean) + QStringLiteral(" · ") +
                                        valueText(run.divergence->klP99)}
                          : CompareCell{unknownText(), Tone::Faint, tr("Not measured")});
    return row;
}

template <class Value>
Row plainRow(const std::vector<RunRecord> &runs, const QString &name, Value value)
{
    Row row{CompareCell(name), CompareCell()};
    for (const RunRecord &run : runs)
        row.push_back(CompareCell(value(run)));
    return row;
}

QColor colorOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return themeColor(ColorRole::Good);
    case Tone::Bad:
        return themeColor(ColorRole::Warning);
    case Tone::Faint:
        return themeColor(ColorRole::TextFaint);
    case Tone::Plain:
        break;
    }
    return themeColor(ColorRole::Text);
}

} // namespace

QString runLetter(size_t index)
{
    return index < 26 ? QString(QChar(u'A' + ushort(index))) : QString::number(index + 1);
}

QString runTitle(const RunRecord &run)
{
    return QString::fromStdString(run.name.empty() ? run.run : run.name);
}

CompareTable figuresTable(const std::vector<RunRecord> &runs)
{
    CompareTable table;
    if (runs.empty())
        return table;
    table.columns << QString() << tr("Original");
    for (size_t i = 0; i < runs.size(); ++i)
        table.columns << runLetter(i) + QStringLiteral(" · ") + runTitle(runs[i]);
    table.rows.push_back(sizeRow(runs, tr("Size of all tensors"), true));
    table.rows.push_back(sizeRow(runs, tr("Parameters"), false));
    table.rows.push_back(perplexityRow(runs));
    table.rows.push_back(divergenceRow(runs));
    table.rows.push_back(plainRow(runs, tr("Changed layers"), [](const RunRecord &run) {
        return QString::number(run.layers.size());
    }));
    table.rows.push_back(plainRow(runs, tr("Time"), [](const RunRecord &run) {
        return durationText(run.seconds);
    }));
    table.rows.push_back(plainRow(runs, tr("Peak memory of the run"), [](const RunRecord &run) {
        return bytesText(run.peakRssBytes);
    }));
    return table;
}

CompareTable recipeTable(const Comparison &comparison)
{
    CompareTable table;
    table.columns << tr("Step");
    for (size_t i = 0; i < comparison.runs.size(); ++i)
        table.columns << runLetter(i);
    for (const RecipeDifference &difference : comparison.recipe) {
        Row row{CompareCell(QString::fromStdString(difference.selector))};
        for (const std::string &summary : difference.perRun)
            row.push_back(summary.empty()
                              ? CompareCell{unknownText(), Tone::Faint, tr("No such step")}
                              : CompareCell{QString::fromStdString(summary)});
        table.rows.push_back(std::move(row));
    }
    return table;
}

CompareTable layersTable(const Comparison &comparison, int limit)
{
    CompareTable table;
    table.columns << tr("Layer");
    for (size_t i = 0; i < comparison.runs.size(); ++i)
        table.columns << runLetter(i);
    table.columns << tr("Difference");
    for (const ComparedLayer &layer : comparison.layers) {
        if (int(table.rows.size()) >= limit)
            break;
        Row row{CompareCell(QString::fromStdString(layer.name))};
        for (size_t i = 0; i < layer.errors.size(); ++i)
            row.push_back(layer.errors[i]
                              ? CompareCell{percentText(*layer.errors[i]), Tone::Plain,
                                            QString::fromStdString(layer.methods[i])}
                              : CompareCell{unknownText(), Tone::Faint, tr("Unchanged")});
        row.push_back(CompareCell(percentText(layer.difference)));
        table.rows.push_back(std::move(row));
    }
    return table;
}

PlotSpec layerErrorChart(const Comparison &comparison)
{
    PlotSpec spec;
    spec.x.label = tr("changed layers, in model order");
    spec.x.format = TickFormat::Integer;
    spec.y.label = tr("weight error");
    spec.y.format = TickFormat::Percent;
    spec.y.includeZero = true;
    spec.emptyText = tr("No layer was changed.");
    spec.fileName = QStringLiteral("layer-errors");
    for (size_t i = 0; i < comparison.runs.size(); ++i) {
        SeriesSpec series;
        series.name = runLetter(i) + QStringLiteral(" · ") + runTitle(comparison.runs[i]);
        series.color = PlotColor::series(int(i));
        double x = 0;
        for (const LayerRecord &layer : comparison.runs[i].layers) {
            series.x.push_back(x++);
            series.y.push_back(layer.error);
            series.pointTooltips << QString::fromStdString(layer.name);
        }
        spec.series.push_back(std::move(series));
    }
    return spec;
}

QTableWidget *makeCompareTable(const QString &accessibleName, QWidget *parent)
{
    auto *table = new QTableWidget(parent);
    table->setAccessibleName(accessibleName);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(24);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    return table;
}

void fillTable(QTableWidget *widget, const CompareTable &table)
{
    widget->clear();
    widget->setColumnCount(int(table.columns.size()));
    widget->setRowCount(int(table.rows.size()));
    widget->setHorizontalHeaderLabels(table.columns);
    for (int c = 0; c < table.columns.size(); ++c) {
        const auto align = c == 0 ? Qt::AlignLeft : Qt::AlignRight;
        widget->horizontalHeaderItem(c)->setTextAlignment(align | Qt::AlignVCenter);
        widget->horizontalHeaderItem(c)->setToolTip(table.columns[c]);
        for (int r = 0; r < int(table.rows.size()); ++r) {
            if (c >= int(table.rows[size_t(r)].size()))
                continue;
            const CompareCell &cell = table.rows[size_t(r)][size_t(c)];
            auto *item = new QTableWidgetItem(cell.text);
            item->setTextAlignment(align | Qt::AlignVCenter);
            item->setForeground(colorOf(cell.tone));
            item->setToolTip(cell.tooltip.isEmpty() ? cell.text : cell.tooltip);
            widget->setItem(r, c, item);
        }
    }
    // The names stay readable; the figures share what is left.
    widget->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    widget->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Interactive);
    widget->resizeColumnToContents(0);
    widget->setColumnWidth(0, std::min(widget->columnWidth(0), kLargestNameWidth));
    const int rows = int(table.rows.size()) * 24;
    widget->setFixedHeight(widget->horizontalHeader()->sizeHint().height() + rows + 4);
}

} // namespace lapidary

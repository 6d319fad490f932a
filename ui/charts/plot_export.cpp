#include "ui/charts/plot_export.h"

#include "ui/charts/number_text.h"
#include "ui/charts/plot_ticks.h"
#include "ui/charts/plot_view.h"

#include <QCoreApplication>
#include <QLocale>

namespace lapidary {

namespace {

// Shortest text that reads back as the same number; empty for NaN.
QString numberField(double value)
{
    return std::isfinite(value) ? QString::number(value, 'g', QLocale::FloatingPointShortest)
                                : QString();
}

QString text(const AxisSpec &axis, double value)
{
    return axis.format == TickFormat::Number ? valueText(value, 4) : tickText(axis, value);
}

QString describeSeries(const PlotSpec &spec, const SeriesSpec &series)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    int count = 0;
    for (size_t i = 0; i < std::min(series.x.size(), series.y.size()); ++i) {
        if (!std::isfinite(series.y[i]))
            continue;
        low = std::min(low, series.y[i]);
        high = std::max(high, series.y[i]);
        ++count;
    }
    const QString name = series.name.isEmpty() ? PlotView::tr("Series") : series.name;
    if (count == 0)
        return PlotView::tr("%1: no values.").arg(name);
    const AxisSpec &axis = series.rightAxis && spec.right ? *spec.right : spec.y;
    return PlotView::tr("%1: %2 values from %3 to %4.")
        .arg(name).arg(count).arg(text(axis, low), text(axis, high));
}

} // namespace

QString csvField(const QString &text)
{
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"'))
        && !text.contains(QLatin1Char('\n')) && !text.contains(QLatin1Char('\r')))
        return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('"'), QLatin1String("\"\""));
    return QLatin1Char('"') + quoted + QLatin1Char('"');
}

QString plotCsv(const PlotSpec &spec)
{
    const QString eol = QStringLiteral("\r\n");
    QString out;
    if (!spec.series.empty()) {
        const QString x = spec.x.label.isEmpty() ? QStringLiteral("x") : spec.x.label;
        const QString y = spec.y.label.isEmpty() ? QStringLiteral("y") : spec.y.label;
        out += QStringList{QStringLiteral("series"), csvField(x), csvField(y),
                           QStringLiteral("y2"), QStringLiteral("standard error"),
                           QStringLiteral("label")}.join(QLatin1Char(',')) + eol;
    }
    for (const SeriesSpec &series : spec.series) {
        const QString name = csvField(series.name);
        const size_t size = series.kind == SeriesKind::Steps ? series.x.size()
                                                             : std::min(series.x.size(),
                                                                        series.y.size());
        for (size_t i = 0; i < size; ++i) {
            const auto cell = [i](const std::vector<double> &values) {
                return i < values.size() ? numberField(values[i]) : QString();
            };
            const QString x = spec.x.format == TickFormat::Category
                                  ? csvField(tickText(spec.x, series.x[i])) : cell(series.x);
            out += QStringList{name, x, cell(series.y), cell(series.y2), cell(series.errors),
                               csvField(series.pointLabels.value(qsizetype(i)))}
                       .join(QLatin1Char(',')) + eol;
        }
    }
    if (spec.boxes.empty())
        return out;
    if (!out.isEmpty())
        out += eol;
    out += QStringLiteral("x,min,q1,median,q3,max,outliers,id") + eol;
    for (const BoxSpec &box : spec.boxes) {
        QStringList outliers;
        for (double value : box.outliers)
            outliers << numberField(value);
        out += QStringList{numberField(box.x), numberField(box.min), numberField(box.q1),
                           numberField(box.median), numberField(box.q3), numberField(box.max),
                           outliers.join(QLatin1Char(' ')), csvField(box.id)}
                   .join(QLatin1Char(',')) + eol;
    }
    return out;
}

QString describePlot(const PlotSpec &spec)
{
    if (!spec.description.isEmpty())
        return spec.description;
    if (spec.isEmpty())
        return spec.loading ? spec.loadingText : spec.emptyText;
    QStringList parts;
    parts << PlotView::tr("Horizontal axis: %1. Vertical axis: %2.").arg(spec.x.label, spec.y.label);
    for (const SeriesSpec &series : spec.series)
        parts << describeSeries(spec, series);
    if (!spec.boxes.empty())
        parts << PlotView::tr("%1 boxes.").arg(spec.boxes.size());
    for (const ReferenceLine &line : spec.lines)
        if (!line.label.isEmpty())
            parts << PlotView::tr("Line: %1, at %2.").arg(line.label, text(
                line.orientation == Qt::Vertical ? spec.x : spec.y, line.value));
    if (spec.handle)
        parts << PlotView::tr("%1: %2; arrow keys change it.")
                     .arg(spec.handle->name.isEmpty() ? PlotView::tr("Handle") : spec.handle->name,
                          text(spec.x, spec.handle->x));
    return parts.join(QLatin1Char(' '));
}

} // namespace lapidary

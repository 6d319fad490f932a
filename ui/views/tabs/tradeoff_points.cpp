#include "ui/views/tabs/tradeoff_points.h"

#include "core/run/comparison.h"
#include "ui/charts/number_text.h"
#include "ui/charts/translated.h"

namespace lapidary {

const char *const kOriginalPoint = "original";

namespace {

QString protocolText(const Perplexity &p)
{
    return tr("%1, window %2, %3 of %4 tokens scored, %5 on %6")
        .arg(QString::fromStdString(p.protocol))
        .arg(p.window)
        .arg(exactText(p.scored), exactText(p.tokens), QString::fromStdString(p.compute.dtype),
             QString::fromStdString(p.compute.device));
}

/// Figures may be compared when these agree.
QString comparabilityKey(const RunRecord &run, const Perplexity &p)
{
    return QString::fromStdString(run.sourceIdentity + p.textHash + p.protocol +
                                  p.compute.dtype + p.compute.device) +
           QStringLiteral("/%1/%2/%3/%4").arg(p.window).arg(p.stride).arg(p.scored).arg(p.bos);
}

const RunRecord *newestMeasured(const std::vector<RunRecord> &runs)
{
    const RunRecord *newest = nullptr;
    for (const RunRecord &run : runs)
        if (run.perplexityAfter && (!newest || run.created >= newest->created))
            newest = &run;
    return newest;
}

/// The method that changed most layers decides the colour.
int methodIndex(const RunRecord &run)
{
    std::map<std::string, int> count;
    for (const LayerRecord &layer : run.layers)
        ++count[layer.method];
    std::string most;
    for (const auto &[method, n] : count)
        if (most.empty() || n > count[most])
            most = method;
    const QString method = QString::fromStdString(most);
    const QStringList known = {"svd", "mpo", "prune_width", "quantize"};
    return method.contains('+') ? int(known.size()) : std::max(0, int(known.indexOf(method)));
}

double sizeOf(const RunRecord &run, SizeMeasure measure, bool after)
{
    if (measure == SizeMeasure::Bytes)
        return double(after ? run.bytesAfter : run.bytesBefore);
    return double(after ? run.parametersAfter : run.parametersBefore);
}

TradeoffPoint runPoint(const RunRecord &run, SizeMeasure measure)
{
    const Perplexity &p = *run.perplexityAfter;
    TradeoffPoint point;
    point.id = QString::fromStdString(run.run);
    point.label = QString::fromStdString(run.name.empty() ? run.run : run.name);
    point.size = sizeOf(run, measure, true);
    point.loss = p.value;
    point.standardError = p.standardError;
    point.color = PlotColor::series(methodIndex(run));
    point.tooltip = {point.label,
                     tr("perplexity %1").arg(measuredText(p.value, p.standardError)),
                     tr("%1, %2 parameters").arg(bytesText(run.bytesAfter),
                                                 countText(run.parametersAfter)),
                     protocolText(p), tr("Click to compare it with the original")};
    return point;
}

TradeoffPoint originalPoint(const RunRecord &run, SizeMeasure measure)
{
    const Perplexity &p = *run.perplexityBefore;
    TradeoffPoint point;
    point.id = QString::fromLatin1(kOriginalPoint);
    point.label = tr("original");
    point.size = sizeOf(run, measure, false);
    point.loss = p.value;
    point.standardError = p.standardError;
    point.color = ColorRole::Text;
    point.original = true;
    point.tooltip = {point.label, tr("perplexity %1").arg(measuredText(p.value, p.standardError)),
                     bytesText(run.bytesBefore), protocolText(p)};
    return point;
}

void markFront(std::vector<TradeoffPoint> &points)
{
    std::vector<std::pair<double, double>> pairs;
    for (const TradeoffPoint &point : points)
        pairs.emplace_back(point.size, point.loss);
    const std::vector<bool> front = paretoFront(pairs);
    for (size_t i = 0; i < points.size(); ++i)
        points[i].onFront = front[i];
}

} // namespace

std::vector<TradeoffPoint> tradeoffPoints(const std::vector<RunRecord> &runs, SizeMeasure measure,
                                          int *leftOut)
{
    std::vector<TradeoffPoint> points;
    *leftOut = 0;
    const RunRecord *newest = newestMeasured(runs);
    const RunRecord *withOriginal = nullptr;
    for (const RunRecord &run : runs) {
        if (!run.perplexityAfter ||
            comparabilityKey(run, *run.perplexityAfter) !=
                comparabilityKey(*newest, *newest->perplexityAfter)) {
            ++*leftOut;
            continue;
        }
        points.push_back(runPoint(run, measure));
        if (run.perplexityBefore)
            withOriginal = &run;
    }
    if (withOriginal)
        points.push_back(originalPoint(*withOriginal, measure));
    markFront(points);
    return points;
}

QString tradeoffProtocol(const std::vector<RunRecord> &runs)
{
    const RunRecord *newest = newestMeasured(runs);
    if (!newest)
        return {};
    const Perplexity &p = *newest->perplexityAfter;
    return tr("perplexity (%1 %2, %3)")
        .arg(QString::fromStdString(p.protocol))
        .arg(p.window)
        .arg(QString::fromStdString(p.compute.dtype));
}

} // namespace lapidary

#include "tests/support/test_program.h"
#include "ui/charts/chart_builders.h"
#include "ui/charts/plot_view.h"

#include <cmath>

using namespace lapidary;

namespace {

const SeriesSpec *find(const PlotSpec &spec, const QString &name)
{
    for (const SeriesSpec &series : spec.series)
        if (series.name == name)
            return &series;
    return nullptr;
}

TradeoffPoint run(const char *name, double size, double loss, bool front)
{
    TradeoffPoint point;
    point.id = point.label = QString::fromLatin1(name);
    point.size = size;
    point.loss = loss;
    point.standardError = 0.1;
    point.onFront = front;
    return point;
}

} // namespace

class TestChartBuilders : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void histogram()
    {
        HistogramInput input;
        input.edges = {-1, -0.5, 0, 0.5, 1};
        input.counts = {1, 50, 40, 2};
        input.sigma = 0.1;
        input.outlierCount = 3;
        input.outliers = {-0.9, 0.8, 0.95};
        input.role = QStringLiteral("down");
        PlotSpec spec = histogramChart(input);
        QCOMPARE(spec.y.scale, AxisScale::Log);
        QCOMPARE(spec.series[0].kind, SeriesKind::Steps);
        QCOMPARE(spec.series[0].x.size(), size_t(5));
        QCOMPARE(spec.series[0].color, PlotColor::role(QStringLiteral("down")));
        QCOMPARE(spec.lines.size(), size_t(2));
        QCOMPARE(spec.lines[0].value, -0.6);
        QVERIFY(spec.lines[1].label.contains(QStringLiteral("3 beyond")));
        QCOMPARE(spec.series[1].x, input.outliers);
        input.logCounts = false;
        QCOMPARE(histogramChart(input).y.scale, AxisScale::Linear);
        input.counts.pop_back();
        QVERIFY(histogramChart(input).isEmpty());
        QVERIFY(!histogramChart(input).emptyText.isEmpty());
    }

    void boxesAcrossDepth()
    {
        DepthInput input;
        input.role = QStringLiteral("q");
        input.boxes = {{0, -1, -0.5, 0, 0.5, 1, {3}, QStringLiteral("l0")},
                       {1, -2, -0.5, 0, 0.5, 2, {}, QStringLiteral("l1")}};
        input.currentBlock = 1;
        const PlotSpec spec = depthBoxChart(input);
        QCOMPARE(spec.boxes.size(), size_t(2));
        QVERIFY(!spec.boxes[0].emphasized && spec.boxes[1].emphasized);
        QCOMPARE(spec.boxes[1].id, QStringLiteral("l1"));
        QVERIFY(depthBoxChart({}).isEmpty());
    }

    void spectrum()
    {
        SpectrumInput input;
        input.values = {4, 3, 0};
        input.rank = 2;
        input.breakEven = 2.5;
        const PlotSpec spec = spectrumChart(input);
        QVERIFY(spec.handle);
        QCOMPARE(spec.handle->x, 2.0);
        QCOMPARE(spec.handle->max, 3.0);
        QCOMPARE(spec.lines.at(0).value, 2.5);
        const SeriesSpec *energy = find(spec, QStringLiteral("energy kept"));
        QVERIFY(energy && energy->rightAxis && spec.right);
        QCOMPARE(energy->y, (std::vector<double>{16 / 25.0, 1, 1}));
        input.breakEven = 99; // beyond the matrix: nothing to mark
        QVERIFY(spectrumChart(input).lines.empty());
        QVERIFY(spectrumChart({}).isEmpty());
    }

    void noiseDoesNotStretchTheAxis()
    {
        SpectrumInput input;
        input.values = {1, 0.1, 1e-17};
        QCOMPARE(*spectrumChart(input).y.min, 1e-6);
        input.values = {1, 0.1, 0.01};
        QVERIFY(!spectrumChart(input).y.min);
    }

    void bonds()
    {
        BondInput input;
        input.bonds = {{3, 2}, {5, 4, 3, 2}, {1}};
        input.chi = 3;
        const PlotSpec spec = bondChart(input);
        QCOMPARE(spec.series.size(), size_t(3));
        QCOMPARE(spec.handle->series, 1); // rides on the longest
        QCOMPARE(spec.handle->max, 4.0);
    }

    void methodCosts()
    {
        MethodCostInput input;
        MethodCurve svd;
        svd.name = QStringLiteral("SVD");
        svd.bytes = {0.2, 0.6, 1.3};
        svd.error = {0.3, 0.1, 0.01};
        svd.current = true;
        MethodCurve quant;
        quant.name = QStringLiteral("quantize");
        quant.points = true;
        quant.bytes = {0.5};
        quant.error = {0.002};
        quant.labels = QStringList{QStringLiteral("Q8_0")};
        input.curves = {svd, quant};
        input.bytesNow = 0.44;
        input.errorNow = 0.2;
        const PlotSpec spec = methodCostChart(input);
        QCOMPARE(spec.lines.size(), size_t(1)); // the dense line, since SVD goes beyond it
        QCOMPARE(spec.lines[0].value, 1.0);
        QVERIFY(spec.series[0].width > 2);
        QCOMPARE(spec.series[1].pointLabels.first(), QStringLiteral("Q8_0"));
        QCOMPARE(spec.series.back().x.front(), 0.44);
    }

    void tradeoff()
    {
        TradeoffInput input;
        input.points = {run("big", 200e6, 20.2, true), run("small", 80e6, 24, true),
                        run("poor", 150e6, 26, false)};
        TradeoffPoint original = run("original", 269e6, 19.9, true);
        original.original = true;
        input.points.push_back(original);
        input.budget = 168e6;
        const PlotSpec spec = tradeoffChart(input);
        const SeriesSpec *line = find(spec, QStringLiteral("Pareto front"));
        QVERIFY(line);
        QCOMPARE(line->x, (std::vector<double>{80e6, 200e6, 269e6})); // sorted by size
        const SeriesSpec *front = find(spec, QStringLiteral("on the Pareto front"));
        QVERIFY(front && front->filled);
        QCOMPARE(front->x.size(), size_t(3));
        QCOMPARE(front->errors.size(), size_t(3));
        QCOMPARE(front->pointColors.back(), PlotColor(ColorRole::Text)); // the original is marked
        const SeriesSpec *dominated = find(spec, QStringLiteral("dominated"));
        QVERIFY(dominated && !dominated->filled);
        QCOMPARE(dominated->pointIds, QStringList{QStringLiteral("poor")});
        QCOMPARE(spec.lines.at(0).label, QStringLiteral("budget 168 MB"));
        QVERIFY(tradeoffChart({}).isEmpty());
        PlotView view;
        view.resize(600, 400);
        view.setSpec(spec);
        QVERIFY(view.drawnSeriesCount() >= 4);
    }

    void tradeoffPrediction()
    {
        TradeoffInput input;
        input.predictedSize = {100e6, 150e6, 200e6};
        input.predictedLoss = {40, 24, 20};
        input.chosenSize = 150e6;
        input.smallestSize = 100e6;
        input.largestSize = 200e6;
        const PlotSpec spec = tradeoffChart(input);
        QVERIFY(!spec.isEmpty()); // a prediction needs no run
        QVERIFY(spec.handle && spec.handle->series == 0);
        QCOMPARE(spec.series.front().y, input.predictedLoss);
        QVERIFY(spec.legendNotes.join(' ').contains("predicted"));
        PlotView view;
        view.resize(600, 400);
        view.setSpec(spec);
        view.setHandleValue(50e6); // never below what can be reached
        QCOMPARE(view.handleValue(), 100e6);
    }

    void comparisonBars()
    {
        CompareInput input;
        input.categories = QStringList{QStringLiteral("a"), QStringLiteral("b")};
        input.series = {{QStringLiteral("A"), {1, 2}, {}, PlotColor::series(0)},
                        {QStringLiteral("B"), {3, std::nan("")}, {}, PlotColor::series(1)}};
        const PlotSpec spec = compareBarsChart(input);
        QCOMPARE(spec.series.size(), size_t(2));
        // Neighbours do not overlap and stand symmetrically around the category.
        QCOMPARE(spec.series[0].barOffset, -spec.series[1].barOffset);
        QVERIFY(spec.series[1].barOffset - spec.series[0].barOffset > spec.series[0].barWidth);
        QVERIFY(spec.series[0].filled != spec.series[1].filled);
        QVERIFY(compareBarsChart({}).isEmpty());
    }
};

LAPIDARY_TEST(TestChartBuilders)
#include "tst_chart_builders.moc"

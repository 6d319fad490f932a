#include "tests/support/test_program.h"
#include "ui/charts/label_layout.h"
#include "ui/charts/plot_marks.h"
#include "ui/charts/plot_ticks.h"

#include <random>

using namespace lapidary;

namespace {

PlotGeometry geometryFor(const PlotSpec &spec, QRectF area)
{
    PlotGeometry geometry;
    geometry.area = area;
    geometry.viewport = area.adjusted(-50, -30, 12, 60);
    geometry.x = {automaticXRange(spec), spec.x.scale == AxisScale::Log, area.left(), area.right()};
    geometry.y = {automaticYRange(spec, false), spec.y.scale == AxisScale::Log, area.bottom(),
                  area.top()};
    geometry.right = geometry.y;
    return geometry;
}

PlotSpec scatter(unsigned seed, int points)
{
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> unit(0, 1);
    PlotSpec spec;
    SeriesSpec series;
    series.kind = SeriesKind::Points;
    for (int i = 0; i < points; ++i) {
        series.x.push_back(unit(random));
        series.y.push_back(unit(random) * unit(random));
        series.pointLabels << QStringLiteral("run number %1").arg(i * 37);
    }
    spec.series.push_back(series);
    for (int k = 0; k < 3; ++k) {
        SeriesSpec line;
        line.name = QStringLiteral("curve %1").arg(k);
        for (int i = 0; i <= 50; ++i) {
            line.x.push_back(i / 50.0);
            line.y.push_back((0.3 + 0.25 * k) * std::exp(-i / (20.0 + 9 * k)));
        }
        spec.series.push_back(line);
    }
    spec.lines.push_back({Qt::Vertical, 0.9, QStringLiteral("budget 168 MB")});
    spec.lines.push_back({Qt::Horizontal, 0.5, QStringLiteral("the original")});
    return spec;
}

} // namespace

class TestLabelLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void neverOverlapsNeverLeaves_data()
    {
        QTest::addColumn<int>("points");
        QTest::addColumn<QSizeF>("size");
        QTest::newRow("few") << 6 << QSizeF(500, 300);
        QTest::newRow("many") << 60 << QSizeF(500, 300);
        QTest::newRow("crowded") << 300 << QSizeF(400, 200);
        QTest::newRow("tiny") << 20 << QSizeF(90, 60);
    }

    void neverOverlapsNeverLeaves()
    {
        QFETCH(int, points);
        QFETCH(QSizeF, size);
        for (unsigned seed = 0; seed < 10; ++seed) {
            const PlotSpec spec = scatter(seed, points);
            const PlotGeometry geometry = geometryFor(spec, {QPointF(50, 30), size});
            const MarkLayout layout = layoutMarks(spec, geometry, false);
            for (size_t i = 0; i < layout.texts.size(); ++i) {
                QVERIFY(geometry.area.contains(layout.texts[i].rect));
                for (size_t k = 0; k < i; ++k)
                    QVERIFY(!layout.texts[i].rect.intersects(layout.texts[k].rect));
                for (size_t p = 0; p < spec.series[0].x.size(); ++p)
                    QVERIFY(!layout.texts[i].rect.contains(
                        geometry.point(spec.series[0].x[p], spec.series[0].y[p])));
            }
        }
    }

    void aFewPointsAllGetTheirLabel()
    {
        const PlotSpec spec = scatter(1, 5);
        const MarkLayout layout = layoutMarks(spec, geometryFor(spec, {50, 30, 700, 400}), false);
        int labels = 0;
        for (const PlacedText &text : layout.texts)
            labels += text.text.startsWith(QStringLiteral("run number"));
        QCOMPARE(labels, 5);
    }

    // Every named line is told exactly once: at the line or, when one has no room, in the legend.
    void linesAreNamedOnce()
    {
        for (const QSizeF size : {QSizeF(700, 400), QSizeF(160, 70)}) {
            PlotSpec spec = scatter(2, 0);
            const MarkLayout layout =
                layoutMarks(spec, geometryFor(spec, {QPointF(50, 30), size}), false);
            for (int k = 0; k < 3; ++k) {
                const QString name = QStringLiteral("curve %1").arg(k);
                int count = 0;
                for (const PlacedText &text : layout.texts)
                    count += text.text == name;
                for (const LegendEntry &entry : layout.legend)
                    count += entry.text == name;
                QCOMPARE(count, 1);
            }
        }
    }

    void directLabelsTouchNoCurve()
    {
        const PlotSpec spec = scatter(2, 0);
        const PlotGeometry geometry = geometryFor(spec, {50, 30, 700, 400});
        const MarkLayout layout = layoutMarks(spec, geometry, false);
        int checked = 0;
        for (const PlacedText &text : layout.texts) {
            if (!text.strong)
                continue;
            ++checked;
            for (const SeriesSpec &series : spec.series) {
                if (series.kind != SeriesKind::Line)
                    continue;
                const QPolygonF curve = pixelCurve(series, geometry);
                for (int i = 1; i < curve.size(); ++i)
                    QVERIFY(!segmentMeets(curve[i - 1], curve[i], text.rect));
            }
        }
        QCOMPARE(checked, 3);
    }

    void segments()
    {
        const QRectF rect(10, 10, 20, 20);
        QVERIFY(segmentMeets({0, 0}, {40, 40}, rect));
        QVERIFY(segmentMeets({15, 15}, {16, 16}, rect));
        QVERIFY(segmentMeets({20, 0}, {20, 100}, rect));
        QVERIFY(!segmentMeets({0, 20}, {5, 20}, rect));
        QVERIFY(!segmentMeets({0, 0}, {100, 5}, rect));
        QVERIFY(!segmentMeets({0, 25}, {25, 100}, rect));
    }
};

LAPIDARY_TEST(TestLabelLayout)
#include "tst_label_layout.moc"

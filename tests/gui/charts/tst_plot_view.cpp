#include "tests/support/test_program.h"
#include "ui/charts/downsample.h"
#include "ui/charts/plot_grid_view.h"
#include "ui/charts/plot_ticks.h"
#include "ui/charts/plot_view.h"
#include "ui/charts/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <QXmlStreamReader>

#include <cmath>

using namespace lapidary;

namespace {

PlotSpec spectrum()
{
    PlotSpec spec;
    spec.title = QStringLiteral("down_proj");
    spec.x.label = QStringLiteral("index");
    spec.x.format = TickFormat::Integer;
    spec.y.label = QStringLiteral("singular value");
    SeriesSpec line;
    line.name = QStringLiteral("plain");
    for (int i = 0; i <= 100; ++i) {
        line.x.push_back(i);
        line.y.push_back(10.0 - i * 0.1);
    }
    spec.series.push_back(line);
    HandleSpec handle;
    handle.x = 40;
    handle.min = 1;
    handle.max = 90;
    handle.name = QStringLiteral("Rank");
    spec.handle = handle;
    spec.lines.push_back({Qt::Vertical, 60, QStringLiteral("larger than dense")});
    return spec;
}

PlotSpec points()
{
    PlotSpec spec;
    spec.x.label = QStringLiteral("size, MB");
    spec.y.label = QStringLiteral("perplexity");
    SeriesSpec series;
    series.name = QStringLiteral("runs");
    series.kind = SeriesKind::Points;
    series.x = {100, 150, 200};
    series.y = {24, 21, 20};
    series.errors = {0.5, 0.2, std::nan("")};
    series.pointIds = QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
    series.pointLabels = QStringList{QStringLiteral("mix, \"71\""), {}, QStringLiteral("Q8_0")};
    spec.series.push_back(series);
    return spec;
}

void shown(PlotView &view, PlotSpec spec)
{
    view.resize(600, 400);
    view.setSpec(std::move(spec));
    view.show();
    QTest::qWait(20); // the queued replot
}

void drag(QWidget *widget, const QPointF &from, const QPointF &to)
{
    QTest::mousePress(widget, Qt::LeftButton, {}, from.toPoint());
    for (int i = 1; i <= 4; ++i)
        QTest::mouseMove(widget, (from + (to - from) * (i / 4.0)).toPoint());
    QTest::mouseRelease(widget, Qt::LeftButton, {}, to.toPoint());
}

} // namespace

class TestPlotView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        Theme::instance().install();
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void showsWhatTheSpecSays()
    {
        PlotView view;
        shown(view, spectrum());
        QVERIFY(view.spec() == spectrum());
        QCOMPARE(view.drawnSeriesCount(), 1);
        QCOMPARE(view.xRange(), std::make_pair(0.0, 100.0));
        QVERIFY(view.yRange().first <= 0 && view.yRange().second >= 10);
        QVERIFY(view.canvas()->rect().contains(view.plotArea().toRect()));
        const QPointF left = view.pixelOf(0, 0), right = view.pixelOf(100, 0);
        QVERIFY(std::abs(left.x() - view.plotArea().left()) < 1.5);
        QVERIFY(std::abs(right.x() - view.plotArea().right()) < 1.5);
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("plain: 101 values")));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("larger than dense")));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("Rank: 40")));
    }

    void handleIsDragged()
    {
        PlotView view;
        shown(view, spectrum());
        QSignalSpy moved(&view, &PlotView::handleMoved), released(&view, &PlotView::handleReleased);
        drag(view.canvas(), view.pixelOf(40, 6), view.pixelOf(73, 6));
        QVERIFY(!moved.isEmpty());
        QCOMPARE(released.count(), 1);
        const double value = released.at(0).at(0).toDouble();
        QVERIFY2(std::abs(value - 73) <= 1, qPrintable(QString::number(value)));
        QCOMPARE(value, std::round(value));
        QCOMPARE(view.handleValue(), value);
        for (const auto &signal : moved)
            QCOMPARE(signal.at(0).toDouble(), std::round(signal.at(0).toDouble()));
        QVERIFY(!view.isZoomed());
        // Clamped to its range.
        drag(view.canvas(), view.pixelOf(value, 6), view.pixelOf(100, 6));
        QCOMPARE(view.handleValue(), 90.0);
    }

    void handleByKeyboardAndCode()
    {
        PlotView view;
        shown(view, spectrum());
        QSignalSpy moved(&view, &PlotView::handleMoved), released(&view, &PlotView::handleReleased);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.handleValue(), 41.0);
        QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(view.handleValue(), 31.0);
        QCOMPARE(moved.count(), 2);
        QCOMPARE(released.count(), 2);
        view.setHandleValue(55.4);
        QCOMPARE(view.handleValue(), 55.0);
        QCOMPARE(moved.count(), 2);
        double asked = 0;
        view.setHandleTextProvider([&](double x) {
            asked = x;
            return PlotReadout{QStringLiteral("rank"), QStringLiteral("bytes")};
        });
        QTest::qWait(20);
        QCOMPARE(asked, 55.0);
    }

    void zoomsAndResets()
    {
        PlotView view;
        shown(view, points());
        const auto x = view.xRange(), y = view.yRange();
        QSignalSpy zoomed(&view, &PlotView::zoomChanged);
        const QPointF at = view.pixelOf(150, 22);
        QWheelEvent wheel(at, view.canvas()->mapToGlobal(at), {}, QPoint(0, 240), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(view.canvas(), &wheel);
        QVERIFY(view.isZoomed());
        QVERIFY(view.xRange().second - view.xRange().first < x.second - x.first);
        // What was under the pointer stays there.
        const auto share = [](std::pair<double, double> range, double value) {
            return (value - range.first) / (range.second - range.first);
        };
        QVERIFY(std::abs(share(view.xRange(), 150) - share(x, 150)) < 0.01);
        QVERIFY(std::abs(share(view.yRange(), 22) - share(y, 22)) < 0.01);
        QTest::mouseDClick(view.canvas(), Qt::LeftButton, {}, at.toPoint());
        QCOMPARE(view.xRange(), x);
        QCOMPARE(view.yRange(), y);
        QCOMPARE(zoomed.count(), 2);

        drag(view.canvas(), view.plotArea().center() - QPointF(120, 80),
             view.plotArea().center() + QPointF(60, 40));
        QVERIFY(view.isZoomed());
        QVERIFY(view.xRange().first > x.first && view.xRange().second < x.second);
        QTest::keyClick(&view, Qt::Key_0);
        QCOMPARE(view.xRange(), x);
        QTest::keyClick(&view, Qt::Key_Plus);
        QVERIFY(view.isZoomed());
        QTest::keyClick(&view, Qt::Key_Minus);
        QTest::keyClick(&view, Qt::Key_Minus);
        QCOMPARE(view.xRange(), x); // never farther out than the data
    }

    void pointsAreHoveredAndClicked()
    {
        PlotView view;
        shown(view, points());
        QSignalSpy clicked(&view, &PlotView::pointClicked), hovered(&view, &PlotView::pointHovered);
        const QPoint b = view.pixelOf(150, 21).toPoint();
        QTest::mouseMove(view.canvas(), b);
        QTest::mouseClick(view.canvas(), Qt::LeftButton, {}, b);
        QCOMPARE(clicked.count(), 1);
        QCOMPARE(clicked.at(0).at(0).toString(), QStringLiteral("b"));
        QVERIFY(!hovered.isEmpty());
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(clicked.at(1).at(0).toString(), QStringLiteral("c"));
    }

    void csvIsExact()
    {
        PlotView view;
        view.setSpec(points());
        QCOMPARE(view.csv(),
                 QStringLiteral("series,\"size, MB\",perplexity,y2,standard error,label\r\n"
                                "runs,100,24,,0.5,\"mix, \"\"71\"\"\"\r\n"
                                "runs,150,21,,0.2,\r\n"
                                "runs,200,20,,,Q8_0\r\n"));
    }

    void picturesAreWritten()
    {
        PlotView view;
        shown(view, spectrum());
        const QByteArray svg = view.svg(QSize(500, 300));
        QXmlStreamReader xml(svg);
        int elements = 0;
        while (!xml.atEnd())
            elements += xml.readNext() == QXmlStreamReader::StartElement;
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QVERIFY(elements > 20);
        QVERIFY(svg.contains("down_proj"));
        QCOMPARE(view.image(QSize(500, 300), 2).size(), QSize(1000, 600));
        QTemporaryDir dir;
        QString error;
        for (const char *name : {"a.svg", "a.png", "a.csv"})
            QVERIFY2(view.save(dir.filePath(QLatin1String(name)), &error), qPrintable(error));
        QVERIFY(!QImage(dir.filePath(QStringLiteral("a.png"))).isNull());
        QVERIFY(!view.save(dir.filePath(QStringLiteral("no/such/folder/a.png")), &error));
        QVERIFY(error.contains(QStringLiteral("could not be written")));
    }

    void rethemedLive()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        PlotView view;
        shown(view, spectrum());
        const QImage light = view.grab().toImage();
        QCOMPARE(light.pixelColor(2, 2), themeColor(ColorRole::Panel));
        Theme::instance().setMode(Theme::Mode::Dark);
        QTest::qWait(20);
        const QImage dark = view.grab().toImage();
        QCOMPARE(dark.pixelColor(2, 2), themeColor(ColorRole::Panel));
        QVERIFY(light != dark);
        Theme::instance().setMode(Theme::Mode::Light);
        QTest::qWait(20);
        QCOMPARE(view.grab().toImage(), light);
    }

    void emptyAndLoading()
    {
        PlotView view;
        PlotSpec empty = PlotSpec::empty(QStringLiteral("Nothing measured yet."));
        empty.emptyAction = QStringLiteral("Measure");
        shown(view, empty);
        QVERIFY(!view.canvas()->isVisible());
        QVERIFY(view.findChild<QLabel *>()->text().contains(QStringLiteral("Nothing")));
        QSignalSpy spy(&view, &PlotView::emptyActionTriggered);
        QTest::mouseClick(view.findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        view.setSpec(PlotSpec::busy(QStringLiteral("Computing…")));
        QCOMPARE(view.findChild<QLabel *>()->text(), QStringLiteral("Computing…"));
        QVERIFY(!view.findChild<QPushButton *>()->isVisible());
        view.setSpec(spectrum());
        QVERIFY(view.canvas()->isVisible());
    }

    void everyKindIsDrawn()
    {
        PlotSpec spec;
        for (SeriesKind kind : {SeriesKind::Line, SeriesKind::Points, SeriesKind::Steps,
                                SeriesKind::Bars, SeriesKind::Band}) {
            SeriesSpec series;
            series.kind = kind;
            series.x = {0, 1, 2, 3};
            series.y = {1, std::nan(""), 3, 2};
            series.y2 = {2, 3, 4, 3};
            series.rightAxis = kind == SeriesKind::Line;
            spec.series.push_back(series);
        }
        spec.right = AxisSpec{};
        BoxSpec box;
        box.max = 4;
        box.median = 2;
        box.q1 = 1;
        box.q3 = 3;
        box.outliers = {7, -1};
        spec.boxes.push_back(box);
        PlotView view;
        shown(view, spec);
        QVERIFY(view.drawnSeriesCount() >= 6);
        const QImage linear = view.grab().toImage();
        spec.y.scale = AxisScale::Log;
        view.setSpec(spec);
        QTest::qWait(20);
        QVERIFY(view.grab().toImage() != linear);
        QVERIFY(view.yRange().first > 0);
    }

    void longLinesAreThinned()
    {
        std::vector<double> x, y;
        for (int i = 0; i < 100000; ++i) {
            x.push_back(i);
            y.push_back(i == 51234 ? 99 : std::sin(i * 0.01));
        }
        const auto kept = downsample(x, y, 6000, -1, 1e9);
        QVERIFY(kept.size() <= 6000 && kept.size() > 1000);
        QVERIFY(std::find(kept.begin(), kept.end(), size_t(51234)) != kept.end());
        QCOMPARE(kept.front(), size_t(0));
        QCOMPARE(kept.back(), size_t(99999));
        QVERIFY(std::is_sorted(kept.begin(), kept.end()));
        QCOMPARE(downsample(x, y, 6000, 100, 200).size(), size_t(103));
        PlotSpec spec;
        SeriesSpec line;
        line.x = x;
        line.y = y;
        spec.series.push_back(line);
        PlotView view;
        shown(view, spec);
        view.zoom(50);
        QVERIFY(view.isZoomed());
    }

    void ticks_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<bool>("log");
        QTest::addColumn<double>("min");
        QTest::addColumn<double>("max");
        QTest::addColumn<QStringList>("labels");
        const auto row = [](const char *name, TickFormat format, bool log, double min, double max,
                            const QString &labels) {
            QTest::newRow(name) << int(format) << log << min << max
                                << labels.split(QLatin1Char('|'));
        };
        row("number", TickFormat::Number, false, 0, 1, QStringLiteral("0|0.2|0.4|0.6|0.8|1.0"));
        row("negative", TickFormat::Number, false, -1, 1, QStringLiteral("−1.0|−0.5|0|0.5|1.0"));
        row("integer", TickFormat::Integer, false, 0, 3, QStringLiteral("0|1|2|3"));
        row("bytes", TickFormat::Bytes, false, 0, 3e8, QStringLiteral("0 B|50 MB|100 MB|150 MB|200 MB|250 MB|300 MB"));
        row("percent", TickFormat::Percent, false, 0, 1, QStringLiteral("0 %|20 %|40 %|60 %|80 %|100 %"));
        row("log", TickFormat::Number, true, 0.01, 10, QStringLiteral("0.01|0.1|1|10"));
        row("short log", TickFormat::Number, true, 1, 10, QStringLiteral("1|2|5|10"));
    }

    void ticks()
    {
        QFETCH(int, format);
        QFETCH(bool, log);
        QFETCH(double, min);
        QFETCH(double, max);
        QFETCH(QStringList, labels);
        AxisSpec axis;
        axis.format = TickFormat(format);
        axis.scale = log ? AxisScale::Log : AxisScale::Linear;
        QCOMPARE(makeTicks(axis, {min, max}, 5).labels, labels);
    }

    void smallMultiples()
    {
        PlotGridSpec grid;
        for (int i = 0; i < 6; ++i) {
            PlotSpec cell = points();
            cell.series[0].y = {1.0 + i, 2.0 + i, 3.0 + i};
            grid.cells.push_back(cell);
            grid.ids << QString::number(i);
        }
        PlotGridView view;
        view.resize(520, 300);
        view.setSpec(grid);
        view.show();
        QTest::qWait(20);
        QCOMPARE(view.columns(), 3);
        const auto cells = view.findChildren<PlotView *>();
        QCOMPARE(cells.size(), 6);
        for (PlotView *cell : cells)
            QCOMPARE(cell->yRange(), cells.first()->yRange());
        QSignalSpy spy(&view, &PlotGridView::cellClicked);
        QTest::mouseClick(cells[4]->canvas(), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.at(0).at(0).toString(), QStringLiteral("4"));
    }
};

LAPIDARY_TEST(TestPlotView)
#include "tst_plot_view.moc"

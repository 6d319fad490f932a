#include "tests/support/test_program.h"
#include "ui/charts/theme.h"
#include "ui/charts/treemap_layout.h"
#include "ui/charts/treemap_view.h"

#include <QSignalSpy>

#include <cmath>
#include <random>

using namespace lapidary;

namespace {

double area(const QRectF &rect)
{
    return rect.width() * rect.height();
}

std::vector<TreemapNode> someNodes(int blocks, int perBlock)
{
    std::vector<TreemapNode> nodes;
    for (int b = 0; b < blocks; ++b)
        for (int i = 0; i < perBlock; ++i) {
            TreemapNode node;
            node.id = QStringLiteral("%1.%2").arg(b).arg(i);
            node.label = node.id;
            node.value = 1 + i % 7;
            node.group = QStringLiteral("Block %1").arg(b);
            node.color = PlotColor::series(i);
            nodes.push_back(node);
        }
    return nodes;
}

} // namespace

class TestTreemap : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void areasAreProportional()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 40; ++round) {
            std::lognormal_distribution<double> value(0, 0.2 + round * 0.1);
            std::vector<double> values(size_t(1 + random() % 200));
            double sum = 0;
            for (double &v : values)
                sum += v = value(random);
            const QRectF bounds(3, 5, 100 + random() % 900, 80 + random() % 600);
            const std::vector<QRectF> rects = squarify(values, bounds);
            const double scale = area(bounds) / sum;
            for (size_t i = 0; i < rects.size(); ++i) {
                QVERIFY2(std::abs(area(rects[i]) - values[i] * scale) <= 1e-6 * area(bounds),
                         qPrintable(QString::number(i)));
                QVERIFY(bounds.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(rects[i]));
                for (size_t k = 0; k < i; ++k) {
                    const QRectF both = rects[i] & rects[k];
                    QVERIFY(both.width() < 1e-6 || both.height() < 1e-6);
                }
            }
        }
    }

    void rowsAreNearlySquare()
    {
        const std::vector<QRectF> rects = squarify({6, 6, 4, 3, 2, 2, 1}, QRectF(0, 0, 600, 400));
        // The example of the paper: the first two stand above each other at the left.
        QCOMPARE(rects[0].width(), 300.0);
        QCOMPARE(rects[0].height(), 200.0);
        QCOMPARE(rects[1].topLeft(), QPointF(0, 200));
        for (const QRectF &rect : rects)
            QVERIFY(std::max(rect.width() / rect.height(), rect.height() / rect.width()) < 4.1);
    }

    void oddValuesAreNotDrawn()
    {
        const std::vector<QRectF> rects =
            squarify({0, -3, std::nan(""), INFINITY, 5}, QRectF(0, 0, 10, 10));
        for (size_t i = 0; i < 4; ++i)
            QVERIFY(rects[i].isEmpty());
        QCOMPARE(rects[4], QRectF(0, 0, 10, 10));
        QVERIFY(squarify({1}, QRectF())[0].isEmpty());
        QVERIFY(squarify({}, QRectF(0, 0, 1, 1)).empty());
    }

    void groupsHoldTheirNodes()
    {
        const std::vector<double> values{4, 1, 2, 3, 2};
        const QString a = QStringLiteral("A"), b = QStringLiteral("B");
        const TreemapLayout layout =
            layoutTreemap(values, {a, b, a, b, QString()}, QRectF(0, 0, 400, 300), 16);
        QCOMPARE(layout.groups.size(), size_t(3));
        for (const TreemapGroup &group : layout.groups)
            for (int node : group.nodes) {
                QVERIFY(group.rect.adjusted(-1e-6, -1e-6, 1e-6, 1e-6)
                            .contains(layout.nodes[size_t(node)]));
                QVERIFY(!layout.nodes[size_t(node)].intersects(group.header));
            }
        QVERIFY(!layout.groups[0].header.isEmpty());
        QVERIFY(layout.groups[2].header.isEmpty()); // no name, no header
    }

    void hundredThousandNodes()
    {
        TreemapView view;
        view.resize(800, 500);
        view.setNodes(someNodes(1000, 100));
        view.show();
        const QImage picture = view.grab().toImage();
        QVERIFY(!picture.isNull());
        double sum = 0, drawn = 0;
        for (const TreemapNode &node : view.nodes()) {
            drawn += area(view.nodeRect(node.id));
            sum += node.value;
        }
        QVERIFY(sum > 0);
        QVERIFY(drawn <= 800 * 500 * 1.0001);
        QVERIFY(drawn > 800 * 500 * 0.2);
    }

    void clicksSelect()
    {
        TreemapView view;
        view.resize(600, 400);
        view.setNodes(someNodes(3, 4));
        view.show();
        QSignalSpy clicked(&view, &TreemapView::nodeClicked);
        QSignalSpy changed(&view, &TreemapView::selectionChanged);
        const auto click = [&](const QString &id, Qt::KeyboardModifiers modifiers) {
            QTest::mouseClick(&view, Qt::LeftButton, modifiers,
                              view.nodeRect(id).center().toPoint());
        };
        click(QStringLiteral("1.2"), {});
        QCOMPARE(clicked.takeFirst().at(0).toString(), QStringLiteral("1.2"));
        QCOMPARE(view.selection(), QStringList{QStringLiteral("1.2")});
        click(QStringLiteral("0.3"), Qt::ControlModifier);
        QCOMPARE(view.selection(), (QStringList{QStringLiteral("0.3"), QStringLiteral("1.2")}));
        click(QStringLiteral("1.2"), Qt::ControlModifier);
        QCOMPARE(view.selection(), QStringList{QStringLiteral("0.3")});
        QCOMPARE(changed.count(), 3);
        view.setSelection({QStringLiteral("2.1"), QStringLiteral("unknown")});
        QCOMPARE(changed.count(), 3);
        QCOMPARE(view.selection(), QStringList{QStringLiteral("2.1")});
    }

    void headersTellTheirGroup()
    {
        TreemapView view;
        view.resize(600, 400);
        view.setNodes(someNodes(3, 4));
        view.show();
        QSignalSpy spy(&view, &TreemapView::groupClicked);
        const QRectF first = view.nodeRect(QStringLiteral("0.3")); // largest, at the top left
        const QPoint header(int(first.left()) + 10, int(first.top()) - 8);
        QCOMPARE(view.groupAt(header), QStringLiteral("Block 0"));
        QTest::mouseClick(&view, Qt::LeftButton, {}, header);
        QCOMPARE(spy.count(), 1);
    }

    void keyboardMovesAndSelects()
    {
        TreemapView view;
        view.resize(600, 400);
        view.setNodes(someNodes(4, 4));
        view.show();
        view.setSelection({QStringLiteral("0.3")});
        QSignalSpy hovered(&view, &TreemapView::nodeHovered);
        const QPointF before = view.nodeRect(QStringLiteral("0.3")).center();
        QTest::keyClick(&view, Qt::Key_Right);
        const QString there = hovered.takeLast().at(0).toString();
        QVERIFY(view.nodeRect(there).center().x() > before.x());
        QTest::keyClick(&view, Qt::Key_Space);
        QCOMPARE(view.selection(), QStringList{there});
        QVERIFY(view.accessibleDescription().contains(there));
    }

    void rethemedAndExported()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        TreemapView view;
        view.resize(300, 200);
        view.setEmptyText(QStringLiteral("Open a model."));
        view.show();
        const QImage emptyLight = view.grab().toImage();
        view.setNodes(someNodes(2, 3));
        const QImage light = view.grab().toImage();
        QVERIFY(light != emptyLight);
        Theme::instance().setMode(Theme::Mode::Dark);
        QVERIFY(view.grab().toImage() != light);
        Theme::instance().setMode(Theme::Mode::Light);
        QVERIFY(view.svg().contains("<svg"));
        QVERIFY(view.csv().contains(QStringLiteral("0.1,Block 0,0.1,2\r\n")));
    }
};

LAPIDARY_TEST(TestTreemap)
#include "tst_treemap.moc"

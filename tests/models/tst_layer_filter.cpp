#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"
#include "ui/models/layer_filter.h"

using namespace lapidary;

class TestLayerFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void matches_data();
    void matches();
    void problems_data();
    void problems();
    void methods();
};

void TestLayerFilter::matches_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("layers"); // of 2 + 4 x 8 in a model of four blocks
    QTest::newRow("empty") << "" << 34;
    QTest::newRow("word") << "down" << 4;
    QTest::newRow("word ignores case") << "DOWN_proj" << 4;
    QTest::newRow("two words") << "layers.1 proj" << 7;
    QTest::newRow("glob") << "*.mlp.*" << 12;
    QTest::newRow("glob is anchored") << "mlp.*" << 0;
    QTest::newRow("role") << "role:q" << 4;
    QTest::newRow("roles") << "role:gate,up" << 8;
    QTest::newRow("block") << "block:2" << 8;
    QTest::newRow("range") << "block:1-2" << 16;
    QTest::newRow("open range") << "block:3-" << 8;
    QTest::newRow("range from the start") << "block:-1" << 16;
    QTest::newRow("list of ranges") << "block:0,2-3" << 24;
    QTest::newRow("role and block") << "role:down block:0-1" << 2;
    QTest::newRow("large") << "size>800k" << 13;
    QTest::newRow("small") << "size<1k" << 5;
    QTest::newRow("dtype") << "dtype:f32" << 34;
    QTest::newRow("no such dtype") << "dtype:q8_0" << 0;
    QTest::newRow("no method") << "method:none" << 34;
    QTest::newRow("some method") << "method:any" << 0;
}

void TestLayerFilter::matches()
{
    QFETCH(QString, filter);
    const auto model = test::shapeModel(4);
    const LayerFilter parsed = LayerFilter::parse(filter);
    QVERIFY2(parsed.problem().isEmpty(), qPrintable(parsed.problem()));
    int count = 0;
    for (const Layer &layer : model->layers)
        count += parsed.matches(layer, nullptr);
    QTEST(count, "layers");
}

void TestLayerFilter::problems_data()
{
    QTest::addColumn<QString>("filter");
    QTest::newRow("size without number") << "size>big";
    QTest::newRow("size without anything") << "size>";
    QTest::newRow("role without value") << "role:";
    QTest::newRow("blocks are no words") << "block:first";
    QTest::newRow("lonely dash") << "block:-";
}

void TestLayerFilter::problems()
{
    QFETCH(QString, filter);
    const auto model = test::shapeModel(1);
    const LayerFilter parsed = LayerFilter::parse(filter + " down");
    QVERIFY(!parsed.problem().isEmpty());
    int count = 0; // the rest of the filter still holds
    for (const Layer &layer : model->layers)
        count += parsed.matches(layer, nullptr);
    QCOMPARE(count, 1);
}

void TestLayerFilter::methods()
{
    const auto model = test::shapeModel(1);
    PlannedLayer planned;
    planned.actions.resize(1);
    planned.actions[0].method = "svd";
    QVERIFY(LayerFilter::parse("method:svd").matches(model->layers[1], &planned));
    QVERIFY(LayerFilter::parse("method:any").matches(model->layers[1], &planned));
    QVERIFY(!LayerFilter::parse("method:mpo").matches(model->layers[1], &planned));
    QVERIFY(!LayerFilter::parse("method:none").matches(model->layers[1], &planned));
}

LAPIDARY_TEST(TestLayerFilter)
#include "tst_layer_filter.moc"

#include "tests/models/model_text.h"
#include "tests/support/shape_model.h"
#include "tests/support/test_program.h"
#include "ui/models/layers_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>

using namespace lapidary;

namespace {

/// What a plan says of one layer, without a method having made it.
PlannedLayer planned(int layer, const Model &model, const char *method,
                     const nlohmann::json &params, int64_t bytesAfter)
{
    PlannedLayer out;
    out.layer = layer;
    out.name = model.layers[size_t(layer)].name;
    out.bytesBefore = model.layers[size_t(layer)].bytes();
    out.bytesAfter = bytesAfter;
    out.parametersAfter = bytesAfter / 4;
    PlannedAction action;
    action.method = method;
    action.params = params;
    out.actions.push_back(action);
    return out;
}

} // namespace

class TestLayersModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tree();
    void planShows();
    void heat();
    void filter();
    void layersBelow();
    void empty();
    void manyLayers();
};

void TestLayersModel::tree()
{
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setModel(test::shapeModel(1, 6, 12, DType::F32, 10), std::make_shared<Plan>());
    const QString expected = "Model |  | 384 |  | 1.5 kB\n"
                             "  embed_tokens | 10 × 6 | 60 | f32 | 240 B\n";
    const QString text
        = modelText(model, {LayersModel::Name, LayersModel::Shape, LayersModel::Parameters,
                            LayersModel::Type, LayersModel::After});
    QVERIFY2(text.startsWith(expected), qPrintable(text));
    QVERIFY2(text.contains("    mlp |  | 216 |  | 864 B\n"
                           "      gate_proj | 12 × 6 | 72 | f32 | 288 B\n"
                           "      up_proj | 12 × 6 | 72 | f32 | 288 B\n"
                           "      down_proj | 6 × 12 | 72 | f32 | 288 B\n"),
             qPrintable(text));
}

void TestLayersModel::planShows()
{
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto shapes = test::shapeModel(1, 6, 12, DType::F32, 10);
    model.setModel(shapes, std::make_shared<Plan>());
    const int down = shapes->find("model.layers.0.mlp.down_proj");
    auto plan = std::make_shared<Plan>();
    plan->layers.push_back(planned(down, *shapes, "svd", {{"rank", 2}}, 144));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setPlan(plan);
    QVERIFY(changed.count() > 0);
    const QModelIndex index = model.indexOfLayer(down);
    QCOMPARE(index.siblingAtColumn(LayersModel::Method).data().toString(), QString("SVD r=2"));
    QCOMPARE(index.data(LayersModel::BytesAfterRole).toLongLong(), 144);
    QVERIFY(index.data(LayersModel::ChangedRole).toBool());
    // Groups add up: the block saves what its layer saves.
    QCOMPARE(index.parent().data(LayersModel::BytesAfterRole).toLongLong(), 864 - 144);
    QCOMPARE(index.parent().data(LayersModel::BytesBeforeRole).toLongLong(), 864);
    QVERIFY(model.index(0, 0).data(LayersModel::ChangedRole).toBool());
}

void TestLayersModel::heat()
{
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto shape = test::shapeModel(2, 6, 12, DType::F32, 10);
    model.setModel(shape, std::make_shared<Plan>());
    QVERIFY(!model.hasHeat());
    Sensitivity measured;
    const char *const names[] = {"model.layers.0.self_attn.q_proj", "model.layers.0.mlp.down_proj",
                                 "model.layers.1.mlp.down_proj"};
    const double divergences[] = {0.1, 0.001, 0.01};
    for (int i = 0; i < 3; ++i) {
        LayerSensitivity layer;
        layer.name = names[i];
        layer.layers = {names[i]};
        layer.params = {{"keep", 0.5}};
        layer.kl = divergences[i];
        measured.layers.push_back(layer);
    }
    model.setHeat(sensitivityHeat(*shape, measured));
    const auto heatOf = [&](const char *name) {
        return model.indexOfLayer(shape->find(name)).data(LayersModel::HeatRole);
    };
    QCOMPARE(heatOf(names[0]).toDouble(), 1.0);
    QCOMPARE(heatOf(names[1]).toDouble(), 0.0);
    QVERIFY(std::abs(heatOf(names[2]).toDouble() - 0.5) < 1e-9); // halfway by the logarithm
    QVERIFY(!heatOf("model.layers.1.self_attn.q_proj").isValid());
    // A group is as sensitive as its worst layer.
    const QModelIndex mlp = model.indexOfLayer(shape->find(names[1])).parent();
    QCOMPARE(mlp.data(LayersModel::HeatRole).toDouble(), 0.0);
    QCOMPARE(mlp.parent().data(LayersModel::HeatRole).toDouble(), 1.0);
    QVERIFY(model.indexOfLayer(shape->find(names[0])).data(Qt::ToolTipRole).toString().contains(
        "keep 50 %"));
    model.setModel(shape, std::make_shared<Plan>());
    QVERIFY(!model.hasHeat());
}

void TestLayersModel::filter()
{
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setModel(test::shapeModel(3), std::make_shared<Plan>());
    model.setFilter(LayerFilter::parse("role:down block:1-"));
    QCOMPARE(modelText(model, {LayersModel::Name}), QString("Model\n"
                                                            "  Block 1\n"
                                                            "    mlp\n"
                                                            "      down_proj\n"
                                                            "  Block 2\n"
                                                            "    mlp\n"
                                                            "      down_proj\n"));
    QCOMPARE(int(model.visibleLayers().size()), 2);
    QVERIFY(!model.indexOfLayer(0).isValid());
    model.setFilter(LayerFilter::parse("nothing-is-called-so"));
    QCOMPARE(modelText(model, {LayersModel::Name}), QString("Model\n"));
    model.setFilter({});
    QCOMPARE(int(model.visibleLayers().size()), 26);
}

void TestLayersModel::layersBelow()
{
    LayersModel model;
    const auto shapes = test::shapeModel(2);
    model.setModel(shapes, std::make_shared<Plan>());
    const QModelIndex down = model.indexOfLayer(shapes->find("model.layers.1.mlp.down_proj"));
    QCOMPARE(int(model.layersBelow(down).size()), 1);
    QCOMPARE(int(model.layersBelow(down.parent()).size()), 3);
    QCOMPARE(int(model.layersBelow(down.parent().parent()).size()), 8);
    QCOMPARE(model.layersBelow(model.index(0, 0)).size(), shapes->layers.size());
}

void TestLayersModel::empty()
{
    LayersModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setModel(nullptr, nullptr);
    QCOMPARE(model.rowCount(), 0);
    model.setFilter(LayerFilter::parse("x"));
    QVERIFY(model.visibleLayers().empty());
    QVERIFY(model.layersBelow({}).empty());
}

void TestLayersModel::manyLayers()
{
    const auto shapes = test::shapeModel(12500); // 100,002 layers
    LayersModel model;
    QElapsedTimer clock;
    clock.start();
    model.setModel(shapes, std::make_shared<Plan>());
    const qint64 opened = clock.restart();
    model.setFilter(LayerFilter::parse("role:down"));
    const qint64 filtered = clock.restart();
    model.setPlan(std::make_shared<Plan>());
    qInfo("%d layers: opened in %lld ms, filtered in %lld ms, planned in %lld ms",
          int(shapes->layers.size()), opened, filtered, clock.elapsed());
    QCOMPARE(int(model.visibleLayers().size()), 12500);
}

LAPIDARY_TEST(TestLayersModel)
#include "tst_layers_model.moc"

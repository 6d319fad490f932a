#include "core/allocate/method_curve.h"
#include "core/allocate/option_cache.h"
#include "core/plugin/loader.h"
#include "core/surgery/layer_spectra.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>

#include <cmath>

using namespace lapidary;

namespace {

const MethodRegistry &methods()
{
    static const Plugins loaded
        = loadPlugins({std::filesystem::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

/// Relative error of the best approximation of this rank.
double tail(const std::vector<double> &values, size_t rank)
{
    double all = 0, rest = 0;
    for (size_t i = 0; i < values.size(); ++i) {
        all += values[i] * values[i];
        rest += i >= rank ? values[i] * values[i] : 0;
    }
    return std::sqrt(rest / all);
}

} // namespace

class TestMethodCurve : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void comparesFactorizations()
    {
        const std::vector<std::string> ids = comparableMethods(methods());
        for (const char *id : {"svd", "mpo", "tucker", "cp"})
            QVERIFY2(std::find(ids.begin(), ids.end(), id) != ids.end(), id);
        QVERIFY(std::find(ids.begin(), ids.end(), "quantize") == ids.end());
    }

    void isWhatTheSpectrumSays()
    {
        QTemporaryDir folder;
        const std::filesystem::path where = folder.path().toStdString();
        QVERIFY(test::writeTinyModel(where));
        JobContext job;
        const ModelPtr model = *openModel(where.string(), job);
        const int layer = model->find("model.layers.1.mlp.down_proj"); // 64 x 96
        const auto values = layerSingularValues(*model, model->layers[size_t(layer)], job);
        QVERIFY(values);
        const auto points
            = methodCurve(*model, layer, "svd", {0.25, 0.5, 0.75}, methods(), nullptr, job);
        QVERIFY(points);
        QCOMPARE(int(points->size()), 3);
        for (const MethodPoint &point : *points) {
            const auto rank = size_t(point.bytes / 4 / (64 + 96));
            QVERIFY(std::abs(point.error - tail(*values, rank)) < 1e-4);
            QVERIFY(!point.outputError); // nothing is known of the inputs
        }
        QVERIFY((*points)[0].error > (*points)[1].error);
        QVERIFY((*points)[1].error > (*points)[2].error);
        QVERIFY(!methodCurve(*model, layer, "no such", {0.5}, methods(), nullptr, job));
        job.cancel();
        const auto stopped = methodCurve(*model, layer, "cp", {0.5}, methods(), nullptr, job);
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }

    void sizesAreNamedAsEverybodyDoes()
    {
        QTemporaryDir folder;
        const std::filesystem::path where = folder.path().toStdString();
        QVERIFY(test::writeTinyModel(where));
        JobContext job;
        const ModelPtr model = *openModel(where.string(), job);
        for (const BudgetOf of : {BudgetOf::Bytes, BudgetOf::Parameters})
            QCOMPARE(namedSize(*model, storedSize(*model, 1234, of), of), int64_t(1234));
        QCOMPARE(storedSize(*model, model->parametersUnique(), BudgetOf::Parameters),
                 model->parametersStored());
    }
};

LAPIDARY_TEST(TestMethodCurve)
#include "tst_method_curve.moc"

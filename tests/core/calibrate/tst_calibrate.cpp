#include "core/calibrate/calibrate.h"
#include "core/calibrate/layer_inputs.h"
#include "core/nn/guard.h"
#include "core/nn/transformer.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lapidary;
namespace fs = std::filesystem;

namespace {

const fs::path kDemo = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo";

CalibrationOptions options()
{
    CalibrationOptions o;
    o.text = kDemo / "calibration.txt";
    o.samples = 6;
    o.window = 48;
    o.seed = 3;
    o.compute.dtype = "f32";
    o.compute.device = "cpu";
    return o;
}

std::string bytesOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

at::Tensor idsOf(const Calibration &calibration)
{
    const auto rows = calibration.sampleIds();
    std::vector<int64_t> flat;
    for (const auto &row : *rows)
        flat.insert(flat.end(), row.begin(), row.end());
    return at::tensor(flat, at::kLong).view({int64_t(rows->size()), -1});
}

at::Tensor secondMoment(const at::Tensor &x)
{
    const at::Tensor rows = x.detach().reshape({-1, x.size(-1)}).to(at::kDouble);
    return rows.t().mm(rows) / double(rows.size(0));
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a - b).norm() / b.norm()).item<double>();
}

} // namespace

class TestCalibrate : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ModelPtr m_model;
    JobContext m_job;
    fs::path root() const { return m_dir.path().toStdString(); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto model = openModel((kDemo / "model").string(), m_job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
    }

    void equalsTheWholeModelAtOnce()
    {
        CalibrationOptions o = options();
        o.gradients = true;
        const auto made = calibrate(m_model, o, root() / "g.h5", m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto opened = Calibration::open(root() / "g.h5");
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        const Calibration &calibration = **opened;
        QCOMPARE(calibration.info().tokens(), int64_t(6 * 48));

        // All blocks and samples in one autograd graph.
        const auto transformer =
            Transformer::loadMutable(m_model, *chooseCompute(o.compute), m_job);
        QVERIFY(transformer);
        std::map<std::string, at::Tensor> inputs, outputs;
        at::AutoGradMode withGradients(true);
        const at::Tensor ids = idsOf(calibration);
        at::Tensor h = (*transformer)->embed(ids).detach().set_requires_grad(true);
        for (size_t b = 0; b < size_t(m_model->config.blocks); ++b) {
            const LayerTap tap = [&](const char *part, const at::Tensor &x, const at::Tensor &y) {
                const std::string name = "model.layers." + std::to_string(b) + "." + part;
                inputs[name] = x;
                y.retain_grad();
                outputs[name] = y;
            };
            h = (*transformer)->forwardBlock(b, h, &tap);
        }
        const at::Tensor logits = (*transformer)->logits((*transformer)->finalNorm(h));
        const int64_t vocab = logits.size(-1);
        at::cross_entropy_loss(logits.slice(1, 0, -1).reshape({-1, vocab}),
                               ids.slice(1, 1).reshape({-1}), {}, at::Reduction::Sum)
            .backward();
        const at::NoGradGuard noGrad;
        QVERIFY(inputs.size() >= 7);
        for (const auto &[name, x] : inputs) {
            QVERIFY2(calibration.has(name), name.c_str());
            const auto seen = readLayerInputs(calibration, name);
            QVERIFY2(seen, seen ? "" : seen.error().message.c_str());
            QVERIFY(difference(seen->covariance, secondMoment(x)) < 1e-5);
            QVERIFY(difference(seen->gradient, secondMoment(outputs[name].grad())) < 1e-4);
            QVERIFY(difference(seen->mean, x.to(at::kDouble).reshape({-1, x.size(-1)}).mean(0))
                    < 1e-4);
        }
        QCOMPARE(calibration.inputOf("model.layers.0.self_attn.k_proj"),
                 calibration.inputOf("model.layers.0.self_attn.q_proj"));
        QCOMPARE(int(calibration.influence().size()), int(m_model->config.blocks));
        for (const BlockInfluence &influence : calibration.influence())
            QVERIFY(influence.block > 0 && influence.block < 2 && influence.mlp > 0);
    }

    void agreesAcrossThreads()
    {
        CalibrationOptions o = options();
        o.gradients = true;
        std::vector<CalibrationPtr> made;
        for (const int threads : {1, 3, 3}) {
            o.compute.threads = threads;
            const fs::path path = root() / fmt::format("threads-{}.h5", made.size());
            const auto info = calibrate(m_model, o, path, m_job);
            QVERIFY2(info, info ? "" : info.error().message.c_str());
            made.push_back(Calibration::open(path).value());
        }
        QVERIFY(made[1]->hash() == made[2]->hash());
        for (const Layer &layer : m_model->layers) {
            if (!made[0]->has(layer.name))
                continue;
            const auto one = readLayerInputs(*made[0], layer.name);
            const auto three = readLayerInputs(*made[1], layer.name);
            QVERIFY(one && three);
            QVERIFY(difference(three->covariance, one->covariance) < 1e-5);
            QVERIFY(difference(three->mean, one->mean) < 1e-5);
            QVERIFY(difference(three->gradient, one->gradient) < 1e-5);
        }
    }

    void resumesToTheSameBytes_data()
    {
        QTest::addColumn<bool>("gradients");
        QTest::addColumn<int>("stopAt");
        for (int stop = 1; stop <= 3; ++stop)
            QTest::addRow("forward, stopped at %d", stop) << false << stop;
        for (int stop = 1; stop <= 8; ++stop)
            QTest::addRow("gradients, stopped at %d", stop) << true << stop;
    }

    void resumesToTheSameBytes()
    {
        QFETCH(bool, gradients);
        QFETCH(int, stopAt);
        CalibrationOptions o = options();
        o.gradients = gradients;
        const fs::path whole = root() / (gradients ? "whole-g.h5" : "whole.h5");
        if (!fs::exists(whole))
            QVERIFY(calibrate(m_model, o, whole, m_job));
        const fs::path broken = root() / fmt::format("broken-{}-{}.h5", gradients, stopAt);
        int reports = 0;
        JobContext *running = nullptr;
        JobContext stopping([&](const Progress &p) {
            if (p.label.find("block ") != std::string::npos && ++reports == stopAt)
                running->cancel();
        });
        running = &stopping;
        const auto stopped = calibrate(m_model, o, broken, stopping);
        QVERIFY(!stopped);
        QVERIFY(stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(!fs::exists(broken));
        QVERIFY(fs::exists(broken.string() + ".partial"));
        QVERIFY(calibrate(m_model, o, broken, m_job));
        QVERIFY(!fs::exists(broken.string() + ".partial"));
        QVERIFY(bytesOf(broken) == bytesOf(whole));
    }

    void refusesWhatMakesNoSense()
    {
        CalibrationOptions o = options();
        o.samples = 1000000;
        const auto tooMany = calibrate(m_model, o, root() / "x.h5", m_job);
        QVERIFY(!tooMany);
        QVERIFY(tooMany.error().code == ErrorCode::Usage);
        o = options();
        o.memoryLimit = 1000;
        const auto tooSmall = calibrate(m_model, o, root() / "x.h5", m_job);
        QVERIFY(!tooSmall);
        QVERIFY(tooSmall.error().code == ErrorCode::Budget);
        std::ofstream(root() / "no.h5") << "nothing";
        QVERIFY(!Calibration::open(root() / "no.h5"));
        QVERIFY(!Calibration::open(root() / "absent.h5"));
        QVERIFY(!fs::exists(root() / "x.h5"));
    }

    void refusesAnotherModel()
    {
        QVERIFY(calibrate(m_model, options(), root() / "own.h5", m_job));
        const auto own = Calibration::open(root() / "own.h5");
        QVERIFY(own && (*own)->requireFor(*m_model));
        fs::copy(kDemo / "model", root() / "other", fs::copy_options::recursive);
        std::fstream weights(root() / "other/model.safetensors",
                             std::ios::in | std::ios::out | std::ios::binary);
        weights.seekp(-4, std::ios::end);
        weights.write("\1\2\3\4", 4);
        weights.close();
        const auto other = openModel((root() / "other").string(), m_job);
        QVERIFY(other);
        const Status refused = (*own)->requireFor(**other);
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().message).contains("another model"));
    }
};

LAPIDARY_TEST(TestCalibrate)
#include "tst_calibrate.moc"

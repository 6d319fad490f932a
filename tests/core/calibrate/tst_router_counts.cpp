// What a calibration knows of experts: how often each was chosen, and only what flowed into it.

#include "core/calibrate/calibrate.h"
#include "core/calibrate/calibration_cost.h"
#include "core/calibrate/layer_inputs.h"
#include "core/nn/experts.h"
#include "core/nn/transformer.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_moe_model.h"

#include <ATen/core/grad_mode.h>

#include <QTemporaryDir>

#include <cmath>
#include <numeric>

using namespace lapidary;
namespace fs = std::filesystem;

namespace {

const char *const kRouter = "model.layers.1.block_sparse_moe.gate";
const char *const kExperts = "model.layers.1.block_sparse_moe.experts.";

CalibrationOptions options()
{
    CalibrationOptions o;
    o.text = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo/calibration.txt";
    o.samples = 5;
    o.window = 40;
    o.compute.dtype = "f32";
    o.compute.device = "cpu";
    return o;
}

double difference(const at::Tensor &a, const at::Tensor &b)
{
    return ((a.to(at::kDouble) - b.to(at::kDouble)).norm() / b.to(at::kDouble).norm())
        .item<double>();
}

} // namespace

class TestRouterCounts : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ModelPtr m_model;
    JobContext m_job;
    fs::path root() const { return m_dir.path().toStdString(); }

    /// What goes into the MLP of block 1, and what its router makes of it, from the whole model.
    void follow(const Calibration &calibration, at::Tensor &x, Routing &routing)
    {
        const auto whole = Transformer::load(m_model, {"cpu", "f32", 1, ""}, m_job).value();
        std::vector<int64_t> flat;
        const auto rows = calibration.sampleIds();
        for (const auto &row : *rows)
            flat.insert(flat.end(), row.begin(), row.end());
        const at::NoGradGuard noGrad;
        const at::Tensor ids = at::tensor(flat).view({int64_t(rows->size()), -1});
        const LayerTap tap = [&](const char *part, const at::Tensor &in, const at::Tensor &out) {
            if (std::string_view(part).ends_with("block_sparse_moe.gate")) {
                x = in;
                routing = routeTokens(out, 2, true);
            }
        };
        whole->forwardBlock(1, whole->forwardBlock(0, whole->embed(ids)), &tap);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(test::TinyMoe().write(root() / "model"));
        const auto model = openModel((root() / "model").string(), m_job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
    }

    void countsAndInputs()
    {
        const auto made = calibrate(m_model, options(), root() / "c.h5", m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto opened = Calibration::open(root() / "c.h5");
        QVERIFY2(opened, opened ? "" : opened.error().message.c_str());
        const Calibration &calibration = **opened;
        QCOMPARE(calibration.routers().size(), size_t(2));
        const RouterCounts &counts = calibration.routers().at(kRouter);
        at::Tensor x;
        Routing routing;
        follow(calibration, x, routing);
        QCOMPARE(x.size(0), int64_t(200));
        QCOMPARE(std::accumulate(counts.chosen.begin(), counts.chosen.end(), int64_t(0)),
                 int64_t(400));
        QVERIFY(std::abs(std::accumulate(counts.weight.begin(), counts.weight.end(), 0.0) - 200)
                < 1e-3);
        for (int64_t e = 0; e < 5; ++e) {
            const at::Tensor chosen = routing.experts == e;
            QCOMPARE(counts.chosen[size_t(e)], chosen.sum().item<int64_t>());
            const double weight = (routing.weights * chosen).sum(at::kDouble).item<double>();
            QVERIFY(std::abs(counts.weight[size_t(e)] - weight) < 1e-4);
            const std::string gate = kExperts + std::to_string(e) + ".w1";
            QCOMPARE(calibration.rowsSeen(gate), counts.chosen[size_t(e)]);
            const at::Tensor mine = x.index({chosen.any(1)}).to(at::kDouble);
            const auto inputs = readLayerInputs(calibration, gate);
            QVERIFY2(inputs, inputs ? "" : inputs.error().message.c_str());
            QCOMPARE(inputs->tokens, mine.size(0));
            QVERIFY(difference(inputs->covariance, mine.t().mm(mine) / double(mine.size(0)))
                    < 1e-5);
            const auto down = readLayerInputs(calibration, kExperts + std::to_string(e) + ".w2");
            QVERIFY(down && down->covariance.size(0) == 48);
            QCOMPARE(calibration.inputOf(kExperts + std::to_string(e) + ".w3"), gate);
        }
        QVERIFY(calibration.has(kRouter));
        QCOMPARE(calibration.rowsSeen(kRouter), int64_t(200));
    }

    void gradientsCountTheTokensElsewhere()
    {
        CalibrationOptions o = options();
        o.gradients = true;
        const auto made = calibrate(m_model, o, root() / "g.h5", m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto opened = Calibration::open(root() / "g.h5");
        QVERIFY(opened);
        const std::string layer = std::string(kExperts) + "0.w2";
        const auto inputs = readLayerInputs(**opened, layer);
        QVERIFY(inputs && inputs->gradient.defined());
        const auto file = Hdf5File::openReadOnly(root() / "g.h5");
        const auto stored = file->readFloats("outputs/" + layer + "/gradient");
        const double share = double((*opened)->rowsSeen(layer)) / 200;
        QVERIFY(share > 0 && share < 1);
        const double own = double((*stored)[0]) * share;
        QVERIFY(std::abs(inputs->gradient[0][0].item<double>() - own) <= 1e-9 * std::abs(own));
    }

    /// One token: at most two experts of five are seen.
    void unseenExpertsAreSaid()
    {
        CalibrationOptions o = options();
        o.samples = 1;
        o.window = 2;
        o.heldOut = 0;
        o.gradients = true;
        const auto made = calibrate(m_model, o, root() / "u.h5", m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto calibration = Calibration::open(root() / "u.h5").value();
        const RouterCounts &counts = calibration->routers().at(kRouter);
        const auto unseen = std::find(counts.chosen.begin(), counts.chosen.end(), 0)
            - counts.chosen.begin();
        QVERIFY(unseen < 5);
        const std::string name = kExperts + std::to_string(unseen);
        QCOMPARE(calibration->inputOf(name + ".w1"), std::string(kRouter));
        QVERIFY(!calibration->has(name + ".w2"));
        const auto inputs = readLayerInputs(*calibration, name + ".w1");
        QVERIFY(inputs && inputs->tokens == 0 && !inputs->gradient.defined());
        const auto warnings = calibration->expertWarnings(*m_model);
        QCOMPARE(warnings.size(), size_t(2));
        QVERIFY(warnings[1].find("never chosen") != std::string::npos);
        QVERIFY(warnings[1].find("fewer than 32 tokens") != std::string::npos);
    }

    void damagedCountsAreRefused()
    {
        for (const char *counts : {R"({"chosen": [1, 2], "weight": [0.5]})",
                                   R"({"chosen": [-1], "weight": [0.5]})",
                                   R"({"chosen": "many", "weight": []})", R"({})"}) {
            const fs::path path = root() / "damaged.h5";
            const auto written = writeHdf5Atomically(path, [&](Hdf5File &file) {
                const auto good = Hdf5File::openReadOnly(root() / "c.h5");
                auto header = nlohmann::json::parse(good->readText("info").value());
                header["routers"][kRouter] = nlohmann::json::parse(counts);
                return file.writeText("info", header.dump());
            });
            QVERIFY(written);
            const auto opened = Calibration::open(path);
            QVERIFY2(!opened, counts);
            QCOMPARE(opened.error().code, ErrorCode::Input);
        }
    }

    void costOfExperts()
    {
        const CalibrationOptions options{.samples = 1, .window = 200};
        const int64_t few = calibrationMemory(*m_model, options, 4);
        QVERIFY(test::TinyMoe{.experts = 10}.write(root() / "more"));
        const auto more = openModel((root() / "more").string(), m_job);
        QVERIFY(more);
        // Five more experts in a block: their weights, and the moments of what flows into them.
        const int64_t weights = 4 * 5 * (3 * 32 * 48 + 32), moments = 8 * 5 * (32 * 32 + 48 * 48);
        QCOMPARE(calibrationMemory(**more, options, 4) - few, weights + moments);
    }
};

LAPIDARY_TEST(TestRouterCounts)
#include "tst_router_counts.moc"

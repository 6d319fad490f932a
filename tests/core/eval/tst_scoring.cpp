#include "core/eval/scoring.h"
#include "tests/core/nn/family_goldens.h"
#include "tests/support/test_program.h"

using namespace lapidary;

namespace {

PerplexityProtocol protocolFor(const QString &name, const nlohmann::json &golden)
{
    PerplexityProtocol p;
    p.name = name.startsWith("llama") ? "llama.cpp" : "strided";
    p.window = golden["window"];
    p.stride = name == "overlapping" ? golden["stride"].get<int64_t>() : 0;
    return p;
}

} // namespace

/// Both protocols against figures that Python and transformers made from the same ids.
class TestScoring : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void protocols_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"strided", "overlapping", "llama_cpp", "llama_cpp_bos"})
            QTest::newRow(name) << QString(name);
    }

    void protocols()
    {
        QFETCH(QString, name);
        const nlohmann::json expected = goldens::expected("llama");
        const nlohmann::json &golden = expected["perplexity"];
        const auto ids = expected["stream"].get<std::vector<int32_t>>();
        std::optional<int32_t> bos;
        if (name == "llama_cpp_bos")
            bos = golden["bos"].get<int32_t>();
        const auto plan = planWindows(int64_t(ids.size()), protocolFor(name, golden), bos);
        QVERIFY(plan.has_value());
        const auto model = goldens::load("llama");
        QVERIFY(model.has_value());
        JobContext job;
        const auto scores = scoreWindows(**model, ids, *plan, job);
        QVERIFY2(scores, scores ? "" : scores.error().message.c_str());
        const PerplexityFigures figures = perplexityOf(scores->nll);
        const nlohmann::json &wanted = golden[name.toStdString()];
        QCOMPARE(int64_t(scores->nll.size()), wanted["scored"].get<int64_t>());
        QVERIFY(std::abs(figures.value / wanted["value"].get<double>() - 1) < 5e-5);
        QVERIFY(std::abs(figures.standardError / wanted["stderr"].get<double>() - 1) < 1e-3);
    }

    void experts_data()
    {
        QTest::addColumn<QString>("family");
        for (const std::string &name : goldens::moeFamilies())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    /// Perplexity of models with experts is transformers' to 1e-5.
    void experts()
    {
        QFETCH(QString, family);
        const nlohmann::json expected = goldens::expected(family.toStdString());
        const nlohmann::json &golden = expected["perplexity"];
        const auto ids = expected["stream"].get<std::vector<int32_t>>();
        const auto plan =
            planWindows(int64_t(ids.size()), protocolFor("overlapping", golden), {});
        QVERIFY(plan.has_value());
        const auto model = goldens::load(family.toStdString());
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        JobContext job;
        const auto scores = scoreWindows(**model, ids, *plan, job);
        QVERIFY2(scores, scores ? "" : scores.error().message.c_str());
        const double found = perplexityOf(scores->nll).value;
        const double wanted = golden["overlapping"]["value"].get<double>();
        QVERIFY2(std::abs(found / wanted - 1) < 1e-5,
                 qPrintable(QString::asprintf("%.9f against %.9f", found, wanted)));
    }

    void divergenceFromItselfIsNothing()
    {
        const auto model = goldens::load("llama");
        const auto ids = goldens::expected("llama")["stream"].get<std::vector<int32_t>>();
        const auto plan = planWindows(int64_t(ids.size()), {"strided", 32, 0, 0, "auto"}, {});
        JobContext job;
        const auto scores = scoreWindows(**model, ids, *plan, job, model->get());
        QVERIFY(scores.has_value());
        const Divergence d = divergenceOf(*scores);
        QCOMPARE(d.positions, int64_t(4 * 31));
        QVERIFY(std::abs(d.klMean) < 1e-7);
        QCOMPARE(d.top1Agreement, 1.0);
    }

    void divergenceIsTheFormula()
    {
        const at::NoGradGuard noGrad;
        at::manual_seed(2);
        const at::Tensor p = at::randn({6, 50}) * 4, q = at::randn({6, 50}) * 4;
        const at::Tensor logP = at::log_softmax(p.to(at::kDouble), -1);
        const at::Tensor logQ = at::log_softmax(q.to(at::kDouble), -1);
        const at::Tensor expected = (logP.exp() * (logP - logQ)).sum(-1);
        const at::Tensor found = rowDivergence(p, q);
        QVERIFY((found - expected).abs().max().item<double>() < 1e-4);
    }

    void percentileAndAgreement()
    {
        PositionScores scores;
        for (int i = 0; i <= 200; ++i)
            scores.kl.push_back(float(200 - i));
        scores.agreeing = 67;
        const Divergence d = divergenceOf(scores);
        QCOMPARE(d.klMean, 100.0);
        QCOMPARE(d.klP99, 198.0);
        QCOMPARE(d.top1Agreement, 67.0 / 201);
    }

    void differentVocabulariesAreRefused()
    {
        const auto model = goldens::load("llama"), other = goldens::load("llama");
        (*other)->mutableWeights().embed = at::zeros({65, 16});
        JobContext job;
        const auto plan = planWindows(40, {"strided", 32, 0, 0, "auto"}, {});
        const auto scores =
            scoreWindows(**model, std::vector<int32_t>(40, 3), *plan, job, other->get());
        QCOMPARE(scores.error().code, ErrorCode::Usage);
    }

    void nonFiniteIsAnError()
    {
        const auto model = goldens::load("llama");
        (*model)->mutableWeights().blocks[1].down.factors[0].fill_(NAN);
        JobContext job;
        const auto plan = planWindows(40, {"strided", 32, 0, 0, "auto"}, {});
        const auto scores = scoreWindows(**model, std::vector<int32_t>(40, 3), *plan, job);
        QCOMPARE(scores.error().code, ErrorCode::Numerical);
        job.cancel();
        QCOMPARE(scoreWindows(**model, std::vector<int32_t>(40, 3), *plan, job).error().code,
                 ErrorCode::Cancelled);
    }
};

LAPIDARY_TEST(TestScoring)
#include "tst_scoring.moc"

#include "core/allocate/apply_option.h"
#include "core/allocate/correct.h"
#include "core/calibrate/calibrate.h"
#include "core/plugin/loader.h"
#include "core/surgery/plan.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <numeric>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

const fs::path kDemo = fs::path(LAPIDARY_SOURCE_DIR) / "resources/demo";

const MethodRegistry &methods()
{
    static const Plugins loaded =
        loadPlugins({fs::path(LAPIDARY_BINARY_DIR) / "lib/lapidary/plugins"});
    return loaded.methods;
}

Recipe automatic()
{
    const json document = {{"lapidary", "recipe"}, {"version", 1}, {"name", "auto"},
                           {"steps",
                            {{{"select", {{"roles", {"q", "gate", "up", "down"}}}},
                              {"method", "auto"},
                              {"params", json::object()}}}}};
    return *recipeFromJson(document);
}

} // namespace

/// The road from a budget to an allocation, on the built-in model.
class TestBudget : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    ModelPtr m_model;
    JobContext m_job;
    AutoOptions m_options;
    OptionTable m_table;

    int64_t share(double kept) const
    {
        return int64_t(kept * double(m_model->parametersStored()));
    }
    Probe probe()
    {
        const auto compute = chooseCompute(m_options.compute);
        return *Probe::begin(m_model, *compute, *m_options.calibration->heldOutIds(), m_job, 4);
    }
    /// The smallest option of a unit.
    Probe::Changes smallest(size_t unit)
    {
        return *applyOption(*m_model, methods(), m_options, m_table.units[unit].options.back(),
                            m_job);
    }

private Q_SLOTS:
    void initTestCase()
    {
        const auto model = openModel((kDemo / "model").string(), m_job);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        m_model = *model;
        CalibrationOptions o;
        o.text = kDemo / "calibration.txt";
        o.samples = 12;
        o.heldOut = 4;
        o.window = 48;
        o.gradients = true;
        o.compute.dtype = "f32";
        o.compute.device = "cpu";
        const fs::path file = m_dir.path().toStdString() + "/cal.h5";
        const auto made = calibrate(m_model, o, file, m_job);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        m_options.calibration = *Calibration::open(file);
        m_options.compute = o.compute;
        const auto table = measureOptions(m_model, automatic(), methods(), m_options, m_job);
        QVERIFY2(table, table ? "" : table.error().message.c_str());
        m_table = *table;
    }

    void heldOutTextIsNotSeen()
    {
        const auto seen = m_options.calibration->sampleIds();
        const auto heldOut = m_options.calibration->heldOutIds();
        QCOMPARE(seen->size(), size_t(12));
        QCOMPARE(heldOut->size(), size_t(4));
        for (const auto &row : *heldOut)
            QVERIFY(std::find(seen->begin(), seen->end(), row) == seen->end());
    }

    void aRebasedProbeMeasuresTheSame()
    {
        Probe direct = probe(), moved = probe();
        Probe::Changes first = smallest(0), last = smallest(m_table.units.size() - 1), both = first;
        both.insert(last.begin(), last.end());
        const double wanted = direct.measure(both, m_job)->kl;
        QVERIFY(wanted > 1e-4);
        QVERIFY(moved.rebase(first, m_job));
        QVERIFY(std::abs(moved.measure(last, m_job)->kl - wanted) < 1e-5 * wanted);
        QVERIFY(moved.rebase(both, m_job));
        QVERIFY(std::abs(moved.measure({}, m_job)->kl - wanted) < 1e-5 * wanted);
        // Without the first unit's change only the last one's is left.
        Probe::Changes back;
        for (const auto &[name, layer] : first)
            back[name] = {};
        const double rest = direct.measure(last, m_job)->kl;
        QVERIFY(std::abs(moved.measure(back, m_job)->kl - rest) < 1e-5 * rest);
        QVERIFY(moved.rebase({}, m_job));
        QVERIFY(std::abs(moved.measure({}, m_job)->kl) < 1e-7);
    }

    void contributionsAddUpToTheDivergence()
    {
        Probe moved = probe();
        Probe::Changes all;
        std::vector<std::vector<std::string>> units;
        for (const Unit &unit : m_table.units) {
            // Mild changes: the divergence is quadratic only near the original.
            const Probe::Changes changes =
                *applyOption(*m_model, methods(), m_options, unit.options[1], m_job);
            all.insert(changes.begin(), changes.end());
            units.push_back(unit.layers);
        }
        QVERIFY(moved.rebase(all, m_job));
        const double kl = moved.measure({}, m_job)->kl;
        const auto shares = moved.contributions(units, m_job);
        QVERIFY(shares);
        const double sum = std::accumulate(shares->begin(), shares->end(), 0.0);
        QVERIFY2(std::abs(sum - kl) < 0.15 * kl, qPrintable(QString("%1 of %2").arg(sum).arg(kl)));
        QVERIFY(!moved.contributions({{"model.norm"}}, m_job));
        // Nothing of the probe has changed.
        QCOMPARE(moved.measure({}, m_job)->kl, kl);
    }

    void tablesSurviveJson()
    {
        const auto back = optionTableFromJson(json::parse(toJson(m_table).dump()));
        QVERIFY(back);
        QVERIFY(toJson(*back) == toJson(m_table));
        QVERIFY(!optionTableFromJson(json::object()));
    }

    void everyOptionIsAsLargeAsItSays()
    {
        for (const Unit &unit : m_table.units)
            for (const UnitOption &option : unit.options) {
                if (option.steps.empty())
                    continue;
                const Plan plan = makePlan(*m_model, Recipe{{}, option.steps, false}, methods(),
                                           nullptr, m_options.calibration.get());
                QVERIFY(plan.errors.empty());
                QCOMPARE(unit.options.front().parameters - option.parameters,
                         plan.parametersBefore - plan.parametersAfter);
            }
    }

    void aSmallerBudgetCostsMore()
    {
        double before = 0;
        for (const double kept : {0.95, 0.85, 0.75}) {
            const auto chosen = allocate(m_table, share(kept), BudgetOf::Parameters);
            QVERIFY(chosen);
            QVERIFY(chosen->size <= share(kept));
            QVERIFY(chosen->loss > before);
            before = chosen->loss;
        }
        const auto none = allocate(m_table, 10, BudgetOf::Parameters);
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Budget);
    }

    void correctionsDoNotMakeItWorse()
    {
        const int64_t budget = share(0.75);
        const auto better = corrected(m_model, m_table, methods(), m_options,
                                      {budget, BudgetOf::Parameters, 3}, m_job);
        QVERIFY2(better, better ? "" : better.error().message.c_str());
        QVERIFY(better->rounds >= 1);
        QVERIFY(better->measuredKl <= better->firstKl);
        const auto chosen = allocate(better->table, budget, BudgetOf::Parameters);
        QVERIFY(chosen);
        QVERIFY(chosen->size <= budget);
        // What it says was measured is what the allocation does.
        Probe::Changes all;
        for (size_t u = 0; u < chosen->chosen.size(); ++u) {
            const UnitOption &option = better->table.units[u].options[size_t(chosen->chosen[u])];
            if (!option.steps.empty())
                all.merge(*applyOption(*m_model, methods(), m_options, option, m_job));
        }
        Probe direct = probe();
        const double kl = direct.measure(all, m_job)->kl;
        QVERIFY2(std::abs(kl - better->measuredKl) < 1e-4 * kl,
                 qPrintable(QString("%1 against %2").arg(kl).arg(better->measuredKl)));
        const Recipe recipe = resolved(automatic(), better->table, *chosen);
        QCOMPARE(autoStep(recipe), -1);
    }

    void refused()
    {
        AutoOptions none = m_options;
        none.calibration = nullptr;
        QVERIFY(!measureOptions(m_model, automatic(), methods(), none, m_job));
        QVERIFY(!corrected(m_model, m_table, methods(), none,
                           {share(0.75), BudgetOf::Parameters, 1}, m_job));
        Recipe unknown = automatic();
        unknown.steps[0].params = {{"methods", {"alchemy"}}};
        const auto failed = measureOptions(m_model, unknown, methods(), m_options, m_job);
        QVERIFY(!failed);
        QVERIFY(failed.error().message.find("alchemy") != std::string::npos);
    }
};

LAPIDARY_TEST(TestBudget)
#include "tst_budget.moc"

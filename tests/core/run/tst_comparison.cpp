#include "core/run/comparison.h"
#include "tests/support/test_program.h"

#include <cmath>
#include <random>

using namespace lapidary;

class TestComparison : public QObject {
    Q_OBJECT

    // Straight from the definition.
    static std::vector<bool> bruteForce(const std::vector<std::pair<double, double>> &points)
    {
        std::vector<bool> front(points.size());
        for (size_t i = 0; i < points.size(); ++i) {
            bool on = !std::isnan(points[i].first) && !std::isnan(points[i].second);
            for (const auto &other : points)
                if (other.first <= points[i].first && other.second <= points[i].second
                    && (other.first < points[i].first || other.second < points[i].second))
                    on = false;
            front[i] = on;
        }
        return front;
    }
    static RunRecord record(const std::string &run, std::vector<std::pair<std::string, double>> layers)
    {
        RunRecord r;
        r.run = run;
        r.bytesBefore = 1000;
        r.bytesAfter = 1000;
        for (const auto &[name, error] : layers) {
            LayerRecord layer;
            layer.name = name;
            layer.error = error;
            layer.method = "svd";
            layer.bytes = 40;
            layer.bytesBefore = 100;
            r.layers.push_back(layer);
        }
        return r;
    }
    static Step step(const char *role, const char *method, nlohmann::json params)
    {
        return {{{role}, {}, {}, {}}, method, std::move(params)};
    }

private Q_SLOTS:
    void paretoAgainstBruteForce()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 2000; ++round) {
            std::vector<std::pair<double, double>> points(random() % 12);
            for (auto &[x, y] : points) {
                // Few values, so that ties and equal points are common.
                x = static_cast<double>(random() % 5);
                y = random() % 17 == 0 ? NAN : random() % 19 == 0 ? INFINITY : double(random() % 5);
                if (random() % 23 == 0)
                    x = NAN;
            }
            QCOMPARE(paretoFront(points), bruteForce(points));
        }
        QVERIFY(paretoFront({}).empty());
    }

    void layersByDifference()
    {
        const Comparison c = compareRuns({record("a", {{"x", 0.1}, {"y", 0.5}}),
                                          record("b", {{"x", 0.12}, {"z", 0.3}})});
        QCOMPARE(c.layers.size(), size_t(3));
        QCOMPARE(c.layers[0].name, std::string("y"));
        QCOMPARE(c.layers[1].name, std::string("z"));
        QCOMPARE(c.layers[2].name, std::string("x"));
        QVERIFY(std::abs(c.layers[0].difference - 0.5) < 1e-12);
        QVERIFY(!c.layers[0].errors[1]);
        QCOMPARE(c.layers[0].bytes, (std::vector<int64_t>{40, 100})); // untouched: as it was
        QVERIFY(c.layers[0].methods[1].empty());
    }

    void recipesAligned()
    {
        RunRecord a = record("a", {}), b = record("b", {});
        a.recipe.steps = {step("q", "svd", {{"rank", 8}}), step("v", "quantize", {{"type", "q8_0"}}),
                          step("q", "quantize", {{"type", "q8_0"}})};
        b.recipe.steps = {step("k", "svd", {{"rank", 2}}), step("q", "mpo", {{"chi", 9}})};
        const Comparison c = compareRuns({a, b});
        QCOMPARE(c.recipe.size(), size_t(4)); // q, v, q again, k
        QCOMPARE(c.recipe[0].perRun, (std::vector<std::string>{"svd rank=8", "mpo chi=9"}));
        QCOMPARE(c.recipe[2].perRun, (std::vector<std::string>{"quantize type=q8_0", ""}));
        QCOMPARE(c.recipe[3].perRun, (std::vector<std::string>{"", "svd rank=2"}));
        const auto json = toJson(c);
        for (const char *key : {"recipe_diff", "layers", "figures"})
            QVERIFY2(json.contains(key), key);
        QCOMPARE(json["figures"]["bytes"].size(), size_t(2));
    }

    void nothingToCompare()
    {
        const Comparison c = compareRuns({});
        QVERIFY(c.layers.empty() && c.recipe.empty());
        QVERIFY(toJson(c)["layers"].empty());
    }
};

LAPIDARY_TEST(TestComparison)
#include "tst_comparison.moc"

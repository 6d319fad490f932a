#include "core/model/layer_form.h"
#include "core/model/role.h"
#include "tests/support/test_program.h"

using namespace lapidary;

/// Counts against the formulas worked by hand, bonds, and the JSON form with its rejections.
class TestLayerForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rolesHaveUniqueNames();
    void denseCounts();
    void lowRankCounts();
    void mpoOf216();
    void mpoWithUnevenFactors();
    void tuckerCounts();
    void cpCounts();
    void rowModesSplit();
    void jsonRoundTrip();
    void badJson_data();
    void badJson();
    void formsDocument();
};

void TestLayerForm::rolesHaveUniqueNames()
{
    QCOMPARE(allRoles().size(), size_t(24));
    for (Role role : allRoles()) {
        const auto back = roleFromName(roleName(role));
        QVERIFY(back && *back == role);
    }
    QVERIFY(!roleFromName("Q"));
    QVERIFY(!roleFromName(""));
}

void TestLayerForm::denseCounts()
{
    const LayerForm matrix = denseForm({1536, 576}, DType::Q8_0);
    QCOMPARE(matrix.out, 1536);
    QCOMPARE(matrix.in, 576);
    QCOMPARE(matrix.parameters(), 1536 * 576);
    QCOMPARE(matrix.bytes(), 1536 * 576 / 32 * 34);
    const LayerForm norm = denseForm({576}, DType::F32);
    QCOMPARE(norm.out, 576);
    QCOMPARE(norm.in, 0);
    QCOMPARE(norm.bytes(), 576 * 4);
    const LayerForm experts = denseForm({8, 14, 4}, DType::BF16);
    QCOMPARE(experts.out, 112);
    QCOMPARE(experts.in, 4);
    QVERIFY(checkForm(experts).has_value());
    const LayerForm removed = removedForm(matrix);
    QCOMPARE(removed.parameters(), 0);
    QCOMPARE(removed.bytes(), 0);
    QCOMPARE(removed.out, 1536);
    QVERIFY(checkForm(removed).has_value());
}

void TestLayerForm::lowRankCounts()
{
    const LayerForm form = lowRankForm(1536, 576, 100, DType::F16);
    QCOMPARE(form.parameters(), 100 * (1536 + 576));
    QCOMPARE(form.bytes(), 2 * 100 * (1536 + 576));
    QCOMPARE(form.factors[0].shape, (Shape{100, 576}));
    QCOMPARE(form.factors[1].shape, (Shape{1536, 100}));
    QVERIFY(checkForm(form).has_value());
}

void TestLayerForm::mpoOf216()
{
    // 2 * 36 chi + 36 chi^2, and bonds that clamp at 36.
    for (int64_t chi : {1, 10, 35, 36, 100}) {
        const int64_t bond = std::min<int64_t>(chi, 36);
        const LayerForm form = mpoForm({6, 6, 6}, {6, 6, 6}, chi, DType::F32);
        QCOMPARE(form.out, 216);
        QCOMPARE(form.in, 216);
        QCOMPARE(form.parameters(), 2 * 36 * bond + 36 * bond * bond);
        QCOMPARE(clampedBonds({6, 6, 6}, {6, 6, 6}, chi), (std::vector<int64_t>{bond, bond}));
        QVERIFY(checkForm(form).has_value());
    }
    // 35 is the largest that saves anything.
    QVERIFY(mpoForm({6, 6, 6}, {6, 6, 6}, 35, DType::F32).parameters() < 216 * 216);
    QVERIFY(mpoForm({6, 6, 6}, {6, 6, 6}, 36, DType::F32).parameters() > 216 * 216);
}

void TestLayerForm::mpoWithUnevenFactors()
{
    // 24 x 30: sites (2,5) (3,2) (4,3); products 10, 60 from the left, 72, 12 from the right.
    QCOMPARE(clampedBonds({2, 3, 4}, {5, 2, 3}, 1000), (std::vector<int64_t>{10, 12}));
    const LayerForm form = mpoForm({2, 3, 4}, {5, 2, 3}, 1000, DType::F32);
    QCOMPARE(form.parameters(), 1 * 2 * 5 * 10 + 10 * 3 * 2 * 12 + 12 * 4 * 3 * 1);
    QCOMPARE(form.factors[1].suffix, std::string("cores.1"));
    QCOMPARE(form.factors[1].shape, (Shape{10, 3, 2, 12}));
    QVERIFY(clampedBonds({24}, {30}, 5).empty());
}

void TestLayerForm::tuckerCounts()
{
    const LayerForm form = tuckerForm({4, 6}, {5, 3}, {3, 4, 5, 2}, DType::BF16);
    QCOMPARE(form.out, 24);
    QCOMPARE(form.in, 15);
    QCOMPARE(form.parameters(), 3 * 4 * 5 * 2 + 4 * 3 + 6 * 4 + 5 * 5 + 3 * 2);
    QCOMPARE(form.factors[0].suffix, std::string("core"));
    QCOMPARE(form.factors[0].shape, (Shape{3, 4, 5, 2}));
    QCOMPARE(form.factors[4].suffix, std::string("factors.3"));
    QCOMPARE(form.factors[4].shape, (Shape{3, 2}));
    QVERIFY(checkForm(form).has_value());
    // Ranks beyond the modes, and beyond what the others span.
    QCOMPARE(clampedRanks({4, 6, 5, 3}, {9, 9, 9, 9}), (std::vector<int64_t>{4, 6, 5, 3}));
    QCOMPARE(clampedRanks({24, 15}, {24, 7}), (std::vector<int64_t>{7, 7}));
    QCOMPARE(clampedRanks({4, 6, 5, 3}, {4, 1, 2, 1}), (std::vector<int64_t>{2, 1, 2, 1}));
}

void TestLayerForm::cpCounts()
{
    const LayerForm form = cpForm({4, 6}, {5, 3}, 7, DType::F16);
    QCOMPARE(form.out, 24);
    QCOMPARE(form.in, 15);
    QCOMPARE(form.parameters(), 7 * (4 + 6 + 5 + 3));
    QCOMPARE(form.factors[2].shape, (Shape{5, 7}));
    QVERIFY(checkForm(form).has_value());
}

void TestLayerForm::rowModesSplit()
{
    QCOMPARE(rowModes({4, 6, 5, 3}, 24, 15), std::optional<size_t>(2));
    QCOMPARE(rowModes({24, 1, 5, 3}, 24, 15), std::optional<size_t>(1)); // the 1 may be a column's
    QCOMPARE(rowModes({1, 24, 15}, 1, 360), std::optional<size_t>(1));
    QCOMPARE(rowModes({4, 6}, 24, 1), std::optional<size_t>(2));
    QVERIFY(!rowModes({4, 6, 5, 3}, 20, 18));
    QVERIFY(!rowModes({4, 6, 5, 3}, 24, 14));
    QVERIFY(!rowModes({int64_t(1) << 40, int64_t(1) << 40}, 24, 15));
}

void TestLayerForm::jsonRoundTrip()
{
    for (const LayerForm &form :
         {denseForm({64, 32}, DType::Q4_0), denseForm({64}, DType::F32),
          lowRankForm(64, 32, 32, DType::Q8_0), mpoForm({4, 4, 4}, {2, 4, 4}, 8, DType::BF16),
           tuckerForm({8, 8}, {4, 8}, {6, 6, 3, 6}, DType::F16),
           tuckerForm({64}, {32}, {9, 9}, DType::F32), cpForm({8, 8}, {4, 8}, 32, DType::Q8_0),
           removedForm(denseForm({64, 32}, DType::F32)), removedForm(denseForm({64}, DType::F32))}) {
        const auto back = layerFormFromJson(toJson(form));
        QVERIFY2(back.has_value(), back ? "" : back.error().message.c_str());
        QCOMPARE(toJson(*back), toJson(form));
        QCOMPARE(back->parameters(), form.parameters());
        QCOMPARE(back->bytes(), form.bytes());
    }
}

void TestLayerForm::badJson_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *json, const char *says) {
        QTest::newRow(name) << QString(json) << QString(says);
    };
    row("no object", "[]", "object");
    row("unknown kind", R"({"kind":"svd"})", "low_rank");
    row("no sizes", R"({"kind":"dense"})", "\"out\"");
    row("negative", R"({"kind":"dense","out":-1,"in":2,"factors":[]})", "impossible");
    row("huge", R"({"kind":"dense","out":18446744073709551615,"in":2,"factors":[]})", "\"out\"");
    row("no factors", R"({"kind":"dense","out":1,"in":2})", "factors");
    row("empty factors", R"({"kind":"dense","out":1,"in":2,"factors":[]})", "1 to");
    row("bad shape", R"({"kind":"dense","out":4,"in":2,
        "factors":[{"suffix":"weight","shape":[2,2],"dtype":"f32"}]})",
        "2 × 2");
    row("path in suffix", R"({"kind":"dense","out":4,"in":2,
        "factors":[{"suffix":"../weight","shape":[4,2],"dtype":"f32"}]})",
        "suffix");
    row("removed with a factor", R"({"kind":"removed","out":4,"in":2,
        "factors":[{"suffix":"weight","shape":[4,2],"dtype":"f32"}]})",
        "no factors");
    row("unknown dtype", R"({"kind":"dense","out":4,"in":2,
        "factors":[{"suffix":"weight","shape":[4,2],"dtype":"f33"}]})",
        "f33");
    row("part of a block", R"({"kind":"dense","out":4,"in":30,
        "factors":[{"suffix":"weight","shape":[4,30],"dtype":"q8_0"}]})",
        "weight");
    row("one factor", R"({"kind":"low_rank","out":4,"in":2,
        "factors":[{"suffix":"a.weight","shape":[1,2],"dtype":"f32"}]})",
        "2 factors");
    row("ranks differ", R"({"kind":"low_rank","out":4,"in":2,"factors":[
        {"suffix":"a.weight","shape":[1,2],"dtype":"f32"},
        {"suffix":"b.weight","shape":[4,3],"dtype":"f32"}]})",
        "4 × 3");
    row("bonds differ", R"({"kind":"mpo","out":4,"in":4,"factors":[
        {"suffix":"cores.0","shape":[1,2,2,3],"dtype":"f32"},
        {"suffix":"cores.1","shape":[4,2,2,1],"dtype":"f32"}]})",
        "cores.1");
    row("wrong product", R"({"kind":"mpo","out":5,"in":4,"factors":[
        {"suffix":"cores.0","shape":[1,2,2,3],"dtype":"f32"},
        {"suffix":"cores.1","shape":[3,2,2,1],"dtype":"f32"}]})",
        "5 × 4");
    row("modes do not split", R"({"kind":"cp","out":5,"in":4,"factors":[
        {"suffix":"factors.0","shape":[2,3],"dtype":"f32"},
        {"suffix":"factors.1","shape":[2,3],"dtype":"f32"},
        {"suffix":"factors.2","shape":[4,3],"dtype":"f32"}]})",
        "do not split into 5 rows");
    row("cp ranks differ", R"({"kind":"cp","out":4,"in":4,"factors":[
        {"suffix":"factors.0","shape":[4,3],"dtype":"f32"},
        {"suffix":"factors.1","shape":[4,2],"dtype":"f32"}]})",
        "[size, 3]");
    row("one mode", R"({"kind":"cp","out":4,"in":4,"factors":[
        {"suffix":"factors.0","shape":[4,3],"dtype":"f32"}]})",
        "2 to 8 modes");
    row("core of another order", R"({"kind":"tucker","out":4,"in":4,"factors":[
        {"suffix":"core","shape":[3,2,1],"dtype":"f32"},
        {"suffix":"factors.0","shape":[4,3],"dtype":"f32"},
        {"suffix":"factors.1","shape":[4,2],"dtype":"f32"}]})",
        "one dimension for each");
    row("core does not fit", R"({"kind":"tucker","out":4,"in":4,"factors":[
        {"suffix":"core","shape":[3,3],"dtype":"f32"},
        {"suffix":"factors.0","shape":[4,3],"dtype":"f32"},
        {"suffix":"factors.1","shape":[4,2],"dtype":"f32"}]})",
        "factors.1 must be [size, 3]");
    row("factor is no matrix", R"({"kind":"tucker","out":4,"in":4,"factors":[
        {"suffix":"core","shape":[3,3],"dtype":"f32"},
        {"suffix":"factors.0","shape":[4,3],"dtype":"f32"},
        {"suffix":"factors.1","shape":[12],"dtype":"f32"}]})",
        "must be a matrix");
    row("open end", R"({"kind":"mpo","out":4,"in":4,"factors":[
        {"suffix":"cores.0","shape":[1,2,2,3],"dtype":"f32"},
        {"suffix":"cores.1","shape":[3,2,2,2],"dtype":"f32"}]})",
        "bond 1");
}

void TestLayerForm::badJson()
{
    QFETCH(QString, json);
    QFETCH(QString, says);
    const auto form = layerFormFromJson(nlohmann::json::parse(json.toStdString()));
    QVERIFY(!form.has_value());
    const QString message = QString::fromStdString(form.error().message);
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestLayerForm::formsDocument()
{
    const std::map<std::string, LayerForm> forms{
        {"model.layers.0.mlp.up_proj", lowRankForm(8, 4, 2, DType::F32)}};
    const auto back = formsFromJson(formsToJson(forms));
    QVERIFY(back.has_value());
    QCOMPARE(back->size(), size_t(1));
    QVERIFY(!formsFromJson({{"version", 2}}).has_value());
    QVERIFY(!formsFromJson({{"layers", {1, 2}}}).has_value());
    const auto bad = formsFromJson({{"layers", {{"x", {{"kind", "dense"}}}}}});
    QVERIFY(!bad.has_value());
    QVERIFY(bad.error().message.find("layer x") != std::string::npos);
    // Which parts a block has is said in config.json alone.
    const auto gone = formsFromJson(
        {{"layers", {{"x", toJson(removedForm(denseForm({4, 2}, DType::F32)))}}}});
    QVERIFY(!gone.has_value());
    QVERIFY(gone.error().message.find("config.json") != std::string::npos);
}

LAPIDARY_TEST(TestLayerForm)
#include "tst_layer_form.moc"

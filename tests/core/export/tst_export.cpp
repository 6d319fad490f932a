// Exports of a tiny model, read back and compared with the original.

#include "core/export/export_tensor.h"
#include "core/export/exporter.h"
#include "core/model/diff.h"
#include "core/plugin/loader.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace lapidary;

class TestExport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsInterleave();
    void exportHoldsTheSameWeights_data();
    void exportHoldsTheSameWeights();
    void unknownTypeIsRefused();
    void existingTargetSurvives();

private:
    ModelPtr model();
    const Exporter *exporter(const char *id) const;
    JobContext m_job;
};

ModelPtr TestExport::model()
{
    const auto opened = openModel(LAPIDARY_SOURCE_DIR "/resources/demo/model", m_job);
    return opened ? *opened : nullptr;
}

const Exporter *TestExport::exporter(const char *id) const
{
    for (const auto &candidate : plugins().exporters)
        if (candidate->id() == id)
            return candidate.get();
    return nullptr;
}

void TestExport::rowsInterleave()
{
    // Two heads of four rows: new row 2j is old row j, new row 2j + 1 is old row j + 2.
    QCOMPARE(interleavedRows(8, 2), (std::vector<int64_t>{0, 2, 1, 3, 4, 6, 5, 7}));
    std::vector<int64_t> order = interleavedRows(192, 3);
    std::sort(order.begin(), order.end());
    for (int64_t row = 0; row < 192; ++row)
        QCOMPARE(order[size_t(row)], row);
}

void TestExport::exportHoldsTheSameWeights_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("type");
    QTest::addColumn<double>("largestError"); // relative, of any tensor
    QTest::newRow("hf as stored") << "hf" << "" << 0.0;
    QTest::newRow("hf f32") << "hf" << "f32" << 0.0;
    QTest::newRow("gguf as stored") << "gguf" << "" << 0.0;
    QTest::newRow("gguf f32") << "gguf" << "f32" << 0.0;
    QTest::newRow("gguf f16") << "gguf" << "f16" << 1e-3;
    QTest::newRow("gguf q8_0") << "gguf" << "q8_0" << 0.02;
    QTest::newRow("gguf q4_0") << "gguf" << "q4_0" << 0.2;
}

void TestExport::exportHoldsTheSameWeights()
{
    QFETCH(QString, format);
    QFETCH(QString, type);
    QFETCH(double, largestError);
    const ModelPtr original = model();
    QVERIFY(original);
    const Exporter *writer = exporter(qPrintable(format));
    QVERIFY(writer);
    QTemporaryDir folder;
    const std::string out =
        folder.filePath("export").toStdString() + (writer->isFolder() ? "" : ".gguf");
    ExportOptions options;
    options.type = type.toStdString();
    const auto result = writer->write(*original, options, out, m_job);
    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QVERIFY(result->bytes > 0);

    const auto again = openModel(out, m_job);
    QVERIFY2(again, again ? "" : again.error().message.c_str());
    QCOMPARE((*again)->parametersUnique(), original->parametersUnique());
    const auto diff = diffModels(*original, **again, m_job);
    QVERIFY(diff);
    QCOMPARE(diff->onlyA.size(), size_t(0));
    QCOMPARE(diff->onlyB.size(), size_t(0));
    double worst = 0;
    for (const ChangedTensor &changed : diff->changed) {
        QVERIFY2(changed.relativeError, changed.name.c_str());
        worst = std::max(worst, *changed.relativeError);
    }
    QVERIFY2(worst <= largestError, qPrintable(QString::number(worst)));
    // Coarser types must really have been used.
    QCOMPARE(worst > 0, largestError > 0);
}

void TestExport::unknownTypeIsRefused()
{
    ExportOptions options;
    options.type = "q9_9";
    for (const char *id : {"hf", "gguf"}) {
        const auto notes = exporter(id)->preview(*model(), options);
        QVERIFY(!notes);
        QVERIFY(notes.error().message.find("q9_9") != std::string::npos);
    }
}

void TestExport::existingTargetSurvives()
{
    QTemporaryDir folder;
    QFile kept(folder.filePath("keep.txt"));
    QVERIFY(kept.open(QIODevice::WriteOnly));
    kept.write("mine");
    kept.close();
    const auto result =
        exporter("hf")->write(*model(), {}, folder.path().toStdString(), m_job);
    QVERIFY(!result);
    QVERIFY(QFile::exists(folder.filePath("keep.txt")));
}

LAPIDARY_TEST(TestExport)
#include "tst_export.moc"

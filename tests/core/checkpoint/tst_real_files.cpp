#include "container_files.h"
#include "tests/support/test_program.h"

#include <QDir>
#include <QTemporaryDir>

using namespace lapidary;
using namespace lapidary::test;
namespace fs = std::filesystem;

namespace {

const char *const data = LAPIDARY_SOURCE_DIR "/../shared/data";

std::vector<fs::path> realFiles()
{
    std::vector<fs::path> files;
    std::error_code ec;
    for (const char *folder : {"models", "tokenizers"})
        for (const auto &entry : fs::recursive_directory_iterator(fs::path(data) / folder, ec))
            if (entry.path().extension() == ".gguf" || entry.path().extension() == ".safetensors")
                files.push_back(entry.path());
    return files;
}

} // namespace

class TestRealFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (realFiles().empty())
            QSKIP("no ../shared/data beside the source tree");
    }
    void openReadAndWriteAgain();
    void ggufHoldsTheWeightsOfLlama2c();
};

// Everything opens, decodes to finite numbers, and survives our own writer.
void TestRealFiles::openReadAndWriteAgain()
{
    QTemporaryDir dir;
    for (const fs::path &path : realFiles()) {
        JobContext job;
        const auto source = openCheckpoint(path, job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        std::vector<OutgoingTensor> tensors;
        for (const TensorInfo &info : (*source)->tensors()) {
            const auto values = readTensorF32(**source, info, job);
            QVERIFY2(values.has_value(), values ? "" : values.error().message.c_str());
            for (const float value : *values)
                QVERIFY(std::isfinite(value));
            tensors.push_back(copyOf(**source, info));
        }
        const fs::path copy = fs::path(dir.path().toStdString()) / "copy";
        const bool gguf = (*source)->format() == CheckpointFormat::Gguf;
        QVERIFY(gguf ? writeGguf(copy, *(*source)->gguf(), tensors, job)
                     : writeSafetensors(copy, tensors, {{"format", "pt"}}, job));
        const auto again = openCheckpoint(copy, job);
        QVERIFY(again.has_value());
        QCOMPARE((*again)->tensors().size(), tensors.size());
        if (gguf)
            QCOMPARE((*again)->gguf()->entries.size(), (*source)->gguf()->entries.size());
        for (const TensorInfo &info : (*again)->tensors()) {
            const int index = (*source)->find(info.name);
            QVERIFY(index >= 0);
            const TensorInfo &old = (*source)->tensors()[static_cast<size_t>(index)];
            QCOMPARE(info.shape, old.shape);
            QVERIFY(*readTensorF32(**again, info, job) == *readTensorF32(**source, old, job));
        }
    }
}

// stories260K exists in two containers; the embedding is the first array of the .bin file.
void TestRealFiles::ggufHoldsTheWeightsOfLlama2c()
{
    const fs::path folder = fs::path(data) / "models" / "stories260K";
    const std::string bin = readBytes(folder / "stories260K.bin");
    if (bin.empty())
        QSKIP("stories260K.bin is absent");
    JobContext job;
    const auto source = openCheckpoint(folder / "stories260K.gguf", job);
    QVERIFY(source.has_value());
    const int index = (*source)->find("token_embd.weight");
    QVERIFY(index >= 0);
    const TensorInfo &info = (*source)->tensors()[static_cast<size_t>(index)];
    QCOMPARE(info.shape, (Shape{512, 64}));
    const auto values = readTensorF32(**source, info, job);
    QVERIFY(std::memcmp(values->data(), bin.data() + 7 * sizeof(int32_t),
                        values->size() * sizeof(float)) == 0);
}

LAPIDARY_TEST(TestRealFiles)
#include "tst_real_files.moc"

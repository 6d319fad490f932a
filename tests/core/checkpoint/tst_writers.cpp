#include "container_files.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <csignal>
#include <stdexcept>
#include <sys/resource.h>

using namespace lapidary;
using namespace lapidary::test;
namespace fs = std::filesystem;

namespace {

using Writer = std::function<Status(const fs::path &, std::vector<OutgoingTensor>, JobContext &)>;

const std::pair<const char *, Writer> writers[] = {
    {"safetensors", [](const fs::path &path, std::vector<OutgoingTensor> tensors, JobContext &job) {
         return writeSafetensors(path, std::move(tensors), {{"format", "pt"}}, job);
     }},
    {"gguf", [](const fs::path &path, std::vector<OutgoingTensor> tensors, JobContext &job) {
         GgufMetadata metadata;
         metadata.setText("general.architecture", "llama");
         return writeGguf(path, metadata, std::move(tensors), job);
     }},
};

std::vector<OutgoingTensor> someTensors()
{
    return {outgoing("a", DType::F32, {50, 10}, std::string(2000, 'a'), 300),
            outgoing("b", DType::F16, {333}, std::string(666, 'b'), 100)};
}

} // namespace

class TestWriters : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }
    void fullDiskAtEveryPoint();
    void producersThatMisbehave();
    void cancelled();
    void replacesOnlyWhenComplete();
    void missingFolder();
    void noTensors();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

void TestWriters::fullDiskAtEveryPoint()
{
    std::signal(SIGXFSZ, SIG_IGN);
    for (const auto &[name, write] : writers) {
        JobContext job;
        QVERIFY(write(m_folder / "whole", someTensors(), job));
        const auto size = static_cast<rlim_t>(fs::file_size(m_folder / "whole"));
        fs::remove(m_folder / "whole");
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        for (rlim_t limit = 0; limit < size; limit += 37) {
            rlimit small{limit, old.rlim_max};
            setrlimit(RLIMIT_FSIZE, &small);
            const auto status = write(m_folder / "out", someTensors(), job);
            setrlimit(RLIMIT_FSIZE, &old);
            QVERIFY(!status);
            QCOMPARE(status.error().code, ErrorCode::Io);
            QVERIFY(fs::is_empty(m_folder));
        }
    }
}

void TestWriters::producersThatMisbehave()
{
    const auto with = [](auto produce) {
        auto tensors = someTensors();
        tensors[1].produce = produce;
        return tensors;
    };
    const std::vector<std::byte> bytes(700);
    using Sink = std::function<Status(std::span<const std::byte>)>;
    const std::vector<std::pair<std::vector<OutgoingTensor>, ErrorCode>> cases{
        {with([&](const Sink &sink) { return sink(std::span(bytes).first(665)); }),
         ErrorCode::Internal},
        {with([&](const Sink &sink) { return sink(std::span(bytes).first(667)); }),
         ErrorCode::Internal},
        {with([](const Sink &) -> Status { return fail(ErrorCode::Numerical, "NaN"); }),
         ErrorCode::Numerical},
        {with([](const Sink &) -> Status { throw std::runtime_error("boom"); }),
         ErrorCode::Internal},
        {with([](const Sink &) -> Status { throw std::bad_alloc(); }), ErrorCode::Budget},
        {with(nullptr), ErrorCode::Internal},
        {{outgoing("a", DType::F32, {1}, "abcd"), outgoing("a", DType::F32, {1}, "abcd")},
         ErrorCode::Internal},
        {{outgoing("", DType::F32, {1}, "abcd")}, ErrorCode::Internal},
        {{outgoing("a", DType::F32, {-1}, "")}, ErrorCode::Input},
        {{outgoing("a", DType::F32, {1LL << 62, 8}, "")}, ErrorCode::Input},
        {{outgoing("a", DType::Other, {4}, "abcd")}, ErrorCode::Unsupported},
    };
    for (const auto &[name, write] : writers)
        for (const auto &[tensors, code] : cases) {
            JobContext job;
            const auto status = write(m_folder / "out", tensors, job);
            QVERIFY(!status);
            QCOMPARE(status.error().code, code);
            QVERIFY(fs::is_empty(m_folder));
        }
    JobContext job;
    for (const char *name : {"__metadata__", "\xff\xfe"})
        QVERIFY(!writeSafetensors(m_folder / "o", {outgoing(name, DType::U8, {1}, "a")}, {}, job));
    QVERIFY(!writeSafetensors(m_folder / "o", {}, {{"a", "\xff"}}, job));
    QVERIFY(fs::is_empty(m_folder));
}

void TestWriters::cancelled()
{
    for (const auto &[name, write] : writers) {
        JobContext job;
        auto tensors = someTensors();
        const auto inner = tensors[0].produce;
        tensors[0].produce = [&](const auto &sink) {
            job.cancel();
            return inner(sink);
        };
        QCOMPARE(write(m_folder / "out", tensors, job).error().code, ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(m_folder));
    }
}

void TestWriters::replacesOnlyWhenComplete()
{
    for (const auto &[name, write] : writers) {
        JobContext job;
        writeBytes(m_folder / "out", "precious");
        auto tensors = someTensors();
        tensors[1].produce = [](const auto &) -> Status { return fail(ErrorCode::Io, "gone"); };
        QVERIFY(!write(m_folder / "out", tensors, job));
        QCOMPARE(readBytes(m_folder / "out"), std::string("precious"));
        QVERIFY(write(m_folder / "out", someTensors(), job));
        QVERIFY(openCheckpoint(m_folder / "out", job)); // by content, whatever its name
    }
}

void TestWriters::missingFolder()
{
    for (const auto &[name, write] : writers) {
        JobContext job;
        QCOMPARE(write(m_folder / "no" / "out", someTensors(), job).error().code, ErrorCode::Io);
    }
}

void TestWriters::noTensors()
{
    for (const auto &[name, write] : writers) {
        JobContext job;
        QVERIFY(write(m_folder / name, {}, job));
        const auto source = openCheckpoint(m_folder / name, job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        QVERIFY((*source)->tensors().empty());
    }
}

LAPIDARY_TEST(TestWriters)
#include "tst_writers.moc"

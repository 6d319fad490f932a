#include "core/base/atomic_file.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lapidary;
namespace fs = std::filesystem;

namespace {

size_t filesIn(const fs::path &folder)
{
    return static_cast<size_t>(std::distance(fs::directory_iterator(folder), {}));
}

// Writes beyond `bytes` in a file fail, as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_old);
        rlimit limit{bytes, m_old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_old); }

private:
    rlimit m_old{};
};

} // namespace

class TestAtomicFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }
    void appearsOnlyOnCommit();
    void replacesAndKeepsOnFailure();
    void failedWriteLeavesNothing();
    void refusals();
    void folderAppearsOnlyOnCommit();
    void folderRefusesContent();
    void readsText();
    void diskSpace();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

void TestAtomicFile::appearsOnlyOnCommit()
{
    const fs::path path = m_folder / "a.txt";
    {
        auto file = AtomicFile::create(path);
        QVERIFY(file.has_value());
        QVERIFY(file->write("hello "));
        QCOMPARE(file->position(), 6);
        QVERIFY(!fs::exists(path));
        QVERIFY(fs::exists(file->temporaryPath()));
        AtomicFile moved = std::move(*file);
        QVERIFY(moved.write("world"));
        QVERIFY(moved.commit());
        QVERIFY(!moved.commit()); // only once
        QVERIFY(!moved.write("more"));
    }
    QCOMPARE(*readTextFile(path), std::string("hello world"));
    QCOMPARE(filesIn(m_folder), size_t(1));
    struct stat info {};
    stat(path.c_str(), &info);
    const mode_t mask = umask(0);
    umask(mask);
    QCOMPARE(info.st_mode & 0777u, 0666u & ~mask);
}

void TestAtomicFile::replacesAndKeepsOnFailure()
{
    const fs::path path = m_folder / "a.txt";
    QVERIFY(writeFileAtomically(path, "old"));
    {
        auto file = AtomicFile::create(path);
        QVERIFY(file->write("half of the new"));
    }
    QCOMPARE(*readTextFile(path), std::string("old"));
    QVERIFY(writeFileAtomically(path, "new"));
    QCOMPARE(*readTextFile(path), std::string("new"));
    QCOMPARE(filesIn(m_folder), size_t(1));
}

void TestAtomicFile::failedWriteLeavesNothing()
{
    const std::string block(1000, 'x');
    for (const rlim_t limit : {0, 1, 999, 1000, 1500, 2999}) {
        const FileSizeLimit full(limit);
        auto status = [&]() -> Status {
            LAPIDARY_ASSIGN(AtomicFile file, AtomicFile::create(m_folder / "a"));
            for (int i = 0; i < 3; ++i)
                LAPIDARY_TRY(file.write(block));
            return file.commit();
        }();
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Io);
        QVERIFY(status.error().message.find("/a") != std::string::npos);
        QCOMPARE(filesIn(m_folder), size_t(0));
    }
}

void TestAtomicFile::refusals()
{
    QCOMPARE(AtomicFile::create(m_folder / "missing" / "a").error().code, ErrorCode::Io);
    QCOMPARE(AtomicFile::create("").error().code, ErrorCode::Usage);
    QCOMPARE(AtomicFile::create(m_folder / "..").error().code, ErrorCode::Usage);
    fs::create_directory(m_folder / "folder");
    auto file = AtomicFile::create(m_folder / "folder");
    QVERIFY(file && !file->commit()); // a folder is in the way
    const fs::path longest = m_folder / std::string(255, 'n');
    QVERIFY(writeFileAtomically(longest, "x"));
    QVERIFY(!writeFileAtomically(m_folder / std::string(256, 'n'), "x"));
}

void TestAtomicFile::folderAppearsOnlyOnCommit()
{
    const fs::path path = m_folder / "out";
    {
        auto folder = AtomicFolder::create(path);
        QVERIFY(folder.has_value());
        fs::create_directories(folder->path() / "sub");
        QVERIFY(writeFileAtomically(folder->path() / "sub" / "f", "1"));
        QVERIFY(!fs::exists(path));
    }
    QCOMPARE(filesIn(m_folder), size_t(0)); // given up

    fs::create_directory(path); // an empty folder may be replaced
    auto folder = AtomicFolder::create(path / "");
    QVERIFY(folder.has_value());
    QVERIFY(writeFileAtomically(folder->path() / "f", "1"));
    QVERIFY(folder->commit());
    QVERIFY(!folder->commit());
    QCOMPARE(*readTextFile(path / "f"), std::string("1"));
    QCOMPARE(filesIn(m_folder), size_t(1));
}

void TestAtomicFile::folderRefusesContent()
{
    fs::create_directory(m_folder / "out");
    auto early = AtomicFolder::create(m_folder / "out");
    QVERIFY(early.has_value());
    QVERIFY(writeFileAtomically(m_folder / "out" / "mine", "precious"));
    QVERIFY(!early->commit()); // filled meanwhile
    QCOMPARE(AtomicFolder::create(m_folder / "out").error().code, ErrorCode::Io);
    QCOMPARE(AtomicFolder::create(m_folder / "out" / "mine").error().code, ErrorCode::Io);
    QCOMPARE(*readTextFile(m_folder / "out" / "mine"), std::string("precious"));
}

void TestAtomicFile::readsText()
{
    QVERIFY(writeFileAtomically(m_folder / "a", "12345"));
    QCOMPARE(*readTextFile(m_folder / "a", 5), std::string("12345"));
    QCOMPARE(readTextFile(m_folder / "a", 4).error().code, ErrorCode::Input);
    QCOMPARE(readTextFile(m_folder / "b").error().code, ErrorCode::Io);
    QCOMPARE(readTextFile(m_folder).error().code, ErrorCode::Io);
    QVERIFY(!readTextFile("/proc/self/status")->empty()); // claims size 0
    QVERIFY(!readTextFile("/dev/zero", 1000));
    QCOMPARE(mkfifo((m_folder / "pipe").c_str(), 0600), 0);
    QVERIFY(!readTextFile(m_folder / "pipe")); // and does not hang
}

void TestAtomicFile::diskSpace()
{
    QVERIFY(requireDiskSpace(m_folder, 1));
    QVERIFY(requireDiskSpace(m_folder / "not" / "yet", 1));
    const auto status = requireDiskSpace(m_folder, std::numeric_limits<int64_t>::max());
    QCOMPARE(status.error().code, ErrorCode::Io);
    QVERIFY(status.error().message.find("free") != std::string::npos);
    QVERIFY(!requireDiskSpace("/proc", 1));
}

LAPIDARY_TEST(TestAtomicFile)
#include "tst_atomic_file.moc"

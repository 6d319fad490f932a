#include "container_files.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

using namespace lapidary;
using namespace lapidary::test;
namespace fs = std::filesystem;

namespace {

std::string oneByte(const std::string &name)
{
    return safetensorsFile(
        "{\"" + name + "\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
}

} // namespace

class TestHuggingFace : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }
    void singleFile();
    void shards();
    void badIndex_data();
    void badIndex();
    void disagreement();
    void hubCache();
    void linksOutside();
    void overlay();
    void badOverlay_data();
    void badOverlay();
    void identity();
    void documents();
    void notACheckpoint();
    void hundredsOfLargeShards();

private:
    void writeShards()
    {
        writeBytes(m_folder / "config.json", R"({"model_type":"llama"})");
        writeBytes(m_folder / "s-1.safetensors", oneByte("a"));
        writeBytes(m_folder / "s-2.safetensors", oneByte("b"));
    }
    void writeIndex(const std::string &text)
    {
        writeBytes(m_folder / "model.safetensors.index.json", text);
    }
    Result<std::shared_ptr<const CheckpointSource>> open()
    {
        JobContext job;
        return openCheckpoint(m_folder, job);
    }
    bool failsWith(const char *part)
    {
        const auto source = open();
        if (source)
            return false;
        if (source.error().message.find(part) == std::string::npos)
            qWarning("%s", source.error().message.c_str());
        return source.error().message.find(part) != std::string::npos;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

void TestHuggingFace::singleFile()
{
    writeBytes(m_folder / "config.json", R"({"model_type":"llama"})");
    writeBytes(m_folder / "tokenizer.json", "{}");
    writeBytes(m_folder / "LICENSE", "x");
    writeBytes(m_folder / "modeling.py", "x");
    writeBytes(m_folder / ".hidden.json", "{}");
    writeBytes(m_folder / "model.safetensors", oneByte("a"));
    const auto source = open();
    QVERIFY(source.has_value());
    QCOMPARE((*source)->format(), CheckpointFormat::HuggingFace);
    QCOMPARE((*source)->path(), m_folder);
    QCOMPARE((*source)->find("a"), 0);
    QVERIFY(!(*source)->gguf());
    const auto config = (*source)->document("config.json");
    QCOMPARE((**config)["model_type"].get<std::string>(), std::string("llama"));
    QVERIFY(!*(*source)->document("absent.json"));
    std::vector<std::string> names;
    for (const fs::path &file : (*source)->sideFiles())
        names.push_back(file.filename().string());
    QCOMPARE(names, (std::vector<std::string>{"LICENSE", "modeling.py", "tokenizer.json"}));

    // The file alone takes along only what is certainly its own.
    JobContext job;
    const auto bare = openCheckpoint(m_folder / "model.safetensors", job);
    QCOMPARE((*bare)->sideFiles().size(), size_t(1));
    QVERIFY(*(*bare)->document("config.json"));
}

void TestHuggingFace::shards()
{
    writeShards();
    writeIndex(R"({"metadata":{"total_size":2},"weight_map":{"b":"s-2.safetensors","a":"s-1.safetensors"}})");
    const auto source = open();
    QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
    QCOMPARE((*source)->files().size(), size_t(2));
    const TensorInfo &b = (*source)->tensors()[static_cast<size_t>((*source)->find("b"))];
    QCOMPARE((*source)->files()[static_cast<size_t>(b.file)].filename().string(),
             std::string("s-2.safetensors"));
    std::byte byte{};
    QVERIFY((*source)->read(b, 0, {&byte, 1}));
    QCOMPARE(int(byte), 1);
}

void TestHuggingFace::badIndex_data()
{
    QTest::addColumn<QString>("index");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *index, const char *says) {
        QTest::newRow(name) << QString(index) << QString(says);
    };
    row("no JSON", "{", "JSON");
    row("no map", "{}", "weight_map");
    row("empty map", R"({"weight_map":{}})", "weight_map");
    row("map is a list", R"({"weight_map":["s-1.safetensors"]})", "weight_map");
    row("file is a number", R"({"weight_map":{"a":1}})", "file name");
    row("parent", R"({"weight_map":{"a":"../s-1.safetensors"}})", "plain file name");
    row("absolute", R"({"weight_map":{"a":"/etc/passwd"}})", "plain file name");
    row("sub folder", R"({"weight_map":{"a":"sub/s-1.safetensors"}})", "plain file name");
    row("backslash", R"({"weight_map":{"a":"..\\s-1.safetensors"}})", "plain file name");
    row("dots", R"({"weight_map":{"a":".."}})", "plain file name");
    row("empty", R"({"weight_map":{"a":""}})", "plain file name");
    row("NUL", R"({"weight_map":{"a":"s-1.safetensors\u0000.txt"}})", "plain file name");
    row("twice", R"({"weight_map":{"a":"s-1.safetensors","a":"s-2.safetensors"}})", "twice");
    row("missing shard", R"({"weight_map":{"a":"s-1.safetensors","b":"s-3.safetensors"}})", "s-3.safetensors is missing");
    row("no weights in it", R"({"weight_map":{"a":"config.json"}})", "config.json");
    row("tensor elsewhere", R"({"weight_map":{"a":"s-2.safetensors","b":"s-1.safetensors"}})", "but the index says");
    row("tensor nowhere", R"({"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors","c":"s-2.safetensors"}})", "should be in s-2.safetensors");
}

void TestHuggingFace::badIndex()
{
    QFETCH(QString, index);
    QFETCH(QString, says);
    writeShards();
    writeIndex(index.toStdString());
    QVERIFY(failsWith(says.toUtf8().constData()));
    QVERIFY(open().error().code == ErrorCode::Input || open().error().code == ErrorCode::Unsupported);
}

void TestHuggingFace::disagreement()
{
    writeShards();
    writeBytes(m_folder / "s-2.safetensors", oneByte("a")); // the same name again
    writeIndex(R"({"weight_map":{"a":"s-1.safetensors","b":"s-2.safetensors"}})");
    QVERIFY(failsWith("tensor a lies in s-2.safetensors"));
    writeBytes(m_folder / "s-2.safetensors", oneByte("unlisted"));
    QVERIFY(failsWith("does not name it"));
    fs::remove(m_folder / "model.safetensors.index.json");
    QVERIFY(failsWith("index.json"));
}

void TestHuggingFace::hubCache()
{
    const fs::path repo = m_folder / "models--a--b";
    const fs::path snapshot = repo / "snapshots" / "0123";
    fs::create_directories(snapshot);
    fs::create_directories(repo / "blobs");
    writeBytes(repo / "blobs" / "aaa", oneByte("w"));
    writeBytes(repo / "blobs" / "bbb", R"({"model_type":"llama"})");
    fs::create_symlink("../../blobs/aaa", snapshot / "model.safetensors");
    fs::create_symlink("../../blobs/bbb", snapshot / "config.json");
    fs::create_symlink("../../blobs/bbb", snapshot / "tokenizer.json");
    JobContext job;
    const auto source = openCheckpoint(snapshot, job);
    QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
    QVERIFY(*(*source)->document("config.json"));
    QCOMPARE((*source)->sideFiles().size(), size_t(1));
    fs::remove(repo / "blobs" / "aaa");
    QCOMPARE(openCheckpoint(snapshot, job).error().code, ErrorCode::Io);
}

void TestHuggingFace::linksOutside()
{
    const fs::path model = m_folder / "model";
    fs::create_directory(model);
    writeBytes(m_folder / "private.json", R"({"secret":1})");
    writeBytes(model / "model.safetensors", oneByte("w"));
    fs::create_symlink("../private.json", model / "tokenizer.json");
    fs::create_symlink("model.safetensors", model / "inside.txt");
    JobContext job;
    const auto source = openCheckpoint(model, job);
    QVERIFY(source.has_value());
    QCOMPARE((*source)->document("tokenizer.json").error().code, ErrorCode::Input);
    QCOMPARE((*source)->sideFiles().size(), size_t(1)); // not the link to a private file
    QVERIFY(!(*source)->document("../private.json"));

    writeBytes(m_folder / "other.safetensors", oneByte("w"));
    fs::remove(model / "model.safetensors");
    fs::create_symlink("../other.safetensors", model / "model.safetensors");
    QCOMPARE(openCheckpoint(model, job).error().code, ErrorCode::Input);
}

void TestHuggingFace::overlay()
{
    JobContext job;
    QVERIFY(writeSafetensors(m_folder / "model.safetensors",
                             {outgoing("w", DType::Q8_0, {2, 64}, std::string(136, '\1')),
                              outgoing("v", DType::F32, {1}, "abcd")}, {}, job));
    writeBytes(m_folder / "lapidary.json",
               R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0","shape":[2,64]}},
                   "layers":{"w":{"kind":"dense"}}})");
    for (const fs::path &path : {m_folder, m_folder / "model.safetensors"}) {
        const auto source = openCheckpoint(path, job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        const TensorInfo &w = (*source)->tensors()[static_cast<size_t>((*source)->find("w"))];
        QCOMPARE(w.dtype, DType::Q8_0);
        QCOMPARE(w.dtypeLabel, std::string("Q8_0"));
        QCOMPARE(w.shape, (Shape{2, 64}));
        QCOMPARE(w.elements, 128);
        QCOMPARE(w.bytes, 136);
        const auto values = readTensorF32(**source, w, job);
        QVERIFY(values.has_value());
        QCOMPARE(values->front(), 1.53183937072753906e-05f); // fp16 0x0101 times 1
        QVERIFY((**(*source)->document("lapidary.json")).contains("layers"));
    }
}

void TestHuggingFace::badOverlay_data()
{
    QTest::addColumn<QString>("overlay");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *text, const char *says) {
        QTest::newRow(name) << QString(text) << QString(says);
    };
    row("no JSON", "[", "JSON");
    row("not ours", R"({"format":"other","version":1})", "format");
    row("list", "[]", "format");
    row("no version", R"({"format":"lapidary"})", "version");
    row("newer", R"({"format":"lapidary","version":2})", "update the program");
    row("tensors list", R"({"format":"lapidary","version":1,"tensors":[]})", "tensors");
    row("unknown tensor", R"({"format":"lapidary","version":1,"tensors":{"x":{"dtype":"q8_0","shape":[2,64]}}})", "not in the checkpoint");
    row("no shape", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0"}}})", "needs");
    row("unknown dtype", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q9","shape":[2,64]}}})", "q9");
    row("wrong bytes", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0","shape":[4,64]}}})", "136 bytes");
    row("no whole blocks", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0","shape":[4,31]}}})", "multiple of 32");
    row("negative", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0","shape":[-2,64]}}})", "shape");
    row("overflow", R"({"format":"lapidary","version":1,"tensors":{"w":{"dtype":"q8_0","shape":[4611686018427387904,64]}}})", "2^63");
    row("not bytes", R"({"format":"lapidary","version":1,"tensors":{"v":{"dtype":"f16","shape":[2]}}})", "F32");
    row("twice", R"({"format":"lapidary","version":1,"tensors":{},"tensors":{}})", "twice");
}

void TestHuggingFace::badOverlay()
{
    QFETCH(QString, overlay);
    QFETCH(QString, says);
    JobContext job;
    QVERIFY(writeSafetensors(m_folder / "model.safetensors",
                             {outgoing("w", DType::Q8_0, {2, 64}, std::string(136, '\1')),
                              outgoing("v", DType::F32, {1}, "abcd")}, {}, job));
    writeBytes(m_folder / "lapidary.json", overlay.toStdString());
    QVERIFY(failsWith(says.toUtf8().constData()));
    QVERIFY(failsWith("lapidary.json"));
    QCOMPARE(open().error().code == ErrorCode::Unsupported,
             says == "update the program" || says == "q9");
}

void TestHuggingFace::identity()
{
    writeBytes(m_folder / "config.json", "{}");
    writeBytes(m_folder / "model.safetensors", oneByte("a"));
    const std::string first = (*open())->identity();
    QCOMPARE((*open())->identity(), first);
    QCOMPARE(first.size(), size_t(32));
    writeBytes(m_folder / "config.json", "{} ");
    const std::string second = (*open())->identity();
    QVERIFY(second != first);
    fs::last_write_time(m_folder / "model.safetensors",
                        fs::file_time_type::clock::now() - std::chrono::hours(1));
    const std::string third = (*open())->identity();
    QVERIFY(third != second);
    writeBytes(m_folder / "model.safetensors", oneByte("b"));
    QVERIFY((*open())->identity() != third);
}

void TestHuggingFace::documents()
{
    writeBytes(m_folder / "model.safetensors", oneByte("a"));
    const auto source = open();
    writeBytes(m_folder / "bad.json", "{\"a\": tru}");
    auto json = (*source)->document("bad.json");
    QCOMPARE(json.error().code, ErrorCode::Input);
    QVERIFY(json.error().message.find("line 1") != std::string::npos);
    writeBytes(m_folder / "deep.json", std::string(100000, '[') + std::string(100000, ']'));
    json = (*source)->document("deep.json");
    QVERIFY(json.error().message.find("nesting") != std::string::npos);
    fs::create_directory(m_folder / "folder.json");
    QCOMPARE((*source)->document("folder.json").error().code, ErrorCode::Io);
}

void TestHuggingFace::notACheckpoint()
{
    QVERIFY(failsWith("no checkpoint"));
    writeBytes(m_folder / "pytorch_model.bin", "x");
    QVERIFY(failsWith("pickle"));
    QCOMPARE(open().error().code, ErrorCode::Unsupported);
    writeBytes(m_folder / "m.gguf", "x");
    QVERIFY(failsWith("m.gguf"));
    JobContext job;
    QCOMPARE(openCheckpoint(m_folder / "none", job).error().code, ErrorCode::Io);
    QCOMPARE(openCheckpoint(m_folder / "pytorch_model.bin", job).error().code,
             ErrorCode::Unsupported);
    job.cancel();
    QCOMPARE(openCheckpoint(m_folder, job).error().code, ErrorCode::Cancelled);
}

// 200 shards of 2 GB that occupy no disk: headers only, and not a descriptor for each.
void TestHuggingFace::hundredsOfLargeShards()
{
    nlohmann::json map;
    for (int i = 0; i < 200; ++i) {
        const std::string name = fmt::format("model-{:05}-of-00200.safetensors", i + 1);
        const std::string header = fmt::format(
            R"({{"t{}":{{"dtype":"BF16","shape":[1000,1000000],"data_offsets":[0,2000000000]}}}})", i);
        writeBytes(m_folder / name, safetensorsFile(header, 0));
        fs::resize_file(m_folder / name, 8 + header.size() + 2'000'000'000);
        map[fmt::format("t{}", i)] = name;
    }
    writeIndex(nlohmann::json{{"weight_map", map}}.dump());
    const auto before = std::distance(fs::directory_iterator("/proc/self/fd"), {});
    const auto source = open();
    QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
    QCOMPARE((*source)->tensors().size(), size_t(200));
    QVERIFY(std::distance(fs::directory_iterator("/proc/self/fd"), {}) < before + 10);
    std::vector<std::byte> bytes(16);
    QVERIFY((*source)->read((*source)->tensors()[7], 1'999'999'984, bytes));
    QVERIFY(!(*source)->read((*source)->tensors()[7], 1'999'999'985, bytes));
    // A shard that is replaced meanwhile is noticed.
    fs::resize_file((*source)->files()[7], 100);
    QCOMPARE((*source)->read((*source)->tensors()[7], 0, bytes).error().code, ErrorCode::Input);
}

LAPIDARY_TEST(TestHuggingFace)
#include "tst_huggingface.moc"

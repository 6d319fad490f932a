#include "container_files.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <random>

using namespace lapidary;
using namespace lapidary::test;
namespace fs = std::filesystem;

namespace {

// Type ids of metadata values.
enum : uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Str, Arr, U64, I64, F64 };

Bytes start(uint64_t tensors, uint64_t keys, uint32_t version = 3)
{
    return Bytes().raw("GGUF").u32(version).u64(tensors).u64(keys);
}

Bytes &tensor(Bytes &b, const std::string &name, std::vector<uint64_t> ne, uint32_t type,
              uint64_t offset)
{
    b.str(name).u32(static_cast<uint32_t>(ne.size()));
    for (const uint64_t n : ne)
        b.u64(n);
    return b.u32(type).u64(offset);
}

std::string oneTensor(const std::string &name, std::vector<uint64_t> ne, uint32_t type,
                      uint64_t offset, size_t data)
{
    Bytes b = start(1, 0);
    tensor(b, name, std::move(ne), type, offset);
    return b.pad(32).raw(std::string(data, '\1')).text;
}

} // namespace

class TestGguf : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }
    void golden();
    void writesTheReferenceBytes();
    void metadataAccess();
    void randomRoundTrips();
    void versionTwo();
    void alignment();
    void malformed_data();
    void malformed();
    void truncatedAnywhere();
    void splitFiles();
    void writerRefusals();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

void TestGguf::golden()
{
    JobContext job;
    const auto source = openCheckpoint(LAPIDARY_SOURCE_DIR "/tests/data/golden.gguf", job);
    QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
    const auto all =
        nlohmann::json::parse(readBytes(LAPIDARY_SOURCE_DIR "/tests/data/golden_container.json"));
    const auto &expected = all["golden.gguf"];
    QCOMPARE((*source)->tensors().size(), expected.size());
    for (const TensorInfo &info : (*source)->tensors()) {
        const auto &want = expected[info.name];
        QCOMPARE(info.shape, want["shape"].get<Shape>());
        const auto values = readTensorF32(**source, info, job);
        QVERIFY(values.has_value());
        for (size_t i = 0; i < values->size(); ++i)
            QCOMPARE((*values)[i], static_cast<float>(want["values"][i].get<double>()));
    }
    const GgufMetadata &m = *(*source)->gguf();
    QCOMPARE(*m.text("general.architecture"), std::string("llama"));
    QCOMPARE(*m.integer("t.u8"), 200);
    QCOMPARE(*m.integer("t.i8"), -100);
    QCOMPARE(*m.integer("t.u16"), 60000);
    QCOMPARE(*m.integer("t.i16"), -30000);
    QCOMPARE(*m.integer("t.u32"), 4000000000);
    QCOMPARE(*m.integer("t.i32"), -2000000000);
    QCOMPARE(*m.integer("t.i64"), -(1LL << 60));
    QVERIFY(!m.integer("t.u64")); // above 2^63
    QCOMPARE(std::get<uint64_t>(m.find("t.u64")->scalar), (uint64_t{1} << 63) + 5);
    QCOMPARE(*m.real("t.f32"), double(0.1f));
    QCOMPARE(*m.real("t.f64"), 0.1);
    QCOMPARE(*m.boolean("t.bool"), true);
    QCOMPARE(*m.text("t.str"), std::string("naïve\ntext"));
    QCOMPARE(m.find("t.ints")->integers, (std::vector<int64_t>{1, -2, 3}));
    QCOMPARE(m.find("t.reals")->reals, (std::vector<double>{0.5, -1.25}));
    QCOMPARE(m.find("t.bools")->integers, (std::vector<int64_t>{1, 0}));
    QCOMPARE(m.find("tokenizer.ggml.tokens")->strings,
             (std::vector<std::string>{"a", "Ġthe", ""}));
}

void TestGguf::writesTheReferenceBytes()
{
    JobContext job;
    const fs::path golden = LAPIDARY_SOURCE_DIR "/tests/data/golden.gguf";
    const auto source = openCheckpoint(golden, job);
    std::vector<OutgoingTensor> tensors;
    for (const TensorInfo &info : (*source)->tensors())
        tensors.push_back(copyOf(**source, info));
    const auto status = writeGguf(m_folder / "x.gguf", *(*source)->gguf(), tensors, job);
    QVERIFY2(status.has_value(), status ? "" : status.error().message.c_str());
    QVERIFY(readBytes(m_folder / "x.gguf") == readBytes(golden));
}

void TestGguf::metadataAccess()
{
    GgufMetadata m;
    m.setText("a", "x");
    m.setU32("b", 7);
    m.setF32("c", 0.5f);
    m.setBool("d", false);
    m.setU32("b", 8); // replaces in place
    QCOMPARE(m.entries.size(), size_t(4));
    QCOMPARE(m.entries[1].first, std::string("b"));
    QCOMPARE(*m.integer("b"), 8);
    QCOMPARE(*m.real("b"), 8.0);
    QCOMPARE(*m.real("c"), 0.5);
    QCOMPARE(*m.boolean("d"), false);
    QVERIFY(!m.text("b") && !m.integer("a") && !m.boolean("b") && !m.real("a") && !m.find("z"));
    QVERIFY(m.remove("a") && !m.remove("a"));
    QCOMPARE(m.entries.size(), size_t(3));
}

void TestGguf::randomRoundTrips()
{
    std::mt19937 rng(9);
    const auto upTo = [&](int n) { return static_cast<int>(rng() % static_cast<unsigned>(n)); };
    const DType types[] = {DType::F32, DType::F16, DType::BF16, DType::I8, DType::I16, DType::I32,
                           DType::I64, DType::F64, DType::Q8_0, DType::Q4_0, DType::Q4_1,
                           DType::Q5_0, DType::Q5_1, DType::Q2_K, DType::Q3_K, DType::Q4_K,
                           DType::Q5_K, DType::Q6_K};
    for (int round = 0; round < 30; ++round) {
        GgufMetadata metadata;
        if (upTo(2))
            metadata.setU32("general.alignment", 1u << upTo(9));
        metadata.setText("text", std::string(static_cast<size_t>(upTo(70000)), 'y'));
        GgufValue list;
        list.type = Str;
        list.isArray = true;
        for (int i = upTo(1000); i > 0; --i)
            list.strings.emplace_back(static_cast<size_t>(upTo(30)), 'z');
        metadata.set("list", list);
        std::vector<OutgoingTensor> tensors;
        std::vector<std::pair<Shape, std::string>> wanted;
        for (int t = upTo(12); t > 0; --t) {
            const DType type = types[upTo(18)];
            Shape shape;
            for (int d = upTo(3); d > 0; --d)
                shape.push_back(upTo(5));
            shape.push_back(dtypeInfo(type).blockSize * (1 + upTo(3)));
            std::string bytes(static_cast<size_t>(*tensorBytes(shape, type)), '\0');
            for (char &c : bytes)
                c = static_cast<char>(rng());
            tensors.push_back(outgoing(fmt::format("t{}", t), type, shape, bytes, 1 + rng() % 99));
            wanted.emplace_back(shape, bytes);
        }
        JobContext job;
        const fs::path path = m_folder / fmt::format("{}.gguf", round);
        QVERIFY(writeGguf(path, metadata, tensors, job));
        const auto source = openCheckpoint(path, job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        QCOMPARE(*(*source)->gguf()->text("text"), *metadata.text("text"));
        QCOMPARE((*source)->gguf()->find("list")->strings, list.strings);
        QCOMPARE((*source)->tensors().size(), wanted.size());
        for (size_t i = 0; i < wanted.size(); ++i) {
            const TensorInfo &info = (*source)->tensors()[i];
            QCOMPARE(info.shape, wanted[i].first);
            std::string bytes(static_cast<size_t>(info.bytes), '\0');
            QVERIFY((*source)->read(info, 0, std::as_writable_bytes(std::span(bytes))));
            QVERIFY(bytes == wanted[i].second);
        }
    }
}

void TestGguf::versionTwo()
{
    Bytes b = start(1, 1, 2);
    b.str("k").u32(U32).u32(5);
    tensor(b, "w", {2, 3}, 0, 0).pad(32).raw(std::string(24, '\0'));
    const auto source = openBytes(m_folder / "v2.gguf", b.text);
    QVERIFY(source.has_value()); // without the padding of the last tensor
    QCOMPARE((*source)->tensors()[0].shape, (Shape{3, 2}));
    QCOMPARE(*(*source)->gguf()->integer("k"), 5);
}

void TestGguf::alignment()
{
    Bytes b = start(2, 1);
    b.str("general.alignment").u32(U32).u32(8);
    tensor(b, "a", {1}, 0, 0);
    tensor(b, "b", {1}, 0, 8).pad(8).raw(std::string(12, '\0'));
    QVERIFY(openBytes(m_folder / "a.gguf", b.text));
}

void TestGguf::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &bytes, const char *says) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(says);
    };
    const auto kv = [](uint32_t type) { return start(0, 1).str("key").u32(type); };
    row("magic", "GGUX" + std::string(60, '\0'), "GGUF");
    row("version 0", start(0, 0, 0).text, "version 0");
    row("version 1", start(0, 0, 1).text, "version 1");
    row("version 4", start(0, 0, 4).text, "version 4");
    row("big endian", start(0, 0, 0x03000000).text, "big-endian");
    row("2^63 tensors", start(uint64_t{1} << 63, 0).text, "tensors");
    row("2^32 tensors", start(uint64_t{1} << 32, 0).text, "tensors");
    row("2^63 keys", start(0, uint64_t{1} << 63).text, "keys");
    row("keys beyond the file", start(0, 1000).text, "keys");
    row("key too long", start(0, 1).u64(uint64_t{1} << 62).raw("abcdefgh").text, "length");
    row("empty key", start(0, 1).str("").u32(U32).u32(1).text, "0 bytes");
    row("key twice", start(0, 2).str("k").u32(U32).u32(1).str("k").u32(U32).u32(1).text, "twice");
    row("unknown type", kv(13).u64(1).text, "type 13");
    row("type 2^32-1", kv(~0u).u64(1).text, "unknown type");
    row("array of arrays", kv(Arr).u32(Arr).u64(1).u32(U32).u64(0).text, "type 9");
    row("array of unknown", kv(Arr).u32(77).u64(1).u64(0).text, "type 77");
    row("huge array", kv(Arr).u32(U8).u64(uint64_t{1} << 60).text, "do not fit");
    row("array beyond the file", kv(Arr).u32(U64).u64(3).u64(0).u64(0).text, "do not fit");
    row("huge string array", kv(Arr).u32(Str).u64(uint64_t{1} << 61).text, "do not fit");
    row("string beyond the file", kv(Str).u64(100).raw("short").text, "length");
    row("value cut", kv(F64).u32(0).text, "do not fit");
    row("alignment 0", start(0, 1).str("general.alignment").u32(U32).u32(0).text, "alignment");
    row("alignment 24", start(0, 1).str("general.alignment").u32(U32).u32(24).text, "alignment");
    row("alignment u64", start(0, 1).str("general.alignment").u32(U64).u64(32).text, "alignment");
    row("name of 64 bytes", oneTensor(std::string(64, 'n'), {1}, 0, 0, 4), "64 bytes");
    row("no name", oneTensor("", {1}, 0, 0, 4), "0 bytes");
    row("five dimensions", oneTensor("t", {1, 1, 1, 1, 1}, 0, 0, 4), "5 dimensions");
    row("2^32-1 dimensions", start(1, 0).str("t").u32(~0u).raw(std::string(99, '\0')).text,
        "dimensions");
    row("negative size", oneTensor("t", {~uint64_t{0}}, 0, 0, 4), "negative");
    row("elements overflow", oneTensor("t", {1u << 31, 1u << 31, 4}, 0, 0, 4), "2^63");
    row("bytes overflow", oneTensor("t", {uint64_t{1} << 61}, 28, 0, 4), "blocks");
    row("no whole blocks", oneTensor("t", {33}, 8, 0, 99), "blocks of 32");
    row("blocks along another dimension", oneTensor("t", {1, 32}, 8, 0, 99), "blocks of 32");
    row("removed type", oneTensor("t", {32}, 4, 0, 99), "type 4");
    row("unknown tensor type", oneTensor("t", {32}, 4242, 0, 99), "type 4242");
    row("first offset", oneTensor("t", {1}, 0, 32, 99), "offset");
    row("beyond the file", oneTensor("t", {100}, 0, 0, 399), "incomplete");
    row("far beyond", oneTensor("t", {uint64_t{1} << 60}, 0, 0, 4), "outside");
    Bytes twice = start(2, 0);
    tensor(twice, "t", {1}, 0, 0);
    tensor(twice, "t", {1}, 0, 32).pad(32).raw(std::string(64, '\0'));
    row("tensor twice", twice.text, "twice");
    Bytes unpadded = start(2, 0);
    tensor(unpadded, "a", {1}, 0, 0);
    tensor(unpadded, "b", {1}, 0, 4).pad(32).raw(std::string(64, '\0'));
    row("unpadded offset", unpadded.text, "32 was expected");
    Bytes swapped = start(2, 0);
    tensor(swapped, "a", {1}, 0, 32);
    tensor(swapped, "b", {1}, 0, 0).pad(32).raw(std::string(64, '\0'));
    row("reordered", swapped.text, "0 was expected");
}

void TestGguf::malformed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    const auto source = openBytes(m_folder / "bad.gguf", bytes.toStdString());
    QVERIFY(!source);
    const Error &error = source.error();
    QVERIFY(error.code == ErrorCode::Input || error.code == ErrorCode::Unsupported);
    QVERIFY2(error.message.find("bad.gguf") != std::string::npos, error.message.c_str());
    QVERIFY2(QString::fromStdString(error.message).contains(says), error.message.c_str());
}

void TestGguf::truncatedAnywhere()
{
    const std::string whole = readBytes(LAPIDARY_SOURCE_DIR "/tests/data/golden.gguf");
    JobContext job;
    const auto source = openCheckpoint(LAPIDARY_SOURCE_DIR "/tests/data/golden.gguf", job);
    const TensorInfo &last = (*source)->tensors().back();
    for (int64_t size = 0; size < last.offset + last.bytes; ++size) {
        const auto cut = openBytes(m_folder / "cut.gguf", whole.substr(0, static_cast<size_t>(size)));
        QVERIFY2(!cut, qPrintable(QString("opened with %1 bytes").arg(size)));
        QCOMPARE(cut.error().code, ErrorCode::Input);
    }
}

void TestGguf::splitFiles()
{
    JobContext job;
    const auto part = [&](int number, uint32_t count) {
        GgufMetadata m;
        GgufValue value;
        value.type = U16;
        value.scalar = static_cast<uint64_t>(number);
        m.set("split.no", value);
        value.scalar = static_cast<uint64_t>(count);
        m.set("split.count", value);
        value.type = I32;
        value.scalar = int64_t{2};
        m.set("split.tensors.count", value);
        m.setText("who", "part " + std::to_string(number));
        return writeGguf(m_folder / fmt::format("m-{:05}-of-00002.gguf", number + 1), m,
                         {outgoing(fmt::format("t{}", number), DType::I8, {3}, "abc")}, job);
    };
    QVERIFY(part(0, 2) && part(1, 2));
    for (const char *name : {"m-00001-of-00002.gguf", "m-00002-of-00002.gguf"}) {
        const auto source = openCheckpoint(m_folder / name, job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        QCOMPARE((*source)->tensors().size(), size_t(2));
        QCOMPARE((*source)->files().size(), size_t(2));
        QCOMPARE(*(*source)->gguf()->text("who"), std::string("part 0"));
        QCOMPARE((*source)->tensors()[1].file, 1);
    }
    QVERIFY(part(1, 3)); // contradicts the first
    QCOMPARE(openCheckpoint(m_folder / "m-00001-of-00002.gguf", job).error().code,
             ErrorCode::Input);
    fs::remove(m_folder / "m-00002-of-00002.gguf");
    const auto missing = openCheckpoint(m_folder / "m-00001-of-00002.gguf", job);
    QVERIFY(missing.error().message.find("m-00002-of-00002.gguf") != std::string::npos);
    fs::rename(m_folder / "m-00001-of-00002.gguf", m_folder / "renamed.gguf");
    QVERIFY(!openCheckpoint(m_folder / "renamed.gguf", job));
}

void TestGguf::writerRefusals()
{
    JobContext job;
    const auto refused = [&](GgufMetadata m, std::vector<OutgoingTensor> tensors) {
        const auto status = writeGguf(m_folder / "r.gguf", m, std::move(tensors), job);
        return !status && fs::is_empty(m_folder);
    };
    QVERIFY(refused({}, {outgoing(std::string(64, 'n'), DType::F32, {1}, "abcd")}));
    QVERIFY(refused({}, {outgoing("t", DType::F32, {1, 1, 1, 1, 1}, "abcd")}));
    QVERIFY(refused({}, {outgoing("t", DType::U16, {2}, "abcd")})); // no such type in GGUF
    QVERIFY(refused({}, {outgoing("t", DType::Q8_0, {31}, "abcd")}));
    GgufMetadata odd;
    odd.setU32("general.alignment", 24);
    QVERIFY(refused(odd, {}));
    GgufMetadata wrong;
    GgufValue value;
    value.type = Str;
    value.scalar = 1.0;
    wrong.set("k", value);
    QVERIFY(refused(wrong, {}));
    GgufMetadata twice;
    twice.entries = {{"k", {}}, {"k", {}}};
    QVERIFY(refused(twice, {}));
}

LAPIDARY_TEST(TestGguf)
#include "tst_gguf.moc"

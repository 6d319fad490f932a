#include "container_files.h"
#include "tests/support/test_program.h"

#include <QTemporaryDir>

#include <random>

using namespace lapidary;
using namespace lapidary::test;
namespace fs = std::filesystem;

class TestSafetensors : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = m_dir->path().toStdString();
    }
    void golden();
    void writesTheReferenceBytes();
    void randomRoundTrips();
    void blockTypesAreRowsOfBytes();
    void malformed_data();
    void malformed();
    void unusualButValid();
    void truncatedAnywhere();
    void shrinksWhileOpen();
    void badRanges();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
};

void TestSafetensors::golden()
{
    JobContext job;
    const auto source = openCheckpoint(LAPIDARY_SOURCE_DIR "/tests/data/golden.safetensors", job);
    QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
    const auto all =
        nlohmann::json::parse(readBytes(LAPIDARY_SOURCE_DIR "/tests/data/golden_container.json"));
    const auto &expected = all["golden.safetensors"];
    QCOMPARE((*source)->tensors().size(), expected.size());
    for (const auto &[name, want] : expected.items()) {
        const int index = (*source)->find(name);
        QVERIFY(index >= 0);
        const TensorInfo &info = (*source)->tensors()[static_cast<size_t>(index)];
        QCOMPARE(info.shape, want["shape"].get<Shape>());
        const auto values = readTensorF32(**source, info, job);
        QVERIFY(values.has_value());
        QCOMPARE(values->size(), want["values"].size());
        for (size_t i = 0; i < values->size(); ++i)
            QCOMPARE((*values)[i], static_cast<float>(want["values"][i].get<double>()));
    }
    QCOMPARE((*source)->find("no such tensor"), -1);
    QCOMPARE((*source)->format(), CheckpointFormat::Safetensors);
}

void TestSafetensors::writesTheReferenceBytes()
{
    JobContext job;
    const fs::path golden = LAPIDARY_SOURCE_DIR "/tests/data/golden.safetensors";
    const auto source = openCheckpoint(golden, job);
    std::vector<OutgoingTensor> tensors;
    for (const TensorInfo &info : (*source)->tensors())
        tensors.insert(tensors.begin(), copyOf(**source, info)); // any order
    const auto status =
        writeSafetensors(m_folder / "x.safetensors", std::move(tensors), {{"format", "pt"}}, job);
    QVERIFY2(status.has_value(), status ? "" : status.error().message.c_str());
    QVERIFY(readBytes(m_folder / "x.safetensors") == readBytes(golden));
}

void TestSafetensors::randomRoundTrips()
{
    std::mt19937 rng(5);
    const auto upTo = [&](int n) { return static_cast<int>(rng() % static_cast<unsigned>(n)); };
    for (int round = 0; round < 30; ++round) {
        std::map<std::string, std::pair<Shape, std::string>> wanted;
        std::vector<OutgoingTensor> tensors;
        for (int t = upTo(12); t >= 0; --t) {
            const auto type = static_cast<DType>(upTo(static_cast<int>(DType::Other)));
            Shape shape;
            for (int d = upTo(4); d > 0; --d)
                shape.push_back(upTo(5));
            if (dtypeInfo(type).quantized)
                shape.push_back(dtypeInfo(type).blockSize * (1 + upTo(3)));
            std::string bytes(static_cast<size_t>(*tensorBytes(shape, type)), '\0');
            for (char &c : bytes)
                c = static_cast<char>(rng());
            const std::string name = fmt::format("t{}{}", t, upTo(2) ? ".ä\n" : "");
            wanted[name] = {shape, bytes};
            tensors.push_back(outgoing(name, type, shape, bytes, 1 + rng() % 100));
        }
        JobContext job;
        QVERIFY(writeSafetensors(m_folder / "r.safetensors", tensors, {}, job));
        const auto source = openCheckpoint(m_folder / "r.safetensors", job);
        QVERIFY2(source.has_value(), source ? "" : source.error().message.c_str());
        QCOMPARE((*source)->tensors().size(), wanted.size());
        for (const TensorInfo &info : (*source)->tensors()) {
            std::string bytes(static_cast<size_t>(info.bytes), '\0');
            QVERIFY((*source)->read(info, 0, std::as_writable_bytes(std::span(bytes))));
            QVERIFY(bytes == wanted[info.name].second);
        }
        fs::remove(m_folder / "r.safetensors");
    }
}

void TestSafetensors::blockTypesAreRowsOfBytes()
{
    JobContext job;
    QVERIFY(writeSafetensors(m_folder / "q.safetensors",
                             {outgoing("w", DType::Q4_0, {2, 3, 64}, std::string(6 * 36, 'q'))}, {},
                             job));
    const auto source = openCheckpoint(m_folder / "q.safetensors", job);
    const TensorInfo &info = (*source)->tensors().front();
    QCOMPARE(info.dtype, DType::U8);
    QCOMPARE(info.shape, (Shape{6, 36}));
}

void TestSafetensors::malformed_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("data");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *header, int data, const char *says) {
        QTest::newRow(name) << QByteArray(header) << data << QString(says);
    };
    row("not an object", R"([1, 2]      )", 0, "safetensors");
    row("no JSON", R"({"a":)", 0, "JSON");
    row("two documents", R"({}{})", 0, "JSON");
    row("invalid UTF-8", "{\"a\":{\"dtype\":\"U8\xff\",\"shape\":[],\"data_offsets\":[0,1]}}", 1, "JSON");
    row("name twice", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2, "twice");
    row("key twice", R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1, "twice");
    row("metadata twice", R"({"__metadata__":{},"__metadata__":{}})", 0, "twice");
    row("metadata key twice", R"({"__metadata__":{"a":"1","a":"2"}})", 0, "twice");
    row("metadata number", R"({"__metadata__":{"a":1}})", 0, "unexpected");
    row("unknown key", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}})", 1, "unknown key");
    row("no shape", R"({"a":{"dtype":"U8","data_offsets":[0,1]}})", 1, "lacks");
    row("unknown dtype", R"({"a":{"dtype":"X7","shape":[1],"data_offsets":[0,1]}})", 1, "X7");
    row("dtype number", R"({"a":{"dtype":7,"shape":[1],"data_offsets":[0,1]}})", 1, "unexpected");
    row("negative size", R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", 1, "unexpected");
    row("fractional size", R"({"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}})", 1, "unexpected");
    row("size above 2^64", R"({"a":{"dtype":"U8","shape":[99999999999999999999],"data_offsets":[0,1]}})", 1, "unexpected");
    row("size above 2^63", R"({"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}})", 1, "large");
    row("elements overflow", R"({"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0, "2^63");
    row("bytes overflow", R"({"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}})", 0, "bytes");
    row("nested shape", R"({"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}})", 1, "unexpected");
    row("too many dimensions", R"({"a":{"dtype":"U8","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}})", 1, "64");
    row("one offset", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", 1, "two");
    row("falling offsets", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}})", 1, "two rising");
    row("wrong size", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4, "8 bytes");
    row("half a byte", R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}})", 1, "whole bytes");
    row("beyond the file", R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})", 8, "incomplete");
    row("far beyond the file", R"({"a":{"dtype":"U8","shape":[9223372036854775800],"data_offsets":[0,9223372036854775800]}})", 8, "outside");
    row("hole at the beginning", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}})", 2, "expected");
    row("hole", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})", 3, "holes");
    row("overlap", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}})", 3, "overlap");
    row("bytes left over", R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 3, "found");
    row("bytes without tensors", R"({})", 1, "found");
    row("tensor null", R"({"a":null})", 0, "unexpected");
    row("tensor list", R"({"a":[]})", 0, "unexpected");
}

void TestSafetensors::malformed()
{
    QFETCH(QByteArray, header);
    QFETCH(int, data);
    QFETCH(QString, says);
    const auto source =
        openBytes(m_folder / "bad.safetensors",
                  safetensorsFile(header.toStdString(), static_cast<size_t>(data)));
    QVERIFY(!source);
    const Error &error = source.error();
    QVERIFY(error.code == ErrorCode::Input || error.code == ErrorCode::Unsupported);
    QVERIFY2(error.message.find("bad.safetensors") != std::string::npos, error.message.c_str());
    QVERIFY2(QString::fromStdString(error.message).contains(says), error.message.c_str());
}

void TestSafetensors::unusualButValid()
{
    const auto open = [&](const std::string &header, size_t data) {
        return openBytes(m_folder / "ok.safetensors", safetensorsFile(header, data));
    };
    auto source = open("{}", 0);
    QVERIFY(source && (*source)->tensors().empty());
    source = open(R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"a":{"data_offsets":[0,2],"shape":[2],"dtype":"U8"}}  )", 3);
    QVERIFY(source.has_value()); // any order, spaces behind
    QCOMPARE((*source)->tensors()[0].name, std::string("a"));
    source = open(R"({"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]},"c":{"dtype":"C64","shape":[1],"data_offsets":[2,10]}})", 10);
    QVERIFY(source.has_value()); // carried along, not read
    QCOMPARE((*source)->tensors()[0].dtype, DType::Other);
    QCOMPARE((*source)->tensors()[0].dtypeLabel, std::string("F4"));
    JobContext job;
    QCOMPARE(readTensorF32(**source, (*source)->tensors()[0], job).error().code,
             ErrorCode::Unsupported);
    source = open(R"({"z":{"dtype":"F32","shape":[0,9],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", 4);
    QVERIFY(source.has_value());
    QCOMPARE((*source)->tensors()[0].elements, 1);
    QCOMPARE((*source)->tensors()[1].elements, 0);
}

void TestSafetensors::truncatedAnywhere()
{
    const std::string whole = readBytes(LAPIDARY_SOURCE_DIR "/tests/data/golden.safetensors");
    for (size_t size = 0; size < whole.size(); ++size) {
        const auto source = openBytes(m_folder / "cut.safetensors", whole.substr(0, size));
        QVERIFY2(!source, qPrintable(QString("opened with %1 bytes").arg(size)));
        QCOMPARE(source.error().code, ErrorCode::Input);
    }
    // Lengths that do not fit into anything.
    for (const uint64_t length : {uint64_t{100'000'001}, uint64_t{1} << 63, ~uint64_t{0}}) {
        const auto source =
            openBytes(m_folder / "long.safetensors", Bytes().u64(length).raw("{}").text);
        QCOMPARE(source.error().code, ErrorCode::Input);
    }
}

void TestSafetensors::shrinksWhileOpen()
{
    const fs::path path = m_folder / "s.safetensors";
    const auto source = openBytes(path, safetensorsFile(
        R"({"a":{"dtype":"U8","shape":[9000],"data_offsets":[0,9000]}})", 9000));
    QVERIFY(source.has_value());
    fs::resize_file(path, 5000);
    JobContext job;
    const auto values = readTensorF32(**source, (*source)->tensors().front(), job);
    QCOMPARE(values.error().code, ErrorCode::Input); // an error, not a signal
    QVERIFY(values.error().message.find("tensor a") != std::string::npos);
}

void TestSafetensors::badRanges()
{
    const auto source = openBytes(m_folder / "r.safetensors", safetensorsFile(
        R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})", 8));
    const TensorInfo &info = (*source)->tensors().front();
    std::vector<std::byte> target(4);
    QVERIFY((*source)->read(info, 4, target));
    QVERIFY(!(*source)->read(info, 5, target));
    QVERIFY(!(*source)->read(info, -1, target));
    QVERIFY(!(*source)->read(info, std::numeric_limits<int64_t>::max(), target));
}

LAPIDARY_TEST(TestSafetensors)
#include "tst_safetensors.moc"

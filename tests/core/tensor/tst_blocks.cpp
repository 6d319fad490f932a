#include "core/tensor/blocks.h"
#include "tests/support/test_program.h"

#include <QFile>

#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

using namespace lapidary;

namespace {

std::vector<std::byte> bytesOf(const QByteArray &hex)
{
    const QByteArray raw = QByteArray::fromHex(hex);
    const auto *p = reinterpret_cast<const std::byte *>(raw.constData());
    return {p, p + raw.size()};
}

// The input of llama.cpp's golden blocks.
std::vector<float> lcgInput()
{
    std::vector<float> x(256);
    uint32_t s = 12345;
    for (int i = 0; i < 256; ++i) {
        s = s * 1664525u + 1013904223u;
        const float u = static_cast<float>(s >> 8) / 16777216.0f;
        x[i] = 2 * (u - 0.5f) * (i % 37 == 5 ? 4.0f : 1.0f);
    }
    return x;
}

double halfByDefinition(uint16_t h)
{
    const int exponent = (h >> 10) & 31, fraction = h & 1023;
    const double sign = h & 0x8000 ? -1 : 1;
    if (exponent == 31)
        return fraction ? NAN : sign * INFINITY;
    return sign
           * (exponent ? std::ldexp(1024 + fraction, exponent - 25) : std::ldexp(fraction, -24));
}

template <class T>
std::span<const std::byte> asBytes(const std::vector<T> &v) { return std::as_bytes(std::span(v)); }

template <class T>
std::vector<float> decoded(DType type, const std::vector<T> &source, size_t count)
{
    std::vector<float> out(count);
    const auto status = decodeToF32(type, asBytes(source), out);
    if (!status)
        qFatal("%s", status.error().message.c_str());
    return out;
}

std::vector<std::byte> encoded(DType type, const std::vector<float> &x)
{
    std::vector<std::byte> out(static_cast<size_t>(*storedBytes(type, 1, int64_t(x.size()))));
    const auto status = encodeFromF32(type, x, out);
    if (!status)
        qFatal("%s", status.error().message.c_str());
    return out;
}

std::vector<float> randomNormal(size_t n, uint32_t seed, float scale)
{
    std::mt19937 rng(seed);
    std::normal_distribution<float> dist(0, scale);
    std::vector<float> x(n);
    for (float &v : x)
        v = dist(rng);
    return x;
}

} // namespace

class TestBlocks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void golden_data();
    void golden();
    void everyHalf();
    void everyBfloat();
    void roundingToHalfIsToNearestEven();
    void float8();
    void integersAndDoubles();
    void q8RoundsHalfAwayFromZero();
    void referenceQuantizers_data();
    void referenceQuantizers();
    void largeEqualsSmall();
    void refusals();
};

void TestBlocks::golden_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<QByteArray>("values");
    QFile file(LAPIDARY_SOURCE_DIR "/tests/data/block_golden.txt");
    QVERIFY(file.open(QIODevice::ReadOnly));
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto parts = line.split(' ');
        QTest::newRow((parts[0] + " " + parts[1]).constData())
            << QString(parts[0]) << QString(parts[1]) << parts[2] << parts.value(3);
    }
}

void TestBlocks::golden()
{
    QFETCH(QString, action);
    QFETCH(QString, type);
    QFETCH(QByteArray, stored);
    QFETCH(QByteArray, values);
    const DType dtype = *dtypeFromName(type.toStdString());
    const auto blocks = bytesOf(stored);
    if (action == "encode") {
        QVERIFY(encoded(dtype, lcgInput()) == blocks);
        return;
    }
    const auto expected = bytesOf(values);
    const auto out = decoded(dtype, blocks, expected.size() / 4);
    for (size_t i = 0; i < out.size(); ++i) {
        float want = 0;
        std::memcpy(&want, expected.data() + 4 * i, 4);
        QVERIFY2(out[i] == want, qPrintable(QString("element %1: %2 is not %3")
                                                .arg(i).arg(out[i]).arg(want)));
    }
}

void TestBlocks::everyHalf()
{
    std::vector<uint16_t> codes(65536);
    for (size_t i = 0; i < codes.size(); ++i)
        codes[i] = static_cast<uint16_t>(i);
    const auto values = decoded(DType::F16, codes, codes.size());
    std::vector<uint16_t> back(codes.size());
    QVERIFY(encodeFromF32(DType::F16, values, std::as_writable_bytes(std::span(back))));
    for (size_t i = 0; i < codes.size(); ++i) {
        const double want = halfByDefinition(codes[i]);
        if (std::isnan(want)) {
            QVERIFY(std::isnan(values[i]));
            QVERIFY(std::isnan(halfByDefinition(back[i])));
            continue;
        }
        QCOMPARE(double(values[i]), want);
        QCOMPARE(std::signbit(values[i]), std::signbit(want));
        QCOMPARE(back[i], codes[i]);
    }
}

void TestBlocks::everyBfloat()
{
    std::vector<uint16_t> codes(65536);
    for (size_t i = 0; i < codes.size(); ++i)
        codes[i] = static_cast<uint16_t>(i);
    const auto values = decoded(DType::BF16, codes, codes.size());
    std::vector<uint16_t> back(codes.size());
    QVERIFY(encodeFromF32(DType::BF16, values, std::as_writable_bytes(std::span(back))));
    for (size_t i = 0; i < codes.size(); ++i) {
        QCOMPARE(std::bit_cast<uint32_t>(values[i]), uint32_t(codes[i]) << 16);
        if (!std::isnan(values[i]))
            QCOMPARE(back[i], codes[i]);
        else
            QCOMPARE(int(back[i]), int(codes[i] | 64));
    }
}

void TestBlocks::roundingToHalfIsToNearestEven()
{
    // Between every two neighbours: below, at and above the middle.
    for (uint16_t h = 0; h < 0x7BFF; ++h) {
        const double low = halfByDefinition(h), high = halfByDefinition(h + 1);
        const float middle = static_cast<float>((low + high) / 2);
        const std::vector<float> x{middle, std::nextafter(middle, 0.0f),
                                   std::nextafter(middle, INFINITY), -middle};
        std::vector<uint16_t> out(4);
        QVERIFY(encodeFromF32(DType::F16, x, std::as_writable_bytes(std::span(out))));
        const uint16_t even = h & 1 ? h + 1 : h;
        QCOMPARE(out[0], even);
        QCOMPARE(out[1], h);
        QCOMPARE(out[2], uint16_t(h + 1));
        QCOMPARE(out[3], uint16_t(even | 0x8000));
    }
    std::vector<uint16_t> out(3);
    const std::vector<float> x{65519.99f, 65520.0f, 1e30f};
    QVERIFY(encodeFromF32(DType::F16, x, std::as_writable_bytes(std::span(out))));
    QCOMPARE(out[0], uint16_t(0x7BFF));
    QCOMPARE(out[1], uint16_t(0x7C00));
    QCOMPARE(out[2], uint16_t(0x7C00));
}

void TestBlocks::float8()
{
    std::vector<uint8_t> codes(256);
    for (size_t i = 0; i < 256; ++i)
        codes[i] = static_cast<uint8_t>(i);
    const auto e5m2 = decoded(DType::F8E5M2, codes, 256);
    for (size_t i = 0; i < 256; ++i) { // the upper byte of an fp16
        const double want = halfByDefinition(static_cast<uint16_t>(i << 8));
        QVERIFY(std::isnan(want) ? std::isnan(e5m2[i]) : double(e5m2[i]) == want);
    }
    const auto e4m3 = decoded(DType::F8E4M3, codes, 256);
    QCOMPARE(e4m3[0x7E], 448.0f);
    QCOMPARE(e4m3[0xFE], -448.0f);
    QCOMPARE(e4m3[0x01], 0.001953125f);
    QCOMPARE(e4m3[0x38], 1.0f);
    QCOMPARE(e4m3[0x45], 3.25f);
    QVERIFY(std::isnan(e4m3[0x7F]) && std::isnan(e4m3[0xFF]));
}

void TestBlocks::integersAndDoubles()
{
    QCOMPARE(decoded(DType::I8, std::vector<int8_t>{-128, 127}, 2),
             (std::vector<float>{-128, 127}));
    QCOMPARE(decoded(DType::U8, std::vector<uint8_t>{200}, 1), (std::vector<float>{200}));
    QCOMPARE(decoded(DType::Bool, std::vector<uint8_t>{0, 1}, 2), (std::vector<float>{0, 1}));
    QCOMPARE(decoded(DType::I16, std::vector<int16_t>{-3}, 1), (std::vector<float>{-3}));
    QCOMPARE(decoded(DType::I32, std::vector<int32_t>{-70000}, 1), (std::vector<float>{-70000}));
    QCOMPARE(decoded(DType::I64, std::vector<int64_t>{1LL << 40}, 1),
             (std::vector<float>{1099511627776.0f}));
    QCOMPARE(decoded(DType::F64, std::vector<double>{0.1}, 1), (std::vector<float>{0.1f}));
    QCOMPARE(decoded(DType::F32, std::vector<float>{0.1f}, 1), (std::vector<float>{0.1f}));
}

void TestBlocks::q8RoundsHalfAwayFromZero()
{
    // amax 127 makes d exactly 1, so that codes are roundf(x).
    std::mt19937 rng(7);
    std::uniform_real_distribution<float> dist(-126.9f, 126.9f);
    for (int round = 0; round < 2000; ++round) {
        std::vector<float> x(32);
        for (float &v : x)
            v = dist(rng);
        x[0] = 127;
        const auto n = static_cast<float>(round % 127);
        x[1] = n + 0.5f > 127 ? 0 : n + 0.5f;
        x[2] = -x[1];
        x[3] = std::nextafter(x[1], 0.0f);
        const auto blocks = encoded(DType::Q8_0, x);
        for (size_t j = 0; j < 32; ++j)
            QCOMPARE(int(static_cast<int8_t>(blocks[2 + j])), int(std::round(x[j])));
    }
}

void TestBlocks::referenceQuantizers_data()
{
    QTest::addColumn<float>("scale");
    for (const float scale : {1e-30f, 1e-8f, 1e-3f, 0.02f, 1.0f, 3000.0f})
        QTest::newRow(qPrintable(QString::number(double(scale)))) << scale;
}

// Against a direct transcription of the definition in plain scalar code.
void TestBlocks::referenceQuantizers()
{
    QFETCH(float, scale);
    auto x = randomNormal(32 * 200, 11, scale);
    std::fill(x.begin() + 64, x.begin() + 96, 0.0f);
    std::fill(x.begin() + 96, x.begin() + 128, -0.0f);
    x[130] = -x[131]; // equal magnitudes: the first one decides
    const auto q8 = encoded(DType::Q8_0, x), q4 = encoded(DType::Q4_0, x);
    for (size_t block = 0; block < 200; ++block) {
        const float *v = x.data() + 32 * block;
        float amax = 0, extreme = 0;
        for (int j = 0; j < 32; ++j)
            if (std::fabs(v[j]) > amax) {
                amax = std::fabs(v[j]);
                extreme = v[j];
            }
        const float d8 = amax / 127, d4 = extreme / -8;
        const float i8 = d8 != 0 ? 1 / d8 : 0, i4 = d4 != 0 ? 1 / d4 : 0;
        const auto *b8 = reinterpret_cast<const uint8_t *>(q8.data()) + 34 * block;
        const auto *b4 = reinterpret_cast<const uint8_t *>(q4.data()) + 18 * block;
        for (int j = 0; j < 32; ++j) {
            QCOMPARE(int(int8_t(b8[2 + j])), int(std::round(v[j] * i8)));
            const int nibble = j < 16 ? b4[2 + j] & 15 : b4[2 + j - 16] >> 4;
            QCOMPARE(nibble, std::min(15, int(v[j] * i4 + 8.5f)));
        }
        std::vector<uint16_t> half(2);
        const std::vector<float> d{d8, d4};
        QVERIFY(encodeFromF32(DType::F16, d, std::as_writable_bytes(std::span(half))));
        QCOMPARE(b8[0] | b8[1] << 8, int(half[0]));
        QCOMPARE(b4[0] | b4[1] << 8, int(half[1]));
    }
}

void TestBlocks::largeEqualsSmall()
{
    const size_t n = (1 << 20) + (1 << 18) + 32 * 77; // several parallel pieces and a rest
    const auto x = randomNormal(n, 3, 0.05f);
    for (const DType type : {DType::Q8_0, DType::Q4_0, DType::F16, DType::BF16}) {
        const auto whole = encoded(type, x);
        const auto values = decoded(type, whole, n);
        const size_t half = n / 64 * 32;
        const auto first = encoded(type, {x.begin(), x.begin() + long(half)});
        QVERIFY(std::equal(first.begin(), first.end(), whole.begin()));
        const std::vector<std::byte> rest(whole.begin() + long(first.size()), whole.end());
        const auto tail = decoded(type, rest, n - half);
        QVERIFY(std::equal(tail.begin(), tail.end(), values.begin() + long(half)));
    }
}

void TestBlocks::refusals()
{
    std::vector<float> x(64, 1.0f);
    std::vector<std::byte> out(68);
    x[40] = NAN;
    auto status = encodeFromF32(DType::Q8_0, x, out);
    QVERIFY(!status && status.error().code == ErrorCode::Numerical);
    QVERIFY(status.error().message.find("40") != std::string::npos);
    x[40] = -INFINITY;
    QVERIFY(!encodeFromF32(DType::Q4_0, x, std::span(out).first(36)));
    x[40] = 1e30f; // finite, but its scale is not in fp16
    status = encodeFromF32(DType::Q8_0, x, out);
    QVERIFY(!status && status.error().code == ErrorCode::Numerical);
    x[40] = 1;
    QVERIFY(encodeFromF32(DType::Q8_0, x, out));

    std::vector<float> target(64);
    QVERIFY(decodeToF32(DType::Q8_0, out, target));
    QCOMPARE(decodeToF32(DType::Q8_0, std::span(out).first(67), target).error().code,
             ErrorCode::Input);
    QCOMPARE(decodeToF32(DType::Q8_0, out, std::span(target).first(63)).error().code,
             ErrorCode::Input);
    QCOMPARE(decodeToF32(DType::Other, out, target).error().code, ErrorCode::Unsupported);
    QCOMPARE(encodeFromF32(DType::Q4_K, x, out).error().code, ErrorCode::Unsupported);
    QVERIFY(decodeToF32(DType::F32, {}, {}));
    QVERIFY(encodeFromF32(DType::Q8_0, {}, {}));
}

LAPIDARY_TEST(TestBlocks)
#include "tst_blocks.moc"

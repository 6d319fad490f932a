#include "fuzz_readers.h"
#include "tests/support/test_program.h"

#include <QFile>

#include <functional>
#include <random>

using namespace lapidary;

namespace {

using Input = std::vector<uint8_t>;

Input fromFile(const char *name)
{
    QFile file(QString(LAPIDARY_SOURCE_DIR "/tests/data/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", name);
    const QByteArray bytes = file.readAll();
    return {bytes.begin(), bytes.end()};
}

Input fromText(const char *text)
{
    return {text, text + strlen(text)};
}

// Numbers that sizes and offsets like least.
const uint64_t nasty[] = {0, 1, 2, 31, 32, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
                          0x100000000, 0x7FFFFFFFFFFFFFFF, 0x8000000000000000, ~0ULL};

Input mutated(Input bytes, std::mt19937 &rng)
{
    const auto at = [&] { return bytes.empty() ? 0 : rng() % bytes.size(); };
    for (unsigned edits = 1 + rng() % 4; edits > 0; --edits) {
        switch (rng() % 8) {
        case 0: // one bit
            if (!bytes.empty())
                bytes[at()] ^= static_cast<uint8_t>(1u << rng() % 8);
            break;
        case 1: // one byte
            if (!bytes.empty())
                bytes[at()] = static_cast<uint8_t>(rng());
            break;
        case 2:
        case 3: { // a number
            const uint64_t value = nasty[rng() % std::size(nasty)];
            const size_t size = rng() % 2 ? 8 : 4, begin = at();
            for (size_t i = 0; i < size && begin + i < bytes.size(); ++i)
                bytes[begin + i] = static_cast<uint8_t>(value >> (8 * i));
            break;
        }
        case 4: // cut
            bytes.resize(at());
            break;
        case 5: // take out
            if (const size_t begin = at(); begin < bytes.size())
                bytes.erase(bytes.begin() + long(begin),
                            bytes.begin() + long(std::min(bytes.size(), begin + 1 + rng() % 16)));
            break;
        case 6: { // repeat a part
            const size_t begin = at(), size = std::min<size_t>(bytes.size() - begin, rng() % 64);
            const Input part(bytes.begin() + long(begin), bytes.begin() + long(begin + size));
            bytes.insert(bytes.begin() + long(at()), part.begin(), part.end());
            break;
        }
        default: // a character of JSON
            if (!bytes.empty())
                bytes[at()] = static_cast<uint8_t>("{}[]\",:0123456789-e.\\tnu"[rng() % 24]);
        }
    }
    return bytes;
}

} // namespace

class TestReplay : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readers_data();
    void readers();
};

void TestReplay::readers_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("safetensors") << 0;
    QTest::newRow("gguf") << 1;
    QTest::newRow("overlay") << 2;
}

void TestReplay::readers()
{
    QFETCH(int, which);
    const Input seed = which == 0   ? fromFile("golden.safetensors")
                       : which == 1 ? fromFile("golden.gguf")
                                    : fromText(R"({"format":"lapidary","version":1,"tensors":{
        "w":{"dtype":"q8_0","shape":[2,32]}},"layers":{"x":{"kind":"dense"}}})");
    const auto run = which == 2 ? fuzz::indexAndOverlay : fuzz::openAndRead;
    QVERIFY(run(seed)); // the seed itself is good

    std::mt19937 rng(20240607u + static_cast<unsigned>(which));
    int accepted = 0;
    constexpr int rounds = 5'000;
    for (int i = 0; i < rounds; ++i)
        accepted += run(mutated(seed, rng)) ? 1 : 0;
    QVERIFY(accepted > 0 && accepted < rounds); // both sides of the checks were reached
}

LAPIDARY_TEST(TestReplay)
#include "tst_replay.moc"

#include "core/run/array_details.h"
#include "core/arrays/hdf5_file.h"
#include "core/run/run_arrays.h"
#include "tests/support/test_program.h"
#include "tests/support/tiny_run_model.h"

#include <QTemporaryDir>
#include <hdf5.h>
#include <thread>

using namespace lapidary;
namespace fs = std::filesystem;
using nlohmann::json;

class TestArrays : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    fs::path root() const { return m_dir.path().toStdString(); }

    static json longArray()
    {
        json values = json::array();
        for (int i = 0; i < 40; ++i)
            values.push_back(1.0 / (i + 1));
        return values;
    }

private Q_SLOTS:
    void detailsAreTakenOut()
    {
        json details = {{"mpo", {{"error", 0.5},
                                 {"bonds", {36, 36}},
                                 {"bond_spectra", {longArray(), {1.0, 0.5}}}}},
                        {"prune_width", {{"kept", longArray()}}}};
        const json arrays = takeArrays("model.layers.0.mlp.up_proj", details);
        QCOMPARE(arrays.size(), size_t(3));
        const std::string path = "model.layers.0.mlp.up_proj/mpo/bond_spectra/2";
        QVERIFY(arrays.contains(path));
        QCOMPARE(details["mpo"]["bonds"].dump(), std::string("[36,36]")); // short ones stay
        QCOMPARE(details["mpo"]["bond_spectra"]["count"].get<int>(), 2);
        QCOMPARE(details["prune_width"]["kept"]["count"].get<int>(), 40);
    }

    void writeReadEqualBytes()
    {
        LayerRecord layer;
        layer.name = "model.layers.0.mlp.up_proj";
        layer.error = 0.25;
        const json arrays = {{"model.layers.0.mlp.up_proj/svd/singular_values", longArray()}};
        QVERIFY(writeRunArrays(root() / "a.h5", {layer}, arrays));
        QTest::qSleep(1100); // a time in the file would differ now
        QVERIFY(writeRunArrays(root() / "b.h5", {layer}, arrays));
        QVERIFY(test::readBytes(root() / "a.h5") == test::readBytes(root() / "b.h5"));
        const auto names = runArrayNames(root() / "a.h5");
        QVERIFY(names);
        QCOMPARE(names->size(), size_t(1));
        const auto values = readRunArray(root() / "a.h5", names->front());
        QVERIFY(values);
        QCOMPARE(values->size(), size_t(40));
        QCOMPARE(values->at(39), 1.0 / 40);
        QVERIFY(!readRunArray(root() / "a.h5", "nothing/here"));
    }

    // By the library itself, not by our wrapper.
    void readableByOthers()
    {
        const hid_t file = H5Fopen((root() / "a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        QVERIFY(file >= 0);
        const hid_t set = H5Dopen2(file, "/errors", H5P_DEFAULT);
        QVERIFY(set >= 0);
        double error = 0;
        QVERIFY(H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &error) >= 0);
        QCOMPARE(error, 0.25);
        H5Dclose(set);
        H5Fclose(file);
    }

    void damagedAndMissing()
    {
        QVERIFY(!Hdf5File::openReadOnly(root() / "missing.h5"));
        const std::string good = test::readBytes(root() / "a.h5");
        for (size_t cut : {size_t(0), size_t(8), size_t(100), good.size() / 2, good.size() - 1}) {
            std::ofstream(root() / "cut.h5", std::ios::binary) << good.substr(0, cut);
            const auto values
                = readRunArray(root() / "cut.h5", "model.layers.0.mlp.up_proj/svd/singular_values");
            QVERIFY(!values || values->size() == 40);
        }
        QVERIFY(!Hdf5File::create(root() / "no" / "folder.h5"));
    }

    void manyThreads()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> good{0};
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    const auto path = root() / (std::to_string(t) + ".h5");
                    good += writeRunArrays(path, {}, {{"x/y", longArray()}}).has_value()
                            && readRunArray(path, "x/y").has_value();
                }
            });
        threads.clear();
        QCOMPARE(good.load(), 80);
    }
};

LAPIDARY_TEST(TestArrays)
#include "tst_arrays.moc"

#pragma once

#include <QtTest>

#include <memory>
#include <vector>

namespace lapidary::test {

struct NamedTest {
    QString name; ///< of the file: tst_knapsack
    std::unique_ptr<QObject> (*make)();
};

/// The tests of one folder are one program; each registers itself before main().
inline std::vector<NamedTest> &registeredTests()
{
    static std::vector<NamedTest> tests;
    return tests;
}

template <class Test>
bool registerTest(const char *file)
{
    registeredTests().push_back({QFileInfo(QString::fromUtf8(file)).completeBaseName(),
                                 [] { return std::unique_ptr<QObject>(new Test); }});
    return true;
}

} // namespace lapidary::test

/// At the end of tst_NAME.cpp, before its .moc.
#define LAPIDARY_TEST(Class) \
    static const bool registered##Class = lapidary::test::registerTest<Class>(__FILE__);

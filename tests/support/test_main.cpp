#include "tests/support/test_program.h"

#ifdef QT_WIDGETS_LIB
#include <QApplication>
using Application = QApplication;
#else
using Application = QCoreApplication;
#endif

#include <cstdio>

/// PROGRAM runs all tests of its folder, PROGRAM tst_NAME [options of Qt Test] one of them.
int main(int argc, char **argv)
{
    Application application(argc, argv);
    QStringList arguments = application.arguments();
    const bool one = arguments.size() > 1 && arguments.at(1).startsWith("tst_");
    const QString name = one ? arguments.takeAt(1) : QString();
    int failures = 0, found = 0;
    for (const lapidary::test::NamedTest &test : lapidary::test::registeredTests()) {
        if (one && test.name != name)
            continue;
        ++found;
        failures += QTest::qExec(test.make().get(), arguments);
    }
    if (found == 0)
        std::fprintf(stderr, "%s: no test is called '%s'\n", argv[0], qPrintable(name));
    return found == 0 ? 2 : failures;
}

#include "tests/support/test_program.h"
#include "ui/views/panels/preset_menu.h"

using namespace lapidary;

namespace {

QString text(const std::vector<PresetGroup> &groups)
{
    QStringList lines;
    for (const PresetGroup &group : groups) {
        QStringList names;
        for (const Preset &preset : group.presets)
            names += preset.name;
        lines += group.title + '|' + names.join(';');
    }
    return lines.join('\n');
}

} // namespace

class TestPresets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void groupsByTitle()
    {
        const QString minus = QString::fromUtf8("−");
        QCOMPARE(text(groupPresets({{"Everything Q8_0", "a"},
                                    {"OptIPFair width " + minus + " 10 %", "b"},
                                    {"Granite: progressive", "c"},
                                    {"OptIPFair width " + minus + " 20 %", "d"},
                                    {"Granite: keep half", "e"},
                                    {"MLP width " + minus + " 20 %", "f"}})),
                 QString("|Everything Q8_0\n"
                         "OptIPFair width|%1 10 %;%1 20 %\n"
                         "Granite|progressive;keep half\n"
                         "|MLP width %1 20 %").arg(minus));
    }
    void allOfOursAreRead()
    {
        const auto presets = findPresets();
        QVERIFY(presets.size() >= 12);
        size_t grouped = 0;
        for (const PresetGroup &group : groupPresets(presets))
            grouped += group.presets.size();
        QCOMPARE(grouped, presets.size());
    }
};

LAPIDARY_TEST(TestPresets)
#include "tst_presets.moc"

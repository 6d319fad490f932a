#include "tests/support/test_program.h"
#include "ui/charts/icons.h"
#include "ui/charts/theme.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <cmath>

using namespace lapidary;

namespace {

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
           + 0.0722 * linear(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

class TestTheme : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { Theme::instance().install(); }
    void cleanup() { Theme::instance().setMode(Theme::Mode::Light); }

    void switchesLive()
    {
        Theme &theme = Theme::instance();
        theme.setMode(Theme::Mode::Light);
        QCOMPARE(theme.color(ColorRole::Accent), QColor("#2563c9"));
        QCOMPARE(qApp->palette().color(QPalette::Window), QColor("#ffffff"));
        QSignalSpy spy(&theme, &Theme::changed);
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(spy.count(), 1);
        QVERIFY(theme.isDark());
        QCOMPARE(theme.color(ColorRole::Accent), QColor("#5b9bff"));
        QCOMPARE(qApp->palette().color(QPalette::Window), QColor("#23272f"));
        QVERIFY(qApp->styleSheet().contains(QStringLiteral("#23272f")));
        theme.setMode(Theme::Mode::Dark);
        QCOMPARE(spy.count(), 1);
    }

    void sheetHasNoHoles()
    {
        for (Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            QVERIFY(!qApp->styleSheet().isEmpty());
            QVERIFY2(!qApp->styleSheet().contains(QLatin1Char('@')), "unresolved name");
        }
    }

    void textIsReadable()
    {
        const std::pair<ColorRole, ColorRole> pairs[] = {
            {ColorRole::Text, ColorRole::Panel}, {ColorRole::Text, ColorRole::Background},
            {ColorRole::Text, ColorRole::Selection}, {ColorRole::TextSecondary, ColorRole::Panel},
            {ColorRole::TextSecondary, ColorRole::Background}, {ColorRole::Accent, ColorRole::Panel},
            {ColorRole::OnAccent, ColorRole::Accent}, {ColorRole::Warning, ColorRole::WarningGround},
            {ColorRole::Good, ColorRole::Panel}, {ColorRole::Good, ColorRole::GoodGround},
            {ColorRole::Error, ColorRole::ErrorGround}, {ColorRole::ChipText, ColorRole::ChipGround},
            {ColorRole::ChipNeutralText, ColorRole::ChipNeutralGround},
            {ColorRole::Text, ColorRole::Control}, {ColorRole::OnAccent, ColorRole::AccentHover},
        };
        for (Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            for (const auto &[text, ground] : pairs)
                QVERIFY2(contrast(themeColor(text), themeColor(ground)) >= 4.5,
                         qPrintable(QStringLiteral("%1 on %2, dark %3: %4")
                                        .arg(int(text)).arg(int(ground))
                                        .arg(Theme::instance().isDark())
                                        .arg(contrast(themeColor(text), themeColor(ground)))));
            for (int i = 0; i < 8; ++i)
                QVERIFY(contrast(Theme::instance().readable(Theme::instance().seriesColor(i)),
                                 themeColor(ColorRole::Panel)) >= 4.5);
        }
    }

    void rolesAndRamp()
    {
        Theme &theme = Theme::instance();
        QCOMPARE(theme.roleColor(QStringLiteral("down")), QColor("#a7679f"));
        QCOMPARE(theme.roleColor(QStringLiteral("expert_down")), QColor("#a7679f"));
        QCOMPARE(theme.roleColor(QStringLiteral("mamba_in")), QColor("#5f8f8b"));
        QCOMPARE(theme.roleColor(QStringLiteral("nonsense")), QColor("#b8bec9"));
        QCOMPARE(theme.sensitivityColor(0), QColor("#6fae7d"));
        QCOMPARE(theme.sensitivityColor(0.5), QColor("#e6b450"));
        QCOMPARE(theme.sensitivityColor(7), QColor("#b3261e"));
        QCOMPARE(theme.sensitivityColor(std::nan("")), theme.color(ColorRole::Track));
        QCOMPARE(theme.color(PlotColor::role(QStringLiteral("q"))), QColor("#4c78a8"));
        QCOMPARE(theme.seriesColor(-1), theme.seriesColor(7));
        QVERIFY(contrast(theme.textOn(Qt::black), Qt::black) > 10);
        QVERIFY(contrast(theme.textOn(Qt::white), Qt::white) > 10);
    }

    void iconsDrawInTheThemesColour()
    {
        const QStringList files = QDir(QStringLiteral(":/lapidary/icons")).entryList();
        QVERIFY(files.size() >= 40);
        for (Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            for (const QString &file : files) {
                const QString name = file.section(QLatin1Char('.'), 0, 0);
                const QImage image = themedIcon(name).pixmap(QSize(16, 16), 2.0).toImage();
                QCOMPARE(image.size(), QSize(32, 32));
                bool drawn = false;
                for (int y = 0; y < image.height(); ++y)
                    for (int x = 0; x < image.width(); ++x)
                        if (qAlpha(image.pixel(x, y)) == 255) {
                            QCOMPARE(QColor(image.pixel(x, y)), themeColor(ColorRole::Text));
                            drawn = true;
                        }
                QVERIFY2(drawn, qPrintable(name));
            }
        }
        QVERIFY(themedIcon(QStringLiteral("no such icon")).isNull());
        QVERIFY(!applicationIcon().isNull());
    }

    void controlsHaveTheirHeight()
    {
        QPushButton button(QStringLiteral("Apply"));
        button.ensurePolished();
        QCOMPARE(button.sizeHint().height(), 28);
        // Rows too, also in a view that was filled before it was shown.
        QWidget window;
        auto *tree = new QTreeWidget;
        auto *item = new QTreeWidgetItem(tree, {QStringLiteral("q_proj")});
        auto *column = new QVBoxLayout(&window);
        column->addWidget(tree);
        window.show();
        QCOMPARE(tree->visualItemRect(item).height(), 24);
        QCOMPARE(Theme::instance().font(FontRole::Body).pixelSize(), 13);
        QCOMPARE(Theme::instance().font(FontRole::Secondary).pixelSize(), 12);
    }
};

LAPIDARY_TEST(TestTheme)
#include "tst_theme.moc"

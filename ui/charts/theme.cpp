#include "ui/charts/theme.h"

#include "ui/charts/base_style.h"
#include "ui/charts/system_scheme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPointer>
#include <QRegularExpression>
#include <QStyle>
#include <QWidget>

#include <array>

static void initLapidaryResources()
{
    Q_INIT_RESOURCE(lapidary); // a static library's resources are not registered by themselves
}

namespace lapidary {

namespace {

struct SheetName {
    const char *name;
    ColorRole role;
};

constexpr std::array sheetNames{
    SheetName{"background", ColorRole::Background}, SheetName{"panel", ColorRole::Panel},
    SheetName{"line", ColorRole::Line}, SheetName{"text", ColorRole::Text},
    SheetName{"secondary", ColorRole::TextSecondary}, SheetName{"faint", ColorRole::TextFaint},
    SheetName{"accent", ColorRole::Accent}, SheetName{"accentHover", ColorRole::AccentHover},
    SheetName{"accentPressed", ColorRole::AccentPressed},
    SheetName{"onAccent", ColorRole::OnAccent}, SheetName{"selection", ColorRole::Selection},
    SheetName{"warning", ColorRole::Warning}, SheetName{"warningGround", ColorRole::WarningGround},
    SheetName{"good", ColorRole::Good}, SheetName{"goodGround", ColorRole::GoodGround},
    SheetName{"error", ColorRole::Error}, SheetName{"errorGround", ColorRole::ErrorGround},
    SheetName{"chipText", ColorRole::ChipText}, SheetName{"chipGround", ColorRole::ChipGround},
    SheetName{"neutralText", ColorRole::ChipNeutralText},
    SheetName{"neutralGround", ColorRole::ChipNeutralGround},
    SheetName{"field", ColorRole::Field}, SheetName{"control", ColorRole::Control},
    SheetName{"hover", ColorRole::Hover}, SheetName{"pressed", ColorRole::Pressed},
    SheetName{"disabled", ColorRole::Disabled}, SheetName{"track", ColorRole::Track},
    SheetName{"frame", ColorRole::Frame},
};

// A bare X server without a desktop's font setting ends at DejaVu, which is a third too wide for
// a dense window; where a better font for interfaces is installed, that one is taken.
QString interfaceFamily()
{
    static const QString chosen = [] {
        const QFont system = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
        const QString resolved = QFontInfo(system).family();
        if (!resolved.startsWith(QLatin1String("DejaVu"))
            && !resolved.startsWith(QLatin1String("Bitstream")))
            return system.family();
        const QStringList installed = QFontDatabase::families();
        for (const char *family : {"Inter", "Noto Sans", "Open Sans", "Roboto", "Source Sans 3",
                                   "Cantarell", "Ubuntu", "Liberation Sans"})
            if (installed.contains(QLatin1String(family)))
                return QString::fromLatin1(family);
        return system.family();
    }();
    return chosen;
}

} // namespace

Theme &Theme::instance()
{
    static QPointer<Theme> theme;
    if (!theme) {
        Q_ASSERT(qApp);
        theme = new Theme(qApp);
    }
    return *theme;
}

Theme::Theme(QObject *parent) : QObject(parent), m_system(new SystemScheme(this))
{
    initLapidaryResources();
    connect(m_system, &SystemScheme::changed, this, &Theme::followSystem);
    followSystem();
}

void Theme::install()
{
    if (m_installed)
        return;
    m_installed = true;
    QApplication::setStyle(new BaseStyle);
    apply();
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    followSystem();
}

void Theme::followSystem()
{
    const bool dark = m_mode == Mode::Dark || (m_mode == Mode::System && m_system->isDark());
    if (dark == m_dark)
        return;
    m_dark = dark;
    if (m_installed)
        apply();
    emit changed();
}

void Theme::apply()
{
    QApplication::setFont(font(FontRole::Body));
    QApplication::setPalette(palette());
    QFile file(QStringLiteral(":/lapidary/theme.qss"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    QString sheet = QString::fromUtf8(file.readAll());
    sheet.replace(QLatin1String("@mode@"), QLatin1String(m_dark ? "dark" : "light"));
    sheet.replace(QLatin1String("@mono@"), font(FontRole::Mono).family());
    for (const SheetName &entry : sheetNames)
        sheet.replace(QLatin1Char('@') + QLatin1String(entry.name) + QLatin1Char('@'),
                      color(entry.role).name());
    static const QRegularExpression comments(QStringLiteral("/\\*.*?\\*/"),
                                             QRegularExpression::DotMatchesEverythingOption);
    sheet.remove(comments);
    Q_ASSERT_X(!sheet.contains(QLatin1Char('@')), "Theme", "unknown name in theme.qss");
    qApp->setStyleSheet(sheet);
}

QFont Theme::font(FontRole role) const
{
    const bool mono = role == FontRole::Mono;
    QFont font = mono ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
                      : QFont(interfaceFamily());
    font.setStyleHint(mono ? QFont::Monospace : QFont::SansSerif);
    const bool small = mono || role == FontRole::Secondary || role == FontRole::SecondaryStrong;
    font.setPixelSize(role == FontRole::Title ? 18 : small ? 12 : 13);
    const bool strong = role == FontRole::BodyStrong || role == FontRole::SecondaryStrong
                        || role == FontRole::Title;
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole to, ColorRole from) {
        palette.setColor(to, color(from));
    };
    set(QPalette::Window, ColorRole::Panel);
    set(QPalette::WindowText, ColorRole::Text);
    set(QPalette::Base, ColorRole::Panel);
    set(QPalette::AlternateBase, ColorRole::Background);
    set(QPalette::Text, ColorRole::Text);
    set(QPalette::PlaceholderText, ColorRole::TextFaint);
    set(QPalette::Button, ColorRole::Control);
    set(QPalette::ButtonText, ColorRole::Text);
    set(QPalette::BrightText, ColorRole::OnAccent);
    set(QPalette::Highlight, ColorRole::Selection);
    set(QPalette::HighlightedText, ColorRole::Text);
    set(QPalette::Link, ColorRole::Accent);
    set(QPalette::LinkVisited, ColorRole::Accent);
    set(QPalette::ToolTipBase, ColorRole::Panel);
    set(QPalette::ToolTipText, ColorRole::Text);
    set(QPalette::Light, ColorRole::Panel);
    set(QPalette::Midlight, ColorRole::Line);
    set(QPalette::Mid, ColorRole::Frame);
    set(QPalette::Dark, ColorRole::TextFaint);
    set(QPalette::Shadow, ColorRole::TextSecondary);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                     QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, color(ColorRole::Disabled));
    return palette;
}

void Theme::repolish(QWidget *widget)
{
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
    widget->update();
}

QColor themeColor(ColorRole role)
{
    return Theme::instance().color(role);
}

} // namespace lapidary

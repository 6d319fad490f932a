#include "ui/charts/icons.h"

#include "ui/charts/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace lapidary {

namespace {

QString iconPath(const QString &name)
{
    return QStringLiteral(":/lapidary/icons/%1.svg").arg(name);
}

// The drawings are black; their coverage is filled with the colour.
QPixmap tinted(const QString &name, QSize pixels, const QColor &color)
{
    const QString key = QStringLiteral("lapidary/%1/%2x%3/%4")
                            .arg(name).arg(pixels.width()).arg(pixels.height()).arg(color.name());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QSvgRenderer renderer(iconPath(name));
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    painter.end();
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(const QString &name, ColorRole color) : m_name(name), m_color(color) { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device()->devicePixelRatioF();
        QPixmap drawn = pixmap(rect.size() * ratio, mode, state);
        drawn.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, drawn);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        const ColorRole role = mode == QIcon::Disabled ? ColorRole::Disabled : m_color;
        return tinted(m_name, size, themeColor(role));
    }

    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override
    {
        const int side = std::min(size.width(), size.height());
        return {side, side};
    }

    QIconEngine *clone() const override { return new ThemedIconEngine(*this); }
    QString key() const override { return QStringLiteral("lapidary"); }
    QString iconName() override { return m_name; }
    bool isNull() override { return false; }

private:
    QString m_name;
    ColorRole m_color;
};

} // namespace

QIcon themedIcon(const QString &name)
{
    return themedIcon(name, ColorRole::Text);
}

QIcon themedIcon(const QString &name, ColorRole color)
{
    Theme::instance(); // registers the resources
    if (!QFile::exists(iconPath(name)))
        return {};
    return QIcon(new ThemedIconEngine(name, color));
}

QPixmap themedPixmap(const QString &name, int size, ColorRole color, double devicePixelRatio)
{
    Theme::instance();
    if (!QFile::exists(iconPath(name)))
        return {};
    const int pixels = qRound(size * devicePixelRatio);
    QPixmap pixmap = tinted(name, {pixels, pixels}, themeColor(color));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    return pixmap;
}

QIcon applicationIcon()
{
    Theme::instance();
    QIcon icon;
    QSvgRenderer renderer(QStringLiteral(":/lapidary/icons/lapidary.svg"));
    for (int size : {16, 24, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace lapidary

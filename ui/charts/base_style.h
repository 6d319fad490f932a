#pragma once

#include <QProxyStyle>

namespace lapidary {

/// Fusion with the row height of the window. A style sheet alone is too late for it: item views
/// may measure their rows before they are polished and keep those heights.
class BaseStyle : public QProxyStyle {
public:
    BaseStyle();

    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override;
};

} // namespace lapidary

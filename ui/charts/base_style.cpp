#include "ui/charts/base_style.h"

#include <QStyleFactory>

namespace lapidary {

constexpr int rowHeight = 24;

BaseStyle::BaseStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

QSize BaseStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                  const QSize &size, const QWidget *widget) const
{
    const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
    return type == CT_ItemViewItem ? base.expandedTo({0, rowHeight}) : base;
}

int BaseStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                           const QWidget *widget) const
{
    switch (metric) {
    case PM_HeaderDefaultSectionSizeVertical: return rowHeight;
    case PM_SmallIconSize: case PM_ToolBarIconSize: case PM_ButtonIconSize:
    case PM_ListViewIconSize: return 16;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int BaseStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Slider_AbsoluteSetButtons: return Qt::LeftButton; // a click sets, it does not page
    case SH_ToolTip_WakeUpDelay: return 400;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace lapidary

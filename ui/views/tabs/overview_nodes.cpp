#include "ui/views/tabs/overview_nodes.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/charts/translated.h"

#include <cmath>

namespace lapidary {

namespace {

QString methodsOf(const Plan *plan, int layer)
{
    const PlannedLayer *planned = plan ? plan->find(layer) : nullptr;
    QStringList methods;
    if (planned)
        for (const PlannedAction &action : planned->actions)
            methods << QString::fromStdString(action.method);
    return methods.join(QStringLiteral(" + "));
}

QString dtypeOf(const Model &model, const Layer &layer)
{
    if (layer.tensors.empty())
        return {};
    return QString::fromLatin1(
        dtypeName(model.source->tensors()[size_t(layer.tensors[0])].dtype));
}

/// What a layer is coloured by, as a word.
QString categoryOf(const Model &model, const Plan *plan, OverviewColouring colouring, int index)
{
    const Layer &layer = model.layers[size_t(index)];
    switch (colouring) {
    case OverviewColouring::Role:
        return QString::fromLatin1(roleName(layer.role));
    case OverviewColouring::Method:
        return methodsOf(plan, index);
    case OverviewColouring::DType:
        return dtypeOf(model, layer);
    case OverviewColouring::Sensitivity:
        break; // a scale, no categories
    }
    return {};
}

/// Categories in order of appearance; untouched layers come first for methods.
QStringList categories(const Model &model, const Plan *plan, OverviewColouring colouring)
{
    QStringList found;
    for (int i = 0; i < int(model.layers.size()); ++i) {
        const QString category = categoryOf(model, plan, colouring, i);
        if (!found.contains(category))
            found << category;
    }
    return found;
}

PlotColor colorOf(const QString &category, const QStringList &all, OverviewColouring colouring)
{
    if (colouring == OverviewColouring::Role)
        return PlotColor::role(category);
    if (category.isEmpty())
        return ColorRole::Track;
    QStringList named = all;
    named.removeAll(QString());
    return PlotColor::series(int(named.indexOf(category)));
}

QString tooltipOf(const Model &model, const Layer &layer, const QString &methods)
{
    QStringList lines{QString::fromStdString(layer.name)};
    if (layer.form.in > 0)
        lines << shapeText({layer.form.out, layer.form.in});
    lines << tr("%1 parameters, %2").arg(exactText(layer.parameters()),
                                         bytesText(layer.bytes()));
    lines << tr("Role %1, stored as %2").arg(QString::fromLatin1(roleName(layer.role)),
                                             dtypeOf(model, layer));
    if (!methods.isEmpty())
        lines << tr("Method: %1").arg(methods);
    return lines.join('\n');
}

QString leafName(const Layer &layer)
{
    const QString name = QString::fromStdString(layer.name);
    return name.section('.', -1);
}

/// The ramp from harmless to harmful, and grey for what was not measured.
QString scaleLegend()
{
    QString ramp;
    for (int i = 0; i <= 8; ++i)
        ramp += QStringLiteral("<span style='color:%1'>■</span>")
                    .arg(Theme::instance().sensitivityColor(i / 8.0).name());
    return tr("changes least %1 changes most (log of KL)").arg(ramp)
        + QStringLiteral("&nbsp;&nbsp; <span style='color:%1'>■</span>&nbsp;%2")
              .arg(Theme::instance().sensitivityColor(NAN).name(), tr("not measured"));
}

} // namespace

std::vector<TreemapNode> overviewNodes(const Model &model, const Plan *plan,
                                       OverviewColouring colouring,
                                       const std::vector<LayerHeat> &heat)
{
    const QStringList all = categories(model, plan, colouring);
    std::vector<TreemapNode> nodes;
    nodes.reserve(model.layers.size());
    for (int i = 0; i < int(model.layers.size()); ++i) {
        const Layer &layer = model.layers[size_t(i)];
        if (layer.tiedCopy)
            continue;
        TreemapNode node;
        node.id = QString::number(i);
        node.label = leafName(layer);
        node.value = double(layer.parameters());
        const bool measured = size_t(i) < heat.size();
        node.color = colouring == OverviewColouring::Sensitivity
            ? PlotColor::sensitivity(measured ? heat[size_t(i)].heat : NAN)
            : colorOf(categoryOf(model, plan, colouring, i), all, colouring);
        node.group = layer.block < 0 ? QString() : tr("Block %1").arg(layer.block);
        const QString methods = methodsOf(plan, i);
        node.pattern = methods.isEmpty() ? TreemapPattern::None : TreemapPattern::Diagonal;
        node.tooltip = tooltipOf(model, layer, methods);
        if (measured && !heat[size_t(i)].text.isEmpty())
            node.tooltip += '\n' + heat[size_t(i)].text;
        nodes.push_back(std::move(node));
    }
    return nodes;
}

QString overviewLegend(const Model &model, const Plan *plan, OverviewColouring colouring,
                       const std::vector<LayerHeat> &heat)
{
    if (colouring == OverviewColouring::Sensitivity)
        return heat.empty() ? tr("Nothing is known yet: measure it with Model, Measure "
                                 "Sensitivity.")
                            : scaleLegend();
    const QStringList all = categories(model, plan, colouring);
    QStringList parts;
    for (const QString &category : all) {
        const QColor color = Theme::instance().color(colorOf(category, all, colouring));
        const QString word = category.isEmpty() ? tr("unchanged") : category.toHtmlEscaped();
        parts << QStringLiteral("<span style='color:%1'>■</span>&nbsp;%2").arg(color.name(), word);
    }
    return parts.join(QStringLiteral("&nbsp;&nbsp; "));
}

} // namespace lapidary

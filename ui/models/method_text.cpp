#include "ui/models/method_text.h"

#include <QStringList>

namespace lapidary {

namespace {

QString number(const nlohmann::json &params, const char *key)
{
    const auto it = params.find(key);
    if (it == params.end() || !it->is_number())
        return {};
    return it->is_number_integer() ? QString::number(it->get<int64_t>())
                                   : QString::number(it->get<double>(), 'g', 3);
}

} // namespace

QString chipText(const PlannedAction &action)
{
    const QString id = QString::fromStdString(action.method);
    const nlohmann::json &params = action.params;
    if (!params.is_object())
        return id.toUpper();
    if (id == "quantize" && params.contains("type") && params["type"].is_string())
        return QString::fromStdString(params["type"].get<std::string>()).toUpper();
    if (id == "prune_width") {
        const QString width = number(params, "width");
        return width.isEmpty() ? QStringLiteral("W") : QStringLiteral("W ") + width;
    }
    if (id == "prune_depth")
        return QStringLiteral("−");
    if (id == "prune_heads")
        return QStringLiteral("H ") + number(params, "heads") + '/' + number(params, "kv_heads");
    if (id == "prune_experts")
        return QStringLiteral("E ") + number(params, "experts");
    static const std::pair<const char *, const char *> sizes[]
        = {{"rank", "r"}, {"chi", "χ"}, {"count", "n"}, {"fraction", "p"}};
    for (const auto &[key, symbol] : sizes)
        if (const QString value = number(params, key); !value.isEmpty())
            return id.toUpper() + ' ' + QString::fromUtf8(symbol) + '=' + value;
    return id.toUpper();
}

QString chipText(const PlannedLayer &layer)
{
    QStringList parts;
    for (const PlannedAction &action : layer.actions)
        parts += chipText(action);
    return parts.join(QStringLiteral(" · "));
}

} // namespace lapidary

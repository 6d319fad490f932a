#include "ui/models/layer_filter.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <limits>

namespace lapidary {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("lapidary::LayerFilter", text);
}

/// "1M", "2.5k", "300" -> number.
std::optional<double> readCount(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^([0-9]*\\.?[0-9]+)([kKmMgGbB]?)$"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2).toLower();
    const double factor = unit == "k" ? 1e3 : unit == "m" ? 1e6 : unit.isEmpty() ? 1 : 1e9;
    return match.captured(1).toDouble() * factor;
}

/// "4-20,25,28-" -> inclusive ranges; empty when it cannot be read.
std::vector<std::pair<int, int>> readRanges(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("^(\\d+)?(-)?(\\d+)?$"));
    std::vector<std::pair<int, int>> ranges;
    for (const QString &part : text.split(',')) {
        const auto match = form.match(part);
        if (part.isEmpty() || !match.hasMatch() || part == "-")
            return {};
        const bool range = !match.captured(2).isEmpty();
        const int first = match.captured(1).isEmpty() ? 0 : match.captured(1).toInt();
        const int last = !range ? first
            : match.captured(3).isEmpty() ? std::numeric_limits<int>::max()
                                          : match.captured(3).toInt();
        ranges.emplace_back(first, last);
    }
    return ranges;
}

bool wordMatches(const QString &word, const QString &name)
{
    if (!word.contains('*') && !word.contains('?'))
        return name.contains(word, Qt::CaseInsensitive);
    // Dots are no separators here: "*mlp*" reaches across them.
    const QString pattern
        = QRegularExpression::escape(word).replace("\\*", ".*").replace("\\?", ".");
    return QRegularExpression('^' + pattern + '$', QRegularExpression::CaseInsensitiveOption)
        .match(name)
        .hasMatch();
}

} // namespace

LayerFilter LayerFilter::parse(const QString &text)
{
    LayerFilter filter;
    static const QRegularExpression spaces(QStringLiteral("\\s+"));
    for (const QString &token : text.split(spaces, Qt::SkipEmptyParts)) {
        QString problem;
        if (auto parsed = condition(token, problem))
            filter.m_conditions.push_back(std::move(*parsed));
        else if (filter.m_problem.isEmpty())
            filter.m_problem = problem;
    }
    return filter;
}

std::optional<LayerFilter::Condition> LayerFilter::condition(const QString &token, QString &problem)
{
    static const QRegularExpression size(QStringLiteral("^size([<>])(.*)$"));
    Condition condition;
    if (const auto match = size.match(token); match.hasMatch()) {
        const auto count = readCount(match.captured(2));
        if (!count) {
            problem = tr("“%1”: a size is a number such as 500k or 1M").arg(token);
            return std::nullopt;
        }
        condition.kind = match.captured(1) == ">" ? Kind::SizeAbove : Kind::SizeBelow;
        condition.size = *count;
        return condition;
    }
    const QString key = token.section(':', 0, 0);
    const QString value = token.section(':', 1);
    static const std::pair<const char *, Kind> keys[] = {{"role", Kind::Role},
                                                         {"block", Kind::Block},
                                                         {"method", Kind::Method},
                                                         {"dtype", Kind::DType}};
    for (const auto &[name, kind] : keys) {
        if (key != name || !token.contains(':'))
            continue;
        condition.kind = kind;
        condition.values = value.toLower().split(',', Qt::SkipEmptyParts);
        if (condition.values.isEmpty()) {
            problem = tr("“%1” needs a value").arg(token);
            return std::nullopt;
        }
        if (kind != Kind::Block)
            return condition;
        condition.ranges = readRanges(value);
        if (!condition.ranges.empty())
            return condition;
        problem = tr("“%1”: blocks are numbers and ranges such as 4-20,25").arg(token);
        return std::nullopt;
    }
    condition.values = {token};
    return condition;
}

bool LayerFilter::matches(const Layer &layer, const PlannedLayer *planned) const
{
    for (const Condition &condition : m_conditions)
        if (!holds(condition, layer, planned))
            return false;
    return true;
}

bool LayerFilter::holds(const Condition &condition, const Layer &layer,
                        const PlannedLayer *planned)
{
    const bool acted = planned && !planned->actions.empty();
    switch (condition.kind) {
    case Kind::Word:
        return wordMatches(condition.values.front(), QString::fromStdString(layer.name));
    case Kind::Role:
        return condition.values.contains(QLatin1String(roleName(layer.role)));
    case Kind::Block:
        for (const auto &[first, last] : condition.ranges)
            if (layer.block >= first && layer.block <= last)
                return true;
        return false;
    case Kind::SizeAbove:
        return double(layer.parameters()) > condition.size;
    case Kind::SizeBelow:
        return double(layer.parameters()) < condition.size;
    case Kind::Method:
        if (condition.values.contains(acted ? QStringLiteral("any") : QStringLiteral("none")))
            return true;
        if (acted)
            for (const PlannedAction &action : planned->actions)
                if (condition.values.contains(QString::fromStdString(action.method)))
                    return true;
        return false;
    case Kind::DType:
        for (const FactorForm &factor : layer.form.factors)
            if (condition.values.contains(QLatin1String(dtypeName(factor.stored))))
                return true;
        return false;
    }
    return true;
}

} // namespace lapidary

#pragma once

#include "core/surgery/plan.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace lapidary {

/// The filter language of the layers tree; all conditions must hold:
///   words            part of the name, or a glob with * and ?
///   role:q,k         one of the roles          block:4-20,25   one of the blocks
///   size>1M size<2k  parameters                method:none     or a method's id ("any": some)
///   dtype:bf16       stored type
class LayerFilter {
public:
    LayerFilter() = default;
    static LayerFilter parse(const QString &text);

    bool isEmpty() const { return m_conditions.empty(); }
    /// What could not be understood, as a sentence; such parts are ignored.
    const QString &problem() const { return m_problem; }
    /// `planned` is null for a layer that the plan leaves alone.
    bool matches(const Layer &layer, const PlannedLayer *planned) const;

private:
    enum class Kind { Word, Role, Block, SizeAbove, SizeBelow, Method, DType };
    struct Condition {
        Kind kind = Kind::Word;
        QStringList values;                       ///< any of them
        std::vector<std::pair<int, int>> ranges;  ///< blocks, inclusive
        double size = 0;
    };
    static std::optional<Condition> condition(const QString &token, QString &problem);
    static bool holds(const Condition &condition, const Layer &layer, const PlannedLayer *planned);

    std::vector<Condition> m_conditions;
    QString m_problem;
};

} // namespace lapidary

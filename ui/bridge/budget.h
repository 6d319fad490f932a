#pragma once

#include "core/allocate/option_cache.h"
#include "ui/bridge/job_runner.h"
#include "ui/bridge/recipe_editor.h"

namespace lapidary {

using OptionTablePtr = std::shared_ptr<const OptionTable>;

/// A budget under the user's hand: what each unit may become and what that costs is measured once
/// (a job); any size is then allocated at once, and what comes out is an ordinary recipe.
class Budget : public QObject {
    Q_OBJECT
public:
    Budget(JobRunner &runner, RecipeEditor &editor, QObject *parent = nullptr);

    /// What may be changed, and by which methods (those that tell their losses).
    struct Question {
        Selector select;
        std::vector<std::string> methods;
    };
    /// Methods that can tell beforehand what a size costs, in the order of menus.
    static const std::vector<std::string> &usableMethods();

    /// Finds options and their costs; `cacheFolder` keeps what was measured.
    JobId find(const Question &question, const AutoOptions &options, const QString &cacheFolder);
    JobId finding() const { return m_finding; }
    /// Forgets the options: another model, another calibration.
    void clear();

    const OptionTablePtr &table() const { return m_table; } ///< null until found
    BudgetOf of() const { return m_of; }
    void setOf(BudgetOf of);
    /// Sizes are what everybody calls the size of the model: bytes of its tensors, parameters
    /// counted once.
    int64_t whole() const;
    int64_t smallest() const; ///< that can be reached; whole() without a table
    int64_t size() const { return m_size; }
    void setSize(int64_t size);

    /// What the size allows; nothing when it cannot be met, and problem() says why.
    const std::optional<Allocation> &allocation() const { return m_allocation; }
    /// What it comes to, counted either way; whole() without one.
    int64_t reached(BudgetOf of) const;
    QString problem() const { return m_problem; }
    /// Predicted losses (nats per token above the original) by size, ascending.
    struct Point {
        double size = 0, loss = 0;
    };
    std::vector<Point> frontier(BudgetOf of) const;
    std::optional<Allocation> allocationFor(int64_t size) const;
    /// The recipe that an allocation stands for: its steps, then what the present recipe does to
    /// precision.
    Recipe recipe(const Allocation &allocation) const;
    /// Puts the steps into the recipe, as one undoable edit.
    void use();

signals:
    void changed();      ///< size or what it allows
    void tableChanged(); ///< table(), finding(); changed() follows

private:
    void allocateNow();
    Recipe question() const;

    JobRunner &m_runner;
    RecipeEditor &m_editor;
    Question m_question;
    OptionTablePtr m_table;
    std::vector<Point> m_frontier[2]; ///< by BudgetOf
    BudgetOf m_of = BudgetOf::Bytes;
    int64_t m_size = 0;
    std::optional<Allocation> m_allocation;
    QString m_problem;
    JobId m_finding = 0;
};

} // namespace lapidary

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

    /// What the present size would get is applied as a whole, measured, and the losses are
    /// corrected by what came out; table() is then the corrected one. Starts from what find() made,
    /// so that the answer does not depend on sizes tried before and is the one that the headless
    /// tool gives. Does nothing while there is nothing to check: see whyNotCorrect().
    JobId correct(const QString &cacheFolder);
    JobId correcting() const { return m_correcting; }
    /// A sentence, empty when correct() can start.
    QString whyNotCorrect() const;
    /// The size that table() is corrected for, and what was measured there; null and empty when it
    /// is as find() made it.
    const std::optional<std::pair<BudgetOf, int64_t>> &correctedFor() const
    {
        return m_correctedFor;
    }
    QString correctionNote() const { return m_note; }

    /// Forgets the options: another model, another calibration.
    void clear();

    const OptionTablePtr &table() const { return m_table; } ///< null until found; as corrected
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
    /// Recipes fit layer after layer to what flows into them once those before are changed.
    bool sequential() const { return m_sequential; }
    void setSequential(bool sequential);
    /// The recipe that an allocation stands for: its steps, then what the present recipe does to
    /// precision.
    Recipe recipe(const Allocation &allocation) const;
    /// Puts the steps into the recipe, as one undoable edit.
    void use();

signals:
    void changed();      ///< size or what it allows
    void tableChanged(); ///< table(), finding(), correcting(); changed() follows

private:
    /// Options with their frontiers: both are made in the worker.
    struct Found {
        OptionTablePtr table;
        std::vector<Point> frontier[2];
    };
    static Result<Found> withFrontiers(const Model &model, OptionTable &&table);
    void take(const Found &found);
    void allocateNow();
    Recipe question() const;

    JobRunner &m_runner;
    RecipeEditor &m_editor;
    Question m_question;
    AutoOptions m_options;   ///< of find(): a correction is made as the table was
    OptionTablePtr m_table;
    OptionTablePtr m_measured; ///< as find() made it
    std::vector<Point> m_frontier[2]; ///< by BudgetOf
    BudgetOf m_of = BudgetOf::Bytes;
    int64_t m_size = 0;
    std::optional<Allocation> m_allocation;
    QString m_problem;
    QString m_note;
    std::optional<std::pair<BudgetOf, int64_t>> m_correctedFor;
    bool m_sequential = true;
    JobId m_finding = 0, m_correcting = 0;
};

} // namespace lapidary

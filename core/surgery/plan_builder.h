#pragma once

#include "core/surgery/plan.h"

#include <map>
#include <unordered_map>

namespace lapidary {

/// Builds a Plan step by step; internal to core/surgery.
class PlanBuilder {
public:
    PlanBuilder(const Model &model, const Recipe &recipe, const MethodRegistry &methods,
                const SpectrumSource *spectra, const Calibration *calibration);

    void addStep(int step);
    Plan finish();

private:
    using Group = std::vector<int>; ///< layer indices

    /// Sentences of one step, equal ones gathered.
    struct Note {
        int step = 0;
        bool grows = false;
        std::string text, firstLayer;
        int count = 0;
    };

    std::string stepTitle(int step) const;
    void error(int step, const std::string &text);
    void note(std::vector<Note> &notes, std::unordered_map<std::string, size_t> &seen, int step,
              const std::string &layer, const std::string &text, bool grows);

    std::vector<Group> groupsFor(int step, const Method &method, Coupling coupling,
                                 const std::vector<int> &selected);
    std::vector<Group> coupledGroups(int step, Coupling coupling, const std::vector<int> &selected);
    Group coupledLayers(Coupling coupling, int block) const;
    bool removed(int layer) const;
    std::vector<int> stillThere(std::vector<int> selected) const;
    void noteCoupling(int step, Coupling coupling, int partial, int incomplete);
    static std::string unsuited(const Method &method, Coupling coupling,
                                const std::vector<LayerState> &group);
    LayerState stateOf(int layer) const;
    void planGroup(int step, const Method &method, const PlanInputs &inputs,
                   const nlohmann::json &params, const Group &group);
    void planGroups(int step, const Method &method, const nlohmann::json &params,
                    const std::vector<Group> &groups);
    void record(int step, const Group &group, std::vector<PlannedAction> actions);
    PlannedLayer &entry(int layer);
    void joinGroups(const Group &group);
    int rootOf(int layer) const;
    void checkStages();
    void finishLayers();
    void finishTotals();
    void finishWarnings();

    const Model &m_model;
    const MethodRegistry &m_methods;
    PlanInputs m_inputs;
    Plan m_plan;
    std::vector<int> m_slot;   ///< layer -> index into m_plan.layers, -1
    mutable std::vector<int> m_parent; ///< layer -> layer of the same group
    std::map<int, Group> m_blocks; ///< block -> its layers in model order
    int m_withoutMatch = 0; ///< steps that select nothing
    std::vector<Note> m_warnings, m_failures;
    std::unordered_map<std::string, size_t> m_warningSeen, m_failureSeen;
};

/// Why a selector matches nothing in this model, and what comes near.
std::string explainNoMatch(const Model &model, const Selector &selector);
/// The roles, names and blocks of a selector that none of the layers it `selected` has, in one
/// sentence; empty when all of it is met.
std::string explainPartialMatch(const Model &model, const Selector &selector,
                                const std::vector<int> &selected);

} // namespace lapidary

#pragma once

#include "core/model/family.h"
#include "core/model/model.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace lapidary {

/// Turns the tensors of a checkpoint into named layers with roles, in the model's order, and
/// checks them against the configuration. Used once by modelFromSource().
class LayerBuilder {
public:
    /// `forms`: contents of lapidary.json. `partial`: one file out of several, so tensors may be
    /// missing. Completes the configuration by what only the tensors tell (tying, biases).
    LayerBuilder(Model &model, std::map<std::string, LayerForm> forms, bool partial);

    Status build();

private:
    void nameTensors();
    Status completeConfig();
    Status readRopeDivisors();
    Status addFamilyModules();
    Status addModule(const ModuleSpec &module, int block, int expert = 0);
    Status addExperts(int block);
    /// Index of the tensor of a dense layer, -1 when there is none; firstRow where it is stacked.
    Result<int> findWeight(const ModuleSpec &module, Layer &layer, int expert) const;
    Result<int> findStacked(const ModuleSpec &module, Layer &layer, int expert) const;
    Status addFormedLayer(Layer layer, const LayerForm &form);
    Status checkShape(const Layer &layer, const ModuleSpec &module) const;
    Status attachBias(Layer &layer, const ModuleSpec &module);
    void addLeftovers();
    void addLooseTensor(int tensor);
    void sortByRole();
    Status finish();

    int findTensor(const std::string &name) const;
    bool hasInAnyBlock(const char *tensor) const;
    const TensorInfo &tensor(int index) const;
    std::string fileOf(const TensorInfo &info) const;
    void push(Layer layer);

    Model &m_model;
    const CheckpointSource &m_source;
    std::map<std::string, LayerForm> m_forms;
    bool m_partial;
    std::vector<std::string> m_names; ///< canonical name of every tensor
    std::unordered_map<std::string, int> m_byName;
    std::vector<bool> m_used;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_unexpected;
};

} // namespace lapidary

#include "core/model/model.h"

#include "core/base/checked.h"

#include <algorithm>

namespace lapidary {
namespace {

int64_t saturating(int64_t a, int64_t b)
{
    return checkedAdd(a, b).value_or(INT64_MAX);
}

ModelTreeNode *child(ModelTreeNode &parent, const std::string &label, int block)
{
    // Layers come sorted, so the group is nearly always the last one.
    for (auto it = parent.children.rbegin(); it != parent.children.rend(); ++it) {
        if (it->layer < 0 && it->label == label)
            return &*it;
    }
    parent.children.push_back({label, -1, block, {}});
    return &parent.children.back();
}

/// "model.layers.3.mlp.up_proj" -> "mlp.up_proj"
std::string_view withinBlock(std::string_view name, int block)
{
    const std::string part = "." + std::to_string(block) + ".";
    const size_t at = ("." + std::string(name)).find(part);
    return at == std::string::npos ? name : name.substr(at + part.size() - 1);
}

void insertPath(ModelTreeNode &parent, std::string_view path, int layer, int block, bool norm)
{
    const size_t dot = path.find('.');
    if (dot == std::string_view::npos) {
        ModelTreeNode *group = norm ? child(parent, "norms", block) : &parent;
        group->children.push_back({std::string(path), layer, block, {}});
        return;
    }
    insertPath(*child(parent, std::string(path.substr(0, dot)), block), path.substr(dot + 1),
               layer, block, false);
}

std::string_view lastPart(std::string_view name)
{
    const size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

} // namespace

int Model::find(std::string_view name) const
{
    if (const auto it = index.find(name); it != index.end())
        return it->second;
    if (!index.empty())
        return -1;
    for (size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].name == name)
            return int(i);
    }
    return -1;
}

int64_t Model::parametersStored() const
{
    int64_t total = 0;
    for (const Layer &layer : layers)
        total = saturating(total, layer.parameters());
    return total;
}

int64_t Model::parametersUnique() const
{
    int64_t total = 0;
    for (const Layer &layer : layers) {
        if (!layer.tiedCopy && !layer.buffer)
            total = saturating(total, layer.parameters());
    }
    return total;
}

int64_t Model::bytes() const
{
    int64_t total = 0;
    for (const Layer &layer : layers)
        total = saturating(total, layer.bytes());
    return total;
}

ModelTreeNode Model::tree() const
{
    ModelTreeNode root{"Model", -1, -1, {}};
    for (size_t i = 0; i < layers.size(); ++i) {
        const Layer &layer = layers[i];
        const int at = int(i);
        if (layer.block < 0) {
            const bool plain = layer.role != Role::Other;
            root.children.push_back(
                {std::string(plain ? lastPart(layer.name) : layer.name), at, -1, {}});
            continue;
        }
        ModelTreeNode *block = child(root, "Block " + std::to_string(layer.block), layer.block);
        insertPath(*block, withinBlock(layer.name, layer.block), at, layer.block,
                   layer.role == Role::Norm);
    }
    return root;
}

} // namespace lapidary

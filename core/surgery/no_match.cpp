#include "core/surgery/glob.h"
#include "core/surgery/plan_builder.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace lapidary {
namespace {

std::vector<std::string> partsOf(const std::string &name)
{
    std::vector<std::string> parts;
    for (size_t begin = 0; begin <= name.size();) {
        const size_t end = std::min(name.find('.', begin), name.size());
        parts.push_back(name.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// "mlp" for "*.mpl.*": the part of a layer name that comes nearest to one of the glob's parts.
std::string nearestPart(const Model &model, const std::string &glob)
{
    std::set<std::string> known;
    for (const Layer &layer : model.layers)
        for (std::string &part : partsOf(layer.name))
            known.insert(std::move(part));
    for (const std::string &part : partsOf(glob)) {
        if (part.find_first_of("*?") != std::string::npos || known.count(part))
            continue;
        const std::string nearest = nearestName(part, {known.begin(), known.end()});
        if (!nearest.empty())
            return fmt::format("; did you mean \"{}\" for \"{}\"?", nearest, part);
    }
    return {};
}

std::string aboutRoles(const Model &model, const Selector &selector)
{
    std::set<Role> present;
    for (const Layer &layer : model.layers)
        if (layer.form.in > 0)
            present.insert(layer.role);
    std::vector<std::string> names;
    for (Role role : present)
        names.push_back(roleName(role));
    return fmt::format("no layer has role {}; the matrices of this model have {}",
                       fmt::join(selector.roles, " or "), fmt::join(names, ", "));
}

std::string aboutGlobs(const Model &model, const Selector &selector)
{
    std::string text;
    for (const std::string &glob : selector.layers) {
        const auto hits = std::count_if(model.layers.begin(), model.layers.end(), [&](const Layer &l) {
            return globMatches(glob, l.name);
        });
        text += fmt::format("{}\"{}\" matches {} layers", text.empty() ? "" : ", ", glob, hits);
        if (hits == 0)
            text += nearestPart(model, glob);
    }
    return text;
}

} // namespace

std::string explainNoMatch(const Model &model, const Selector &selector)
{
    const auto matches = [&](const Selector &part) {
        const auto found = selectLayers(model, part);
        return found ? found->size() : 0;
    };
    const std::string start = fmt::format("matches no layer ({})", describe(selector));
    if (!selector.roles.empty() && matches({selector.roles, "", {}, {}}) == 0)
        return start + ": " + aboutRoles(model, selector);
    if (!selector.blocks.empty() && matches({{}, selector.blocks, {}, {}}) == 0) {
        int last = -1;
        for (const Layer &layer : model.layers)
            last = std::max(last, layer.block);
        return last < 0 ? start + ": this model has no blocks"
                        : fmt::format("{}: the model has blocks 0-{}", start, last);
    }
    if (!selector.layers.empty() && matches({selector.roles, "", selector.layers, {}}) == 0)
        return start + ": " + aboutGlobs(model, selector)
            + "; norms and other vectors are never selected by a glob alone";
    if (!selector.except.empty()
        && matches({selector.roles, selector.blocks, selector.layers, {}}) > 0)
        return start + ": \"except\" takes out every layer that the rest selects";
    return start + ": each condition matches some layers, but none meets all of them";
}

std::string explainPartialMatch(const Model &model, const Selector &selector,
                                const std::vector<int> &selected)
{
    std::set<Role> present;
    for (const int index : selected)
        present.insert(model.layers[static_cast<size_t>(index)].role);
    std::vector<std::string> unmet;
    for (const std::string &name : selector.roles)
        if (const auto role = roleFromName(name);
            role && !present.contains(*role)
            && !(*role == Role::Head && model.config.tiedEmbeddings && present.contains(Role::Embed)))
            unmet.push_back("role " + name);
    for (const std::string &glob : selector.layers) {
        const bool met = std::any_of(selected.begin(), selected.end(), [&](int index) {
            return globMatches(glob, model.layers[static_cast<size_t>(index)].name);
        });
        if (!met)
            unmet.push_back(fmt::format("\"{}\"", glob));
    }
    if (unmet.empty())
        return {};
    return fmt::format("{} match{} nothing here; the step changes the {} layers that the rest of it "
                       "selects",
                       fmt::join(unmet, ", "), unmet.size() == 1 ? "es" : "", selected.size());
}

} // namespace lapidary

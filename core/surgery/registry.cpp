#include "core/surgery/registry.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace lapidary {

void MethodRegistry::add(std::shared_ptr<const Method> method)
{
    m_methods.push_back(std::move(method));
}

const Method *MethodRegistry::find(const std::string &id) const
{
    const auto found = std::find_if(m_methods.begin(), m_methods.end(),
                                    [&](const auto &method) { return method->info().id == id; });
    return found == m_methods.end() ? nullptr : found->get();
}

Result<const Method *> MethodRegistry::require(const std::string &id) const
{
    if (const Method *method = find(id))
        return method;
    std::vector<std::string> known;
    for (const auto &method : m_methods)
        known.push_back(method->info().id);
    if (known.empty())
        return fail(ErrorCode::Usage,
                    "unknown method \"{}\": no method is loaded; the plugin folder is missing or "
                    "its plugins failed to load",
                    id);
    const std::string nearest = nearestName(id, known);
    return fail(ErrorCode::Usage, "unknown method \"{}\"; known are {}{}", id,
                fmt::join(known, ", "),
                nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest));
}

Coupling Method::coupling(const nlohmann::json &) const
{
    return info().coupling;
}

Result<std::vector<SizeLoss>> Method::sizeLosses(const std::vector<const CompressedLayer *> &,
                                                 const std::vector<const LayerInputs *> &,
                                                 JobContext &) const
{
    return std::vector<SizeLoss>();
}

std::string Method::summarize(const nlohmann::json &params) const
{
    std::string text = info().title;
    for (const auto &[key, value] : params.items())
        text += fmt::format(" {} {}", key,
                            value.is_string() ? value.get<std::string>() : value.dump());
    return text;
}

} // namespace lapidary

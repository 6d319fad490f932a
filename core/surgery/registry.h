#pragma once

#include "core/surgery/method.h"

#include <map>

namespace lapidary {

/// The methods at hand, by id, in a stable order for menus. Immutable once built.
class MethodRegistry {
public:
    void add(std::shared_ptr<const Method> method);
    const Method *find(const std::string &id) const;
    /// Like find, but an unknown id is an error that lists the known ones and the nearest.
    Result<const Method *> require(const std::string &id) const;
    const std::vector<std::shared_ptr<const Method>> &all() const { return m_methods; }

private:
    std::vector<std::shared_ptr<const Method>> m_methods;
};

} // namespace lapidary

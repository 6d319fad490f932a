#pragma once

#include <string>
#include <vector>

namespace lapidary {

/// A table whose cells are plain text (escaped here). Columns whose title starts with '>' are
/// numbers and stand right.
class HtmlTable {
public:
    explicit HtmlTable(std::vector<std::string> titles);
    void row(const std::vector<std::string> &cells);
    std::string html() const;

private:
    std::vector<bool> m_numeric;
    std::string m_head, m_rows;
};

} // namespace lapidary

#include "core/report/html_table.h"

#include "core/report/escape.h"

namespace lapidary {

HtmlTable::HtmlTable(std::vector<std::string> titles)
{
    for (const std::string &title : titles) {
        const bool numeric = title.starts_with('>');
        m_numeric.push_back(numeric);
        m_head += numeric ? "<th class=\"n\">" : "<th>";
        m_head += htmlEscape(numeric ? title.substr(1) : title) + "</th>";
    }
}

void HtmlTable::row(const std::vector<std::string> &cells)
{
    m_rows += "<tr>";
    for (size_t i = 0; i < cells.size(); ++i) {
        m_rows += i < m_numeric.size() && m_numeric[i] ? "<td class=\"n\">" : "<td>";
        m_rows += htmlEscape(cells[i]) + "</td>";
    }
    m_rows += "</tr>\n";
}

std::string HtmlTable::html() const
{
    return "<div class=\"table\"><table><thead><tr>" + m_head + "</tr></thead><tbody>\n" + m_rows
           + "</tbody></table></div>\n";
}

} // namespace lapidary

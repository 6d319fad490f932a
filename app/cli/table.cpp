#include "app/cli/table.h"

#include <algorithm>

namespace lapidary::cli {

namespace {

/// Columns on the terminal: UTF-8 code points.
size_t displayWidth(const std::string &text)
{
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::string padded(const std::string &text, size_t width, bool left)
{
    const std::string space(width - std::min(width, displayWidth(text)), ' ');
    return left ? text + space : space + text;
}

} // namespace

std::string formatTable(const std::vector<std::vector<std::string>> &rows,
                        const std::vector<size_t> &left)
{
    std::vector<size_t> widths;
    for (const auto &row : rows)
        for (size_t c = 0; c < row.size(); ++c) {
            widths.resize(std::max(widths.size(), c + 1));
            widths[c] = std::max(widths[c], displayWidth(row[c]));
        }
    std::string out;
    for (const auto &row : rows) {
        std::string line;
        for (size_t c = 0; c < row.size(); ++c) {
            const bool isLeft = std::find(left.begin(), left.end(), c) != left.end();
            line += (c ? "  " : "") + padded(row[c], widths[c], isLeft);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

std::string formatPairs(const std::vector<std::pair<std::string, std::string>> &pairs)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto &[key, value] : pairs)
        rows.push_back({key, value});
    return formatTable(rows, {0, 1});
}

} // namespace lapidary::cli

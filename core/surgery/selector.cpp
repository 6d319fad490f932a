#include "core/surgery/glob.h"
#include "core/surgery/param_schema.h"
#include "core/surgery/recipe.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace lapidary {
namespace {

constexpr int kEnd = std::numeric_limits<int>::max();

/// Ends as they are written: block numbers, or percent of the depth.
struct BlockRange {
    int first = 0, last = kEnd;
    bool firstPercent = false, lastPercent = false;
};

/// A range without shares in a model with `count` blocks; last < first: no block.
BlockRange resolved(BlockRange range, int count)
{
    const auto boundary = [count](int percent) {
        return static_cast<int>((static_cast<int64_t>(percent) * count + 99) / 100);
    };
    if (range.firstPercent)
        range.first = boundary(range.first);
    if (range.lastPercent)
        range.last = boundary(range.last) - 1;
    return range;
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

std::optional<int> number(std::string_view text)
{
    text = trimmed(text);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || value < 0)
        return std::nullopt;
    return value;
}

/// "7", or "75%" up to 100 %.
std::optional<int> rangeEnd(std::string_view text, bool &percent)
{
    text = trimmed(text);
    percent = text.ends_with('%');
    if (percent)
        text.remove_suffix(1);
    const auto value = number(text);
    return percent && value && *value > 100 ? std::nullopt : value;
}

std::optional<BlockRange> blockRange(std::string_view part)
{
    BlockRange range;
    const size_t dash = part.find('-');
    const auto first = rangeEnd(part.substr(0, dash), range.firstPercent);
    if (!first || (dash == std::string_view::npos && range.firstPercent))
        return std::nullopt; // a share alone is a boundary, no block
    range.first = *first;
    if (dash == std::string_view::npos) {
        range.last = *first;
    } else if (const auto rest = trimmed(part.substr(dash + 1)); !rest.empty()) {
        const auto last = rangeEnd(rest, range.lastPercent);
        const bool backwards = range.firstPercent == range.lastPercent && last && *last < *first;
        if (!last || backwards)
            return std::nullopt;
        range.last = *last;
    }
    return range;
}

Result<std::vector<BlockRange>> parseBlocks(const std::string &text)
{
    std::vector<BlockRange> ranges;
    for (size_t begin = 0; begin <= text.size() && !text.empty();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        const std::string part(trimmed(std::string_view(text).substr(begin, end - begin)));
        const auto range = blockRange(part);
        if (!range)
            return fail(ErrorCode::Usage,
                        "blocks \"{}\": \"{}\" is no block or range; write it like \"0-3,7,20-\" or "
                        "\"75%-\" (the last quarter)",
                        text, part);
        ranges.push_back(*range);
        begin = end + 1;
    }
    return ranges;
}

struct RoleSet {
    bool any = false;
    std::array<bool, 256> has{};
};

Result<RoleSet> parseRoles(const std::vector<std::string> &names)
{
    RoleSet set;
    set.any = names.empty();
    for (const std::string &name : names) {
        if (name == "*") {
            set.any = true;
            continue;
        }
        const auto role = roleFromName(name);
        if (!role) {
            std::vector<std::string> known;
            for (Role r : allRoles())
                known.push_back(roleName(r));
            const std::string nearest = nearestName(name, known);
            return fail(ErrorCode::Usage, "unknown role \"{}\"; known are {}{}", name,
                        fmt::join(known, ", "),
                        nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest));
        }
        set.has[static_cast<uint8_t>(*role)] = true;
    }
    return set;
}

bool anyGlob(const std::vector<std::string> &globs, const std::string &name)
{
    return std::any_of(globs.begin(), globs.end(),
                       [&](const std::string &glob) { return globMatches(glob, name); });
}

int blockCount(const Model &model)
{
    int last = -1;
    for (const Layer &layer : model.layers)
        last = std::max(last, layer.block);
    return last + 1;
}

bool inBlocks(const std::vector<BlockRange> &ranges, int block)
{
    return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const BlockRange &r) {
               return block >= r.first && block <= r.last;
           });
}

} // namespace

bool globMatches(std::string_view glob, std::string_view name)
{
    size_t g = 0, n = 0, star = std::string_view::npos, resume = 0;
    while (n < name.size()) {
        if (g < glob.size() && glob[g] == '*') {
            star = g++;
            resume = n;
        } else if (g < glob.size() && (glob[g] == '?' || glob[g] == name[n])) {
            ++g;
            ++n;
        } else if (star != std::string_view::npos) {
            g = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (g < glob.size() && glob[g] == '*')
        ++g;
    return g == glob.size();
}

Result<std::vector<int>> blocksFromText(const std::string &text, int count)
{
    LAPIDARY_ASSIGN(const auto ranges, parseBlocks(text));
    if (ranges.empty())
        return fail(ErrorCode::Usage, "no block is named; write them like \"3,7-9\"");
    std::vector<int> blocks;
    for (const BlockRange &written : ranges) {
        const BlockRange range = resolved(written, count);
        const bool open = range.last == kEnd;
        const int last = open ? count - 1 : range.last;
        const bool none = written.firstPercent && range.first >= count;
        if (!none && (range.first >= count || last >= count))
            return fail(ErrorCode::Usage, "blocks \"{}\": there is no block {}, the model has {} (0 "
                        "to {})", text, std::max(range.first, last), count, count - 1);
        for (int block = range.first; block <= last; ++block)
            blocks.push_back(block);
    }
    std::sort(blocks.begin(), blocks.end());
    blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
    if (blocks.empty())
        return fail(ErrorCode::Usage, "blocks \"{}\" are none of the {} of this model", text, count);
    return blocks;
}

Result<std::vector<int>> selectLayers(const Model &model, const Selector &selector)
{
    LAPIDARY_ASSIGN(auto ranges, parseBlocks(selector.blocks));
    const bool shares = std::any_of(ranges.begin(), ranges.end(), [](const BlockRange &r) {
        return r.firstPercent || r.lastPercent;
    });
    for (BlockRange &range : ranges)
        if (shares)
            range = resolved(range, blockCount(model));
    LAPIDARY_ASSIGN(const RoleSet roles, parseRoles(selector.roles));
    std::vector<int> selected;
    for (size_t i = 0; i < model.layers.size(); ++i) {
        const Layer &layer = model.layers[i];
        const bool matrix = layer.form.in > 0 && layer.role != Role::Norm && !layer.buffer;
        const bool role = roles.has[static_cast<uint8_t>(layer.role)] || (roles.any && matrix);
        if (role && inBlocks(ranges, layer.block)
            && (selector.layers.empty() || anyGlob(selector.layers, layer.name))
            && !anyGlob(selector.except, layer.name))
            selected.push_back(static_cast<int>(i));
    }
    return selected;
}

std::string describe(const Selector &selector)
{
    std::vector<std::string> parts;
    const bool everyRole = selector.roles.empty()
        || std::find(selector.roles.begin(), selector.roles.end(), "*") != selector.roles.end();
    if (!everyRole)
        parts.push_back(fmt::format("{}", fmt::join(selector.roles, ", ")));
    if (!selector.layers.empty())
        parts.push_back(fmt::format("{}", fmt::join(selector.layers, ", ")));
    if (parts.empty())
        parts.push_back("all layers");
    if (!selector.blocks.empty()) {
        const bool several = selector.blocks.find_first_of("-,") != std::string::npos;
        parts.push_back(fmt::format("{} {}", several ? "blocks" : "block", selector.blocks));
    }
    std::string text = fmt::format("{}", fmt::join(parts, " · "));
    if (!selector.except.empty())
        text += fmt::format(" except {}", fmt::join(selector.except, ", "));
    return text;
}

} // namespace lapidary

#include "app/cli/selector_option.h"

namespace lapidary::cli {

const char *const kSelectorHelp =
    "Layers: words separated by spaces: role:down, block:4-20, except:GLOB, or a glob on names";

namespace {

void addWord(Selector &selector, const std::string &word)
{
    const auto colon = word.find(':');
    const std::string key = word.substr(0, colon);
    const std::string value = colon == std::string::npos ? "" : word.substr(colon + 1);
    if (key == "role" && !value.empty())
        selector.roles.push_back(value);
    else if (key == "block" && !value.empty())
        selector.blocks += (selector.blocks.empty() ? "" : ",") + value;
    else if (key == "except" && !value.empty())
        selector.except.push_back(value);
    else
        selector.layers.push_back(word);
}

} // namespace

Selector parseSelector(const std::string &text)
{
    Selector selector;
    std::string word;
    for (const char c : text + " ") {
        if (c != ' ' && c != ',') {
            word += c;
        } else if (!word.empty()) {
            addWord(selector, word);
            word.clear();
        }
    }
    return selector;
}

} // namespace lapidary::cli

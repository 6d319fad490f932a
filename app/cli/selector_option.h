#pragma once

#include "core/surgery/recipe.h"

#include <string>

namespace lapidary::cli {

/// --select: words separated by spaces or commas; `role:down`, `block:4-20`, `except:GLOB`, and
/// anything else is a glob on module names ("*.mlp.*", "model.layers.3.*", "*").
Selector parseSelector(const std::string &text);

extern const char *const kSelectorHelp;

} // namespace lapidary::cli

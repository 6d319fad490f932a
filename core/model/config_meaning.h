#pragma once

#include "core/model/model_config.h"

#include <string>
#include <vector>

namespace lapidary {

/// One line of the configuration as the window shows it.
struct ConfigMeaning {
    std::string key;
    std::string value;   ///< as JSON, shortened
    std::string meaning; ///< a sentence, empty for keys that this program does not know
};

/// The keys of config.json (or its equivalent for GGUF): the known ones first, in a helpful
/// order, then the rest by name. Nested objects are shown as "rope_scaling.factor".
std::vector<ConfigMeaning> configMeanings(const ModelConfig &config);

} // namespace lapidary

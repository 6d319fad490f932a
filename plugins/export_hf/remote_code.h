#pragma once

#include "core/model/model.h"

#include <string>

namespace lapidary {

/// Keys that make transformers load the folder by the files below: own model_type (so that an
/// untrusted load stops with a clear error), auto_map, sizes by block, factored.
void addRemoteCodeKeys(const Model &model, nlohmann::json &config);

struct RemoteCodeFile {
    std::string name;
    std::string text;
};

/// configuration_lapidary_<family>.py and modeling_lapidary_<family>.py, subclassing the stock
/// architecture of the family.
std::vector<RemoteCodeFile> remoteCodeFiles(const Model &model);

} // namespace lapidary

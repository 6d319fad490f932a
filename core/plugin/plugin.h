#pragma once

#include "core/surgery/method.h"

namespace lapidary {

class Exporter;

constexpr int kPluginInterface = 1;

/// What a plugin library hands over. Either pointer list may be empty.
struct PluginContents {
    int interface = kPluginInterface;
    std::vector<std::shared_ptr<const Method>> methods;
    std::vector<std::shared_ptr<const Exporter>> exporters;
};

} // namespace lapidary

/// Every plugin library defines exactly this function.
extern "C" void lapidaryPlugin(lapidary::PluginContents &contents);

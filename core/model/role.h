#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lapidary {

/// What a layer is for. Names as in recipes and JSON.
enum class Role : uint8_t {
    Embed, Head, Norm, Q, K, V, Qkv, O, Gate, Up, GateUp, Down, Router,
    ExpertGate, ExpertUp, ExpertDown, SharedGate, SharedUp, SharedDown,
    MambaIn, MambaOut, Conv, Ssm, Other,
};

const char *roleName(Role role);
std::optional<Role> roleFromName(std::string_view name);
std::span<const Role> allRoles();

} // namespace lapidary

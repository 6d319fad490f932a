#include "core/model/role.h"

#include <array>

namespace lapidary {
namespace {

struct Entry {
    Role role;
    const char *name;
};

constexpr std::array entries{
    Entry{Role::Embed, "embed"},
    Entry{Role::Head, "head"},
    Entry{Role::Norm, "norm"},
    Entry{Role::Q, "q"},
    Entry{Role::K, "k"},
    Entry{Role::V, "v"},
    Entry{Role::Qkv, "qkv"},
    Entry{Role::O, "o"},
    Entry{Role::Gate, "gate"},
    Entry{Role::Up, "up"},
    Entry{Role::GateUp, "gate_up"},
    Entry{Role::Down, "down"},
    Entry{Role::Router, "router"},
    Entry{Role::ExpertGate, "expert_gate"},
    Entry{Role::ExpertUp, "expert_up"},
    Entry{Role::ExpertDown, "expert_down"},
    Entry{Role::SharedGate, "shared_gate"},
    Entry{Role::SharedUp, "shared_up"},
    Entry{Role::SharedDown, "shared_down"},
    Entry{Role::MambaIn, "mamba_in"},
    Entry{Role::MambaOut, "mamba_out"},
    Entry{Role::Conv, "conv"},
    Entry{Role::Ssm, "ssm"},
    Entry{Role::Other, "other"},
};
static_assert(entries.size() == size_t(Role::Other) + 1);

} // namespace

const char *roleName(Role role)
{
    for (const Entry &entry : entries) {
        if (entry.role == role)
            return entry.name;
    }
    return "other";
}

std::optional<Role> roleFromName(std::string_view name)
{
    for (const Entry &entry : entries) {
        if (entry.name == name)
            return entry.role;
    }
    return std::nullopt;
}

std::span<const Role> allRoles()
{
    static constexpr auto roles = [] {
        std::array<Role, entries.size()> all{};
        for (size_t i = 0; i < entries.size(); ++i)
            all[i] = entries[i].role;
        return all;
    }();
    return roles;
}

} // namespace lapidary

#pragma once

#include "core/tensor/dtype.h"

#include <array>
#include <string_view>

namespace lapidary {

struct SafetensorsDtype {
    const char *name;
    DType type;
    int bits; ///< per element
};

/// In the order of the reference implementation's enumeration, which decides the order in files.
inline constexpr std::array<SafetensorsDtype, 21> safetensorsDtypes{{
    {"BOOL", DType::Bool, 8},          {"F4", DType::Other, 4},
    {"F6_E2M3", DType::Other, 6},      {"F6_E3M2", DType::Other, 6},
    {"U8", DType::U8, 8},              {"I8", DType::I8, 8},
    {"F8_E5M2", DType::F8E5M2, 8},     {"F8_E4M3", DType::F8E4M3, 8},
    {"F8_E8M0", DType::Other, 8},      {"F8_E4M3FNUZ", DType::Other, 8},
    {"F8_E5M2FNUZ", DType::Other, 8},  {"I16", DType::I16, 16},
    {"U16", DType::U16, 16},           {"F16", DType::F16, 16},
    {"BF16", DType::BF16, 16},         {"I32", DType::I32, 32},
    {"U32", DType::U32, 32},           {"F32", DType::F32, 32},
    {"F64", DType::F64, 64},           {"I64", DType::I64, 64},
    {"U64", DType::U64, 64},
}};
inline constexpr SafetensorsDtype safetensorsComplex{"C64", DType::Other, 64};

inline const SafetensorsDtype *findSafetensorsDtype(std::string_view name)
{
    for (const auto &entry : safetensorsDtypes)
        if (name == entry.name)
            return &entry;
    return name == safetensorsComplex.name ? &safetensorsComplex : nullptr;
}

} // namespace lapidary

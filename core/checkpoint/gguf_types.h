#pragma once

#include "core/tensor/dtype.h"

#include <array>
#include <cstdint>

namespace lapidary {

/// Type ids of GGUF metadata values.
enum class GgufType : uint32_t {
    U8 = 0, I8 = 1, U16 = 2, I16 = 3, U32 = 4, I32 = 5, F32 = 6, Bool = 7, String = 8, Array = 9,
    U64 = 10, I64 = 11, F64 = 12,
};

/// Bytes of one value; 0 for strings and arrays, -1 for an unknown id.
inline int ggufValueBytes(uint32_t type)
{
    constexpr std::array<int, 13> bytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return type < bytes.size() ? bytes[type] : -1;
}

/// A tensor type of ggml: its id in files, and its blocks.
struct GgmlType {
    uint32_t id;
    const char *name;
    DType type; ///< Other for those that we carry along without reading them
    int blockSize, blockBytes;
};

inline constexpr std::array<GgmlType, 32> ggmlTypes{{
    {0, "F32", DType::F32, 1, 4},          {1, "F16", DType::F16, 1, 2},
    {2, "Q4_0", DType::Q4_0, 32, 18},      {3, "Q4_1", DType::Q4_1, 32, 20},
    {6, "Q5_0", DType::Q5_0, 32, 22},      {7, "Q5_1", DType::Q5_1, 32, 24},
    {8, "Q8_0", DType::Q8_0, 32, 34},      {10, "Q2_K", DType::Q2_K, 256, 84},
    {11, "Q3_K", DType::Q3_K, 256, 110},   {12, "Q4_K", DType::Q4_K, 256, 144},
    {13, "Q5_K", DType::Q5_K, 256, 176},   {14, "Q6_K", DType::Q6_K, 256, 210},
    {16, "IQ2_XXS", DType::Other, 256, 66}, {17, "IQ2_XS", DType::Other, 256, 74},
    {18, "IQ3_XXS", DType::Other, 256, 98}, {19, "IQ1_S", DType::Other, 256, 50},
    {20, "IQ4_NL", DType::Other, 32, 18},  {21, "IQ3_S", DType::Other, 256, 110},
    {22, "IQ2_S", DType::Other, 256, 82},  {23, "IQ4_XS", DType::Other, 256, 136},
    {24, "I8", DType::I8, 1, 1},           {25, "I16", DType::I16, 1, 2},
    {26, "I32", DType::I32, 1, 4},         {27, "I64", DType::I64, 1, 8},
    {28, "F64", DType::F64, 1, 8},         {29, "IQ1_M", DType::Other, 256, 56},
    {30, "BF16", DType::BF16, 1, 2},       {34, "TQ1_0", DType::Other, 256, 54},
    {35, "TQ2_0", DType::Other, 256, 66},  {39, "MXFP4", DType::Other, 32, 17},
    {40, "NVFP4", DType::Other, 64, 36},   {41, "Q1_0", DType::Other, 128, 18},
}};

inline const GgmlType *findGgmlType(uint32_t id)
{
    for (const GgmlType &type : ggmlTypes)
        if (type.id == id)
            return &type;
    return nullptr;
}

/// Null for types that GGUF cannot hold.
inline const GgmlType *findGgmlType(DType dtype)
{
    for (const GgmlType &type : ggmlTypes)
        if (type.type == dtype && dtype != DType::Other)
            return &type;
    return nullptr;
}

/// Alignment of tensor data when general.alignment does not say otherwise.
inline constexpr int64_t ggufDefaultAlignment = 32;
/// Longest tensor name in bytes that llama.cpp reads.
inline constexpr size_t ggufNameLimit = 63;
/// Most dimensions of a tensor.
inline constexpr uint32_t ggufDimensionLimit = 4;

} // namespace lapidary

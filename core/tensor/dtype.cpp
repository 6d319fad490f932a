#include "core/tensor/dtype.h"

#include "core/base/checked.h"

#include <array>
#include <string>

namespace lapidary {

namespace {

constexpr std::array<DTypeInfo, static_cast<size_t>(DType::Other) + 1> table{{
    {"f64", 1, 8, true, false},      {"f32", 1, 4, true, false},
    {"f16", 1, 2, true, false},      {"bf16", 1, 2, true, false},
    {"f8_e4m3", 1, 1, true, false},  {"f8_e5m2", 1, 1, true, false},
    {"i64", 1, 8, false, false},     {"i32", 1, 4, false, false},
    {"i16", 1, 2, false, false},     {"i8", 1, 1, false, false},
    {"u64", 1, 8, false, false},     {"u32", 1, 4, false, false},
    {"u16", 1, 2, false, false},     {"u8", 1, 1, false, false},
    {"bool", 1, 1, false, false},
    {"q8_0", 32, 34, true, true},    {"q4_0", 32, 18, true, true},
    {"q4_1", 32, 20, true, true},    {"q5_0", 32, 22, true, true},
    {"q5_1", 32, 24, true, true},
    {"q2_k", 256, 84, true, true},   {"q3_k", 256, 110, true, true},
    {"q4_k", 256, 144, true, true},  {"q5_k", 256, 176, true, true},
    {"q6_k", 256, 210, true, true},
    {"other", 1, 0, false, false},
}};

constexpr std::array<std::pair<const char *, DType>, 8> aliases{{
    {"fp64", DType::F64}, {"fp32", DType::F32}, {"float32", DType::F32}, {"fp16", DType::F16},
    {"float16", DType::F16}, {"bfloat16", DType::BF16}, {"float8_e4m3fn", DType::F8E4M3},
    {"float8_e5m2", DType::F8E5M2},
}};

} // namespace

const DTypeInfo &dtypeInfo(DType type)
{
    const auto index = static_cast<size_t>(type);
    return table[index < table.size() ? index : table.size() - 1];
}

std::optional<DType> dtypeFromName(std::string_view name)
{
    std::string lower(name);
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    for (size_t i = 0; i + 1 < table.size(); ++i)
        if (lower == table[i].name)
            return static_cast<DType>(i);
    for (const auto &[alias, type] : aliases)
        if (lower == alias)
            return type;
    return std::nullopt;
}

std::optional<int64_t> storedBytes(DType type, int64_t rows, int64_t columns)
{
    const DTypeInfo &info = dtypeInfo(type);
    if (rows < 0 || columns < 0 || info.blockBytes == 0 || columns % info.blockSize != 0)
        return std::nullopt;
    const auto perRow = checkedMul(columns / info.blockSize, info.blockBytes);
    return perRow ? checkedMul(*perRow, rows) : std::nullopt;
}

} // namespace lapidary

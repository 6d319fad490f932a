#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace lapidary {

/// How elements lie in memory or in a file: plain scalars and GGUF block types.
enum class DType : uint8_t {
    F64, F32, F16, BF16, F8E4M3, F8E5M2,
    I64, I32, I16, I8, U64, U32, U16, U8, Bool,
    Q8_0, Q4_0, Q4_1, Q5_0, Q5_1,
    Q2_K, Q3_K, Q4_K, Q5_K, Q6_K,
    Other, ///< known by the container, opaque to us: can be carried along, not computed with
};

struct DTypeInfo {
    const char *name;   ///< lower case: "bf16", "q4_k"
    int blockSize;      ///< elements per block along the last dimension; 1 for scalars
    int blockBytes;     ///< bytes per block
    bool floating;      ///< decodes to real numbers (scalars and blocks)
    bool quantized;     ///< a block type
};

const DTypeInfo &dtypeInfo(DType type);
inline const char *dtypeName(DType type) { return dtypeInfo(type).name; }
std::optional<DType> dtypeFromName(std::string_view name); ///< case-insensitive

/// Bytes of `rows` rows of `columns` elements; nothing on overflow or when columns do not divide
/// into whole blocks.
std::optional<int64_t> storedBytes(DType type, int64_t rows, int64_t columns);

} // namespace lapidary

#include "core/tensor/shape.h"

#include "core/base/checked.h"

namespace lapidary {

Result<int64_t> elementCount(const Shape &shape)
{
    // A zero anywhere makes the product 0, but an overflow beside it is still a hostile header.
    int64_t count = 1;
    bool empty = false;
    for (const int64_t n : shape) {
        if (n < 0)
            return fail(ErrorCode::Input, "shape {} has a negative dimension", formatShape(shape));
        empty = empty || n == 0;
        const auto product = checkedMul(count, n == 0 ? 1 : n);
        if (!product)
            return fail(ErrorCode::Input, "shape {} has more elements than 2^63",
                        formatShape(shape));
        count = *product;
    }
    return empty ? 0 : count;
}

Result<int64_t> tensorBytes(const Shape &shape, DType type)
{
    LAPIDARY_ASSIGN(const int64_t count, elementCount(shape));
    const DTypeInfo &info = dtypeInfo(type);
    if (info.blockBytes == 0)
        return fail(ErrorCode::Unsupported, "the size of an array of unknown type is not known");
    const int64_t last = shape.empty() ? 1 : shape.back();
    if (last % info.blockSize != 0)
        return fail(ErrorCode::Input, "shape {}: rows of {} must be a multiple of {} for {}",
                    formatShape(shape), last, info.blockSize, info.name);
    const auto bytes = checkedMul(count / info.blockSize, info.blockBytes);
    if (!bytes)
        return fail(ErrorCode::Input, "shape {} in {} has more bytes than 2^63",
                    formatShape(shape), info.name);
    return *bytes;
}

std::string formatShape(const Shape &shape)
{
    if (shape.empty())
        return "scalar";
    std::string text;
    for (const int64_t n : shape)
        text += (text.empty() ? "" : " × ") + std::to_string(n);
    return text;
}

} // namespace lapidary

#include "core/nn/token_rows.h"

namespace lapidary {

at::Tensor idsTensor(const std::vector<std::vector<int32_t>> &rows)
{
    std::vector<int64_t> flat;
    for (const auto &row : rows)
        flat.insert(flat.end(), row.begin(), row.end());
    return at::tensor(flat, at::kLong).view({int64_t(rows.size()), -1});
}

} // namespace lapidary

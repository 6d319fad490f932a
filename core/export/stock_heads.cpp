#include "core/export/stock_heads.h"

#include "core/model/family.h"

namespace lapidary {

Status requireHeads(const Model &model)
{
    for (int64_t block = 0; block < model.config.blocks; ++block)
        if (linearAttention(model.config, block))
            return fail(ErrorCode::Unsupported,
                        "the attention of block {} is one matrix, which cannot be written as heads: "
                        "export without --densify", block);
    return {};
}

} // namespace lapidary

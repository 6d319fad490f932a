#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lapidary {

/// Merge rules: (left symbol, right symbol) -> (rank, merged symbol). Open addressing, because
/// looking up pairs is most of the time that tokenizing takes.
class PairTable {
public:
    struct Merge {
        int32_t rank = -1; ///< smaller merges first; -1: no such pair
        int32_t symbol = -1;
    };

    /// Room for `count` pairs; drops what was there.
    void reserve(size_t count)
    {
        size_t size = 16;
        while (size < count * 2)
            size *= 2;
        m_slots.assign(size, {});
        m_mask = size - 1;
        m_count = 0;
    }

    /// Adds a pair; an existing one is replaced when `replace`. At most as many as were reserved.
    void insert(int32_t left, int32_t right, Merge merge, bool replace)
    {
        Slot &slot = m_slots[slotOf(key(left, right))];
        if (slot.merge.rank >= 0 && !replace)
            return;
        m_count += slot.merge.rank < 0;
        slot = {key(left, right), merge};
    }

    Merge find(int32_t left, int32_t right) const
    {
        return m_slots[slotOf(key(left, right))].merge;
    }
    size_t size() const { return m_count; }

private:
    struct Slot {
        uint64_t key = 0;
        Merge merge;
    };
    static uint64_t key(int32_t left, int32_t right)
    {
        return (static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32)
            | static_cast<uint32_t>(right);
    }
    size_t slotOf(uint64_t key) const
    {
        uint64_t hash = key * 0x9e3779b97f4a7c15ull;
        hash ^= hash >> 32;
        size_t at = hash & m_mask;
        while (m_slots[at].merge.rank >= 0 && m_slots[at].key != key)
            at = (at + 1) & m_mask;
        return at;
    }
    std::vector<Slot> m_slots = std::vector<Slot>(16);
    size_t m_mask = 15;
    size_t m_count = 0;
};

} // namespace lapidary

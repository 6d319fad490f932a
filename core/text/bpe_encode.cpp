#include "core/text/bpe_model.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <queue>

namespace lapidary {

namespace {

constexpr size_t shortWord = 48;     ///< symbols; up to here scanning beats a heap
constexpr size_t cachedWord = 64;    ///< bytes
constexpr size_t cacheLimit = 1 << 18; ///< words

} // namespace

void BpeModel::Session::encode(std::string_view word, std::vector<int32_t> &ids)
{
    if (word.empty())
        return;
    if (word.size() > cachedWord)
        return encodeUncached(word, ids);
    if (const auto found = m_cache.find(word); found != m_cache.end()) {
        const auto [begin, count] = found->second;
        ids.insert(ids.end(), m_cachedIds.begin() + static_cast<std::ptrdiff_t>(begin),
                   m_cachedIds.begin() + static_cast<std::ptrdiff_t>(begin + count));
        return;
    }
    const size_t before = ids.size();
    encodeUncached(word, ids);
    if (m_cache.size() < cacheLimit) {
        m_cache.emplace(word, std::pair{m_cachedIds.size(), ids.size() - before});
        m_cachedIds.insert(m_cachedIds.end(), ids.begin() + static_cast<std::ptrdiff_t>(before),
                           ids.end());
    }
}

void BpeModel::Session::encodeUncached(std::string_view word, std::vector<int32_t> &ids)
{
    if (m_model.m_options.ignoreMerges) {
        const auto whole = m_model.symbol(word);
        if (whole && *whole < m_model.size()) {
            ids.push_back(*whole);
            return;
        }
    }
    m_symbols.clear();
    m_unknownBytes.reset();
    if (m_model.m_options.byteLevel)
        splitBytes(word);
    else
        split(word);
    flushUnknown();
    if (m_symbols.size() <= shortWord)
        mergeShort();
    else
        mergeLong();
    emit(word, ids);
}

void BpeModel::Session::add(int32_t id, size_t bytes)
{
    m_symbols.push_back({id, static_cast<uint32_t>(bytes)});
}

void BpeModel::Session::flushUnknown()
{
    if (m_unknownBytes)
        add(*m_model.m_options.unknown, *m_unknownBytes);
    m_unknownBytes.reset();
}

void BpeModel::Session::addUnknown(size_t bytes)
{
    if (!m_model.m_options.unknown) {
        if (m_model.m_options.allowVirtual)
            add(-1, bytes);
        return;
    }
    const uint32_t count = static_cast<uint32_t>(bytes);
    if (m_unknownBytes && m_model.m_options.fuseUnknown) {
        *m_unknownBytes += count;
        return;
    }
    flushUnknown();
    m_unknownBytes = count;
}

bool BpeModel::Session::addFallback(std::string_view text)
{
    if (!m_model.m_options.byteFallback)
        return false;
    if (!m_model.m_allFallbacks)
        for (const char c : text)
            if (m_model.m_byteToken[static_cast<unsigned char>(c)] < 0)
                return false;
    for (const char c : text)
        add(m_model.m_byteToken[static_cast<unsigned char>(c)], 1);
    return true;
}

void BpeModel::Session::splitBytes(std::string_view word)
{
    for (const char c : word) {
        const int32_t id = m_model.m_byteSymbol[static_cast<unsigned char>(c)];
        if (id < 0) {
            addUnknown(1);
            continue;
        }
        flushUnknown();
        add(id, 1);
    }
}

void BpeModel::Session::split(std::string_view word)
{
    const BpeOptions &options = m_model.m_options;
    const bool plain = options.wordPrefix.empty() && options.wordSuffix.empty();
    std::string decorated;
    for (size_t at = 0; at < word.size();) {
        const size_t bytes =
            std::min(utf8Length(static_cast<unsigned char>(word[at])), word.size() - at);
        std::string_view text = word.substr(at, bytes);
        if (!plain) {
            decorated = at > 0 ? options.wordPrefix : std::string();
            decorated += text;
            if (at + bytes == word.size())
                decorated += options.wordSuffix;
            text = decorated;
        }
        at += bytes;
        if (const auto id = m_model.symbol(text)) {
            flushUnknown();
            add(*id, bytes);
        } else if (!addFallback(text)) {
            addUnknown(bytes);
        }
    }
}

void BpeModel::Session::mergeShort()
{
    const PairTable &pairs = m_model.m_pairs;
    if (m_symbols.size() < 2)
        return;
    m_merges.resize(m_symbols.size() - 1);
    for (size_t i = 0; i + 1 < m_symbols.size(); ++i)
        m_merges[i] = pairs.find(m_symbols[i].id, m_symbols[i + 1].id);
    for (;;) {
        size_t best = m_merges.size();
        uint32_t rank = UINT32_MAX; // -1 (no pair) is the largest
        for (size_t i = 0; i < m_merges.size(); ++i) {
            if (static_cast<uint32_t>(m_merges[i].rank) < rank) {
                rank = static_cast<uint32_t>(m_merges[i].rank);
                best = i;
            }
        }
        if (best == m_merges.size())
            return;
        m_symbols[best] = {m_merges[best].symbol,
                           m_symbols[best].bytes + m_symbols[best + 1].bytes};
        m_symbols.erase(m_symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
        m_merges.erase(m_merges.begin() + static_cast<std::ptrdiff_t>(best));
        if (best > 0)
            m_merges[best - 1] = pairs.find(m_symbols[best - 1].id, m_symbols[best].id);
        if (best < m_merges.size())
            m_merges[best] = pairs.find(m_symbols[best].id, m_symbols[best + 1].id);
    }
}

void BpeModel::Session::mergeLong()
{
    struct Entry {
        int32_t rank, at, symbol;
        bool operator<(const Entry &o) const // the top of the queue is the largest
        {
            return rank != o.rank ? rank > o.rank : at > o.at;
        }
    };
    const PairTable &pairs = m_model.m_pairs;
    const auto count = static_cast<int32_t>(m_symbols.size());
    m_nodes.resize(m_symbols.size());
    std::vector<Entry> first;
    for (int32_t i = 0; i < count; ++i) {
        const Symbol &symbol = m_symbols[static_cast<size_t>(i)];
        m_nodes[static_cast<size_t>(i)] = {symbol.id, i - 1, i + 1 < count ? i + 1 : -1,
                                           symbol.bytes};
        if (i + 1 == count)
            break;
        const auto merge = pairs.find(symbol.id, m_symbols[static_cast<size_t>(i) + 1].id);
        if (merge.rank >= 0)
            first.push_back({merge.rank, i, merge.symbol});
    }
    std::priority_queue<Entry> queue(std::less<Entry>(), std::move(first));
    const auto node = [&](int32_t i) -> Node & { return m_nodes[static_cast<size_t>(i)]; };
    const auto push = [&](int32_t left, int32_t right) {
        if (left < 0 || right < 0)
            return;
        const auto merge = pairs.find(node(left).id, node(right).id);
        if (merge.rank >= 0)
            queue.push({merge.rank, left, merge.symbol});
    };
    while (!queue.empty()) {
        const Entry top = queue.top();
        queue.pop();
        Node &left = node(top.at);
        if (left.bytes == 0 || left.next < 0)
            continue;
        Node &right = node(left.next);
        const auto merge = pairs.find(left.id, right.id);
        if (merge.rank != top.rank || merge.symbol != top.symbol)
            continue; // one side was merged with something else meanwhile
        left.id = top.symbol;
        left.bytes += right.bytes;
        left.next = right.next;
        right.bytes = 0;
        if (left.next >= 0)
            node(left.next).previous = top.at;
        push(left.previous, top.at);
        push(top.at, left.next);
    }
    m_symbols.clear();
    for (int32_t i = 0; i >= 0; i = node(i).next)
        m_symbols.push_back({node(i).id, node(i).bytes});
}

void BpeModel::Session::emit(std::string_view word, std::vector<int32_t> &ids) const
{
    const BpeOptions &options = m_model.m_options;
    size_t at = 0;
    for (const Symbol &symbol : m_symbols) {
        if (symbol.id >= 0 && symbol.id < m_model.size()) {
            ids.push_back(symbol.id);
        } else {
            for (const char c : word.substr(at, symbol.bytes)) {
                const auto byte = static_cast<unsigned char>(c);
                int32_t id = -1;
                if (!options.byteLevel)
                    id = m_model.m_byteToken[byte];
                else if (byte > 0x20 && byte < 0x7f) // llama.cpp looks up the alphabet's bytes
                    id = m_model.m_byteSymbol[byte];
                if (id >= 0 && id < m_model.size())
                    ids.push_back(id);
                else if (options.unknown && !options.byteLevel)
                    ids.push_back(*options.unknown);
            }
        }
        at += symbol.bytes;
    }
}

} // namespace lapidary

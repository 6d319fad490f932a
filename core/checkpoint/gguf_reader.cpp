#include "core/checkpoint/gguf_reader.h"

#include "core/base/checked.h"
#include "core/base/hash.h"
#include "core/checkpoint/gguf_types.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace lapidary {

namespace {

// Far above what real models have; bounds the memory that a hostile file can make us use.
constexpr int64_t metadataLimit = 256LL << 20;
constexpr uint64_t arrayLimit = 1u << 24;
constexpr uint64_t tensorLimit = 1u << 20;
constexpr uint64_t keyLimit = 1u << 16;

// Reads forward through the beginning of a file, which it keeps in memory. Errors are sticky:
// after the first one everything reads as zero and `error` says why.
class Cursor {
public:
    explicit Cursor(const FileBytes &file) : m_file(file) {}

    std::optional<Error> error;
    int64_t position() const { return static_cast<int64_t>(m_at); }
    int64_t remaining() const { return m_file.size() - position(); }
    std::string_view consumed() const { return std::string_view(m_bytes).substr(0, m_at); }

    template <class T>
    T number()
    {
        T value{};
        if (const char *p = take(sizeof(T)))
            std::memcpy(&value, p, sizeof(T));
        return value;
    }

    std::string_view text(const char *what)
    {
        const auto length = number<uint64_t>();
        if (!error && length > static_cast<uint64_t>(remaining())) {
            setError(fmt::format("{} claims a length of {} bytes, but only {} follow", what, length,
                                 remaining()));
            return {};
        }
        const char *p = take(static_cast<size_t>(length));
        return p ? std::string_view(p, length) : std::string_view();
    }

    const char *take(size_t n)
    {
        if (error || !ensure(n))
            return nullptr;
        const char *p = m_bytes.data() + m_at;
        m_at += n;
        return p;
    }

    void setError(const std::string &why, ErrorCode code = ErrorCode::Input)
    {
        if (!error)
            error = Error{code, fmt::format("{}: {} (at byte {})", m_file.path().string(), why,
                                            m_at)};
    }

private:
    bool ensure(size_t n)
    {
        if (m_bytes.size() - m_at >= n)
            return true;
        if (static_cast<uint64_t>(remaining()) < n) {
            setError("the file ends inside its header; it is incomplete, download it again");
            return false;
        }
        const int64_t need = position() + static_cast<int64_t>(n);
        if (need > metadataLimit) {
            setError(fmt::format("the metadata is larger than {} bytes", metadataLimit));
            return false;
        }
        const auto have = static_cast<int64_t>(m_bytes.size());
        const int64_t ahead = have + std::max<int64_t>(have, 1 << 16);
        const int64_t size = std::min(m_file.size(), std::max(need, ahead));
        m_bytes.resize(static_cast<size_t>(size));
        auto status = m_file.read(have, std::as_writable_bytes(std::span(m_bytes))
                                            .subspan(static_cast<size_t>(have)));
        if (!status)
            error = std::move(status.error());
        return !error;
    }

    const FileBytes &m_file;
    std::string m_bytes;
    size_t m_at = 0;
};

class HeaderReader {
public:
    explicit HeaderReader(const FileBytes &file) : m_file(file), m_cursor(file) {}

    Result<GgufHeader> read()
    {
        readStart();
        for (uint64_t i = 0; i < m_keys && !m_cursor.error; ++i)
            readEntry();
        if (!m_cursor.error)
            readAlignment();
        for (uint64_t i = 0; i < m_tensors && !m_cursor.error; ++i)
            readTensor();
        if (!m_cursor.error)
            placeTensors();
        if (m_cursor.error)
            return fail(std::move(*m_cursor.error));
        m_header.hash = hashHex(m_cursor.consumed());
        return std::move(m_header);
    }

private:
    void readStart()
    {
        const char *magic = m_cursor.take(4);
        if (!magic || std::memcmp(magic, "GGUF", 4) != 0)
            return bad("not a GGUF file: it does not begin with \"GGUF\"");
        const auto version = m_cursor.number<uint32_t>();
        if (m_cursor.error)
            return;
        if ((version & 0xFFFF) == 0 && version != 0)
            return bad("a big-endian GGUF file; convert it to little endian",
                       ErrorCode::Unsupported);
        if (version != 2 && version != 3)
            return bad(fmt::format("GGUF version {} is not supported (only 2 and 3)", version),
                       ErrorCode::Unsupported);
        m_header.version = version;
        m_tensors = m_cursor.number<uint64_t>();
        m_keys = m_cursor.number<uint64_t>();
        if (m_cursor.error)
            return;
        // A tensor entry takes at least 24 bytes, a key at least 13.
        const auto left = static_cast<uint64_t>(m_cursor.remaining());
        if (m_tensors > tensorLimit || m_tensors > left / 24)
            return bad(fmt::format("claims {} tensors, which do not fit", m_tensors));
        if (m_keys > keyLimit || m_keys > left / 13)
            return bad(fmt::format("claims {} metadata keys, which do not fit", m_keys));
        m_header.tensors.reserve(m_tensors);
        m_header.metadata.entries.reserve(m_keys);
    }

    void readEntry()
    {
        std::string key(m_cursor.text("a metadata key"));
        if (m_cursor.error)
            return;
        if (key.empty() || key.size() > 65535)
            return bad(fmt::format("a metadata key has {} bytes", key.size()));
        if (!m_seenKeys.insert(key).second)
            return bad(fmt::format("metadata key \"{}\" appears twice", key));
        GgufValue value;
        value.type = m_cursor.number<uint32_t>();
        uint64_t count = 1;
        if (value.type == static_cast<uint32_t>(GgufType::Array)) {
            value.isArray = true;
            value.type = m_cursor.number<uint32_t>();
            count = m_cursor.number<uint64_t>();
        }
        if (m_cursor.error)
            return;
        const int size = ggufValueBytes(value.type);
        if (size < 0 || value.type == static_cast<uint32_t>(GgufType::Array))
            return bad(fmt::format("metadata key \"{}\" has the unknown type {}", key, value.type));
        const auto smallest = static_cast<uint64_t>(size ? size : 8);
        if (count > arrayLimit || count > static_cast<uint64_t>(m_cursor.remaining()) / smallest)
            return bad(fmt::format("metadata array \"{}\" claims {} elements, which do not fit",
                                   key, count));
        value.isArray ? readArray(value, count) : readScalar(value);
        if (!m_cursor.error)
            m_header.metadata.entries.emplace_back(std::move(key), std::move(value));
    }

    // Calls visit(value) with the next value of a numeric type id, widened.
    template <class Visit>
    void withNumber(uint32_t type, Visit visit)
    {
        switch (static_cast<GgufType>(type)) {
        case GgufType::U8: return visit(uint64_t{m_cursor.number<uint8_t>()});
        case GgufType::I8: return visit(int64_t{m_cursor.number<int8_t>()});
        case GgufType::U16: return visit(uint64_t{m_cursor.number<uint16_t>()});
        case GgufType::I16: return visit(int64_t{m_cursor.number<int16_t>()});
        case GgufType::U32: return visit(uint64_t{m_cursor.number<uint32_t>()});
        case GgufType::I32: return visit(int64_t{m_cursor.number<int32_t>()});
        case GgufType::U64: return visit(m_cursor.number<uint64_t>());
        case GgufType::I64: return visit(m_cursor.number<int64_t>());
        case GgufType::F32: return visit(double{m_cursor.number<float>()});
        case GgufType::F64: return visit(m_cursor.number<double>());
        case GgufType::Bool: return visit(m_cursor.number<uint8_t>() != 0);
        default: return;
        }
    }

    void readScalar(GgufValue &value)
    {
        if (value.type == static_cast<uint32_t>(GgufType::String))
            value.scalar = std::string(m_cursor.text("a metadata text"));
        else
            withNumber(value.type, [&](auto number) { value.scalar = number; });
    }

    void readArray(GgufValue &value, uint64_t count)
    {
        const bool real = value.type == static_cast<uint32_t>(GgufType::F32)
                          || value.type == static_cast<uint32_t>(GgufType::F64);
        const bool text = value.type == static_cast<uint32_t>(GgufType::String);
        if (text)
            value.strings.reserve(count);
        else if (real)
            value.reals.reserve(count);
        else
            value.integers.reserve(count);
        for (uint64_t i = 0; i < count && !m_cursor.error; ++i) {
            if (text)
                value.strings.emplace_back(m_cursor.text("an element of a metadata array"));
            else
                withNumber(value.type, [&](auto number) {
                    if constexpr (std::is_same_v<decltype(number), double>)
                        value.reals.push_back(number);
                    else
                        value.integers.push_back(static_cast<int64_t>(number));
                });
        }
    }

    void readAlignment()
    {
        const GgufValue *value = m_header.metadata.find("general.alignment");
        if (!value)
            return;
        const auto number = m_header.metadata.integer("general.alignment");
        if (value->type != static_cast<uint32_t>(GgufType::U32) || !number || *number <= 0
            || (*number & (*number - 1)) != 0)
            return bad("general.alignment is not a power of two of type u32");
        m_alignment = *number;
    }

    void readTensor()
    {
        TensorInfo info;
        info.name = m_cursor.text("a tensor name");
        const auto dimensions = m_cursor.number<uint32_t>();
        if (m_cursor.error)
            return;
        if (info.name.empty() || info.name.size() > ggufNameLimit)
            return bad(fmt::format("tensor name \"{}\" has {} bytes (1 to {} are allowed)",
                                   info.name.substr(0, 80), info.name.size(), ggufNameLimit));
        if (!m_seenTensors.insert(info.name).second)
            return bad(fmt::format("tensor {} appears twice", info.name));
        if (dimensions > ggufDimensionLimit)
            return bad(fmt::format("tensor {} has {} dimensions (at most {} are allowed)",
                                   info.name, dimensions, ggufDimensionLimit));
        info.shape.resize(dimensions);
        for (uint32_t i = 0; i < dimensions; ++i) // stored fastest first
            info.shape[dimensions - 1 - i] = m_cursor.number<int64_t>();
        const auto type = m_cursor.number<uint32_t>();
        info.offset = m_cursor.number<int64_t>(); // relative until the data's place is known
        if (!m_cursor.error && resolveType(info, type))
            m_header.tensors.push_back(std::move(info));
    }

    bool resolveType(TensorInfo &info, uint32_t id)
    {
        const GgmlType *type = findGgmlType(id);
        if (!type) {
            bad(fmt::format("tensor {} has the type {}, which this program does not know",
                            info.name, id), ErrorCode::Unsupported);
            return false;
        }
        const auto elements = elementCount(info.shape);
        if (!elements) {
            bad(fmt::format("tensor {}: {}", info.name, elements.error().message));
            return false;
        }
        const int64_t row = info.shape.empty() ? 1 : info.shape.back();
        const auto bytes = checkedMul(*elements / type->blockSize, type->blockBytes);
        if (row % type->blockSize != 0 || !bytes) {
            bad(fmt::format("tensor {} of shape {} does not divide into blocks of {} ({})",
                            info.name, formatShape(info.shape), type->blockSize, type->name));
            return false;
        }
        info.dtype = type->type;
        info.dtypeLabel = type->name;
        info.elements = *elements;
        info.bytes = *bytes;
        return true;
    }

    std::optional<int64_t> padded(int64_t size) const
    {
        const auto sum = checkedAdd(size, m_alignment - 1);
        return sum ? std::optional(*sum / m_alignment * m_alignment) : std::nullopt;
    }

    void placeTensors()
    {
        const auto start = padded(m_cursor.position());
        int64_t expected = 0;
        for (TensorInfo &info : m_header.tensors) {
            if (info.offset != expected)
                return bad(fmt::format("tensor {} claims offset {}, but {} was expected after the "
                                       "tensor before it", info.name, info.offset, expected));
            const auto begin = start ? checkedAdd(*start, expected) : std::nullopt;
            const auto end = begin ? checkedAdd(*begin, info.bytes) : std::nullopt;
            if (!end || *end > m_file.size())
                return bad(fmt::format("tensor {} ({} bytes) lies outside of the file ({} bytes); "
                                       "the file is incomplete, download it again",
                                       info.name, info.bytes, m_file.size()));
            info.offset = *begin;
            const auto step = padded(info.bytes);
            const auto next = step ? checkedAdd(expected, *step) : std::nullopt;
            if (!next)
                return bad(fmt::format("tensor {} is too large", info.name));
            expected = *next;
        }
    }

    void bad(const std::string &why, ErrorCode code = ErrorCode::Input)
    {
        m_cursor.setError(why, code);
    }

    const FileBytes &m_file;
    Cursor m_cursor;
    GgufHeader m_header;
    uint64_t m_tensors = 0, m_keys = 0;
    int64_t m_alignment = ggufDefaultAlignment;
    std::unordered_set<std::string> m_seenKeys, m_seenTensors;
};

} // namespace

Result<GgufHeader> readGgufHeader(const FileBytes &file)
try {
    return HeaderReader(file).read();
} catch (const std::bad_alloc &) {
    return fail(ErrorCode::Budget, "{}: out of memory while reading the header",
                file.path().string());
}

} // namespace lapidary

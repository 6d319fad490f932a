#include "core/checkpoint/safetensors_header.h"

#include "core/base/checked.h"
#include "core/checkpoint/safetensors_dtypes.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <unordered_set>

namespace lapidary {

namespace {

using Json = nlohmann::json;

// An entry as written, before any check of its numbers against each other.
struct RawEntry {
    std::string name, dtype;
    Shape shape;
    std::vector<int64_t> offsets;
    bool hasDtype = false, hasShape = false, hasOffsets = false;
};

// Accepts exactly {"name": {"dtype": s, "shape": [n..], "data_offsets": [b, e]}, ...,
// "__metadata__": {s: s}}. SAX, so that a hostile header costs no more memory than its entries.
class HeaderParser : public nlohmann::json_sax<Json> {
public:
    std::vector<RawEntry> entries;
    std::map<std::string, std::string> metadata;
    std::string problem;

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("true or false"); }
    bool number_float(double, const std::string &text) override { return unexpected(text); }
    bool binary(Json::binary_t &) override { return unexpected("binary"); }
    bool number_integer(int64_t value) override { return unexpected(std::to_string(value)); }

    bool number_unsigned(uint64_t value) override
    {
        if (m_state != State::Shape && m_state != State::Offsets)
            return unexpected(std::to_string(value));
        if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
            return reject(fmt::format("{} is too large a number", value));
        auto &list = m_state == State::Shape ? entries.back().shape : entries.back().offsets;
        if (list.size() >= 64)
            return reject("a list has more than 64 numbers");
        list.push_back(static_cast<int64_t>(value));
        return true;
    }

    bool string(std::string &value) override
    {
        if (m_state == State::Metadata) {
            metadata[m_key] = std::move(value);
            return true;
        }
        if (m_state != State::Entry || m_key != "dtype")
            return unexpected("a string");
        entries.back().dtype = std::move(value);
        m_key.clear();
        return true;
    }

    bool start_object(size_t) override
    {
        switch (m_state) {
        case State::Outside:
            m_state = State::Top;
            return true;
        case State::Top:
            if (m_key == "__metadata__") {
                m_state = State::Metadata;
                return true;
            }
            entries.emplace_back().name = m_key;
            m_state = State::Entry;
            return true;
        default:
            return unexpected("an object");
        }
    }

    bool key(std::string &value) override
    {
        m_key = value;
        if (m_state == State::Top)
            return m_names.insert(value).second
                   || reject(fmt::format("\"{}\" appears twice", value));
        if (m_state == State::Metadata)
            return !metadata.count(value)
                   || reject(fmt::format("metadata key \"{}\" appears twice", value));
        RawEntry &entry = entries.back();
        bool *seen = value == "dtype"          ? &entry.hasDtype
                     : value == "shape"        ? &entry.hasShape
                     : value == "data_offsets" ? &entry.hasOffsets
                                               : nullptr;
        if (!seen || *seen)
            return reject(fmt::format("tensor {} has {} key \"{}\"", entry.name,
                                      seen ? "twice the" : "the unknown", value));
        return *seen = true;
    }

    bool end_object() override
    {
        if (m_state == State::Entry) {
            const RawEntry &entry = entries.back();
            if (!entry.hasDtype || !entry.hasShape || !entry.hasOffsets)
                return reject(fmt::format("tensor {} lacks dtype, shape or data_offsets",
                                          entry.name));
        }
        m_state = m_state == State::Top ? State::Outside : State::Top;
        return true;
    }

    bool start_array(size_t) override
    {
        if (m_state != State::Entry || (m_key != "shape" && m_key != "data_offsets"))
            return unexpected("a list");
        m_state = m_key == "shape" ? State::Shape : State::Offsets;
        return true;
    }

    bool end_array() override
    {
        m_state = State::Entry;
        m_key.clear();
        return true;
    }

    bool parse_error(size_t position, const std::string &, const nlohmann::detail::exception &)
        override
    {
        return reject(fmt::format("no valid JSON at byte {}", position + 7));
    }

private:
    enum class State { Outside, Top, Metadata, Entry, Shape, Offsets };

    bool reject(std::string why)
    {
        if (problem.empty())
            problem = std::move(why);
        return false;
    }

    bool unexpected(const std::string &what)
    {
        const bool inEntry = m_state >= State::Entry && !entries.empty();
        return reject(fmt::format("unexpected {}{}{}", what, inEntry ? " in tensor " : "",
                                  inEntry ? entries.back().name : ""));
    }

    State m_state = State::Outside;
    std::string m_key;
    std::unordered_set<std::string> m_names;
};

// Stored bytes from the number of bits, for types that we know only by size too.
Result<int64_t> entryBytes(const SafetensorsDtype &dtype, int64_t elements)
{
    const auto bits = checkedMul(elements, dtype.bits);
    if (bits && *bits % 8 == 0)
        return *bits / 8;
    const auto bytes = checkedMul(elements, dtype.bits / 8); // more than 2^63 bits is still fine
    if (!bits && dtype.bits % 8 == 0 && bytes)
        return *bytes;
    return fail(ErrorCode::Input, "{} elements of {} do not make whole bytes", elements,
                dtype.name);
}

class EntryChecker {
public:
    EntryChecker(const FileBytes &file, int64_t dataStart) : m_file(file), m_start(dataStart) {}

    Result<TensorInfo> check(RawEntry &entry) const
    {
        const std::string where = fmt::format("{}: tensor {}", m_file.path().string(), entry.name);
        const SafetensorsDtype *dtype = findSafetensorsDtype(entry.dtype);
        if (!dtype)
            return fail(ErrorCode::Unsupported, "{} has the dtype \"{}\", which this program does "
                        "not know", where, entry.dtype);
        if (entry.offsets.size() != 2 || entry.offsets[0] > entry.offsets[1])
            return fail(ErrorCode::Input, "{}: data_offsets must be two rising numbers", where);
        const auto elements = elementCount(entry.shape);
        if (!elements)
            return fail(ErrorCode::Input, "{}: {}", where, elements.error().message);
        const auto bytes = entryBytes(*dtype, *elements);
        if (!bytes)
            return fail(ErrorCode::Input, "{}: {}", where, bytes.error().message);
        const int64_t stored = entry.offsets[1] - entry.offsets[0];
        if (*bytes != stored)
            return fail(ErrorCode::Input, "{}: {} of shape {} takes {} bytes, but data_offsets "
                        "span {}", where, dtype->name, formatShape(entry.shape), *bytes, stored);
        const auto end = checkedAdd(m_start, entry.offsets[1]);
        if (!end || *end > m_file.size())
            return fail(ErrorCode::Input, "{} lies outside of the file ({} bytes); the file is "
                        "incomplete, download it again", where, m_file.size());
        return TensorInfo{std::move(entry.name), dtype->type, dtype->name, std::move(entry.shape),
                          *elements, *bytes, 0, m_start + entry.offsets[0]};
    }

    // Sorted by offset, tensors must cover the data without holes or overlaps.
    Status checkCoverage(const std::vector<TensorInfo> &tensors) const
    {
        int64_t expected = m_start;
        for (const TensorInfo &tensor : tensors) {
            if (tensor.offset != expected)
                return fail(ErrorCode::Input, "{}: tensor {} begins at byte {} of the data, but {} "
                            "was expected: tensors overlap or leave holes",
                            m_file.path().string(), tensor.name, tensor.offset - m_start,
                            expected - m_start);
            expected += tensor.bytes;
        }
        if (expected != m_file.size())
            return fail(ErrorCode::Input, "{}: {} bytes expected, {} found; the file is damaged",
                        m_file.path().string(), expected, m_file.size());
        return {};
    }

private:
    const FileBytes &m_file;
    int64_t m_start;
};

Result<std::string> readHeaderText(const FileBytes &file)
{
    uint64_t length = 0;
    if (file.size() < 10)
        return fail(ErrorCode::Input, "{} has {} bytes: too short for a safetensors file",
                    file.path().string(), file.size());
    LAPIDARY_TRY(file.read(0, std::as_writable_bytes(std::span(&length, 1))));
    if (length > static_cast<uint64_t>(safetensorsHeaderLimit))
        return fail(ErrorCode::Input, "{}: the header claims {} bytes, {} are allowed; this is not "
                    "a safetensors file", file.path().string(), length, safetensorsHeaderLimit);
    if (length < 2 || static_cast<int64_t>(length) > file.size() - 8)
        return fail(ErrorCode::Input, "{}: the header claims {} bytes, but the file has {}; it is "
                    "incomplete, download it again", file.path().string(), length, file.size());
    std::string text(length, '\0');
    LAPIDARY_TRY(file.read(8, std::as_writable_bytes(std::span(text))));
    if (text.front() != '{')
        return fail(ErrorCode::Input, "{} is not a safetensors file: its header does not begin "
                    "with '{{'", file.path().string());
    return text;
}

} // namespace

Result<SafetensorsHeader> readSafetensorsHeader(const FileBytes &file)
try {
    SafetensorsHeader header;
    LAPIDARY_ASSIGN(header.text, readHeaderText(file));
    HeaderParser parser;
    if (!Json::sax_parse(header.text, &parser) || !parser.problem.empty())
        return fail(ErrorCode::Input, "{}: bad header: {}", file.path().string(), parser.problem);

    const EntryChecker checker(file, 8 + static_cast<int64_t>(header.text.size()));
    header.tensors.reserve(parser.entries.size());
    for (RawEntry &entry : parser.entries) {
        LAPIDARY_ASSIGN(TensorInfo info, checker.check(entry));
        header.tensors.push_back(std::move(info));
    }
    // Arrays without bytes share their offset with the next one.
    std::stable_sort(header.tensors.begin(), header.tensors.end(),
                     [](const TensorInfo &a, const TensorInfo &b) {
                         return std::pair(a.offset, a.bytes) < std::pair(b.offset, b.bytes);
                     });
    LAPIDARY_TRY(checker.checkCoverage(header.tensors));
    header.metadata = std::move(parser.metadata);
    return header;
} catch (const std::bad_alloc &) {
    return fail(ErrorCode::Budget, "{}: out of memory while reading the header",
                file.path().string());
}

const char *safetensorsDtypeName(DType type)
{
    for (const auto &entry : safetensorsDtypes)
        if (entry.type == type && type != DType::Other)
            return entry.name;
    return nullptr;
}

int safetensorsDtypeRank(DType type)
{
    for (size_t i = 0; i < safetensorsDtypes.size(); ++i)
        if (safetensorsDtypes[i].type == type)
            return static_cast<int>(i);
    return -1;
}

} // namespace lapidary

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lapidary {

/// A GGUF metadata value. Integers of every width become int64/uint64, floats become double;
/// `type` keeps the stored type id (see docs/formats.md) so that values can be written back.
struct GgufValue {
    using Scalar = std::variant<int64_t, uint64_t, double, bool, std::string>;
    uint32_t type = 0;        ///< GGUF type id of the value, or of the elements of an array
    bool isArray = false;
    Scalar scalar;            ///< when not an array
    std::vector<int64_t> integers;   ///< integer and bool arrays
    std::vector<double> reals;       ///< float arrays
    std::vector<std::string> strings; ///< string arrays
};

/// Key-value section of a GGUF file, in file order.
class GgufMetadata {
public:
    std::vector<std::pair<std::string, GgufValue>> entries;

    const GgufValue *find(std::string_view key) const;
    std::optional<int64_t> integer(std::string_view key) const;
    std::optional<double> real(std::string_view key) const;
    std::optional<bool> boolean(std::string_view key) const;
    std::optional<std::string> text(std::string_view key) const;

    void setText(std::string key, std::string value);
    void setU32(std::string key, uint32_t value);
    void setF32(std::string key, float value);
    void setBool(std::string key, bool value);
    void set(std::string key, GgufValue value); ///< replaces an entry of the same key
    bool remove(std::string_view key);
};

} // namespace lapidary

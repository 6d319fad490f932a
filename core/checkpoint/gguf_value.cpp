#include "core/checkpoint/gguf_value.h"

#include "core/checkpoint/gguf_types.h"

#include <algorithm>
#include <limits>

namespace lapidary {

namespace {

GgufValue scalarValue(GgufType type, GgufValue::Scalar scalar)
{
    GgufValue value;
    value.type = static_cast<uint32_t>(type);
    value.scalar = std::move(scalar);
    return value;
}

const GgufValue *findScalar(const GgufMetadata &metadata, std::string_view key)
{
    const GgufValue *value = metadata.find(key);
    return value && !value->isArray ? value : nullptr;
}

} // namespace

const GgufValue *GgufMetadata::find(std::string_view key) const
{
    for (const auto &[name, value] : entries)
        if (name == key)
            return &value;
    return nullptr;
}

std::optional<int64_t> GgufMetadata::integer(std::string_view key) const
{
    const GgufValue *value = findScalar(*this, key);
    if (!value)
        return std::nullopt;
    if (const auto *i = std::get_if<int64_t>(&value->scalar))
        return *i;
    if (const auto *u = std::get_if<uint64_t>(&value->scalar);
        u && *u <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))
        return static_cast<int64_t>(*u);
    return std::nullopt;
}

std::optional<double> GgufMetadata::real(std::string_view key) const
{
    if (const GgufValue *value = findScalar(*this, key))
        if (const auto *d = std::get_if<double>(&value->scalar))
            return *d;
    if (const auto i = integer(key))
        return static_cast<double>(*i);
    return std::nullopt;
}

std::optional<bool> GgufMetadata::boolean(std::string_view key) const
{
    if (const GgufValue *value = findScalar(*this, key))
        if (const auto *b = std::get_if<bool>(&value->scalar))
            return *b;
    return std::nullopt;
}

std::optional<std::string> GgufMetadata::text(std::string_view key) const
{
    if (const GgufValue *value = findScalar(*this, key))
        if (const auto *s = std::get_if<std::string>(&value->scalar))
            return *s;
    return std::nullopt;
}

void GgufMetadata::setText(std::string key, std::string value)
{
    set(std::move(key), scalarValue(GgufType::String, std::move(value)));
}

void GgufMetadata::setU32(std::string key, uint32_t value)
{
    set(std::move(key), scalarValue(GgufType::U32, static_cast<uint64_t>(value)));
}

void GgufMetadata::setF32(std::string key, float value)
{
    set(std::move(key), scalarValue(GgufType::F32, static_cast<double>(value)));
}

void GgufMetadata::setBool(std::string key, bool value)
{
    set(std::move(key), scalarValue(GgufType::Bool, value));
}

void GgufMetadata::set(std::string key, GgufValue value)
{
    for (auto &[name, old] : entries)
        if (name == key) {
            old = std::move(value);
            return;
        }
    entries.emplace_back(std::move(key), std::move(value));
}

bool GgufMetadata::remove(std::string_view key)
{
    const auto it = std::find_if(entries.begin(), entries.end(),
                                 [&](const auto &entry) { return entry.first == key; });
    if (it == entries.end())
        return false;
    entries.erase(it);
    return true;
}

} // namespace lapidary

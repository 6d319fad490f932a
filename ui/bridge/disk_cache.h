#pragma once

#include <nlohmann/json.hpp>

#include <QString>

#include <optional>
#include <string>

namespace lapidary {

/// Small results kept on disk by content identity, as CBOR. Best effort: a missing, unreadable or
/// damaged entry is simply computed again. Thread-safe as far as the file system is.
class DiskCache {
public:
    /// Empty: off.
    explicit DiskCache(QString folder) : m_folder(std::move(folder)) {}

    std::optional<nlohmann::json> read(const std::string &key) const;
    void write(const std::string &key, const nlohmann::json &value) const;

private:
    QString path(const std::string &key) const;
    QString m_folder;
};

} // namespace lapidary

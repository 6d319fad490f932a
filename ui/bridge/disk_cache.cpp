#include "ui/bridge/disk_cache.h"

#include "core/base/hash.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>

#include <vector>

namespace lapidary {

namespace {
constexpr qint64 kLargestEntry = 64 << 20;
}

QString DiskCache::path(const std::string &key) const
{
    return m_folder + '/' + QString::fromStdString(hashHex(key)) + ".cbor";
}

std::optional<nlohmann::json> DiskCache::read(const std::string &key) const
{
    if (m_folder.isEmpty())
        return std::nullopt;
    QFile file(path(key));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestEntry)
        return std::nullopt;
    const QByteArray bytes = file.readAll();
    auto entry = nlohmann::json::from_cbor(bytes.begin(), bytes.end(), true, false);
    // The whole key is inside, so that a hash that meets another is no wrong answer.
    if (!entry.is_object() || entry.value("key", "") != key || !entry.contains("value"))
        return std::nullopt;
    return entry["value"];
}

void DiskCache::write(const std::string &key, const nlohmann::json &value) const
{
    if (m_folder.isEmpty() || !QDir().mkpath(m_folder))
        return;
    const std::vector<std::uint8_t> bytes
        = nlohmann::json::to_cbor({{"key", key}, {"value", value}});
    QSaveFile file(path(key));
    if (file.open(QIODevice::WriteOnly)) {
        file.write(reinterpret_cast<const char *>(bytes.data()), qint64(bytes.size()));
        file.commit(); // a full disk only costs the cache entry
    }
}

} // namespace lapidary

#pragma once

#include "core/base/hash.h"
#include "core/checkpoint/checkpoint_source.h"
#include "core/tensor/blocks.h"

#include <cstring>
#include <map>
#include <utility>

namespace lapidary::test {

/// A checkpoint that lives in memory: tensors are added one by one, documents are set by name.
class MemorySource : public CheckpointSource {
public:
    explicit MemorySource(CheckpointFormat format = CheckpointFormat::HuggingFace)
        : m_format(format)
    {
    }

    /// Values are stored as `type` (block types too); fewer values than elements repeat.
    void add(const std::string &name, const Shape &shape, const std::vector<float> &values = {0.f},
             DType type = DType::F32)
    {
        const int64_t count = elementCount(shape).value();
        std::vector<float> all(size_t(count), 0.f);
        for (size_t i = 0; i < all.size(); ++i)
            all[i] = values[i % values.size()];
        std::vector<std::byte> bytes(size_t(tensorBytes(shape, type).value()));
        if (auto status = encodeFromF32(type, all, bytes); !status)
            std::abort();
        addBytes(name, shape, type, std::move(bytes));
    }
    void addBytes(const std::string &name, const Shape &shape, DType type,
                  std::vector<std::byte> bytes)
    {
        TensorInfo info;
        info.name = name;
        info.dtype = type;
        info.dtypeLabel = dtypeName(type);
        info.shape = shape;
        info.elements = elementCount(shape).value();
        info.bytes = int64_t(bytes.size());
        m_index[name] = int(m_tensors.size());
        m_tensors.push_back(std::move(info));
        m_data.push_back(std::move(bytes));
    }
    void setDocument(const std::string &name, nlohmann::json json)
    {
        m_documents[name] = std::move(json);
    }
    void setMetadata(GgufMetadata metadata)
    {
        m_metadata = std::move(metadata);
        m_format = CheckpointFormat::Gguf;
    }

    CheckpointFormat format() const override { return m_format; }
    const std::filesystem::path &path() const override { return m_path; }
    const std::vector<std::filesystem::path> &files() const override { return m_files; }
    const std::vector<TensorInfo> &tensors() const override { return m_tensors; }
    int find(std::string_view name) const override
    {
        const auto it = m_index.find(name);
        return it == m_index.end() ? -1 : it->second;
    }
    Status read(const TensorInfo &tensor, int64_t begin,
                std::span<std::byte> target) const override
    {
        const int index = find(tensor.name);
        if (index < 0 || begin < 0 || begin + int64_t(target.size()) > tensor.bytes)
            return fail(ErrorCode::Input, "{}: read past the end", tensor.name);
        if (!target.empty())
            std::memcpy(target.data(), m_data[size_t(index)].data() + begin, target.size());
        return {};
    }
    Result<std::optional<nlohmann::json>> document(std::string_view name) const override
    {
        const auto it = m_documents.find(name);
        return it == m_documents.end() ? std::optional<nlohmann::json>() : it->second;
    }
    const GgufMetadata *gguf() const override
    {
        return m_format == CheckpointFormat::Gguf ? &m_metadata : nullptr;
    }
    std::string identity() const override
    {
        Hasher hasher;
        for (size_t i = 0; i < m_tensors.size(); ++i) {
            hasher.update(m_tensors[i].name);
            hasher.update(m_data[i]);
        }
        return hasher.hex();
    }

private:
    CheckpointFormat m_format;
    std::filesystem::path m_path = "memory";
    std::vector<std::filesystem::path> m_files{"memory.safetensors"};
    std::vector<TensorInfo> m_tensors;
    std::vector<std::vector<std::byte>> m_data;
    std::map<std::string, int, std::less<>> m_index;
    std::map<std::string, nlohmann::json, std::less<>> m_documents;
    GgufMetadata m_metadata;
};

} // namespace lapidary::test

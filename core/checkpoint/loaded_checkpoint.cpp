#include "core/checkpoint/loaded_checkpoint.h"

#include "core/base/atomic_file.h"
#include "core/base/checked.h"
#include "core/base/hash.h"
#include "core/checkpoint/folder_files.h"

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

bool startsWith(const std::string &text, std::initializer_list<const char *> prefixes)
{
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](const char *prefix) { return text.rfind(prefix, 0) == 0; });
}

// Tokenizer, generation defaults, licences, remote code; never weights, indexes or what an
// export writes itself.
bool isSideFile(const fs::path &path)
{
    static const std::set<std::string> extensions{".json",  ".txt", ".model", ".jinja",
                                                  ".py",    ".md",  ".tiktoken", ".vocab"};
    const std::string name = path.filename().string();
    if (name == "config.json" || name == "lapidary.json" || name.ends_with(".index.json"))
        return false;
    if (startsWith(name, {"LICENSE", "LICENCE", "NOTICE", "USE_POLICY"}))
        return true;
    return name.front() != '.' && extensions.count(path.extension().string()) > 0;
}

// Beside a single file lies what it may (a download folder): only what is certainly a tokenizer's.
bool isTokenizerFile(const fs::path &path)
{
    static const std::set<std::string> names{
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json",
        "tokenizer.model", "vocab.json", "merges.txt", "generation_config.json",
        "chat_template.jinja", "chat_template.json"};
    return names.count(path.filename().string()) > 0;
}

} // namespace

const char *formatName(CheckpointFormat format)
{
    switch (format) {
    case CheckpointFormat::HuggingFace: return "huggingface";
    case CheckpointFormat::Safetensors: return "safetensors";
    case CheckpointFormat::Gguf: return "gguf";
    }
    return "safetensors";
}

LoadedCheckpoint::LoadedCheckpoint(CheckpointParts parts) : m_parts(std::move(parts)) {}

Result<std::shared_ptr<const CheckpointSource>> LoadedCheckpoint::make(CheckpointParts parts)
{
    std::shared_ptr<LoadedCheckpoint> checkpoint(new LoadedCheckpoint(std::move(parts)));
    LAPIDARY_TRY(checkpoint->index());
    LAPIDARY_TRY(checkpoint->computeIdentity());
    return std::shared_ptr<const CheckpointSource>(std::move(checkpoint));
}

Status LoadedCheckpoint::index()
{
    m_index.reserve(m_parts.tensors.size());
    for (size_t i = 0; i < m_parts.tensors.size(); ++i) {
        const TensorInfo &tensor = m_parts.tensors[i];
        const auto [it, fresh] = m_index.emplace(tensor.name, static_cast<int>(i));
        if (!fresh)
            return fail(ErrorCode::Input, "tensor {} is in {} and again in {}", tensor.name,
                        m_parts.files[m_parts.tensors[it->second].file].path().string(),
                        m_parts.files[tensor.file].path().string());
    }
    for (const FileBytes &file : m_parts.files)
        m_paths.push_back(file.path());
    return {};
}

Status LoadedCheckpoint::computeIdentity()
{
    Hasher hasher;
    hasher.update(fmt::format("{};", formatName(m_parts.format)));
    for (size_t i = 0; i < m_parts.files.size(); ++i) {
        const FileBytes &file = m_parts.files[i];
        hasher.update(fmt::format("{};{};{};{};", file.path().filename().string(), file.size(),
                                  file.modified(), m_parts.headerHashes[i]));
    }
    for (const TensorInfo &tensor : m_parts.tensors)
        hasher.update(fmt::format("{};{};{};", tensor.name, tensor.dtypeLabel,
                                  fmt::join(tensor.shape, ",")));
    if (!m_parts.folder.empty())
        for (const char *name : {"config.json", "lapidary.json"}) {
            LAPIDARY_ASSIGN(const auto path, fileInFolder(m_parts.folder, name));
            if (!path)
                continue;
            LAPIDARY_ASSIGN(const std::string text, readTextFile(*path, 128LL << 20));
            hasher.update(fmt::format("{};{};", name, text.size()));
            hasher.update(text);
        }
    m_identity = hasher.hex();
    return {};
}

int LoadedCheckpoint::find(std::string_view name) const
{
    const auto it = m_index.find(name);
    return it == m_index.end() ? -1 : it->second;
}

Status LoadedCheckpoint::read(const TensorInfo &tensor, int64_t begin,
                              std::span<std::byte> target) const
{
    const auto end = checkedAdd(begin, static_cast<int64_t>(target.size()));
    if (begin < 0 || !end || *end > tensor.bytes || tensor.file < 0
        || static_cast<size_t>(tensor.file) >= m_parts.files.size())
        return fail(ErrorCode::Internal, "{} bytes from {} of tensor {} were asked for, which has {}",
                    target.size(), begin, tensor.name, tensor.bytes);
    const FileBytes &file = m_parts.files[static_cast<size_t>(tensor.file)];
    auto status = file.read(tensor.offset + begin, target);
    if (!status)
        return fail(status.error().code, "tensor {}: {}", tensor.name, status.error().message);
    return {};
}

Result<std::optional<nlohmann::json>> LoadedCheckpoint::document(std::string_view name) const
{
    if (m_parts.folder.empty())
        return std::nullopt;
    return jsonInFolder(m_parts.folder, name);
}

std::vector<fs::path> LoadedCheckpoint::sideFiles() const
{
    std::vector<fs::path> found;
    std::error_code ec;
    if (m_parts.folder.empty())
        return found;
    for (auto it = fs::directory_iterator(m_parts.folder, ec);
         !ec && it != fs::directory_iterator(); it.increment(ec)) {
        std::error_code ignored;
        const bool belongs = m_parts.format == CheckpointFormat::HuggingFace
                                 ? isSideFile(it->path())
                                 : isTokenizerFile(it->path());
        if (!belongs || !it->is_regular_file(ignored))
            continue;
        if (const auto safe = fileInFolder(m_parts.folder, it->path().filename().string());
            safe && *safe)
            found.push_back(fs::absolute(**safe, ignored));
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace lapidary

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/checkpoint/folder_files.h"
#include "core/checkpoint/loaded_checkpoint.h"
#include "core/checkpoint/safetensors_header.h"

#include <algorithm>
#include <map>

namespace fs = std::filesystem;

namespace lapidary {

namespace {

constexpr size_t shardLimit = 100'000;

// Tensor name -> index into the shards, as the index file says.
struct ShardIndex {
    std::string file; ///< name of the index itself
    std::vector<std::string> shards;
    std::map<std::string, int> weights;
};

Result<ShardIndex> readIndex(const fs::path &folder, const std::string &name)
{
    const std::string where = (folder / name).string();
    LAPIDARY_ASSIGN(const auto json, jsonInFolder(folder, name, RepeatKeys::Refuse));
    if (!json || !json->is_object() || !json->contains("weight_map")
        || !(*json)["weight_map"].is_object() || (*json)["weight_map"].empty())
        return fail(ErrorCode::Input, "{}: \"weight_map\" is missing or empty", where);
    ShardIndex index;
    index.file = name;
    std::map<std::string, int> numbers;
    for (const auto &[tensor, file] : (*json)["weight_map"].items()) {
        if (!file.is_string())
            return fail(ErrorCode::Input, "{}: tensor {} has no file name", where, tensor);
        const auto shard = file.get<std::string>();
        if (!isPlainFileName(shard))
            return fail(ErrorCode::Input, "{}: tensor {} names the file \"{}\", which is not a "
                        "plain file name in this folder", where, tensor, shard);
        numbers.emplace(shard, 0);
    }
    if (numbers.size() > shardLimit)
        return fail(ErrorCode::Input, "{} names {} files", where, numbers.size());
    for (auto &[shard, number] : numbers) {
        number = static_cast<int>(index.shards.size());
        index.shards.push_back(shard);
    }
    for (const auto &[tensor, file] : (*json)["weight_map"].items())
        index.weights[tensor] = numbers[file.get<std::string>()];
    return index;
}

struct Shard {
    std::optional<FileBytes> file;
    std::vector<TensorInfo> tensors;
    std::string hash;
};

// Descriptors are scarce (often 1024 a process) and two checkpoints may be open at once.
constexpr size_t keepOpenLimit = 128;

Result<Shard> readShard(const fs::path &path, bool keepOpen)
{
    LAPIDARY_ASSIGN(FileBytes file, FileBytes::open(path));
    LAPIDARY_ASSIGN(SafetensorsHeader header, readSafetensorsHeader(file));
    if (!keepOpen)
        file.closeForNow();
    return Shard{std::move(file), std::move(header.tensors), hashHex(header.text)};
}

Status readShards(const fs::path &folder, const std::vector<std::string> &names,
                  CheckpointParts &parts, JobContext &job)
{
    std::vector<Shard> shards(names.size());
    const int threads = names.size() < 8 ? 1 : 0;
    const auto count = static_cast<int64_t>(names.size());
    const auto readOne = [&](int64_t i) -> Status {
        const std::string &name = names[static_cast<size_t>(i)];
        LAPIDARY_ASSIGN(const auto path, fileInFolder(folder, name));
        if (!path)
            return fail(ErrorCode::Input, "{} is missing: {} of {} weight files; download it again",
                        (folder / name).string(), i + 1, count);
        LAPIDARY_ASSIGN(shards[static_cast<size_t>(i)],
                        readShard(*path, names.size() <= keepOpenLimit));
        return {};
    };
    LAPIDARY_TRY(parallelFor(count, threads, job, readOne));
    for (size_t i = 0; i < shards.size(); ++i) {
        for (TensorInfo &tensor : shards[i].tensors) {
            tensor.file = static_cast<int>(i);
            parts.tensors.push_back(std::move(tensor));
        }
        parts.files.push_back(std::move(*shards[i].file));
        parts.headerHashes.push_back(std::move(shards[i].hash));
    }
    return {};
}

// The index and the shards must tell the same story, or weights would be taken from nowhere.
Status checkAgreement(const ShardIndex &index, const CheckpointParts &parts)
{
    const std::string where = (parts.folder / index.file).string();
    std::map<std::string_view, int> found;
    for (const TensorInfo &tensor : parts.tensors) {
        const auto it = index.weights.find(tensor.name);
        if (it == index.weights.end() || it->second != tensor.file)
            return fail(ErrorCode::Input, "{}: tensor {} lies in {}, but the index {}", where,
                        tensor.name, index.shards[static_cast<size_t>(tensor.file)],
                        it == index.weights.end()
                            ? "does not name it"
                            : "says " + index.shards[static_cast<size_t>(it->second)]);
        found.emplace(tensor.name, tensor.file);
    }
    for (const auto &[name, shard] : index.weights)
        if (!found.count(name))
            return fail(ErrorCode::Input, "{}: tensor {} should be in {}, but is not there", where,
                        name, index.shards[static_cast<size_t>(shard)]);
    return {};
}

struct Contents {
    std::vector<std::string> safetensors, indexes, gguf, pickles;
};

Result<Contents> listFolder(const fs::path &folder)
{
    Contents contents;
    std::error_code ec;
    for (auto it = fs::directory_iterator(folder, ec); !ec && it != fs::directory_iterator();
         it.increment(ec)) {
        const std::string name = it->path().filename().string();
        if (name.empty() || name.front() == '.')
            continue;
        if (name.ends_with(".safetensors"))
            contents.safetensors.push_back(name);
        else if (name.ends_with(".safetensors.index.json"))
            contents.indexes.push_back(name);
        else if (name.ends_with(".gguf"))
            contents.gguf.push_back(name);
        else if (name.ends_with(".bin") || name.ends_with(".pt") || name.ends_with(".pth"))
            contents.pickles.push_back(name);
    }
    if (ec)
        return fail(ErrorCode::Io, "cannot read folder {}: {}", folder.string(), ec.message());
    for (auto *list : {&contents.safetensors, &contents.indexes, &contents.gguf, &contents.pickles})
        std::sort(list->begin(), list->end());
    return contents;
}

bool has(const std::vector<std::string> &list, const char *name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

tl::unexpected<Error> nothingToOpen(const fs::path &folder, const Contents &contents)
{
    if (!contents.gguf.empty())
        return fail(ErrorCode::Usage, "{} holds no safetensors; open the file {} instead",
                    folder.string(), (folder / contents.gguf.front()).string());
    if (!contents.pickles.empty())
        return fail(ErrorCode::Unsupported,
                    "{} holds only {}, a pickle, which is never executed here; convert it to "
                    "safetensors (transformers: save_pretrained)",
                    folder.string(), contents.pickles.front());
    return fail(ErrorCode::Input,
                "{} is no checkpoint: no .safetensors file in it (expected config.json and "
                "model.safetensors, or an index)",
                folder.string());
}

Status readWeights(const Contents &contents, CheckpointParts &parts, JobContext &job)
{
    // The order of transformers: the single file first, then the index.
    if (has(contents.safetensors, "model.safetensors"))
        return readShards(parts.folder, {"model.safetensors"}, parts, job);
    if (!contents.indexes.empty()) {
        const bool usual = has(contents.indexes, "model.safetensors.index.json");
        const std::string name = usual ? "model.safetensors.index.json" : contents.indexes.front();
        LAPIDARY_ASSIGN(const ShardIndex index, readIndex(parts.folder, name));
        LAPIDARY_TRY(readShards(parts.folder, index.shards, parts, job));
        return checkAgreement(index, parts);
    }
    if (contents.safetensors.size() == 1)
        return readShards(parts.folder, contents.safetensors, parts, job);
    if (contents.safetensors.empty())
        return nothingToOpen(parts.folder, contents);
    return fail(ErrorCode::Input,
                "{} holds {} .safetensors files, but no model.safetensors.index.json that says "
                "what belongs together; add it or open one file",
                parts.folder.string(), contents.safetensors.size());
}

} // namespace

Result<CheckpointParts> openHuggingFaceFolder(const fs::path &folder, JobContext &job)
{
    CheckpointParts parts;
    parts.format = CheckpointFormat::HuggingFace;
    parts.path = folder;
    parts.folder = folder;
    LAPIDARY_ASSIGN(const Contents contents, listFolder(folder));
    LAPIDARY_TRY(readWeights(contents, parts, job));
    LAPIDARY_ASSIGN(const auto overlay,
                    jsonInFolder(folder, "lapidary.json", RepeatKeys::Refuse));
    if (overlay)
        LAPIDARY_TRY(applyOverlay(parts.tensors, *overlay, (folder / "lapidary.json").string(),
                                  true));
    return parts;
}

Result<CheckpointParts> openSafetensorsFile(const fs::path &path)
{
    CheckpointParts parts;
    parts.format = CheckpointFormat::Safetensors;
    parts.path = path;
    parts.folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    LAPIDARY_ASSIGN(Shard shard, readShard(path, true));
    parts.tensors = std::move(shard.tensors);
    parts.files.push_back(std::move(*shard.file));
    parts.headerHashes.push_back(std::move(shard.hash));
    LAPIDARY_ASSIGN(const auto overlay,
                    jsonInFolder(parts.folder, "lapidary.json", RepeatKeys::Refuse));
    if (overlay)
        LAPIDARY_TRY(applyOverlay(parts.tensors, *overlay,
                                  (parts.folder / "lapidary.json").string(), false));
    return parts;
}

} // namespace lapidary

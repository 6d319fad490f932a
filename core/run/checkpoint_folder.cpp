#include "core/run/checkpoint_folder.h"

#include "core/base/atomic_file.h"
#include "core/model/tensor_names.h"
#include "core/surgery/block_shapes.h"

#include <algorithm>
#include <map>
#include <set>

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

Status linkOrCopy(const fs::path &from, const fs::path &to)
{
    std::error_code ec;
    fs::create_hard_link(from, to, ec);
    if (!ec)
        return {};
    fs::copy_file(from, to, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot put {} into {}: {}", from.filename().string(),
                    to.parent_path().string(), ec.message());
    return {};
}

Status writeJson(const fs::path &path, const json &document)
{
    return writeFileAtomically(path, document.dump(2) + "\n");
}

// The scalar type that holds most bytes: what "the dtype of the model" means to readers.
std::string mainDtype(const std::vector<PartRecord> &records, const std::string &fallback)
{
    std::map<DType, int64_t> bytes;
    for (const PartRecord &record : records)
        for (const StoredTensor &tensor : record.tensors)
            if (dtypeInfo(tensor.dtype).floating && !dtypeInfo(tensor.dtype).quantized)
                bytes[tensor.dtype] += tensor.bytes;
    const auto largest = std::max_element(bytes.begin(), bytes.end(), [](auto &a, auto &b) {
        return a.second < b.second;
    });
    if (largest == bytes.end())
        return fallback;
    switch (largest->first) {
    case DType::F16:
        return "float16";
    case DType::BF16:
        return "bfloat16";
    case DType::F64:
        return "float64";
    default:
        return "float32";
    }
}

json configJson(const Model &model, const std::vector<PartRecord> &records,
                const std::vector<BlockShape> &blocks)
{
    json config = model.config.raw.is_object() ? model.config.raw : json::object();
    if (!blocks.empty())
        config = reshaped(model.config, blocks).raw;
    const char *dtypeKey = config.contains("dtype") ? "dtype" : "torch_dtype";
    config[dtypeKey] = mainDtype(records, "float32");
    return config;
}

// A stock reader understands dense layers of scalar types only.
bool isPlain(const LayerForm &form)
{
    return form.kind == FormKind::Dense
           && std::none_of(form.factors.begin(), form.factors.end(), [](const FactorForm &factor) {
                  return dtypeInfo(factor.stored).quantized;
              });
}

json overlayJson(const Model &model, const std::vector<PartRecord> &records,
                 const std::vector<int> &numbers)
{
    std::map<std::string, LayerForm> forms;
    for (const Layer &layer : model.layers)
        forms[layer.name] = layer.form;
    json tensors = json::object();
    for (const PartRecord &record : records) {
        for (const LayerRecord &layer : record.layers)
            forms[layer.name] = layer.form;
        for (const StoredTensor &tensor : record.tensors)
            if (dtypeInfo(tensor.dtype).quantized)
                tensors[tensor.name] = {{"dtype", dtypeName(tensor.dtype)},
                                        {"shape", tensor.shape}};
    }
    std::map<std::string, LayerForm> stored; // under the names of this checkpoint
    for (const auto &[name, form] : forms) {
        const int block = model.layers[static_cast<size_t>(model.find(name))].block;
        const bool moved = block >= 0 && static_cast<size_t>(block) < numbers.size();
        if (form.kind != FormKind::Removed && !isPlain(form))
            stored[moved ? inBlock(name, numbers[static_cast<size_t>(block)]) : name] = form;
    }
    json overlay = formsToJson(stored);
    overlay["format"] = "lapidary";
    overlay["tensors"] = std::move(tensors);
    return overlay;
}

Status writeShards(const fs::path &folder, const fs::path &runFolder,
                   const std::vector<Part> &parts, const std::vector<PartRecord> &records)
{
    json map = json::object();
    int64_t total = 0;
    const auto shards = std::count_if(records.begin(), records.end(),
                                      [](const PartRecord &part) { return !part.tensors.empty(); });
    int number = 0;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (records[i].tensors.empty())
            continue; // only removed layers
        const std::string shard
            = fmt::format("model-{:05}-of-{:05}.safetensors", ++number, shards);
        LAPIDARY_TRY(linkOrCopy(runFolder / parts[i].file, folder / shard));
        for (const StoredTensor &tensor : records[i].tensors) {
            map[tensor.name] = shard;
            total += tensor.bytes;
        }
    }
    const json index = {{"metadata", {{"total_size", total}}}, {"weight_map", std::move(map)}};
    return writeJson(folder / "model.safetensors.index.json", index);
}

Status copySideFiles(const Model &model, const fs::path &folder)
{
    const std::set<std::string> ours = {"config.json", "lapidary.json",
                                        "model.safetensors.index.json"};
    std::vector<fs::path> files = model.source->sideFiles();
    const fs::path carried = model.source->path() / "tokenizer.gguf";
    std::error_code ec;
    if (fs::exists(carried, ec))
        files.push_back(carried); // the source is itself a run of a GGUF model
    for (const fs::path &file : files) {
        const std::string name = file.filename().string();
        if (ours.contains(name) || name.ends_with(".safetensors"))
            continue;
        fs::copy_file(file, folder / name, fs::copy_options::overwrite_existing, ec);
        if (ec)
            return fail(ErrorCode::Io, "cannot copy {} to {}: {}", file.string(), folder.string(),
                        ec.message());
    }
    return {};
}

Status writeTokenizer(const Model &model, const fs::path &folder, JobContext &job)
{
    const GgufMetadata *metadata = model.source->gguf();
    if (!metadata)
        return {};
    GgufMetadata tokenizer;
    for (const auto &[key, value] : metadata->entries)
        if (key.starts_with("tokenizer.") || key.starts_with("general."))
            tokenizer.set(key, value);
    return writeGguf(folder / "tokenizer.gguf", tokenizer, {}, job);
}

} // namespace

bool hasHardLinks(const fs::path &folder)
{
    const fs::path from = folder / ".link-test", to = folder / ".link-test-2";
    std::error_code ec, ignored;
    if (!writeFileAtomically(from, "x"))
        return false;
    fs::remove(to, ignored);
    fs::create_hard_link(from, to, ec);
    fs::remove(from, ignored);
    fs::remove(to, ignored);
    return !ec;
}

Status writeCheckpointFolder(const Model &model, const fs::path &runFolder,
                             const std::vector<Part> &parts, const std::vector<PartRecord> &records,
                             const std::vector<BlockShape> &blocks, JobContext &job)
{
    const fs::path target = runFolder / "checkpoint";
    std::error_code ec;
    fs::remove_all(target, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot replace {}: {}", target.string(), ec.message());
    LAPIDARY_ASSIGN(AtomicFolder folder, AtomicFolder::create(target));
    LAPIDARY_TRY(writeShards(folder.path(), runFolder, parts, records));
    LAPIDARY_TRY(writeJson(folder.path() / "config.json", configJson(model, records, blocks)));
    const std::vector<int> numbers = blockNumbers(model, blocks);
    LAPIDARY_TRY(writeJson(folder.path() / "lapidary.json", overlayJson(model, records, numbers)));
    LAPIDARY_TRY(copySideFiles(model, folder.path()));
    LAPIDARY_TRY(writeTokenizer(model, folder.path(), job));
    LAPIDARY_TRY(job.checkCancelled());
    return folder.commit();
}

} // namespace lapidary

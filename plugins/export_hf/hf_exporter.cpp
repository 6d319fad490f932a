#include "hf_exporter.h"

#include "hf_layout.h"
#include "remote_code.h"

#include "core/base/atomic_file.h"
#include "core/export/verified_write.h"
#include "core/plugin/plugin.h"

#include <set>

namespace lapidary {

namespace {

constexpr int64_t kShardBytes = 5'000'000'000;

/// Tensors grouped into files of at most kShardBytes, in order.
std::vector<std::vector<ExportTensor>> shards(const std::vector<ExportTensor> &tensors)
{
    std::vector<std::vector<ExportTensor>> result(1);
    int64_t used = 0;
    for (const ExportTensor &tensor : tensors) {
        const int64_t bytes = tensorBytes(tensor.shape, tensor.dtype).value_or(0);
        if (used > 0 && used + bytes > kShardBytes) {
            result.emplace_back();
            used = 0;
        }
        used += bytes;
        result.back().push_back(tensor);
    }
    return result;
}

Status writeWeights(const Model &model, const HfLayout &layout,
                    const std::filesystem::path &folder, WriteLedger &ledger, JobContext &job)
{
    const auto groups = shards(layout.tensors);
    nlohmann::json weightMap = nlohmann::json::object();
    for (size_t i = 0; i < groups.size(); ++i) {
        const std::string name =
            groups.size() == 1
                ? "model.safetensors"
                : fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, groups.size());
        std::vector<OutgoingTensor> outgoing;
        for (const ExportTensor &tensor : groups[i]) {
            weightMap[tensor.name] = name;
            outgoing.push_back(makeOutgoing(model, tensor, job));
        }
        LAPIDARY_TRY(writeSafetensors(folder / name, ledger.watch(std::move(outgoing)),
                                      {{"format", "pt"}}, job));
    }
    if (groups.size() == 1)
        return {};
    const nlohmann::json index = {{"metadata", {{"total_size", ledger.bytes()}}},
                                  {"weight_map", weightMap}};
    return writeFileAtomically(folder / "model.safetensors.index.json", index.dump(2));
}

/// Tokenizer, licence and generation files of the source; never its config or its code.
Status copySideFiles(const Model &model, const std::filesystem::path &folder)
{
    const std::set<std::string> ours = {"config.json", "lapidary.json", "tokenizer.gguf",
                                        "model.safetensors.index.json"};
    for (const auto &file : model.source->sideFiles()) {
        const std::string name = file.filename().string();
        if (ours.count(name) || file.extension() == ".py" ||
            file.extension() == ".safetensors")
            continue;
        std::error_code error;
        std::filesystem::copy_file(file, folder / name, error);
        if (error)
            return fail(ErrorCode::Io, "{} could not be copied to {}: {}", file.string(),
                        folder.string(), error.message());
    }
    return {};
}

Result<ExportResult> describeFolder(const HfLayout &layout, const WriteLedger &ledger,
                                    const std::filesystem::path &folder)
{
    ExportResult result;
    std::error_code error;
    for (const auto &entry : std::filesystem::directory_iterator(folder, error))
        result.files.push_back(entry.path());
    if (error)
        return fail(ErrorCode::Io, "{}: {}", folder.string(), error.message());
    std::sort(result.files.begin(), result.files.end());
    result.bytes = ledger.bytes();
    result.types = ledger.types();
    result.notes = layout.notes;
    return result;
}

} // namespace

std::string HfExporter::summary() const
{
    return "A folder that transformers loads; stock where the architecture allows it.";
}

std::vector<std::string> HfExporter::types() const
{
    return {"f32", "f16", "bf16"};
}

Result<std::vector<std::string>> HfExporter::preview(const Model &model,
                                                     const ExportOptions &options) const
{
    LAPIDARY_ASSIGN(HfLayout layout, layOutHf(model, options));
    return std::move(layout.notes);
}

Result<ExportResult> HfExporter::write(const Model &model, const ExportOptions &options,
                                       const std::filesystem::path &out, JobContext &job) const
{
    LAPIDARY_ASSIGN(const HfLayout layout, layOutHf(model, options));
    LAPIDARY_ASSIGN(AtomicFolder folder, AtomicFolder::create(out));
    WriteLedger ledger;
    LAPIDARY_TRY(writeWeights(model, layout, folder.path(), ledger, job));
    LAPIDARY_TRY(copySideFiles(model, folder.path()));
    if (layout.remoteCode)
        for (const RemoteCodeFile &file : remoteCodeFiles(model))
            LAPIDARY_TRY(writeFileAtomically(folder.path() / file.name, file.text));
    LAPIDARY_TRY(writeFileAtomically(folder.path() / "config.json", layout.config.dump(2) + "\n"));
    LAPIDARY_TRY(ledger.check(folder.path(), job));
    LAPIDARY_TRY(folder.commit());
    LAPIDARY_ASSIGN(ExportResult result, describeFolder(layout, ledger, out));
    if (!std::filesystem::exists(out / "tokenizer.json"))
        result.notes.push_back("The source has no tokenizer.json, so the folder has no tokenizer: "
                               "put the tokenizer's files beside the weights.");
    return result;
}

} // namespace lapidary

extern "C" void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.exporters.push_back(std::make_shared<lapidary::HfExporter>());
}

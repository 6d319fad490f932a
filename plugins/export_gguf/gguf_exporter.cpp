#include "gguf_exporter.h"

#include "gguf_layout.h"

#include "core/export/tokenizer_metadata.h"
#include "core/export/verified_write.h"
#include "core/model/family.h"
#include "core/model/rope.h"
#include "core/plugin/plugin.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

namespace {

/// general.file_type: the number of the most used matrix type (llama.cpp, llama_ftype).
uint32_t fileType(const GgufLayout &layout)
{
    std::map<DType, int> count;
    for (const ExportTensor &tensor : layout.tensors)
        if (tensor.shape.size() > 1)
            ++count[tensor.dtype];
    const auto most = std::max_element(count.begin(), count.end(), [](auto &a, auto &b) {
        return a.second < b.second;
    });
    switch (most == count.end() ? DType::F32 : most->first) {
    case DType::F16: return 1;
    case DType::Q4_0: return 2;
    case DType::Q4_1: return 3;
    case DType::Q8_0: return 7;
    case DType::Q5_0: return 8;
    case DType::Q5_1: return 9;
    case DType::Q2_K: return 10;
    case DType::Q3_K: return 12;
    case DType::Q4_K: return 15;
    case DType::Q5_K: return 17;
    case DType::Q6_K: return 18;
    case DType::BF16: return 32;
    default: return 0;
    }
}

Result<GgufMetadata> metadataOf(const Model &model, const GgufLayout &layout, JobContext &job)
{
    GgufMetadata metadata;
    metadata.setText("general.architecture", model.family->ggufArch);
    metadata.setText("general.type", "model");
    metadata.setText("general.name", model.source->path().stem().string());
    metadata.setU32("general.file_type", fileType(layout));
    metadata.setU32("general.quantization_version", 2);
    for (auto &[key, value] : configToGguf(layout.config, *model.family).entries)
        metadata.set(key, value);
    LAPIDARY_ASSIGN(const GgufMetadata tokenizer, tokenizerMetadata(model, job));
    for (const auto &[key, value] : tokenizer.entries)
        metadata.set(key, value);
    return metadata;
}

/// llama3 rope scaling travels as a tensor of divisors, one per frequency.
std::vector<OutgoingTensor> ropeTensors(const ModelConfig &config)
{
    const std::vector<double> divisors = ropeDivisors(config);
    if (config.rope.type == "linear" ||
        std::all_of(divisors.begin(), divisors.end(), [](double d) { return d == 1.0; }))
        return {};
    OutgoingTensor tensor;
    tensor.name = "rope_freqs.weight";
    tensor.shape = {static_cast<int64_t>(divisors.size())};
    tensor.produce = [divisors](const auto &sink) -> Status {
        const std::vector<float> values(divisors.begin(), divisors.end());
        return sink(std::as_bytes(std::span(values)));
    };
    std::vector<OutgoingTensor> tensors;
    tensors.push_back(std::move(tensor));
    return tensors;
}

/// Removes what was written unless it was kept.
struct PartialFile {
    std::filesystem::path path;
    bool kept = false;
    ~PartialFile()
    {
        std::error_code ignored;
        if (!kept)
            std::filesystem::remove(path, ignored);
    }
};

} // namespace

std::string GgufExporter::summary() const
{
    return "One file that llama.cpp and everything built on it loads.";
}

std::vector<std::string> GgufExporter::types() const
{
    return {"f32", "f16", "bf16", "q8_0", "q4_0"};
}

Result<std::vector<std::string>> GgufExporter::preview(const Model &model,
                                                       const ExportOptions &options) const
{
    LAPIDARY_ASSIGN(GgufLayout layout, layOutGguf(model, options));
    return std::move(layout.notes);
}

Result<ExportResult> GgufExporter::write(const Model &model, const ExportOptions &options,
                                         const std::filesystem::path &out, JobContext &job) const
{
    LAPIDARY_ASSIGN(const GgufLayout layout, layOutGguf(model, options));
    LAPIDARY_ASSIGN(const GgufMetadata metadata, metadataOf(model, layout, job));
    std::vector<OutgoingTensor> tensors = ropeTensors(model.config);
    for (const ExportTensor &tensor : layout.tensors)
        tensors.push_back(makeOutgoing(model, tensor, job));
    WriteLedger ledger;
    PartialFile partial{out.string() + ".unverified.gguf"};
    LAPIDARY_TRY(writeGguf(partial.path, metadata, ledger.watch(std::move(tensors)), job));
    LAPIDARY_TRY(ledger.check(partial.path, job));
    std::error_code error;
    std::filesystem::rename(partial.path, out, error);
    if (error)
        return fail(ErrorCode::Io, "{}: {}", out.string(), error.message());
    partial.kept = true;
    LAPIDARY_TRY(syncFolder(std::filesystem::absolute(out).parent_path()));
    ExportResult result;
    result.files = {out};
    result.bytes = ledger.bytes();
    result.types = ledger.types();
    result.notes = layout.notes;
    result.notes.push_back("Load it with: llama-cli -m " + out.filename().string());
    return result;
}

} // namespace lapidary

extern "C" void lapidaryPlugin(lapidary::PluginContents &contents)
{
    contents.exporters.push_back(std::make_shared<lapidary::GgufExporter>());
}

#include "core/model/config_reader.h"
#include "core/model/layer_builder.h"
#include "core/model/rope.h"

#include <algorithm>

namespace lapidary {
namespace {

namespace fs = std::filesystem;

/// config.json or GGUF metadata; a bare .safetensors may have neither.
Status readConfig(Model &model)
{
    if (const GgufMetadata *gguf = model.source->gguf()) {
        LAPIDARY_ASSIGN(model.config, configFromGguf(*gguf));
        return {};
    }
    LAPIDARY_ASSIGN(const auto json, model.source->document("config.json"));
    if (!json) {
        model.config.raw = nlohmann::json::object();
        model.warnings.push_back("There is no config.json beside the weights, so the "
                                 "architecture is not known.");
        return {};
    }
    LAPIDARY_ASSIGN(model.config, configFromHf(*json));
    if (json->contains("quantization_config"))
        model.warnings.push_back("The weights are packed by another quantizer: counts are of "
                                 "the stored elements.");
    LAPIDARY_ASSIGN(const auto generation, model.source->document("generation_config.json"));
    if (!generation || !generation->is_object())
        return {};
    ConfigReader read(*generation, "generation_config.json", false);
    for (int64_t id : read.integers("eos_token_id")) {
        auto &list = model.config.eosTokens;
        if (std::find(list.begin(), list.end(), id) == list.end())
            list.push_back(id);
    }
    return {};
}

Result<std::map<std::string, LayerForm>> readForms(const CheckpointSource &source)
{
    std::map<std::string, LayerForm> none;
    if (source.gguf())
        return none;
    LAPIDARY_ASSIGN(const auto json, source.document("lapidary.json"));
    if (!json)
        return none;
    return formsFromJson(*json);
}

/// What an unknown architecture's config does not say, from the names and shapes.
void guessSizes(Model &model)
{
    int last = -1;
    for (const Layer &layer : model.layers)
        last = std::max(last, layer.block);
    ModelConfig &config = model.config;
    if (config.blocks == 0)
        config.blocks = last + 1;
    for (const Layer &layer : model.layers) {
        if (layer.role != Role::Embed)
            continue;
        config.vocab = config.vocab ? config.vocab : layer.form.out;
        config.hidden = config.hidden ? config.hidden : layer.form.in;
        break;
    }
}

std::string opaqueTensor(const Model &model)
{
    for (const Layer &layer : model.layers) {
        for (int index : layer.tensors) {
            const TensorInfo &info = model.source->tensors()[size_t(index)];
            const bool packed = info.dtype == DType::U8
                                && std::any_of(layer.form.factors.begin(),
                                               layer.form.factors.end(), [](const auto &factor) {
                                                   return dtypeInfo(factor.stored).quantized;
                                               });
            if (!dtypeInfo(info.dtype).floating && !packed && layer.role != Role::Other)
                return fmt::format("{} is stored as {}", info.name, info.dtypeLabel);
        }
    }
    return {};
}

std::string whyNotRunnable(const Model &model)
{
    if (!model.notRunnable.empty())
        return model.notRunnable;
    constexpr const char *off = "Evaluation and generation are off: ";
    constexpr const char *still = " Inspection and compression of single layers work.";
    if (model.layers.empty())
        return fmt::format("{}the file holds a vocabulary but no weights.", off);
    if (!model.family) {
        const std::string name = model.config.modelType.empty() ? model.config.architecture
                                                                : model.config.modelType;
        if (name.empty())
            return fmt::format("{}the checkpoint does not say its architecture.{}", off, still);
        std::string why = fmt::format("the architecture \"{}\" is none of those that this "
                                      "program runs ({}).",
                                      name, familyNames());
        if (model.config.irregular && !model.config.unsupported.empty())
            why = fmt::format("the model has {}.", model.config.unsupported.front());
        return fmt::format("{}{}{}", off, why, still);
    }
    if (!model.config.unsupported.empty())
        return fmt::format("{}the model needs {}, which this program does not compute.{}", off,
                           model.config.unsupported.front(), still);
    if (const std::string opaque = opaqueTensor(model); !opaque.empty())
        return fmt::format("{}{}, which this program cannot decode.", off, opaque);
    return {};
}

Result<ModelPtr> assemble(std::shared_ptr<const CheckpointSource> source)
{
    auto model = std::make_shared<Model>();
    model->source = std::move(source);
    LAPIDARY_TRY(readConfig(*model));
    const bool empty = model->source->tensors().empty();
    model->family = familyOf(model->config);
    LAPIDARY_ASSIGN(auto forms, readForms(*model->source));
    if (!empty) {
        const bool partial = model->source->format() == CheckpointFormat::Safetensors;
        LayerBuilder builder(*model, std::move(forms), partial);
        LAPIDARY_TRY(builder.build());
        recogniseLlama3Scaling(model->config);
    }
    if (!model->family)
        guessSizes(*model);
    if (model->source->gguf()) // now that tying, biases and rope scaling are known
        model->config.raw.update(configToHf(model->config, {}));
    model->notRunnable = whyNotRunnable(*model);
    if (!model->notRunnable.empty())
        model->warnings.push_back(model->notRunnable);
    return ModelPtr(std::move(model));
}

} // namespace

Result<fs::path> resolveModelPath(const std::string &where)
{
    std::error_code ignored;
    if (where.empty())
        return fail(ErrorCode::Usage, "no model was named: give a folder, a .safetensors or .gguf "
                                      "file, or STORE#RUN");
    if (fs::exists(fs::path(where), ignored))
        return fs::path(where);
    const size_t hash = where.rfind('#');
    if (hash == std::string::npos)
        return fail(ErrorCode::Io, "{} does not exist", where);
    const std::string store = where.substr(0, hash), run = where.substr(hash + 1);
    if (run.empty() || run == "." || run == ".." || run.find('/') != std::string::npos)
        return fail(ErrorCode::Usage, "\"{}\" is no name of a run: expected STORE#RUN", run);
    const fs::path folder = fs::path(store.empty() ? "." : store) / run;
    if (!fs::is_directory(folder, ignored))
        return fail(ErrorCode::Io, "the store {} has no run \"{}\"", store, run);
    const fs::path checkpoint = folder / "checkpoint";
    if (!fs::is_directory(checkpoint, ignored))
        return fail(ErrorCode::Io,
                    "the run {} has no checkpoint folder: it is not finished, run the same "
                    "command again to resume it",
                    where);
    return checkpoint;
}

Result<ModelPtr> modelFromSource(std::shared_ptr<const CheckpointSource> source, JobContext &job)
{
    LAPIDARY_TRY(job.checkCancelled());
    const std::string path = source->path().string();
    try {
        return assemble(std::move(source));
    } catch (const std::exception &exception) {
        return fail(ErrorCode::Internal, "{}: {}", path, exception.what());
    }
}

Result<ModelPtr> openModel(const std::string &where, JobContext &job)
{
    LAPIDARY_ASSIGN(const fs::path path, resolveModelPath(where));
    LAPIDARY_ASSIGN(auto source, openCheckpoint(path, job));
    return modelFromSource(std::move(source), job);
}

} // namespace lapidary

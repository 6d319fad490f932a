#include "core/run/sequential_parts.h"

#include "core/checkpoint/loaded_checkpoint.h"
#include "core/model/tensor_names.h"
#include "core/nn/layer_loader.h"

#include <algorithm>

namespace lapidary {
namespace {

using Stage = SequentialStream::Stage;

/// The last stage that one of the group's layers belongs to: then all of them can be worked on.
Stage stageOf(const Part &part)
{
    Stage last = Stage::AttentionInputs;
    for (const PlannedLayer *layer : part.group) {
        const bool experts = layer->name.find(".block_sparse_moe.") != std::string::npos;
        const Stage stage = experts ? Stage::MlpOutput
            : layer->name.find(".mlp.") == std::string::npos
            ? (layer->name.ends_with("o_proj") ? Stage::AttentionOutput : Stage::AttentionInputs)
            : (layer->name.ends_with("down_proj") ? Stage::MlpOutput : Stage::MlpInputs);
        last = std::max(last, stage);
    }
    return last;
}

/// Parts of each block, by stage.
using Schedule = std::map<int, std::map<Stage, std::vector<size_t>>>;

Schedule scheduleOf(const Model &model, const std::vector<Part> &parts)
{
    Schedule schedule;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].group.empty())
            continue;
        const int block = model.layers[size_t(parts[i].group.front()->layer)].block;
        if (block >= 0)
            schedule[block][stageOf(parts[i])].push_back(i);
    }
    return schedule;
}

/// Layer with its tensors in `source`; the index of each of its factors and of its bias.
Result<Layer> locate(const CheckpointSource &source, const LayerRecord &record,
                     const std::vector<int> &blockNumber)
{
    const bool moved = record.block >= 0 && size_t(record.block) < blockNumber.size();
    const std::string stored =
        moved ? inBlock(record.name, blockNumber[size_t(record.block)]) : record.name;
    Layer layer;
    layer.name = record.name;
    layer.form = record.form;
    const auto find = [&](const std::string &name) {
        const auto &tensors = source.tensors();
        const auto found = std::find_if(tensors.begin(), tensors.end(),
                                        [&](const TensorInfo &t) { return t.name == name; });
        return found == tensors.end() ? -1 : int(found - tensors.begin());
    };
    for (const FactorForm &factor : record.form.factors) {
        layer.tensors.push_back(find(tensorName(stored, factor.suffix)));
        if (layer.tensors.back() < 0)
            return fail(ErrorCode::Input, "{} is missing in {}", record.name,
                        source.path().string());
    }
    layer.bias = find(tensorName(stored, "bias"));
    return layer;
}

/// What is removed is gone from the start: nothing of it has to be worked out.
Status acceptRemoved(const std::vector<Part> &parts, const Schedule &schedule, int block,
                     SequentialStream &stream)
{
    const auto stages = schedule.find(block);
    if (stages == schedule.end())
        return {};
    for (const auto &[stage, indices] : stages->second)
        for (const size_t i : indices)
            for (const PlannedLayer *layer : parts[i].group)
                if (layer->form.kind == FormKind::Removed)
                    LAPIDARY_TRY(stream.accept(layer->name, {}));
    return {};
}

} // namespace

Result<std::map<std::string, CompressedLayer>> readPart(const std::filesystem::path &folder,
                                                        const Part &part, const PartRecord &record,
                                                        const std::vector<int> &blockNumber,
                                                        JobContext &job)
{
    std::map<std::string, CompressedLayer> layers;
    Model model;
    LAPIDARY_ASSIGN(model.source, openCheckpoint(folder / part.file, job));
    for (const LayerRecord &layer : record.layers) {
        if (layer.form.factors.empty()) { // removed
            layers[layer.name] = {};
            continue;
        }
        LAPIDARY_ASSIGN(const Layer located, locate(*model.source, layer, blockNumber));
        LAPIDARY_ASSIGN(layers[layer.name],
                        loadLayer(model, located, at::kFloat, at::kCPU, job));
    }
    return layers;
}

Status SequentialParts::make(JobContext &job) const
{
    const Schedule schedule = scheduleOf(*model, *parts);
    int last = -1;
    std::map<int, std::set<std::string>> planned;
    for (const auto &[block, stages] : schedule)
        for (const auto &[stage, indices] : stages)
            for (const size_t i : indices) {
                if (!(*done)[i])
                    last = std::max(last, block);
                for (const PlannedLayer *layer : (*parts)[i].group)
                    planned[block].insert(layer->name);
            }
    if (last < 0)
        return {};
    LAPIDARY_ASSIGN(const auto held,
                    job.memory().reserve(SequentialStream::memory(*model, *calibration),
                                         "fitting layers in order"));
    LAPIDARY_ASSIGN(const auto stream,
                    SequentialStream::begin(model, calibration, compute, job));
    for (int block = 0; block <= last; ++block) {
        LAPIDARY_TRY(stream->enter(size_t(block), planned[block], job));
        LAPIDARY_TRY(acceptRemoved(*parts, schedule, block, *stream));
        const auto stages = schedule.find(block);
        for (const Stage stage : {Stage::AttentionInputs, Stage::AttentionOutput,
                                  Stage::MlpInputs, Stage::MlpOutput}) {
            LAPIDARY_TRY(stream->prepare(stage, job));
            if (stages == schedule.end() || !stages->second.contains(stage))
                continue;
            const std::vector<size_t> &all = stages->second.at(stage);
            std::vector<size_t> open;
            for (const size_t i : all)
                if (!(*done)[i])
                    open.push_back(i);
            if (!open.empty())
                LAPIDARY_TRY(produce(open, *stream));
            for (const size_t i : all) {
                LAPIDARY_ASSIGN(auto layers, readPart(folder, (*parts)[i], *(*done)[i],
                                                      blockNumber, job));
                for (auto &[name, weights] : layers)
                    LAPIDARY_TRY(stream->accept(name, std::move(weights)));
            }
        }
        LAPIDARY_TRY(stream->leave(job));
    }
    return {};
}

} // namespace lapidary

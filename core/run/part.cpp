#include "core/run/part.h"

#include "core/base/atomic_file.h"
#include "core/base/hash.h"

#include <algorithm>
#include <fstream>
#include <map>

namespace fs = std::filesystem;

namespace lapidary {

using nlohmann::json;

namespace {

constexpr int64_t kCopyPartBytes = 512LL * 1000 * 1000;
constexpr int64_t kCopyMemory = 64LL << 20;
constexpr double kChangeEffort = 50; // of changing against copying a byte, roughly

std::string safeName(const std::string &module)
{
    std::string name = module.substr(0, 120);
    for (char &c : name)
        if (!isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_' && c != '-')
            c = '_';
    return name;
}

std::string partFile(size_t index, const std::string &name)
{
    return fmt::format("layers/{:05}-{}.safetensors", index, safeName(name));
}

Part changedPart(const WorkContext &context, size_t index, std::vector<const PlannedLayer *> group)
{
    Part part;
    part.file = partFile(index, group.front()->name);
    part.group = std::move(group);
    part.memory = workMemory(context, part.group);
    for (const PlannedLayer *layer : part.group) {
        // A refused layer stays as large as it was.
        part.bytes += std::max(layer->bytesAfter, layer->bytesBefore);
        part.effort += kChangeEffort * static_cast<double>(layer->parametersBefore);
    }
    return part;
}

std::vector<Part> changedParts(const WorkContext &context, const Plan &plan)
{
    std::vector<std::vector<const PlannedLayer *>> ordered;
    std::map<int, size_t> place;
    for (const PlannedLayer &layer : plan.layers) {
        const auto [at, fresh] = place.try_emplace(layer.group, ordered.size());
        if (fresh || layer.group < 0) {
            at->second = ordered.size();
            ordered.emplace_back();
        }
        ordered[at->second].push_back(&layer);
    }
    std::vector<Part> parts;
    for (auto &group : ordered)
        parts.push_back(changedPart(context, parts.size(), std::move(group)));
    return parts;
}

// Fills untouched tensors into files of about kCopyPartBytes.
class CopyParts {
public:
    explicit CopyParts(std::vector<Part> &parts) : m_parts(parts) {}

    Part &room(int64_t bytes)
    {
        if (!m_open || m_parts.back().bytes + bytes > kCopyPartBytes) {
            Part part;
            part.file = partFile(m_parts.size(), fmt::format("rest-{:05}", ++m_count));
            part.memory = kCopyMemory;
            m_parts.push_back(std::move(part));
            m_open = true;
        }
        Part &part = m_parts.back();
        part.bytes += bytes;
        part.effort += static_cast<double>(bytes);
        return part;
    }

private:
    std::vector<Part> &m_parts;
    bool m_open = false;
    int m_count = 0;
};

Result<std::vector<TensorCopy>> copies(const WorkContext &context, const Part &part,
                                       const JobContext &job)
{
    const Model &model = *context.model;
    std::vector<TensorCopy> all;
    for (const int index : part.layers) {
        const Layer &layer = model.layers[static_cast<size_t>(index)];
        LAPIDARY_ASSIGN(auto some,
                        copyLayer(model, layer, context.nameAfter(layer.name, layer.block), job));
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    for (const int index : part.loose) {
        const auto &name = model.source->tensors()[static_cast<size_t>(index)].name;
        LAPIDARY_ASSIGN(TensorCopy copy, copyTensor(model, index, name, false, job));
        all.push_back(std::move(copy));
    }
    return all;
}

Result<std::string> hashFile(const fs::path &path, const JobContext &job)
{
    std::ifstream file(path, std::ios::binary);
    std::vector<char> buffer(8 << 20);
    Hasher hasher;
    while (file) {
        LAPIDARY_TRY(job.checkCancelled());
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hasher.update(std::string_view(buffer.data(), static_cast<size_t>(file.gcount())));
    }
    if (!file.eof())
        return fail(ErrorCode::Io, "cannot read {}", path.string());
    return hasher.hex();
}

json toJson(const StoredTensor &tensor)
{
    return {{"name", tensor.name},
            {"dtype", dtypeName(tensor.dtype)},
            {"shape", tensor.shape},
            {"bytes", tensor.bytes}};
}

json toJson(const PartRecord &record)
{
    json layers = json::array(), tensors = json::array();
    for (const LayerRecord &layer : record.layers)
        layers.push_back(lapidary::toJson(layer));
    for (const StoredTensor &tensor : record.tensors)
        tensors.push_back(toJson(tensor));
    return {{"lapidary", "part"},       {"version", 1},
            {"plan", record.planHash},  {"hash", record.fileHash},
            {"work", record.work},        {"adopted", record.adopted},
            {"bytes", record.fileBytes}, {"layers", std::move(layers)},
            {"tensors", std::move(tensors)}, {"arrays", record.arrays}};
}

PartRecord parsePart(const json &j)
{
    PartRecord record;
    record.planHash = j.at("plan").get<std::string>();
    record.fileHash = j.at("hash").get<std::string>();
    record.work = j.value("work", "");
    record.adopted = j.value("adopted", false);
    record.fileBytes = j.at("bytes").get<int64_t>();
    for (const json &layer : j.at("layers"))
        record.layers.push_back(layerRecordFromJson(layer).value());
    for (const json &tensor : j.at("tensors"))
        record.tensors.push_back({tensor.at("name").get<std::string>(),
                                  dtypeFromName(tensor.at("dtype").get<std::string>()).value(),
                                  tensor.at("shape").get<Shape>(),
                                  tensor.at("bytes").get<int64_t>()});
    record.arrays = j.at("arrays");
    return record;
}

// What a part says about itself: enough to rebuild the record, and nothing that varies.
std::map<std::string, std::string> partMetadata(const std::vector<LayerRecord> &layers,
                                                const std::string &planHash)
{
    json described = json::array();
    for (const LayerRecord &layer : layers) {
        json one = lapidary::toJson(layer);
        one.erase("seconds");
        described.push_back(std::move(one));
    }
    return {{"format", "pt"}, {"lapidary.plan", planHash}, {"lapidary.layers", described.dump()}};
}

} // namespace

Result<std::vector<Part>> makeParts(const WorkContext &context, const Plan &plan,
                                    const JobContext &job)
{
    std::vector<Part> parts = changedParts(context, plan);
    CopyParts copyParts(parts);
    for (size_t i = 0; i < context.model->layers.size(); ++i) {
        if (plan.find(static_cast<int>(i)))
            continue;
        const Layer &layer = context.model->layers[i];
        LAPIDARY_TRY(copyLayer(*context.model, layer, layer.name, job));
        copyParts.room(layer.bytes()).layers.push_back(static_cast<int>(i));
    }
    for (const int index : looseTensors(*context.model)) {
        const TensorInfo &tensor = context.model->source->tensors()[static_cast<size_t>(index)];
        LAPIDARY_TRY(copyTensor(*context.model, index, tensor.name, false, job));
        copyParts.room(tensor.bytes).loose.push_back(index);
    }
    return parts;
}

std::string partWork(const WorkContext &context, const Part &part)
{
    Hasher hasher;
    for (const PlannedLayer *layer : part.group) {
        const int block = context.model->layers[static_cast<size_t>(layer->layer)].block;
        hasher.update(layer->name + " as " + context.nameAfter(layer->name, block) + "\n");
        for (const PlannedAction &action : layer->actions)
            hasher.update(fmt::format("{} {} {} {} {}\n", action.method, action.params.dump(),
                                      lapidary::toJson(action.form).dump(), action.group,
                                      action.place));
    }
    for (const int index : part.layers) {
        const Layer &layer = context.model->layers[static_cast<size_t>(index)];
        hasher.update(layer.name + " stays as " + context.nameAfter(layer.name, layer.block) + "\n");
    }
    for (const int index : part.loose)
        hasher.update(fmt::format("tensor {}\n", index));
    return hasher.hex();
}

fs::path partRecordPath(const fs::path &runFolder, const Part &part)
{
    return (runFolder / part.file).replace_extension(".json");
}

std::optional<PartRecord> readPartRecord(const fs::path &path)
{
    const auto text = readTextFile(path);
    if (!text)
        return std::nullopt;
    try {
        return parsePart(json::parse(*text));
    } catch (const std::exception &) {
        return std::nullopt;
    }
}

Status writePartRecord(const fs::path &path, const PartRecord &record)
{
    return writeFileAtomically(path, toJson(record).dump() + "\n");
}

bool isWhole(const fs::path &file, const PartRecord &record, const JobContext &job)
{
    std::error_code ec;
    const auto size = fs::file_size(file, ec);
    if (ec || static_cast<int64_t>(size) != record.fileBytes)
        return false;
    const auto hash = hashFile(file, job);
    return hash && *hash == record.fileHash;
}

std::optional<PartRecord> finishedPart(const fs::path &runFolder, const Part &part,
                                       const std::string &planHash, const JobContext &job)
{
    auto record = readPartRecord(partRecordPath(runFolder, part));
    if (!record || record->planHash != planHash || !isWhole(runFolder / part.file, *record, job))
        return std::nullopt; // damaged: made again
    return record;
}

Result<PartRecord> makePart(const WorkContext &context, const Part &part, const fs::path &runFolder,
                            const std::string &planHash, JobContext &job)
{
    PartRecord record;
    record.planHash = planHash;
    record.work = partWork(context, part);
    record.arrays = json::object();
    std::vector<TensorCopy> tensors;
    if (part.group.empty()) {
        LAPIDARY_ASSIGN(tensors, copies(context, part, job));
    } else {
        LAPIDARY_ASSIGN(auto finished, workOnGroup(context, part.group, job));
        for (FinishedLayer &layer : finished) {
            record.layers.push_back(std::move(layer.record));
            record.arrays.update(layer.arrays);
            std::move(layer.tensors.begin(), layer.tensors.end(), std::back_inserter(tensors));
        }
    }
    std::vector<OutgoingTensor> outgoing;
    for (TensorCopy &tensor : tensors) {
        record.tensors.push_back(tensor.stored);
        outgoing.push_back(std::move(tensor.outgoing));
    }
    const fs::path path = runFolder / part.file;
    LAPIDARY_TRY(writeSafetensors(path, std::move(outgoing),
                                  partMetadata(record.layers, planHash), job));
    std::error_code ec;
    record.fileBytes = static_cast<int64_t>(fs::file_size(path, ec));
    if (ec)
        return fail(ErrorCode::Io, "cannot examine {}: {}", path.string(), ec.message());
    LAPIDARY_ASSIGN(record.fileHash, hashFile(path, job));
    LAPIDARY_TRY(writePartRecord(partRecordPath(runFolder, part), record));
    return record;
}

} // namespace lapidary

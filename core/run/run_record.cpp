#include "core/run/run_record.h"

#include <cmath>
#include <functional>

namespace lapidary {

using nlohmann::json;

namespace {

// Parsing helper: every wrong type becomes one sentence instead of an exception.
template <class T>
Result<T> guardedParse(const char *what, const std::function<Result<T>()> &parse)
{
    try {
        return parse();
    } catch (const std::exception &e) {
        return fail(ErrorCode::Input, "{} is damaged: {}", what, e.what());
    }
}

json optionalNumber(const std::optional<double> &value)
{
    return value ? json(*value) : json(nullptr);
}

json toJson(const RoleTotals &role)
{
    return {{"role", role.role},
            {"layers", role.layers},
            {"parameters_before", role.parametersBefore},
            {"parameters_after", role.parametersAfter},
            {"bytes_before", role.bytesBefore},
            {"bytes_after", role.bytesAfter}};
}

RoleTotals roleFromJson(const json &j)
{
    RoleTotals role;
    role.role = j.at("role").get<std::string>();
    role.layers = j.at("layers").get<int>();
    role.parametersBefore = j.at("parameters_before").get<int64_t>();
    role.parametersAfter = j.at("parameters_after").get<int64_t>();
    role.bytesBefore = j.at("bytes_before").get<int64_t>();
    role.bytesAfter = j.at("bytes_after").get<int64_t>();
    return role;
}

json evaluationJson(const RunRecord &r)
{
    json evaluation = json::object();
    if (r.perplexityBefore)
        evaluation["before"] = perplexityToRecordJson(*r.perplexityBefore);
    if (r.perplexityAfter)
        evaluation["after"] = perplexityToRecordJson(*r.perplexityAfter);
    if (r.divergence)
        evaluation["divergence"] = divergenceToRecordJson(*r.divergence);
    return evaluation;
}

Status readEvaluation(const json &evaluation, RunRecord &r)
{
    if (evaluation.contains("before")) {
        LAPIDARY_ASSIGN(r.perplexityBefore, perplexityFromRecordJson(evaluation.at("before")));
    }
    if (evaluation.contains("after")) {
        LAPIDARY_ASSIGN(r.perplexityAfter, perplexityFromRecordJson(evaluation.at("after")));
    }
    if (evaluation.contains("divergence")) {
        LAPIDARY_ASSIGN(r.divergence, divergenceFromRecordJson(evaluation.at("divergence")));
    }
    return {};
}

void readTotals(const json &j, RunRecord &r)
{
    r.parametersBefore = j.at("parameters_before").get<int64_t>();
    r.parametersAfter = j.at("parameters_after").get<int64_t>();
    r.parametersUniqueBefore = j.at("parameters_unique_before").get<int64_t>();
    r.parametersUniqueAfter = j.at("parameters_unique_after").get<int64_t>();
    r.bytesBefore = j.at("bytes_before").get<int64_t>();
    r.bytesAfter = j.at("bytes_after").get<int64_t>();
    r.seconds = j.value("seconds", 0.0);
    r.plannedMemory = j.value("memory_planned_bytes", int64_t{0});
    r.peakRssBytes = j.value("peak_rss_bytes", int64_t{0});
}

Result<RunRecord> parseRecord(const json &j)
{
    if (j.value("lapidary", "") != "run")
        return fail(ErrorCode::Input, "this is no record of a run");
    if (j.at("version").get<int>() > 1)
        return fail(ErrorCode::Unsupported,
                    "this record was written by a newer version of the program; update it");
    RunRecord r;
    r.run = j.at("run").get<std::string>();
    r.name = j.at("name").get<std::string>();
    r.created = j.value("created", "");
    r.state = j.at("state").get<std::string>() == "finished" ? RunState::Finished
                                                             : RunState::Unfinished;
    r.parent = j.value("parent", "");
    r.source = j.at("source").get<std::string>();
    r.sourceIdentity = j.at("source_identity").get<std::string>();
    r.planHash = j.at("plan_hash").get<std::string>();
    LAPIDARY_ASSIGN(r.recipe, recipeFromJson(j.at("recipe")));
    r.seed = j.at("seed").get<uint64_t>();
    r.program = j.value("program", "");
    r.device = j.value("device", json::object());
    readTotals(j, r);
    for (const json &layer : j.at("layers")) {
        LAPIDARY_ASSIGN(LayerRecord record, layerRecordFromJson(layer));
        r.layers.push_back(std::move(record));
    }
    for (const json &role : j.value("roles", json::array()))
        r.roles.push_back(roleFromJson(role));
    r.architecture = j.value("architecture", json::object());
    r.widthsBefore = j.value("widths_before", std::vector<int64_t>());
    r.widthsAfter = j.value("widths_after", std::vector<int64_t>());
    r.headsBefore = j.value("heads_before", std::vector<int64_t>());
    r.headsAfter = j.value("heads_after", std::vector<int64_t>());
    r.kvHeadsBefore = j.value("kv_heads_before", std::vector<int64_t>());
    r.kvHeadsAfter = j.value("kv_heads_after", std::vector<int64_t>());
    r.expertsBefore = j.value("experts_before", std::vector<int64_t>());
    r.expertsAfter = j.value("experts_after", std::vector<int64_t>());
    r.blocksKept = j.value("blocks_kept", std::vector<int>());
    r.warnings = j.value("warnings", std::vector<std::string>());
    for (const json &stage : j.value("stages", json::array())) {
        LAPIDARY_ASSIGN(StageRecord record, stageRecordFromJson(stage));
        r.stages.push_back(std::move(record));
    }
    LAPIDARY_TRY(readEvaluation(j.value("evaluation", json::object()), r));
    return r;
}

Result<LayerRecord> parseLayer(const json &j)
{
    LayerRecord r;
    r.name = j.at("name").get<std::string>();
    r.role = j.value("role", "");
    r.block = j.value("block", -1);
    r.method = j.at("method").get<std::string>();
    r.params = j.at("params");
    r.parameters = j.at("parameters").get<int64_t>();
    r.bytes = j.at("bytes").get<int64_t>();
    r.parametersBefore = j.at("parameters_before").get<int64_t>();
    r.bytesBefore = j.at("bytes_before").get<int64_t>();
    r.error = j.at("error").get<double>();
    if (j.contains("output_error") && j.at("output_error").is_number())
        r.outputError = j.at("output_error").get<double>();
    if (j.contains("loss_estimate") && j.at("loss_estimate").is_number())
        r.lossEstimate = j.at("loss_estimate").get<double>();
    r.seconds = j.value("seconds", 0.0);
    LAPIDARY_ASSIGN(r.form, layerFormFromJson(j.at("form")));
    r.details = j.value("details", json::object());
    r.warnings = j.value("warnings", std::vector<std::string>());
    return r;
}

Result<StageRecord> parseStage(const json &j)
{
    StageRecord r;
    r.name = j.at("name").get<std::string>();
    r.accepted = j.at("accepted").get<bool>();
    r.layers = j.value("layers", 0);
    r.parameters = j.at("parameters").get<int64_t>();
    r.parametersUnique = j.value("parameters_unique", r.parameters);
    r.bytes = j.at("bytes").get<int64_t>();
    if (j.contains("perplexity") && j.at("perplexity").is_object()) {
        LAPIDARY_ASSIGN(r.perplexity, perplexityFromRecordJson(j.at("perplexity")));
    }
    if (j.contains("ratio") && j.at("ratio").is_number())
        r.ratio = j.at("ratio").get<double>();
    r.seconds = j.value("seconds", 0.0);
    r.run = j.value("run", "");
    return r;
}

} // namespace

json toJson(const StageRecord &r)
{
    return {{"name", r.name},
            {"accepted", r.accepted},
            {"layers", r.layers},
            {"parameters", r.parameters},
            {"parameters_unique", r.parametersUnique},
            {"bytes", r.bytes},
            {"perplexity", r.perplexity ? perplexityToRecordJson(*r.perplexity) : json(nullptr)},
            {"ratio", optionalNumber(r.ratio)},
            {"seconds", r.seconds},
            {"run", r.run}};
}

Result<StageRecord> stageRecordFromJson(const json &j)
{
    return guardedParse<StageRecord>("the record of a stage", [&] { return parseStage(j); });
}

json toJson(const LayerRecord &r)
{
    return {{"name", r.name},
            {"role", r.role},
            {"block", r.block},
            {"method", r.method},
            {"params", r.params},
            {"parameters", r.parameters},
            {"bytes", r.bytes},
            {"parameters_before", r.parametersBefore},
            {"bytes_before", r.bytesBefore},
            {"error", r.error},
            {"output_error", optionalNumber(r.outputError)},
            {"loss_estimate", optionalNumber(r.lossEstimate)},
            {"seconds", r.seconds},
            {"form", toJson(r.form)},
            {"details", r.details},
            {"warnings", r.warnings}};
}

Result<LayerRecord> layerRecordFromJson(const json &j)
{
    return guardedParse<LayerRecord>("the record of a layer", [&] { return parseLayer(j); });
}

json perplexityToRecordJson(const Perplexity &p)
{
    // Without the reason for the dtype: it quotes a timing.
    return {{"value", p.value},
            {"stderr", p.standardError},
            {"mean_nll", p.meanNll},
            {"scored", p.scored},
            {"windows", p.windows},
            {"window", p.window},
            {"stride", p.stride},
            {"protocol", p.protocol},
            {"bos", p.bos},
            {"tokens", p.tokens},
            {"device", p.compute.device},
            {"dtype", p.compute.dtype},
            {"threads", p.compute.threads},
            {"text_hash", p.textHash},
            {"seconds", p.seconds}};
}

Result<Perplexity> perplexityFromRecordJson(const json &j)
{
    return guardedParse<Perplexity>("a measured perplexity", [&]() -> Result<Perplexity> {
        Perplexity p;
        // JSON has no NaN: the library writes null.
        p.value = j.at("value").is_number() ? j.at("value").get<double>() : NAN;
        p.standardError = j.at("stderr").is_number() ? j.at("stderr").get<double>() : NAN;
        p.meanNll = j.at("mean_nll").is_number() ? j.at("mean_nll").get<double>() : NAN;
        p.scored = j.at("scored").get<int64_t>();
        p.windows = j.at("windows").get<int64_t>();
        p.window = j.at("window").get<int64_t>();
        p.stride = j.at("stride").get<int64_t>();
        p.protocol = j.at("protocol").get<std::string>();
        p.bos = j.at("bos").get<bool>();
        p.tokens = j.at("tokens").get<int64_t>();
        p.compute.device = j.at("device").get<std::string>();
        p.compute.dtype = j.at("dtype").get<std::string>();
        p.compute.threads = j.value("threads", 1);
        p.textHash = j.at("text_hash").get<std::string>();
        p.seconds = j.value("seconds", 0.0);
        return p;
    });
}

json divergenceToRecordJson(const Divergence &d)
{
    return {{"kl_mean", d.klMean},
            {"kl_p99", d.klP99},
            {"top1_agreement", d.top1Agreement},
            {"positions", d.positions}};
}

Result<Divergence> divergenceFromRecordJson(const json &j)
{
    return guardedParse<Divergence>("a measured divergence", [&]() -> Result<Divergence> {
        Divergence d;
        d.klMean = j.at("kl_mean").get<double>();
        d.klP99 = j.at("kl_p99").get<double>();
        d.top1Agreement = j.at("top1_agreement").get<double>();
        d.positions = j.at("positions").get<int64_t>();
        return d;
    });
}

json toJson(const RunRecord &r)
{
    json layers = json::array(), roles = json::array();
    for (const LayerRecord &layer : r.layers)
        layers.push_back(toJson(layer));
    for (const RoleTotals &role : r.roles)
        roles.push_back(toJson(role));
    json stages = json::array();
    for (const StageRecord &stage : r.stages)
        stages.push_back(toJson(stage));
    json j = {{"lapidary", "run"},
              {"version", 1},
              {"run", r.run},
              {"name", r.name},
              {"created", r.created},
              {"state", r.state == RunState::Finished ? "finished" : "unfinished"},
              {"parent", r.parent},
              {"source", r.source},
              {"source_identity", r.sourceIdentity},
              {"plan_hash", r.planHash},
              {"recipe", toJson(r.recipe)},
              {"seed", r.seed},
              {"program", r.program},
              {"device", r.device},
              {"parameters_before", r.parametersBefore},
              {"parameters_after", r.parametersAfter},
              {"parameters_unique_before", r.parametersUniqueBefore},
              {"parameters_unique_after", r.parametersUniqueAfter},
              {"bytes_before", r.bytesBefore},
              {"bytes_after", r.bytesAfter},
              {"layers", std::move(layers)},
              {"roles", std::move(roles)},
              {"architecture", r.architecture},
              {"widths_before", r.widthsBefore},
              {"widths_after", r.widthsAfter},
              {"heads_before", r.headsBefore},
              {"heads_after", r.headsAfter},
              {"kv_heads_before", r.kvHeadsBefore},
              {"kv_heads_after", r.kvHeadsAfter},
              {"experts_before", r.expertsBefore},
              {"experts_after", r.expertsAfter},
              {"blocks_kept", r.blocksKept},
              {"warnings", r.warnings},
              {"evaluation", evaluationJson(r)},
              {"stages", std::move(stages)},
              {"seconds", r.seconds},
              {"memory_planned_bytes", r.plannedMemory},
              {"peak_rss_bytes", r.peakRssBytes}};
    j["perplexity_before"] = r.perplexityBefore ? json(r.perplexityBefore->value) : json(nullptr);
    j["perplexity_after"] = r.perplexityAfter ? json(r.perplexityAfter->value) : json(nullptr);
    return j;
}

Result<RunRecord> runRecordFromJson(const json &j)
{
    return guardedParse<RunRecord>("the record of a run", [&] { return parseRecord(j); });
}

} // namespace lapidary

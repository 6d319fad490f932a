#include "plugins/quantize/quantize_method.h"

#include "core/base/format.h"

#include <algorithm>
#include <cmath>

namespace lapidary {
namespace {

ParamSchema quantizeSchema()
{
    ParamSchema schema;
    schema.params = {
        {.id = "type", .label = "Type", .kind = ParamKind::Choice, .defaultValue = "q8_0",
         .choices = {"q8_0", "q4_0", "f16", "bf16", "f32"}},
        {.id = "algorithm", .label = "Algorithm", .kind = ParamKind::Choice,
         .defaultValue = "rtn", .choices = {"rtn"}},
        {.id = "group", .label = "Group", .unit = "weights", .kind = ParamKind::Integer},
    };
    schema.params[0].help = "How numbers are stored: q8_0 takes 8.5 bits a weight, q4_0 4.5, both "
                            "in blocks of 32 with one scale, as GGUF files do.";
    schema.params[1].help = "rtn rounds each weight to the nearest value that the type has.";
    schema.params[2].help = "Weights that share a scale; only for types whose group can be chosen. "
                            "q8_0 and q4_0 always have 32.";
    return schema;
}

bool losesNothing(DType from, DType to)
{
    return from == to || (to == DType::F32 && from != DType::F64);
}

Status checkGroup(const nlohmann::json &params, DType type)
{
    if (!params.contains("group"))
        return {};
    const auto group = params["group"].get<int64_t>();
    const int block = dtypeInfo(type).blockSize;
    if (block == 1)
        return fail(ErrorCode::Usage, "\"group\" does not apply to {}; leave it out",
                    dtypeName(type));
    if (group != block)
        return fail(ErrorCode::Usage, "{} always has groups of {}, not {}; leave \"group\" out",
                    dtypeName(type), block, group);
    return {};
}

std::string fallbackText(const FactorForm &factor, const LayerForm &form, DType wanted)
{
    const int block = dtypeInfo(wanted).blockSize;
    std::string text = fmt::format("{} has rows of {}, no multiple of {}: stored as f16 instead of "
                                   "{}", factor.suffix, factor.shape.back(), block,
                                   dtypeName(wanted));
    if (form.kind == FormKind::LowRank)
        text += fmt::format("; a rank of {} would fit",
                            std::max<int64_t>(block, factor.shape.back() / block * block));
    return text;
}

void warnFallbacks(PlannedAction &action, const LayerForm &before, DType wanted)
{
    std::vector<const FactorForm *> fallen;
    for (const FactorForm &factor : before.factors)
        if (fittingType(wanted, factor.shape) != wanted)
            fallen.push_back(&factor);
    if (fallen.size() == 1)
        action.warnings.push_back(fallbackText(*fallen.front(), before, wanted));
    else if (!fallen.empty())
        action.warnings.push_back(fmt::format(
            "{} of {} factors have rows that are no multiple of {} and are stored as f16 instead "
            "of {}{}", fallen.size(), before.factors.size(), dtypeInfo(wanted).blockSize,
            dtypeName(wanted), before.kind == FormKind::Mpo ? "; with χ a multiple of 32 only the last core is" : ""));
    if (action.form.bytes() > before.bytes())
        action.warnings.push_back(fmt::format("{} takes more bytes than before: {} become {}",
                                              dtypeName(wanted), formatBytes(before.bytes()),
                                              formatBytes(action.form.bytes())));
}

} // namespace

DType fittingType(DType wanted, const Shape &shape)
{
    const int block = dtypeInfo(wanted).blockSize;
    return shape.empty() || shape.back() % block == 0 ? wanted : DType::F16;
}

// Measured with this program's own encoders on 2^22 standard normal numbers (tst_quantize checks
// them); trained weights, whose tails are a little heavier, come out within some 20 %.
double typicalError(DType type)
{
    switch (type) {
    case DType::Q8_0:
        return 0.00535;
    case DType::Q4_0:
        return 0.0860;
    case DType::F16:
        return 0.000208;
    case DType::BF16:
        return 0.00166;
    default:
        return 0;
    }
}

QuantizeMethod::QuantizeMethod()
{
    m_info.id = "quantize";
    m_info.title = "Quantize";
    m_info.summary = "Stores weights or factors in fewer bits.";
    m_info.kind = MethodKind::Precision;
    m_info.schema = quantizeSchema();
}

std::string QuantizeMethod::summarize(const nlohmann::json &params) const
{
    std::string type = params.value("type", std::string());
    for (char &c : type)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return type;
}

Result<std::vector<PlannedAction>> QuantizeMethod::plan(const PlanInputs &inputs,
                                                        const std::vector<LayerState> &group,
                                                        const nlohmann::json &params) const
{
    const LayerState &state = group.front();
    const auto wanted = dtypeFromName(params["type"].get<std::string>());
    if (!wanted)
        return fail(ErrorCode::Internal, "type {} is not known", params["type"].dump());
    LAPIDARY_TRY(checkGroup(params, *wanted));
    PlannedAction action;
    action.method = m_info.id;
    action.params = {{"type", dtypeName(*wanted)},
                     {"algorithm", params.value("algorithm", std::string("rtn"))}};
    action.form = state.form;
    double sum = 0;
    for (FactorForm &factor : action.form.factors) {
        const DType type = fittingType(*wanted, factor.shape);
        // Errors of factors add up in the product like independent ones.
        const double error = losesNothing(factor.stored, type) ? 0 : typicalError(type);
        sum += error * error;
        factor.stored = type;
    }
    action.predictedError = std::sqrt(sum);
    warnFallbacks(action, state.form, *wanted);
    return std::vector{std::move(action)};
}

} // namespace lapidary

#include "core/base/checked.h"
#include "core/model/layer_form.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace lapidary {
namespace {

constexpr int64_t maxDimension = int64_t(1) << 40;
constexpr size_t maxFactors = 64;
constexpr size_t maxModes = 8;

bool safeSuffix(const std::string &suffix)
{
    return !suffix.empty() && suffix.size() <= 64 && suffix.front() != '.' && suffix.back() != '.'
           && std::all_of(suffix.begin(), suffix.end(), [](unsigned char c) {
                  return std::isalnum(c) || c == '_' || c == '.';
              });
}

Status checkLowRank(const LayerForm &form)
{
    if (form.factors.size() != 2)
        return fail(ErrorCode::Input, "a low_rank form has 2 factors, found {}",
                    form.factors.size());
    const Shape &a = form.factors[0].shape;
    const Shape &b = form.factors[1].shape;
    if (a.size() != 2 || b.size() != 2 || a[1] != form.in || b[0] != form.out || a[0] != b[1])
        return fail(ErrorCode::Input,
                    "low_rank factors must be [rank, {}] and [{}, rank], found {} and {}", form.in,
                    form.out, formatShape(a), formatShape(b));
    return {};
}

Status checkMpo(const LayerForm &form)
{
    int64_t out = 1, in = 1, bond = 1;
    for (const FactorForm &core : form.factors) {
        if (core.shape.size() != 4 || core.shape[0] != bond)
            return fail(ErrorCode::Input, "core {} must be [{}, out, in, bond], found {}",
                        core.suffix, bond, formatShape(core.shape));
        const auto nextOut = checkedMul(out, core.shape[1]);
        const auto nextIn = checkedMul(in, core.shape[2]);
        if (!nextOut || !nextIn)
            return fail(ErrorCode::Input, "the sizes of the cores overflow at {}", core.suffix);
        out = *nextOut;
        in = *nextIn;
        bond = core.shape[3];
    }
    if (bond != 1)
        return fail(ErrorCode::Input, "the last core must end with bond 1, found {}", bond);
    if (out != form.out || in != form.in)
        return fail(ErrorCode::Input, "the cores multiply to {} × {}, expected {} × {}", out, in,
                    form.out, form.in);
    return {};
}

Status checkModes(const LayerForm &form, size_t first)
{
    std::vector<int64_t> sizes;
    for (size_t k = first; k < form.factors.size(); ++k) {
        const FactorForm &factor = form.factors[k];
        if (factor.shape.size() != 2)
            return fail(ErrorCode::Input, "{} must be a matrix [size, rank], found {}",
                        factor.suffix, formatShape(factor.shape));
        sizes.push_back(factor.shape[0]);
    }
    if (sizes.size() < 2 || sizes.size() > maxModes)
        return fail(ErrorCode::Input, "a {} form has 2 to {} modes, found {}", formName(form.kind),
                    maxModes, sizes.size());
    if (!rowModes(sizes, form.out, form.in))
        return fail(ErrorCode::Input,
                    "the modes {} of a {} form do not split into {} rows and {} columns",
                    formatShape(sizes), formName(form.kind), form.out, form.in);
    return {};
}

Status checkTucker(const LayerForm &form)
{
    LAPIDARY_TRY(checkModes(form, 1));
    const Shape &core = form.factors.front().shape;
    if (core.size() + 1 != form.factors.size())
        return fail(ErrorCode::Input, "the core {} of a tucker form needs one dimension for each of "
                    "its {} factors", formatShape(core), form.factors.size() - 1);
    for (size_t k = 0; k < core.size(); ++k) {
        const FactorForm &factor = form.factors[k + 1];
        if (factor.shape[1] != core[k])
            return fail(ErrorCode::Input, "{} must be [size, {}] to fit the core, found {}",
                        factor.suffix, core[k], formatShape(factor.shape));
    }
    return {};
}

Status checkCp(const LayerForm &form)
{
    LAPIDARY_TRY(checkModes(form, 0));
    const int64_t rank = form.factors.front().shape[1];
    for (const FactorForm &factor : form.factors)
        if (factor.shape[1] != rank)
            return fail(ErrorCode::Input, "the factors of a cp form must all be [size, {}], found "
                        "{} for {}", rank, formatShape(factor.shape), factor.suffix);
    return {};
}

Status checkDense(const LayerForm &form)
{
    if (form.factors.size() != 1)
        return fail(ErrorCode::Input, "a dense form has 1 factor, found {}", form.factors.size());
    const LayerForm plain = denseForm(form.factors[0].shape, form.factors[0].stored);
    if (plain.out != form.out || plain.in != form.in)
        return fail(ErrorCode::Input, "a dense factor of {} × {} cannot have the shape {}",
                    form.out, form.in, formatShape(form.factors[0].shape));
    return {};
}

Status checkFactor(const FactorForm &factor)
{
    if (!safeSuffix(factor.suffix))
        return fail(ErrorCode::Input,
                    "the factor suffix \"{}\" must be letters, digits, dots and underscores",
                    factor.suffix);
    for (int64_t size : factor.shape) {
        if (size <= 0 || size > maxDimension)
            return fail(ErrorCode::Input, "factor {} has the impossible shape {}", factor.suffix,
                        formatShape(factor.shape));
    }
    if (factor.stored == DType::Other)
        return fail(ErrorCode::Input, "factor {} has a dtype that cannot be decoded",
                    factor.suffix);
    if (auto bytes = tensorBytes(factor.shape, factor.stored); !bytes)
        return fail(ErrorCode::Input, "factor {}: {}", factor.suffix, bytes.error().message);
    return {};
}

std::optional<int64_t> integerAt(const nlohmann::json &json, const char *key)
{
    const auto it = json.find(key);
    if (it == json.end() || !it->is_number_integer())
        return std::nullopt;
    if (it->is_number_unsigned() && it->get<uint64_t>() > uint64_t(maxDimension))
        return std::nullopt;
    return it->get<int64_t>();
}

Result<FactorForm> factorFromJson(const nlohmann::json &json)
{
    if (!json.is_object())
        return fail(ErrorCode::Input, "a factor must be an object, found {}", json.type_name());
    const auto suffix = json.find("suffix"), shape = json.find("shape"),
               dtype = json.find("dtype");
    if (suffix == json.end() || !suffix->is_string())
        return fail(ErrorCode::Input, "a factor needs a text \"suffix\"");
    if (shape == json.end() || !shape->is_array() || shape->size() > 8)
        return fail(ErrorCode::Input, "factor {} needs a list \"shape\"",
                    suffix->get<std::string>());
    FactorForm factor{suffix->get<std::string>(), {}, DType::F32};
    for (const auto &size : *shape) {
        if (!size.is_number_integer())
            return fail(ErrorCode::Input, "the shape of factor {} must be integers, found {}",
                        factor.suffix, shape->dump());
        factor.shape.push_back(size.get<int64_t>());
    }
    const auto type = dtype != json.end() && dtype->is_string()
                          ? dtypeFromName(dtype->get_ref<const std::string &>())
                          : std::nullopt;
    if (!type)
        return fail(ErrorCode::Input, "factor {} needs a known \"dtype\", found {}", factor.suffix,
                    dtype == json.end() ? std::string("nothing") : dtype->dump());
    factor.stored = *type;
    return factor;
}

} // namespace

Status checkForm(const LayerForm &form)
{
    if (form.out <= 0 || form.in < 0 || form.out > maxDimension || form.in > maxDimension)
        return fail(ErrorCode::Input, "a layer of {} × {} is impossible", form.out, form.in);
    if (form.factors.empty() || form.factors.size() > maxFactors)
        return fail(ErrorCode::Input, "a layer has 1 to {} factors, found {}", maxFactors,
                    form.factors.size());
    for (const FactorForm &factor : form.factors)
        LAPIDARY_TRY(checkFactor(factor));
    switch (form.kind) {
    case FormKind::Dense:
        return checkDense(form);
    case FormKind::LowRank:
        return checkLowRank(form);
    case FormKind::Mpo:
        return checkMpo(form);
    case FormKind::Tucker:
        return checkTucker(form);
    case FormKind::Cp:
        return checkCp(form);
    }
    return {};
}

nlohmann::json toJson(const LayerForm &form)
{
    nlohmann::json factors = nlohmann::json::array();
    for (const FactorForm &factor : form.factors)
        factors.push_back({{"suffix", factor.suffix},
                           {"shape", factor.shape},
                           {"dtype", dtypeName(factor.stored)}});
    return {{"kind", formName(form.kind)},
            {"out", form.out},
            {"in", form.in},
            {"factors", std::move(factors)}};
}

Result<LayerForm> layerFormFromJson(const nlohmann::json &json)
{
    if (!json.is_object())
        return fail(ErrorCode::Input, "a layer form must be an object, found {}",
                    json.type_name());
    LayerForm form;
    const auto kind = json.find("kind");
    bool known = false;
    for (FormKind candidate : {FormKind::Dense, FormKind::LowRank, FormKind::Mpo, FormKind::Tucker,
                               FormKind::Cp}) {
        if (kind != json.end() && kind->is_string() && *kind == formName(candidate)) {
            form.kind = candidate;
            known = true;
        }
    }
    if (!known)
        return fail(ErrorCode::Input, "\"kind\" must be dense, low_rank, mpo, tucker or cp, found {}",
                    kind == json.end() ? std::string("nothing") : kind->dump());
    const auto out = integerAt(json, "out"), in = integerAt(json, "in");
    if (!out || !in)
        return fail(ErrorCode::Input, "a layer form needs the integers \"out\" and \"in\"");
    form.out = *out;
    form.in = *in;
    const auto factors = json.find("factors");
    if (factors == json.end() || !factors->is_array() || factors->size() > maxFactors)
        return fail(ErrorCode::Input, "a layer form needs a list \"factors\" of at most {}",
                    maxFactors);
    for (const auto &entry : *factors) {
        LAPIDARY_ASSIGN(FactorForm factor, factorFromJson(entry));
        form.factors.push_back(std::move(factor));
    }
    LAPIDARY_TRY(checkForm(form));
    return form;
}

nlohmann::json formsToJson(const std::map<std::string, LayerForm> &forms)
{
    nlohmann::json layers = nlohmann::json::object();
    for (const auto &[name, form] : forms)
        layers[name] = toJson(form);
    return {{"format", "lapidary"}, {"version", 1}, {"layers", std::move(layers)}};
}

Result<std::map<std::string, LayerForm>> formsFromJson(const nlohmann::json &json)
{
    std::map<std::string, LayerForm> forms;
    if (!json.is_object())
        return fail(ErrorCode::Input, "lapidary.json must hold an object, found {}",
                    json.type_name());
    if (const auto version = integerAt(json, "version"); json.contains("version") && version != 1)
        return fail(ErrorCode::Unsupported,
                    "lapidary.json is of version {}, this program reads version 1: use a newer "
                    "Lapidary",
                    json["version"].dump());
    const auto layers = json.find("layers");
    if (layers == json.end())
        return forms;
    if (!layers->is_object())
        return fail(ErrorCode::Input, "\"layers\" in lapidary.json must be an object, found {}",
                    layers->type_name());
    for (const auto &[name, entry] : layers->items()) {
        auto form = layerFormFromJson(entry);
        if (!form)
            return fail(form.error().code, "lapidary.json, layer {}: {}", name,
                        form.error().message);
        forms.emplace(name, std::move(*form));
    }
    return forms;
}

} // namespace lapidary

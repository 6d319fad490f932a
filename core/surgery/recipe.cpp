#include "core/surgery/recipe.h"

#include "core/base/atomic_file.h"
#include "core/surgery/param_schema.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lapidary {
namespace {

using nlohmann::json;

constexpr int recipeVersion = 1;
constexpr int64_t largestRecipe = 16 << 20;
constexpr size_t mostSteps = 10000;

Status onlyKeys(const json &object, const std::vector<std::string> &known, const std::string &where)
{
    for (const auto &[key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) != known.end())
            continue;
        const std::string nearest = nearestName(key, known);
        return fail(ErrorCode::Input, "{}: unknown key \"{}\"; known are {}{}", where, key,
                    fmt::join(known, ", "),
                    nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest));
    }
    return {};
}

tl::unexpected<Error> wrongType(const std::string &where, const char *key, const char *expected,
                                const json &found)
{
    std::string shown = found.dump();
    if (shown.size() > 60)
        shown = shown.substr(0, 57) + "...";
    return fail(ErrorCode::Input, "{}: \"{}\" must be {}, found {}", where, key, expected, shown);
}

Result<std::vector<std::string>> stringList(const json &object, const char *key,
                                            const std::string &where)
{
    std::vector<std::string> list;
    const auto found = object.find(key);
    if (found == object.end())
        return list;
    if (!found->is_array())
        return wrongType(where, key, "a list of texts", *found);
    for (const json &item : *found) {
        if (!item.is_string())
            return wrongType(where, key, "a list of texts", *found);
        list.push_back(item.get<std::string>());
    }
    return list;
}

Result<Selector> selectorFromJson(const json &object, const std::string &where)
{
    Selector selector;
    LAPIDARY_TRY(onlyKeys(object, {"roles", "blocks", "layers", "except"}, where));
    LAPIDARY_ASSIGN(selector.roles, stringList(object, "roles", where));
    LAPIDARY_ASSIGN(selector.layers, stringList(object, "layers", where));
    LAPIDARY_ASSIGN(selector.except, stringList(object, "except", where));
    if (const auto blocks = object.find("blocks"); blocks != object.end()) {
        if (!blocks->is_string())
            return wrongType(where, "blocks", "a text like \"0-3,7,20-\" or \"75%-\"", *blocks);
        selector.blocks = blocks->get<std::string>();
    }
    return selector;
}

Result<std::string> stageFromJson(const json &stage, const std::string &where)
{
    if (stage.is_number_unsigned())
        return std::to_string(stage.get<uint64_t>());
    if (stage.is_string() && !stage.get_ref<const std::string &>().empty())
        return stage.get<std::string>();
    return wrongType(where, "stage", "a name or a number from 0", stage);
}

json stageToJson(const std::string &stage)
{
    uint32_t number = 0;
    const char *end = stage.data() + stage.size();
    const auto read = std::from_chars(stage.data(), end, number);
    const bool same = read.ec == std::errc() && std::to_string(number) == stage;
    return same ? json(number) : json(stage);
}

Result<Step> stepFromJson(const json &object, const std::string &where)
{
    if (!object.is_object())
        return fail(ErrorCode::Input, "{}: a step must be an object, found {}", where,
                    object.type_name());
    LAPIDARY_TRY(onlyKeys(object, {"select", "method", "params", "enabled", "stage"}, where));
    Step step;
    const auto method = object.find("method");
    if (method == object.end())
        return fail(ErrorCode::Input, "{}: the key \"method\" is missing (svd, mpo, ...)", where);
    if (!method->is_string())
        return wrongType(where, "method", "a text", *method);
    step.method = method->get<std::string>();
    if (const auto select = object.find("select"); select != object.end()) {
        if (!select->is_object())
            return wrongType(where, "select", "an object", *select);
        LAPIDARY_ASSIGN(step.select, selectorFromJson(*select, where + ", select"));
    }
    if (const auto params = object.find("params"); params != object.end()) {
        if (!params->is_object())
            return wrongType(where, "params", "an object", *params);
        step.params = *params;
    }
    if (const auto enabled = object.find("enabled"); enabled != object.end()) {
        if (!enabled->is_boolean())
            return wrongType(where, "enabled", "true or false", *enabled);
        step.enabled = enabled->get<bool>();
    }
    if (const auto stage = object.find("stage"); stage != object.end()) {
        LAPIDARY_ASSIGN(step.stage, stageFromJson(*stage, where));
    }
    return step;
}

Status checkHeader(const json &root)
{
    if (!root.is_object())
        return fail(ErrorCode::Input, "a recipe must be a JSON object, found {}", root.type_name());
    const auto kind = root.find("lapidary");
    if (kind == root.end() || *kind != "recipe")
        return fail(ErrorCode::Input, "this is no recipe: expected \"lapidary\": \"recipe\", found "
                    "{}", kind == root.end() ? "no such key" : kind->dump());
    const auto version = root.find("version");
    if (version == root.end() || !version->is_number_integer() || version->get<int64_t>() < 1)
        return fail(ErrorCode::Input, "recipe: \"version\" must be a whole number from 1, found {}",
                    version == root.end() ? "no such key" : version->dump());
    if (version->get<int64_t>() > recipeVersion)
        return fail(ErrorCode::Unsupported,
                    "the recipe has version {}, this program reads up to {}; use a newer lapidary",
                    version->get<int64_t>(), recipeVersion);
    return onlyKeys(root, {"lapidary", "version", "name", "sequential", "damage_limit", "steps"},
                    "recipe");
}

Status readFlags(const json &root, Recipe &recipe)
{
    if (const auto flag = root.find("sequential"); flag != root.end()) {
        if (!flag->is_boolean())
            return wrongType("recipe", "sequential", "true or false", *flag);
        recipe.sequential = flag->get<bool>();
    }
    if (const auto limit = root.find("damage_limit"); limit != root.end()) {
        if (!limit->is_number() || !isDamageLimit(limit->get<double>()))
            return wrongType("recipe", "damage_limit",
                             "a number above 1 (perplexity against the original's)", *limit);
        recipe.damageLimit = limit->get<double>();
    }
    return {};
}

json toJson(const Selector &selector)
{
    json object = json::object();
    if (!selector.roles.empty())
        object["roles"] = selector.roles;
    if (!selector.blocks.empty())
        object["blocks"] = selector.blocks;
    if (!selector.layers.empty())
        object["layers"] = selector.layers;
    if (!selector.except.empty())
        object["except"] = selector.except;
    return object;
}

} // namespace

bool isDamageLimit(double limit)
{
    return std::isfinite(limit) && limit > 1;
}

json toJson(const Recipe &recipe)
{
    json steps = json::array();
    for (const Step &step : recipe.steps) {
        json object = {{"select", toJson(step.select)},
                       {"method", step.method},
                       {"params", step.params}};
        if (!step.enabled)
            object["enabled"] = false;
        if (!step.stage.empty())
            object["stage"] = stageToJson(step.stage);
        steps.push_back(std::move(object));
    }
    json object = {{"lapidary", "recipe"},
            {"version", recipeVersion},
            {"name", recipe.name},
            {"steps", std::move(steps)}};
    if (recipe.sequential)
        object["sequential"] = true;
    if (recipe.damageLimit)
        object["damage_limit"] = *recipe.damageLimit;
    return object;
}

Result<Recipe> recipeFromJson(const json &root)
{
    LAPIDARY_TRY(checkHeader(root));
    Recipe recipe;
    if (const auto name = root.find("name"); name != root.end()) {
        if (!name->is_string())
            return wrongType("recipe", "name", "a text", *name);
        recipe.name = name->get<std::string>();
    }
    LAPIDARY_TRY(readFlags(root, recipe));
    const auto steps = root.find("steps");
    if (steps == root.end() || !steps->is_array())
        return fail(ErrorCode::Input, "recipe: \"steps\" must be a list of steps, found {}",
                    steps == root.end() ? "no such key" : steps->type_name());
    if (steps->size() > mostSteps)
        return fail(ErrorCode::Input, "recipe: {} steps; at most {} are read", steps->size(),
                    mostSteps);
    for (size_t i = 0; i < steps->size(); ++i) {
        LAPIDARY_ASSIGN(Step step, stepFromJson((*steps)[i], fmt::format("step {}", i + 1)));
        recipe.steps.push_back(std::move(step));
    }
    return recipe;
}

Result<Recipe> readRecipe(const std::filesystem::path &path)
{
    LAPIDARY_ASSIGN(const std::string text, readTextFile(path, largestRecipe));
    json root;
    try {
        root = json::parse(text);
    } catch (const json::exception &e) {
        return fail(ErrorCode::Input, "{}: not JSON: {}", path.string(), e.what());
    }
    auto recipe = recipeFromJson(root);
    if (!recipe)
        return fail(recipe.error().code, "{}: {}", path.string(), recipe.error().message);
    return recipe;
}

Status writeRecipe(const Recipe &recipe, const std::filesystem::path &path)
{
    try {
        return writeFileAtomically(path, toJson(recipe).dump(2) + "\n");
    } catch (const json::exception &e) {
        return fail(ErrorCode::Usage, "{}: the recipe holds text that is not UTF-8: {}",
                    path.string(), e.what());
    }
}

} // namespace lapidary

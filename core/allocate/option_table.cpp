#include "core/allocate/option_table.h"

#include <algorithm>

namespace lapidary {

using nlohmann::json;

namespace {

std::vector<std::vector<Choice>> choicesOf(const OptionTable &table, BudgetOf of)
{
    std::vector<std::vector<Choice>> units;
    for (const Unit &unit : table.units) {
        std::vector<Choice> choices;
        for (const UnitOption &option : unit.options)
            choices.push_back({of == BudgetOf::Bytes ? option.bytes : option.parameters,
                               option.loss});
        units.push_back(std::move(choices));
    }
    return units;
}

int64_t elsewhere(const OptionTable &table, BudgetOf of)
{
    return of == BudgetOf::Bytes ? table.bytesElse : table.parametersElse;
}

/// Steps of the same method with the same parameters become one, in the order of methods.
void gather(std::vector<Step> &steps, const Step &step)
{
    for (Step &known : steps)
        if (known.method == step.method && known.params == step.params) {
            known.select.layers.insert(known.select.layers.end(), step.select.layers.begin(),
                                       step.select.layers.end());
            return;
        }
    steps.push_back(step);
}

} // namespace

const std::vector<std::string> &defaultAutoMethods()
{
    static const std::vector<std::string> methods{"prune_width", "svd"};
    return methods;
}

int autoStep(const Recipe &recipe)
{
    for (size_t i = 0; i < recipe.steps.size(); ++i)
        if (recipe.steps[i].enabled && recipe.steps[i].method == "auto")
            return int(i);
    return -1;
}

Result<Allocation> allocate(const OptionTable &table, int64_t budget, BudgetOf of)
{
    const int64_t rest = elsewhere(table, of);
    auto chosen = allocate(choicesOf(table, of), budget - rest);
    if (!chosen && chosen.error().code == ErrorCode::Budget) {
        int64_t smallest = rest;
        for (const auto &unit : choicesOf(table, of)) {
            int64_t least = unit.front().size;
            for (const Choice &choice : unit)
                least = std::min(least, choice.size);
            smallest += least;
        }
        return fail(ErrorCode::Budget,
                    "a budget of {} {} cannot be met: with these methods and this selection the "
                    "smallest reachable is {}; select more layers or add a quantize step",
                    budget, of == BudgetOf::Bytes ? "bytes" : "parameters", smallest);
    }
    LAPIDARY_ASSIGN(Allocation result, std::move(chosen));
    result.size += rest;
    return result;
}

Result<std::vector<Allocation>> frontier(const OptionTable &table, BudgetOf of)
{
    LAPIDARY_ASSIGN(std::vector<Allocation> all, frontier(choicesOf(table, of)));
    for (Allocation &allocation : all)
        allocation.size += elsewhere(table, of);
    return all;
}

Recipe resolved(const Recipe &recipe, const OptionTable &table, const Allocation &allocation)
{
    const int at = autoStep(recipe);
    Recipe result = recipe;
    if (at < 0)
        return result;
    std::vector<Step> steps;
    for (size_t u = 0; u < table.units.size(); ++u)
        for (const Step &step : table.units[u].options[size_t(allocation.chosen[u])].steps)
            gather(steps, step);
    std::stable_sort(steps.begin(), steps.end(), [](const Step &a, const Step &b) {
        // What removes rows comes before what factors them.
        return (a.method.starts_with("prune")) > (b.method.starts_with("prune"));
    });
    if (!steps.empty())
        steps.front().stage = recipe.steps[size_t(at)].stage;
    result.steps.erase(result.steps.begin() + at);
    result.steps.insert(result.steps.begin() + at, steps.begin(), steps.end());
    return result;
}

json toJson(const OptionTable &table)
{
    json units = json::array();
    for (const Unit &unit : table.units) {
        json options = json::array();
        for (const UnitOption &option : unit.options) {
            const Recipe steps{{}, option.steps, false};
            options.push_back({{"steps", toJson(steps).at("steps")},
                               {"parameters", option.parameters},
                               {"bytes", option.bytes},
                               {"loss", option.loss}});
        }
        units.push_back({{"name", unit.name}, {"layers", unit.layers}, {"scale", unit.scale},
                         {"options", std::move(options)}});
    }
    return {{"lapidary", "options"},
            {"version", 1},
            {"units", std::move(units)},
            {"parameters_else", table.parametersElse},
            {"bytes_else", table.bytesElse},
            {"original_loss", table.originalLoss},
            {"positions", table.positions},
            {"seconds", table.seconds},
            {"notes", table.notes}};
}

Result<OptionTable> optionTableFromJson(const json &document)
try {
    if (document.value("lapidary", "") != "options" || document.value("version", 0) != 1)
        return fail(ErrorCode::Input, "this is no table of options");
    OptionTable table;
    for (const json &row : document.at("units")) {
        Unit unit{row.at("name").get<std::string>(),
                  row.at("layers").get<std::vector<std::string>>(), {},
                  row.at("scale").get<double>()};
        for (const json &one : row.at("options")) {
            const json recipe = {{"lapidary", "recipe"}, {"version", 1}, {"name", ""},
                                 {"steps", one.at("steps")}};
            LAPIDARY_ASSIGN(const Recipe steps, recipeFromJson(recipe));
            unit.options.push_back({steps.steps, one.at("parameters").get<int64_t>(),
                                    one.at("bytes").get<int64_t>(),
                                    one.at("loss").get<double>()});
        }
        table.units.push_back(std::move(unit));
    }
    table.parametersElse = document.at("parameters_else").get<int64_t>();
    table.bytesElse = document.at("bytes_else").get<int64_t>();
    table.originalLoss = document.at("original_loss").get<double>();
    table.positions = document.at("positions").get<int64_t>();
    table.seconds = document.value("seconds", 0.0);
    table.notes = document.at("notes").get<std::vector<std::string>>();
    return table;
} catch (const json::exception &e) {
    return fail(ErrorCode::Input, "the table of options is damaged: {}", e.what());
}

} // namespace lapidary

#include "core/allocate/option_cache.h"

#include "core/base/atomic_file.h"
#include "core/base/hash.h"

namespace lapidary {

namespace {

std::filesystem::path entryFor(const Model &model, const Step &step, const AutoOptions &options,
                               const std::filesystem::path &folder)
{
    const std::string question = toJson(Recipe{{}, {step}, false}).dump()
        + (options.calibration ? options.calibration->hash() : "") + model.source->identity()
        + std::to_string(options.seed) + '/' + std::to_string(options.samples);
    return folder / ("options-" + hashHex(question) + ".json");
}

int64_t uncounted(const Model &model, BudgetOf of)
{
    return of == BudgetOf::Bytes ? 0 : model.parametersStored() - model.parametersUnique();
}

} // namespace

Result<OptionTable> cachedOptions(const ModelPtr &model, const Recipe &recipe,
                                  const MethodRegistry &methods, const AutoOptions &options,
                                  const std::filesystem::path &folder, JobContext &job)
{
    const int at = autoStep(recipe);
    if (folder.empty() || at < 0)
        return measureOptions(model, recipe, methods, options, job);
    const auto file = entryFor(*model, recipe.steps[size_t(at)], options, folder);
    if (const auto text = readTextFile(file))
        if (auto table = optionTableFromJson(nlohmann::json::parse(*text, nullptr, false)))
            return table;
    LAPIDARY_ASSIGN(OptionTable table, measureOptions(model, recipe, methods, options, job));
    std::error_code ignored; // writing says what is wrong
    std::filesystem::create_directories(folder, ignored);
    LAPIDARY_TRY(writeFileAtomically(file, toJson(table).dump() + "\n"));
    return table;
}

int64_t storedSize(const Model &model, int64_t size, BudgetOf of)
{
    return size + uncounted(model, of);
}

int64_t namedSize(const Model &model, int64_t stored, BudgetOf of)
{
    return stored - uncounted(model, of);
}

} // namespace lapidary

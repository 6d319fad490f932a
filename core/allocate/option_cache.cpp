#include "core/allocate/option_cache.h"

#include "core/base/atomic_file.h"
#include "core/base/hash.h"

namespace lapidary {

namespace {

/// The table in `folder` that answers `question`, else the one that `make` makes, kept there.
template <class Make>
Result<OptionTable> cached(const std::filesystem::path &folder, const std::string &question,
                           Make make)
{
    if (folder.empty())
        return make();
    const auto file = folder / ("options-" + hashHex(question) + ".json");
    if (const auto text = readTextFile(file))
        if (auto table = optionTableFromJson(nlohmann::json::parse(*text, nullptr, false)))
            return table;
    LAPIDARY_ASSIGN(OptionTable table, make());
    std::error_code ignored; // writing says what is wrong
    std::filesystem::create_directories(folder, ignored);
    LAPIDARY_TRY(writeFileAtomically(file, toJson(table).dump() + "\n"));
    return table;
}

std::string questionOf(const Model &model, const AutoOptions &options)
{
    return (options.calibration ? options.calibration->hash() : "") + model.source->identity()
        + std::to_string(options.seed) + '/' + std::to_string(options.samples);
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
    const auto make = [&] { return measureOptions(model, recipe, methods, options, job); };
    if (at < 0)
        return make(); // says what is missing
    const Recipe question{{}, {recipe.steps[size_t(at)]}, false};
    return cached(folder, toJson(question).dump() + questionOf(*model, options), make);
}

Result<OptionTable> cachedCorrection(const ModelPtr &model, const OptionTable &table,
                                     const MethodRegistry &methods, const AutoOptions &options,
                                     const CorrectionTarget &target,
                                     const std::filesystem::path &folder, JobContext &job)
{
    const std::string question = toJson(table).dump() + questionOf(*model, options)
        + fmt::format(" {} {} {}", target.budget, int(target.of), target.rounds);
    return cached(folder, question, [&]() -> Result<OptionTable> {
        LAPIDARY_ASSIGN(Correction better,
                        corrected(model, table, methods, options, target, job));
        return std::move(better.table);
    });
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

#include "ui/bridge/budget.h"

#include "ui/bridge/error_text.h"

#include <algorithm>

namespace lapidary {

namespace {

constexpr double kFirstShare = 0.8; ///< where a new table's budget starts

} // namespace

Result<Budget::Found> Budget::withFrontiers(const Model &model, OptionTable &&table)
{
    Found found;
    for (const BudgetOf of : {BudgetOf::Bytes, BudgetOf::Parameters}) {
        LAPIDARY_ASSIGN(const auto points, lapidary::frontier(table, of));
        for (const Allocation &point : points)
            found.frontier[int(of)].push_back({double(namedSize(model, point.size, of)),
                                               point.loss});
        std::sort(found.frontier[int(of)].begin(), found.frontier[int(of)].end(),
                  [](const auto &a, const auto &b) { return a.size < b.size; });
    }
    found.table = std::make_shared<const OptionTable>(std::move(table));
    return found;
}

Budget::Budget(JobRunner &runner, RecipeEditor &editor, QObject *parent)
    : QObject(parent), m_runner(runner), m_editor(editor)
{
}

const std::vector<std::string> &Budget::usableMethods()
{
    return defaultAutoMethods();
}

Recipe Budget::question() const
{
    Step step;
    step.select = m_question.select;
    step.method = "auto";
    step.params = {{"methods", m_question.methods}};
    return Recipe{{}, {step}, m_sequential};
}

JobId Budget::find(const Question &question, const AutoOptions &options,
                   const QString &cacheFolder)
{
    if (m_finding || !m_editor.model())
        return m_finding;
    clear();
    m_question = question;
    m_options = options;
    JobSpec spec;
    spec.title = tr("Find what sizes cost");
    spec.lane = Lane::Heavy;
    const ModelPtr model = m_editor.model();
    const auto work = [model, options, recipe = this->question(), &methods = m_editor.methods(),
                       folder = std::filesystem::path(cacheFolder.toStdString())](
                          JobContext &job) -> Result<Found> {
        LAPIDARY_ASSIGN(OptionTable table,
                        cachedOptions(model, recipe, methods, options, folder, job));
        return withFrontiers(*model, std::move(table));
    };
    auto id = std::make_shared<JobId>(0);
    *id = m_finding = m_runner.start<Found>(
        spec, this, work, [this, id](const JobOutcome<Found> &outcome) {
            if (m_finding != *id)
                return; // the model or the calibration is another by now
            m_finding = 0;
            if (outcome.succeeded()) {
                take(*outcome.value);
                m_measured = m_table;
                m_size = std::max(smallest(), int64_t(double(whole()) * kFirstShare));
                allocateNow();
            }
            emit tableChanged();
            emit changed();
        });
    emit tableChanged();
    return m_finding;
}

void Budget::take(const Found &found)
{
    m_table = found.table;
    std::copy(std::begin(found.frontier), std::end(found.frontier), std::begin(m_frontier));
}

void Budget::clear()
{
    for (const JobId job : {m_finding, m_correcting})
        if (job)
            m_runner.cancel(job);
    const bool any = m_finding || m_table;
    m_finding = m_correcting = 0;
    m_table = m_measured = nullptr;
    m_note.clear();
    m_correctedFor.reset();
    m_options = {}; // holds a calibration
    for (auto &points : m_frontier)
        points.clear();
    m_allocation.reset();
    m_problem.clear();
    m_size = 0;
    if (!any)
        return;
    emit tableChanged();
    emit changed();
}

int64_t Budget::whole() const
{
    const ModelPtr &model = m_editor.model();
    if (!model)
        return 0;
    return m_of == BudgetOf::Bytes ? model->bytes() : model->parametersUnique();
}

int64_t Budget::reached(BudgetOf of) const
{
    if (!m_allocation)
        return whole();
    const bool bytes = of == BudgetOf::Bytes;
    int64_t sum = bytes ? m_table->bytesElse : m_table->parametersElse;
    for (size_t unit = 0; unit < m_table->units.size(); ++unit) {
        const UnitOption &option
            = m_table->units[unit].options[size_t(m_allocation->chosen[unit])];
        sum += bytes ? option.bytes : option.parameters;
    }
    return namedSize(*m_editor.model(), sum, of);
}

int64_t Budget::smallest() const
{
    const auto &points = m_frontier[int(m_of)];
    return points.empty() ? whole() : int64_t(points.front().size);
}

void Budget::setOf(BudgetOf of)
{
    if (of == m_of)
        return;
    const double share = whole() > 0 ? double(m_size) / double(whole()) : 0;
    m_of = of;
    m_size = int64_t(share * double(whole()));
    allocateNow();
    emit changed();
}

void Budget::setSize(int64_t size)
{
    if (!m_table || size == m_size)
        return;
    m_size = size;
    allocateNow();
    emit changed();
}

std::optional<Allocation> Budget::allocationFor(int64_t size) const
{
    if (!m_table)
        return std::nullopt;
    auto found = allocate(*m_table, storedSize(*m_editor.model(), size, m_of), m_of);
    return found ? std::optional(std::move(*found)) : std::nullopt;
}

void Budget::allocateNow()
{
    m_allocation.reset();
    m_problem.clear();
    if (!m_table)
        return;
    auto found = allocate(*m_table, storedSize(*m_editor.model(), m_size, m_of), m_of);
    if (found)
        m_allocation = std::move(*found);
    else
        m_problem = errorText(found.error());
}

std::vector<Budget::Point> Budget::frontier(BudgetOf of) const
{
    return m_frontier[int(of)];
}

Recipe Budget::recipe(const Allocation &allocation) const
{
    Recipe result = resolved(question(), *m_table, allocation);
    for (Step &step : result.steps) // names of layers become roles and blocks where that says it
        if (const auto layers = selectLayers(*m_editor.model(), step.select))
            step.select = compactSelector(*m_editor.model(), *layers);
    result.name = m_editor.recipe().name;
    for (const Step &step : m_editor.recipe().steps)
        if (m_editor.slotOf(step.method) == Slot::Precision)
            result.steps.push_back(step);
    return result;
}

void Budget::setSequential(bool sequential)
{
    if (sequential == m_sequential)
        return;
    m_sequential = sequential;
    emit changed();
}

void Budget::use()
{
    if (m_allocation)
        m_editor.setRecipe(recipe(*m_allocation), tr("Use Budget"));
}

} // namespace lapidary

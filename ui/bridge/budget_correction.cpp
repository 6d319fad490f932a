// The allocation of a budget measured as a whole, and what is learned from it.
#include "ui/bridge/budget.h"

#include <algorithm>

namespace lapidary {

namespace {
constexpr int kRounds = CorrectionTarget{}.rounds; ///< those of the headless tool
} // namespace

QString Budget::whyNotCorrect() const
{
    if (!m_measured)
        return tr("Find what sizes cost first.");
    if (m_correcting || m_finding || m_runner.busy(Lane::Heavy))
        return tr("Another job is running; wait for it or stop it.");
    if (!m_allocation)
        return tr("This budget cannot be met: there is nothing to check.");
    if (std::all_of(m_allocation->chosen.begin(), m_allocation->chosen.end(),
                    [](int option) { return option == 0; }))
        return tr("This budget changes nothing: there is nothing to check.");
    if (m_correctedFor == std::pair(m_of, m_size))
        return tr("This budget has been checked.");
    return {};
}

JobId Budget::correct(const QString &cacheFolder)
{
    if (!whyNotCorrect().isEmpty())
        return m_correcting;
    JobSpec spec;
    spec.title = tr("Check and correct a budget");
    spec.lane = Lane::Heavy;
    const ModelPtr model = m_editor.model();
    const CorrectionTarget target{storedSize(*model, m_size, m_of), m_of, kRounds};
    const auto work = [model, target, table = m_measured, options = m_options,
                       &methods = m_editor.methods(),
                       folder = std::filesystem::path(cacheFolder.toStdString())](
                          JobContext &job) -> Result<Found> {
        LAPIDARY_ASSIGN(OptionTable better, cachedCorrection(model, *table, methods, options,
                                                             target, folder, job));
        return withFrontiers(*model, std::move(better));
    };
    auto id = std::make_shared<JobId>(0);
    *id = m_correcting = m_runner.start<Found>(
        spec, this, work,
        [this, id, size = m_size, of = m_of](const JobOutcome<Found> &outcome) {
            if (m_correcting != *id)
                return; // other options are looked at by now
            m_correcting = 0;
            if (outcome.succeeded()) {
                take(*outcome.value);
                m_correctedFor = {of, size};
                m_note = m_table->notes.empty() ? QString()
                                                : QString::fromStdString(m_table->notes.back());
                allocateNow();
            }
            emit tableChanged();
            emit changed();
        });
    emit tableChanged();
    return m_correcting;
}

} // namespace lapidary

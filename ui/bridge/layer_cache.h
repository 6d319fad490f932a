#pragma once

#include "core/surgery/method.h"
#include "ui/bridge/job_runner.h"

#include <QSet>

namespace lapidary {

struct WeightStats;
using WeightStatsPtr = std::shared_ptr<const WeightStats>;
using SpectrumPtr = std::shared_ptr<const std::vector<double>>;
using BondSpectraPtr = std::shared_ptr<const std::vector<std::vector<double>>>;

/// Statistics and spectra of layers: computed in the background when somebody looks at a layer,
/// kept in memory and on disk by content identity. Lives in the user interface's thread; asking
/// never blocks: the getters answer null until the matching signal came.
class LayerCache : public QObject, public SpectrumSource {
    Q_OBJECT
public:
    LayerCache(JobRunner &runner, QObject *parent = nullptr);
    ~LayerCache() override;

    void setModel(ModelPtr model); ///< forgets what is in memory, cancels what is under way
    /// Folder of the disk cache; empty switches it off.
    void setDiskFolder(const QString &folder) { m_disk = folder; }

    WeightStatsPtr stats(int layer) const;
    SpectrumPtr spectrum(int layer) const;
    BondSpectraPtr bonds(int layer, const std::vector<int64_t> &outFactors,
                         const std::vector<int64_t> &inFactors) const;

    /// Later requests are served first. Nothing happens when it is known or under way already.
    void requestStats(int layer);
    void requestStats(const std::vector<int> &layers); ///< first one first
    void requestSpectrum(int layer);
    void requestBonds(int layer, const std::vector<int64_t> &outFactors,
                      const std::vector<int64_t> &inFactors);
    /// Sentence why something asked for this layer failed ("... holds 3 NaN"), or empty.
    QString problem(int layer) const;
    bool pending() const { return !m_pending.empty(); }

    /// SpectrumSource, for makePlan.
    const std::vector<double> *singularValues(const Layer &layer) const override;
    const std::vector<std::vector<double>> *bondSpectra(
        const Layer &layer, const std::vector<int64_t> &outFactors,
        const std::vector<int64_t> &inFactors) const override;

signals:
    void statsReady(int layer);
    void spectrumReady(int layer);
    void bondsReady(int layer);
    void failed(int layer, const QString &sentence);
    void settled(); ///< nothing is under way any more

private:
    /// Layer, and kind: "stats 1", "spectrum 1", "bonds 1 6,6,6;..."
    using Key = std::pair<int, std::string>;
    static std::string bondsKey(const std::vector<int64_t> &outFactors,
                                const std::vector<int64_t> &inFactors);
    int indexOf(const Layer &layer) const;
    template <class T>
    void request(const Key &key, int priority,
                 std::function<Result<T>(const Model &, const Layer &, JobContext &)> compute,
                 std::function<void(std::shared_ptr<const T>)> store);
    void requestStats(int layer, int priority);

    JobRunner &m_runner;
    ModelPtr m_model;
    QString m_disk;
    int m_priority = 0;
    std::map<Key, JobId> m_pending;
    std::map<int, WeightStatsPtr> m_stats;
    std::map<int, SpectrumPtr> m_spectra;
    std::map<Key, BondSpectraPtr> m_bonds;
    std::map<Key, QString> m_problems;
};

} // namespace lapidary

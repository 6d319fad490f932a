#pragma once

#include "core/allocate/method_curve.h"
#include "ui/bridge/job_runner.h"

#include <QSet>

namespace lapidary {

struct WeightStats;
using WeightStatsPtr = std::shared_ptr<const WeightStats>;
using SpectrumPtr = std::shared_ptr<const std::vector<double>>;
using MethodPointsPtr = std::shared_ptr<const std::vector<MethodPoint>>;
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
    /// What whitened spectra and method curves rest on from now on; may be null.
    void setCalibration(CalibrationPtr calibration) { m_calibration = std::move(calibration); }
    /// Folder of the disk cache; empty switches it off.
    void setDiskFolder(const QString &folder) { m_disk = folder; }

    WeightStatsPtr stats(int layer) const;
    SpectrumPtr spectrum(int layer) const;
    BondSpectraPtr bonds(int layer, const std::vector<int64_t> &outFactors,
                         const std::vector<int64_t> &inFactors) const;

    /// Singular values of W C^{1/2} with the present calibration; null without one.
    SpectrumPtr whitened(int layer) const;
    /// Errors of one method over a range of sizes, of the layer's output when calibrated.
    MethodPointsPtr curve(int layer, const std::string &method) const;

    /// Later requests are served first. Nothing happens when it is known or under way already.
    void requestStats(int layer);
    void requestStats(const std::vector<int> &layers); ///< first one first
    void requestSpectrum(int layer);
    void requestBonds(int layer, const std::vector<int64_t> &outFactors,
                      const std::vector<int64_t> &inFactors);
    void requestWhitened(int layer);
    void requestCurve(int layer, const std::string &method, const MethodRegistry &methods);
    /// A method's curve is being made.
    bool asking(int layer, const std::string &method) const;
    /// Stops method curves that are being made for other layers than this one.
    void dropCurvesBut(int layer);
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
    void whitenedReady(int layer);
    void curveReady(int layer);
    void failed(int layer, const QString &sentence);
    void settled(); ///< nothing is under way any more

private:
    /// Layer, and kind: "stats 1", "spectrum 1", "bonds 1 6,6,6;..."
    using Key = std::pair<int, std::string>;
    static std::string bondsKey(const std::vector<int64_t> &outFactors,
                                const std::vector<int64_t> &inFactors);
    Key whitenedKey(int layer) const;
    Key curveKey(int layer, const std::string &method) const;
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
    CalibrationPtr m_calibration;
    std::map<Key, SpectrumPtr> m_whitened; ///< of any calibration: the key tells
    std::map<Key, MethodPointsPtr> m_curves;
    std::map<Key, QString> m_problems;
};

} // namespace lapidary

#pragma once

#include "ui/views/tab.h"

class QToolButton;

namespace lapidary {

class PlotView;
class TabHeader;

/// Singular values of the current layer, or the bond spectra of its tensor train, with a handle
/// that sets rank or χ; below, what each method would cost on this layer.
class SpectrumTab : public Tab {
    Q_OBJECT
public:
    SpectrumTab(Session &session, QWidget *parent);
    QString id() const override { return QStringLiteral("spectrum"); }
    QString title() const override { return tr("Spectrum"); }
    bool isSettled() const override;

protected:
    void activated() override { refresh(); }

private:
    void refresh();
    void refreshIfActive();
    void showSpectrum();
    void showBonds();
    void showCosts();
    /// Comparable methods whose curves are not there yet; asks for them.
    QStringList missingCurves(int layer);
    void moveHandle(double x);
    void releaseHandle(double x);
    bool bondsShown() const;
    const Layer *layer() const; ///< the current matrix, or null
    struct Sites {
        std::vector<int64_t> out, in;
    };
    Sites sites() const; ///< of the planned MPO, else the default

    TabHeader *m_header;
    QToolButton *m_bonds;
    PlotView *m_plot;
    TabHeader *m_costHeader;
    PlotView *m_costs;
    int m_mergeId = -1; ///< of the drag under way: one undo step
    bool m_dragging = false;
};

} // namespace lapidary

#include "ui/views/tabs/spectrum_tab.h"

#include "core/surgery/layer_spectra.h"
#include "ui/charts/number_text.h"
#include "ui/charts/plot_view.h"
#include "ui/views/tabs/layer_costs.h"
#include "ui/views/tabs/tab_header.h"

#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace lapidary {

namespace {

/// Type in which new factors of a layer would be stored.
DType factorType(const Layer &layer)
{
    const DType stored = layer.form.factors.empty() ? DType::F32 : layer.form.factors[0].stored;
    return dtypeInfo(stored).quantized ? DType::F16 : stored;
}

const PlannedAction *plannedFactorization(const PlanPtr &plan, int layer)
{
    const PlannedLayer *planned = plan ? plan->find(layer) : nullptr;
    if (planned)
        for (const PlannedAction &action : planned->actions)
            if (action.method == "svd" || action.method == "mpo")
                return &action;
    return nullptr;
}

/// "SVD", "MPO", "CP", but "Tucker".
QString shortName(const std::string &method)
{
    const QString name = QString::fromStdString(method);
    return name.size() <= 3 ? name.toUpper() : name.left(1).toUpper() + name.mid(1);
}

double breakEvenRank(const Layer &layer)
{
    const double m = double(layer.form.out), n = double(layer.form.in);
    return std::floor(m * n / (m + n));
}

/// Largest chi whose train is still smaller than the matrix.
double breakEvenChi(const std::vector<int64_t> &out, const std::vector<int64_t> &in,
                    const Layer &layer)
{
    int64_t low = 0, high = layer.form.out + layer.form.in;
    while (low < high) {
        const int64_t chi = (low + high + 1) / 2;
        if (mpoForm(out, in, chi, DType::F32).parameters() <= layer.form.out * layer.form.in)
            low = chi;
        else
            high = chi - 1;
    }
    return double(low);
}

} // namespace

SpectrumTab::SpectrumTab(Session &session, QWidget *parent)
    : Tab(session, parent)
    , m_header(new TabHeader(this))
    , m_bonds(new QToolButton(this))
    , m_plot(new PlotView(this))
    , m_costHeader(new TabHeader(this))
    , m_costs(new PlotView(this))
{
    QVBoxLayout *layout = makeTabLayout(this);
    m_bonds->setText(tr("Bonds"));
    m_bonds->setCheckable(true);
    m_bonds->setToolTip(tr("Show the spectrum at each bond of the tensor train instead; the "
                           "handle then sets χ"));
    m_bonds->setAccessibleName(tr("Show bond spectra"));
    m_header->addControl(m_bonds);
    m_plot->setAccessibleName(tr("Spectrum of the current layer"));
    m_costs->setAccessibleName(tr("Error against bytes of each method"));
    m_costHeader->setText(tr("What each method would cost here"));
    layout->addWidget(m_header);
    layout->addWidget(m_plot, 6);
    layout->addWidget(m_costHeader);
    layout->addWidget(m_costs, 5);

    connect(m_bonds, &QToolButton::toggled, this, &SpectrumTab::refresh);
    connect(m_plot, &PlotView::handleMoved, this, &SpectrumTab::moveHandle);
    connect(m_plot, &PlotView::handleReleased, this, &SpectrumTab::releaseHandle);
    connect(&session, &Session::modelChanged, this, &SpectrumTab::refreshIfActive);
    connect(&session.selection(), &Selection::changed, this, &SpectrumTab::refreshIfActive);
    connect(&session.editor(), &RecipeEditor::changed, this, [this] {
        if (isActive() && !m_dragging)
            refresh();
    });
    connect(&session.layers(), &LayerCache::settled, this, &SpectrumTab::refreshIfActive);
    connect(&session.calibration(), &CalibrationState::changed, this,
            &SpectrumTab::refreshIfActive);
    for (auto signal : {&LayerCache::spectrumReady, &LayerCache::bondsReady,
                        &LayerCache::whitenedReady, &LayerCache::curveReady})
        connect(&session.layers(), signal, this, [this](int layer) {
            if (layer == this->session().selection().current())
                refreshIfActive();
        });
    connect(&session.layers(), &LayerCache::failed, this, &SpectrumTab::refreshIfActive);
}

bool SpectrumTab::isSettled() const
{
    return !session().layers().pending();
}

void SpectrumTab::refreshIfActive()
{
    if (isActive() && !m_dragging)
        refresh();
}

const Layer *SpectrumTab::layer() const
{
    const ModelPtr model = session().model();
    const int current = session().selection().current();
    if (!model || current < 0 || model->layers[size_t(current)].form.in == 0)
        return nullptr;
    return &model->layers[size_t(current)];
}

bool SpectrumTab::bondsShown() const
{
    return m_bonds->isChecked();
}

SpectrumTab::Sites SpectrumTab::sites() const
{
    const PlannedAction *action =
        plannedFactorization(session().plan(), session().selection().current());
    if (action && action->form.kind == FormKind::Mpo) {
        Sites planned;
        for (const FactorForm &core : action->form.factors) {
            planned.out.push_back(core.shape[1]);
            planned.in.push_back(core.shape[2]);
        }
        return planned;
    }
    const Layer *current = layer();
    return {defaultSiteFactors(current->form.out, 3), defaultSiteFactors(current->form.in, 3)};
}

void SpectrumTab::refresh()
{
    const Layer *current = layer();
    m_bonds->setEnabled(current);
    if (!current) {
        m_header->setText(tr("Spectrum"));
        m_plot->setSpec(PlotSpec::empty(tr("Select a matrix in the layers tree to see its "
                                           "singular values.")));
        m_costs->setSpec(PlotSpec::empty({}));
        return;
    }
    m_header->setText(QString::fromStdString(current->name),
                      tr("%1 · role %2").arg(shapeText({current->form.out, current->form.in}),
                                             QString::fromLatin1(roleName(current->role))));
    if (bondsShown())
        showBonds();
    else
        showSpectrum();
    showCosts();
}

void SpectrumTab::showSpectrum()
{
    const int index = session().selection().current();
    LayerCache &cache = session().layers();
    cache.requestSpectrum(index);
    const SpectrumPtr values = cache.spectrum(index);
    if (!values) {
        const QString problem = cache.problem(index);
        m_plot->setSpec(problem.isEmpty() ? PlotSpec::busy(tr("Computing singular values…"))
                                          : PlotSpec::empty(problem));
        return;
    }
    cache.requestWhitened(index);
    const SpectrumPtr whitened = cache.whitened(index);
    SpectrumInput input;
    input.values = *values;
    if (whitened)
        input.whitened = *whitened;
    input.role = QString::fromLatin1(roleName(layer()->role));
    input.breakEven = breakEvenRank(*layer());
    const PlannedAction *action = plannedFactorization(session().plan(), index);
    const bool ranked = action && action->form.kind == FormKind::LowRank;
    input.rank = ranked ? double(action->form.factors[0].shape[0]) : *input.breakEven;
    input.maximumRank = double(values->size());
    const Layer *matrix = layer();
    m_plot->setSpec(spectrumChart(input), true);
    m_plot->setHandleTextProvider([values, whitened, matrix, ranked](double x) {
        const int64_t rank = std::max<int64_t>(1, std::llround(x));
        const LayerForm form =
            lowRankForm(matrix->form.out, matrix->form.in, rank, factorType(*matrix));
        const double share = double(form.bytes()) / double(matrix->form.bytes());
        PlotReadout text;
        text.title = tr("rank %1 · %2 of the bytes").arg(rank).arg(percentText(share, 0));
        if (whitened)
            text.detail = tr("output error %1\n").arg(
                percentText(truncationError(*whitened, rank)));
        text.detail += (whitened ? tr("weight error of a plain cut %1") : tr("weight error %1"))
                           .arg(percentText(truncationError(*values, rank)));
        if (!ranked)
            text.detail += tr("\ndrag to factor this layer by SVD");
        return text;
    });
}

void SpectrumTab::showBonds()
{
    const int index = session().selection().current();
    LayerCache &cache = session().layers();
    const Sites at = sites();
    cache.requestBonds(index, at.out, at.in);
    const BondSpectraPtr bonds = cache.bonds(index, at.out, at.in);
    if (!bonds) {
        const QString problem = cache.problem(index);
        m_plot->setSpec(problem.isEmpty() ? PlotSpec::busy(tr("Computing bond spectra…"))
                                          : PlotSpec::empty(problem));
        return;
    }
    BondInput input;
    input.bonds = *bonds;
    const Layer *matrix = layer();
    input.breakEven = breakEvenChi(at.out, at.in, *matrix);
    const PlannedAction *action = plannedFactorization(session().plan(), index);
    const bool planned = action && action->form.kind == FormKind::Mpo;
    input.chi = planned ? action->params.value("chi", *input.breakEven) : *input.breakEven;
    m_plot->setSpec(bondChart(input), true);
    m_plot->setHandleTextProvider([bonds, at, matrix, planned](double x) {
        const int64_t chi = std::max<int64_t>(1, std::llround(x));
        const LayerForm form = mpoForm(at.out, at.in, chi, factorType(*matrix));
        const double share = double(form.bytes()) / double(matrix->form.bytes());
        PlotReadout text;
        text.title = tr("χ %1 · %2 of the bytes").arg(chi).arg(percentText(share, 0));
        text.detail =
            tr("weight error at most %1").arg(percentText(trainErrorBound(*bonds, chi)));
        if (!planned)
            text.detail += tr("\ndrag to factor this layer as a tensor train");
        return text;
    });
}

void SpectrumTab::showCosts()
{
    const int index = session().selection().current();
    LayerCache &cache = session().layers();
    cache.requestSpectrum(index);
    const SpectrumPtr values = cache.spectrum(index);
    if (!values) {
        m_costs->setSpec(cache.problem(index).isEmpty()
                             ? PlotSpec::busy(tr("Computing singular values…"))
                             : PlotSpec::empty({}));
        return;
    }
    const Sites at = sites();
    cache.requestBonds(index, at.out, at.in);
    const BondSpectraPtr bonds = cache.bonds(index, at.out, at.in);
    const SpectrumPtr whitened = cache.whitened(index);
    const PlannedAction *action = plannedFactorization(session().plan(), index);
    const QStringList missing = missingCurves(index);
    LayerCosts costs{layer(), factorType(*layer()), values.get(), whitened.get(), bonds.get(),
                     at.out, at.in, {}, action ? action->method : std::string()};
    std::vector<MethodPointsPtr> kept; // while the curves are made
    for (const std::string &id : comparableMethods(session().plugins().methods)) {
        kept.push_back(cache.curve(index, id));
        costs.measured.push_back({id, shortName(id), kept.back().get()});
    }
    MethodCostInput input;
    input.curves = layerCostCurves(costs);
    if (whitened)
        input.errorLabel = tr("output error, %");
    m_costHeader->setText(tr("What each method would cost here"),
                          missing.isEmpty()
                              ? QString()
                              : tr("measuring %1…").arg(missing.join(QStringLiteral(", "))));
    const PlannedLayer *planned = session().plan()->find(index);
    if (planned && planned->predictedError && layer()->bytes() > 0 && !whitened) {
        input.bytesNow = double(planned->bytesAfter) / double(layer()->bytes());
        input.errorNow = *planned->predictedError;
    }
    m_costs->setSpec(methodCostChart(input), true);
}

QStringList SpectrumTab::missingCurves(int layer)
{
    LayerCache &cache = session().layers();
    cache.dropCurvesBut(layer);
    QStringList missing;
    for (const std::string &id : comparableMethods(session().plugins().methods)) {
        if (id == "svd" || cache.curve(layer, id))
            continue; // SVD follows from the spectrum
        cache.requestCurve(layer, id, session().plugins().methods);
        if (cache.asking(layer, id))
            missing << shortName(id);
    }
    return missing;
}

void SpectrumTab::moveHandle(double x)
{
    if (!layer())
        return;
    if (!m_dragging)
        m_mergeId = session().editor().newMergeId();
    m_dragging = true;
    const int64_t size = std::max<int64_t>(1, std::llround(x));
    const std::vector<int> layers{session().selection().current()};
    if (bondsShown()) {
        const Sites at = sites();
        session().editor().setMethod(
            layers, Slot::Form, "mpo",
            {{"chi", size}, {"out_factors", at.out}, {"in_factors", at.in}}, m_mergeId);
    } else {
        session().editor().setMethod(layers, Slot::Form, "svd", {{"rank", size}}, m_mergeId);
    }
}

void SpectrumTab::releaseHandle(double x)
{
    moveHandle(x);
    m_dragging = false;
    refresh();
}

} // namespace lapidary

#include "ui/views/panels/inspector_view.h"

#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/views/panels/param_form.h"

#include <QComboBox>
#include <QFormLayout>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace lapidary {

namespace {

constexpr int kLookDelayMs = 200;

QLabel *toned(const QString &text, const char *tone)
{
    auto *label = new QLabel(text);
    label->setProperty("tone", tone);
    return label;
}

QFrame *line()
{
    auto *frame = new QFrame;
    frame->setFrameShape(QFrame::HLine);
    return frame;
}

} // namespace

InspectorView::InspectorView(Session &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_hint(new QLabel), m_page(new QWidget),
      m_method(new QComboBox), m_summary(toned({}, "secondary")), m_form(new ParamForm),
      m_precision(new QComboBox), m_bonds(toned({}, "mono")), m_composed(toned({}, "secondary")),
      m_change(toned({}, "secondary")), m_warning(new QLabel), m_apply(new QPushButton),
      m_reset(new QPushButton(tr("Reset"))), m_lookSoon(new QTimer(this))
{
    setProperty("panel", true);
    setAttribute(Qt::WA_StyledBackground);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setProperty("tone", "secondary");
    m_hint->setContentsMargins(24, 48, 24, 24);
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(12, 8, 12, 8);
    page->setSpacing(8);
    buildForm(m_page);
    page->addWidget(line());
    buildResult(m_page);
    page->addStretch(1);

    auto *scroll = new QScrollArea;
    scroll->setWidget(m_page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setProperty("panel", true);
    m_page->setProperty("panel", true);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 8, 12, 12);
    buttons->setSpacing(8);
    buttons->addWidget(m_apply, 1);
    buttons->addWidget(m_reset);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_hint);
    layout->addWidget(scroll, 1);
    layout->addLayout(buttons);

    m_reset->setToolTip(tr("Remove method and precision from the selected layers"));
    connect(m_apply, &QPushButton::clicked, this, &InspectorView::applyToAllLikeThis);
    connect(m_reset, &QPushButton::clicked, this, &InspectorView::reset);
    connect(&session, &Session::modelChanged, this, &InspectorView::refresh);
    connect(&session.selection(), &Selection::changed, this, [this] {
        m_mergeId = -1;
        m_lookSoon->start();
        refresh();
    });
    connect(&session.editor(), &RecipeEditor::changed, this, [this] {
        m_lookSoon->start(); // another method needs another spectrum
        refresh();
    });
    connect(&session.layers(), &LayerCache::failed, this, &InspectorView::showResult);
    connect(&session.settings(), &Settings::changed, this, &InspectorView::refresh);
    m_lookSoon->setSingleShot(true);
    m_lookSoon->setInterval(kLookDelayMs);
    connect(m_lookSoon, &QTimer::timeout, this, &InspectorView::lookAtCurrent);
    refresh();
}

void InspectorView::buildForm(QWidget *page)
{
    for (QComboBox *combo : {m_method, m_precision}) {
        combo->setFocusPolicy(Qt::StrongFocus);
        combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        combo->setMinimumContentsLength(8);
    }
    m_method->addItem(tr("None"), QString());
    m_method->setAccessibleName(tr("Method"));
    m_method->setToolTip(tr("How the selected layers are made smaller (M)"));
    m_precision->addItem(tr("Keep"));
    m_precision->setAccessibleName(tr("Precision"));
    m_precision->setToolTip(tr("How the numbers of the selected layers are stored"));
    m_precisions.push_back({});
    for (const auto &method : m_session.plugins().methods.all()) {
        const MethodInfo &info = method->info();
        if (info.kind != MethodKind::Precision) {
            m_method->addItem(QString::fromStdString(info.title), QString::fromStdString(info.id));
            m_method->setItemData(m_method->count() - 1, QString::fromStdString(info.summary),
                                  Qt::ToolTipRole);
            continue;
        }
        const ParamSpec *type = info.schema.find("type");
        for (const std::string &choice : type ? type->choices : std::vector<std::string>{}) {
            m_precisions.push_back({info.id, {{"type", choice}}});
            m_precision->addItem(QString::fromStdString(choice).toUpper());
        }
    }
    auto *rows = new QFormLayout;
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(8);
    rows->setVerticalSpacing(6);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    QLabel *method = toned(tr("Method"), "secondary");
    method->setMinimumWidth(kLabelWidth);
    method->setBuddy(m_method);
    rows->addRow(method, m_method);
    auto *more = m_more = new QFormLayout;
    more->setContentsMargins(0, 0, 0, 0);
    more->setHorizontalSpacing(8);
    more->setVerticalSpacing(6);
    QLabel *bonds = toned(tr("Bonds"), "secondary");
    bonds->setMinimumWidth(kLabelWidth);
    m_bonds->setWordWrap(true);
    m_bonds->setTextInteractionFlags(Qt::TextSelectableByMouse);
    more->addRow(bonds, m_bonds);
    QLabel *precision = toned(tr("Precision"), "secondary");
    precision->setMinimumWidth(kLabelWidth);
    precision->setBuddy(m_precision);
    more->addRow(precision, m_precision);
    m_summary->setWordWrap(true);
    m_composed->setWordWrap(true);
    auto *layout = static_cast<QVBoxLayout *>(page->layout());
    layout->addLayout(rows);
    layout->addWidget(m_summary);
    layout->addWidget(m_form);
    layout->addLayout(more);
    layout->addWidget(m_composed);
    connect(m_method, &QComboBox::activated, this, &InspectorView::methodActivated);
    connect(m_precision, &QComboBox::activated, this, &InspectorView::precisionActivated);
    connect(m_form, &ParamForm::dragStarted, this,
            [this] { m_dragId = m_session.editor().newMergeId(); });
    connect(m_form, &ParamForm::edited, this,
            [this](const nlohmann::json &values, const std::string &, bool dragging) {
                paramsEdited(values, dragging);
            });
}

void InspectorView::buildResult(QWidget *page)
{
    auto *grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(5);
    grid->setHorizontalSpacing(12);
    grid->setColumnStretch(0, 1);
    const QString titles[] = {tr("Result"), tr("Before"), tr("After")};
    for (int column = 0; column < 3; ++column) {
        QLabel *title = toned(titles[column], "secondary");
        title->setAlignment(column ? Qt::AlignRight : Qt::AlignLeft);
        grid->addWidget(title, 0, column);
    }
    grid->addWidget(line(), 1, 0, 1, 3);
    const QString rows[]
        = {tr("Parameters"), tr("Bytes"), tr("Kept"), tr("Predicted weight error")};
    for (int row = 0; row < 4; ++row) {
        auto *name = new QLabel(rows[row]);
        name->setWordWrap(true);
        grid->addWidget(name, row + 2, 0);
        for (int side = 0; side < 2; ++side) {
            QLabel *figure = m_figures[row][side] = new QLabel;
            figure->setAlignment(Qt::AlignRight);
            figure->setTextInteractionFlags(Qt::TextSelectableByMouse);
            figure->setAccessibleName(rows[row] + ' ' + titles[side + 1]);
            grid->addWidget(figure, row + 2, side + 1);
        }
    }
    m_figures[3][1]->setToolTip(
        tr("Relative Frobenius error of the weights, from their spectra; “-” while these are "
           "not known, or where it takes the weights themselves (pruning)."));
    m_warning->setProperty("box", "warning");
    m_warning->setWordWrap(true);
    m_warning->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = static_cast<QVBoxLayout *>(page->layout());
    layout->addLayout(grid);
    layout->addWidget(m_change);
    layout->addSpacing(4);
    layout->addWidget(m_warning);
}

/// Methods act on matrices; vectors in a mixed selection are carried along untouched.
std::vector<int> InspectorView::matrices() const
{
    std::vector<int> layers;
    if (!m_session.model())
        return layers;
    for (int layer : m_session.selection().layers())
        if (m_session.model()->layers[layer].form.in > 0)
            layers.push_back(layer);
    return layers;
}

void InspectorView::refresh()
{
    const ModelPtr &model = m_session.model();
    if (model != m_session.editor().model())
        return; // between two models
    const std::vector<int> layers = matrices();
    const bool any = model && !layers.empty();
    m_page->parentWidget()->parentWidget()->setVisible(any);
    m_hint->setVisible(!any);
    m_apply->setVisible(any);
    m_reset->setVisible(any);
    m_hint->setText(!model ? tr("Open a model to see its layers.")
                    : m_session.selection().layers().empty()
                        ? tr("Select a layer on the left to choose what happens to it.")
                        : tr("Vectors and norms stay as they are: nothing to choose here."));
    if (!any) {
        emit subjectChanged({});
        return;
    }
    const int current = m_session.selection().current();
    emit subjectChanged(
        layers.size() == 1
            ? QString::fromStdString(model->layers[current].name).section('.', -1)
            : tr("%n layer(s)", nullptr, int(layers.size())));
    const SlotState form = slotState(m_session.editor(), layers, current, Slot::Form);
    const SlotState precision = slotState(m_session.editor(), layers, current, Slot::Precision);
    showMethods(form, precision);
    showResult();
    const int alike = int(m_session.layersLike(current).size());
    m_apply->setText(tr("Apply to All Like This (%1)").arg(alike));
    m_apply->setToolTip(tr("Give every layer of role %1 the method and precision shown here")
                            .arg(QLatin1String(roleName(model->layers[current].role))));
    m_apply->setEnabled(alike > 1 && !form.mixedMethod && !precision.mixedMethod);
    m_reset->setEnabled(form.mixedMethod || precision.mixedMethod || !form.method.empty()
                        || !precision.method.empty());
}

void InspectorView::showMethods(const SlotState &form, const SlotState &precision)
{
    const int current = m_session.selection().current();
    m_method->setPlaceholderText(tr("mixed"));
    m_method->setCurrentIndex(
        form.mixedMethod ? -1 : m_method->findData(QString::fromStdString(form.method)));
    m_precision->setPlaceholderText(tr("mixed"));
    int row = 0;
    for (int i = 1; i < int(m_precisions.size()); ++i)
        if (precision.method == m_precisions[i].method
            && precision.params.value("type", "") == m_precisions[i].params.value("type", ""))
            row = i;
    const bool mixed = precision.mixedMethod || precision.mixedParams.contains("type");
    m_precision->setCurrentIndex(mixed ? -1 : row);
    const Layer &layer = m_session.model()->layers[current];
    const QString stored = layer.form.factors.empty()
        ? QString()
        : QString::fromLatin1(dtypeName(layer.form.factors.front().stored));
    m_precision->setItemText(0, tr("Keep %1").arg(stored));

    const Method *method
        = form.mixedMethod ? nullptr : m_session.plugins().methods.find(form.method);
    const std::string shown = method ? form.method : std::string();
    if (shown != m_shownMethod) {
        m_form->setSchema(method ? method->info().schema : ParamSchema{});
        m_shownMethod = shown;
    }
    m_form->setVisible(method != nullptr);
    m_summary->setVisible(method == nullptr);
    m_summary->setText(form.mixedMethod
                           ? tr("The selected layers have different methods. Choosing one gives it "
                                "to all of them.")
                           : tr("These layers keep their form."));
    if (method) {
        const SelectionResult result = selectionResult(
            *m_session.model(), *m_session.plan(), {current}, current);
        for (const ParamSpec &spec : method->info().schema.params)
            m_form->setNaturalMaximum(spec.id, naturalMaximum(layer, spec.id, form.params));
        m_form->setValues(form.params, form.mixedParams, result.derived);
    }
    m_composed->setVisible(form.steps > 1);
    m_composed->setText(tr("%n steps of the recipe act on this layer one after the other; this is "
                           "the last of them.",
                           nullptr, form.steps));
}

void InspectorView::showResult()
{
    const ModelPtr &model = m_session.model();
    const std::vector<int> layers = matrices();
    if (!model || layers.empty() || model != m_session.editor().model())
        return;
    const bool binary = m_session.settings().binaryUnits();
    const SelectionResult r
        = selectionResult(*model, *m_session.plan(), layers, m_session.selection().current());
    const auto show = [&](int row, int side, const QString &text, const QString &tip) {
        m_figures[row][side]->setText(text);
        m_figures[row][side]->setToolTip(tip);
    };
    show(0, 0, exactText(r.parametersBefore), {});
    show(0, 1, exactText(r.parametersAfter), {});
    show(1, 0, bytesText(r.bytesBefore, binary), exactBytesText(r.bytesBefore));
    show(1, 1, bytesText(r.bytesAfter, binary), exactBytesText(r.bytesAfter));
    m_figures[2][1]->setText(percentText(r.bytesBefore > 0
                                             ? std::optional<double>(double(r.bytesAfter)
                                                                     / double(r.bytesBefore))
                                             : std::nullopt));
    m_figures[3][1]->setText(percentText(r.predictedError));
    m_change->setVisible(r.changed);
    m_change->setText(tr("%1 bytes, %2 parameters")
                          .arg(changeText(double(r.bytesBefore), double(r.bytesAfter)),
                               changeText(double(r.parametersBefore), double(r.parametersAfter))));
    m_more->setRowVisible(m_bonds, !r.bonds.empty());
    const auto joined = [](const std::vector<int64_t> &numbers, const QString &between) {
        QStringList texts;
        for (int64_t number : numbers)
            texts += QString::number(number);
        return texts.join(between);
    };
    m_bonds->setText(joined(r.bonds, QStringLiteral(" → ")) + '\n'
                     + joined(r.outFactorList, QStringLiteral("·")) + QStringLiteral(" × ")
                     + joined(r.inFactorList, QStringLiteral("·")));
    showWarnings(r);
}

void InspectorView::showWarnings(const SelectionResult &result)
{
    constexpr int most = 3;
    QStringList sentences;
    const QString problem = m_session.layers().problem(m_session.selection().current());
    if (!problem.isEmpty())
        sentences += problem;
    for (const std::string &error : m_session.plan()->errors)
        sentences += QString::fromStdString(error);
    for (const std::string &warning : result.warnings)
        sentences += QString::fromStdString(warning);
    m_warning->setToolTip(sentences.size() > most ? sentences.join('\n') : QString());
    if (sentences.size() > most) {
        const int rest = int(sentences.size()) - most;
        sentences = sentences.mid(0, most);
        sentences += tr("and %n more", nullptr, rest);
    }
    m_warning->setVisible(!sentences.isEmpty());
    m_warning->setText(sentences.join(QStringLiteral("\n\n")));
}

} // namespace lapidary

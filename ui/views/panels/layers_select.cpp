// Quick selection of the layers panel: its menu, the context menu, and what they do.
#include "ui/views/panels/layers_view.h"

#include "core/surgery/recipe.h"
#include "ui/bridge/error_text.h"
#include "ui/charts/icons.h"
#include "ui/views/panels/layers_tree.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMenu>

#include <set>

namespace lapidary {

namespace {

bool isMatrix(const Layer &layer)
{
    return layer.form.in > 0;
}

bool isAttention(const Layer &layer)
{
    return layer.role == Role::Q || layer.role == Role::K || layer.role == Role::V
        || layer.role == Role::Qkv || layer.role == Role::O;
}

bool isMlp(const Layer &layer)
{
    return layer.role == Role::Gate || layer.role == Role::Up || layer.role == Role::GateUp
        || layer.role == Role::Down;
}

} // namespace

void LayersView::selectWhere(const std::function<bool(const Layer &)> &wanted)
{
    if (!m_session.model())
        return;
    std::vector<int> layers;
    for (int i = 0; i < int(m_session.model()->layers.size()); ++i)
        if (wanted(m_session.model()->layers[i]))
            layers.push_back(i);
    m_session.selection().set(std::move(layers));
}

void LayersView::fillSelectMenu(QMenu *menu)
{
    menu->clear();
    if (!m_session.model())
        return;
    std::set<Role> present;
    for (const Layer &layer : m_session.model()->layers)
        present.insert(layer.role);
    QMenu *roles = menu->addMenu(tr("By Role"));
    for (Role role : present) {
        const std::string name = roleName(role);
        roles->addAction(QString::fromStdString(name), this, [this, name] { selectRole(name); });
    }
    menu->addAction(tr("Blocks…"), this, &LayersView::selectBlocks);
    QAction *like = menu->addAction(tr("All Like This"), this, &LayersView::selectLikeCurrent);
    like->setEnabled(m_session.selection().current() >= 0);
    menu->addSeparator();
    menu->addAction(tr("Attention Matrices"), this, [this] { selectWhere(isAttention); });
    menu->addAction(tr("MLP Matrices"), this, [this] { selectWhere(isMlp); });
    menu->addAction(tr("All Matrices in Blocks"), this, [this] {
        selectWhere([](const Layer &layer) { return isMatrix(layer) && layer.block >= 0; });
    });
    menu->addSeparator();
    menu->addAction(tr("All Shown"), this,
                    [this] { m_session.selection().set(m_model->visibleLayers()); });
    menu->addAction(tr("Invert"), this, &LayersView::invert);
    menu->addAction(tr("None"), this, [this] { m_session.selection().clear(); });
}

void LayersView::selectRole(const std::string &role)
{
    selectWhere([&](const Layer &layer) { return role == roleName(layer.role); });
}

void LayersView::selectLikeCurrent()
{
    const int current = m_session.selection().current();
    m_session.selection().set(m_session.layersLike(current), current);
}

void LayersView::invert()
{
    std::vector<int> rest;
    for (int layer : m_model->visibleLayers())
        if (!m_session.selection().contains(layer))
            rest.push_back(layer);
    m_session.selection().set(std::move(rest));
}

void LayersView::selectBlocks()
{
    bool accepted = false;
    const QString text = QInputDialog::getText(
        this, tr("Select Blocks"), tr("Blocks, for example 0-3,7,20-:"), QLineEdit::Normal,
        QStringLiteral("0-"), &accepted);
    if (!accepted || !m_session.model())
        return;
    Selector selector;
    selector.blocks = text.trimmed().toStdString();
    const auto layers = selectLayers(*m_session.model(), selector);
    if (layers)
        m_session.selection().set(*layers);
    else
        m_session.messages().post(Severity::Error, errorText(layers.error()));
}

void LayersView::contextMenu(const QPoint &position)
{
    if (!m_session.model())
        return;
    const int current = m_session.selection().current();
    QMenu menu(this);
    QAction *like = menu.addAction(tr("Select All Like This"), this,
                                   &LayersView::selectLikeCurrent);
    like->setEnabled(current >= 0);
    QAction *method = menu.addAction(tr("Set Method"), this, &LayersView::methodRequested);
    method->setEnabled(current >= 0);
    QAction *reset = menu.addAction(tr("Reset"), this, [this] {
        m_session.editor().resetLayers(m_session.selection().layers());
    });
    reset->setEnabled(current >= 0);
    menu.addSeparator();
    QMenu *select = menu.addMenu(tr("Select"));
    fillSelectMenu(select);
    menu.addAction(themedIcon("copy"), tr("Copy Name"), this, [this, current] {
        QStringList names;
        for (int layer : m_session.selection().layers())
            names += QString::fromStdString(m_session.model()->layers[layer].name);
        QGuiApplication::clipboard()->setText(names.join('\n'));
    })->setEnabled(current >= 0);
    menu.addSeparator();
    menu.addAction(themedIcon("expand"), tr("Expand All"), m_tree, &QTreeView::expandAll);
    menu.addAction(themedIcon("collapse"), tr("Collapse All"), m_tree, [this] {
        m_tree->collapseAll();
        m_tree->expand(m_model->index(0, 0));
    });
    menu.exec(m_tree->viewport()->mapToGlobal(position));
}

} // namespace lapidary

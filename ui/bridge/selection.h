#pragma once

#include <QObject>

#include <vector>

namespace lapidary {

/// The selected layers (indices into Model::layers, ascending, unique) and the one that charts
/// show. Shared by the tree, the charts and the inspector.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::vector<int> &layers() const { return m_layers; }
    int current() const { return m_current; } ///< -1 when nothing is selected
    bool contains(int layer) const;

    /// `current` -1 (or not among them) keeps the old one when still selected, else the first.
    void set(std::vector<int> layers, int current = -1);
    void clear() { set({}); }

signals:
    void changed();

private:
    std::vector<int> m_layers;
    int m_current = -1;
};

} // namespace lapidary

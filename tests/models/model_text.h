#pragma once

#include <QAbstractItemModel>
#include <QString>

/// A model as indented text, the given columns joined by " | ", so that tests compare trees.
inline QString modelText(const QAbstractItemModel &model, const QList<int> &columns,
                         const QModelIndex &parent = {}, int depth = 0)
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column : columns)
            cells += model.index(row, column, parent).data().toString();
        text += QString(depth * 2, ' ') + cells.join(" | ") + '\n';
        text += modelText(model, columns, model.index(row, 0, parent), depth + 1);
    }
    return text;
}

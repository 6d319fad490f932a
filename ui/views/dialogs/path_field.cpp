#include "ui/views/dialogs/path_field.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace lapidary {

PathField::PathField(Kind kind, const QString &title, const QString &filter, QWidget *parent)
    : QWidget(parent), m_kind(kind), m_title(title), m_filter(filter), m_edit(new QLineEdit)
{
    auto *browse = new QPushButton(tr("Browse…"));
    browse->setAutoDefault(false);
    browse->setAccessibleName(tr("Browse: %1").arg(title));
    m_edit->setAccessibleName(title);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_edit, 1);
    layout->addWidget(browse);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &PathField::changed);
    connect(browse, &QPushButton::clicked, this, &PathField::browse);
}

QString PathField::path() const
{
    return m_edit->text().trimmed();
}

void PathField::setPath(const QString &path)
{
    m_edit->setText(path);
}

void PathField::setPlaceholder(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

void PathField::browse()
{
    const QString path = m_kind == Kind::Folder
        ? QFileDialog::getExistingDirectory(this, m_title, this->path())
        : m_kind == Kind::SaveFile
        ? QFileDialog::getSaveFileName(this, m_title, this->path(), m_filter)
        : QFileDialog::getOpenFileName(this, m_title, this->path(), m_filter);
    if (!path.isEmpty())
        setPath(path);
}

} // namespace lapidary

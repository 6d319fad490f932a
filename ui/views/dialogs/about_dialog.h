#pragma once

#include "core/plugin/loader.h"

#include <QDialog>

namespace lapidary {

/// Version, licence, plugins, and the libraries this program stands on with their licences.
class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(const Plugins &plugins, QWidget *parent = nullptr);
};

} // namespace lapidary

#include "ui/views/dialogs/settings_dialog.h"

#include "ui/charts/theme.h"
#include "ui/views/dialogs/path_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QSpinBox>
#include <QThread>
#include <QVBoxLayout>

namespace lapidary {

namespace {

QComboBox *choice(const std::vector<std::pair<QString, QVariant>> &entries, const QVariant &now,
                  const QString &name)
{
    auto *combo = new QComboBox;
    for (const auto &[text, value] : entries)
        combo->addItem(text, value);
    combo->setCurrentIndex(std::max(0, combo->findData(now)));
    combo->setAccessibleName(name);
    return combo;
}

QWidget *section(const QString &title, QFormLayout *rows)
{
    auto *box = new QGroupBox(title);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setHorizontalSpacing(12);
    box->setLayout(rows);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(Session &session, QWidget *parent)
    : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Settings"));
    setMinimumWidth(520);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(12);
    layout->addWidget(appearance());
    layout->addWidget(computing());
    layout->addWidget(files());
    layout->addWidget(buttons);
}

QWidget *SettingsDialog::appearance()
{
    Settings &settings = m_session.settings();
    auto *rows = new QFormLayout;
    QComboBox *look = choice({{tr("Follow the system"), int(Settings::Look::System)},
                              {tr("Light"), int(Settings::Look::Light)},
                              {tr("Dark"), int(Settings::Look::Dark)}},
                             int(settings.look()), tr("Appearance"));
    connect(look, &QComboBox::activated, this, [&settings, look] {
        settings.setLook(Settings::Look(look->currentData().toInt()));
    });
    rows->addRow(tr("Appearance"), look);
    QComboBox *units = choice({{tr("decimal: MB, GB"), false}, {tr("binary: MiB, GiB"), true}},
                              settings.binaryUnits(), tr("Units of bytes"));
    connect(units, &QComboBox::activated, this,
            [&settings, units] { settings.setBinaryUnits(units->currentData().toBool()); });
    rows->addRow(tr("Units of bytes"), units);
    QComboBox *language = choice({{tr("Follow the system"), QString()},
                                  {QStringLiteral("English"), "en"},
                                  {QStringLiteral("Deutsch"), "de"},
                                  {QStringLiteral("Español"), "es"}},
                                 settings.language(), tr("Language"));
    connect(language, &QComboBox::activated, this,
            [&settings, language] { settings.setLanguage(language->currentData().toString()); });
    language->setToolTip(tr("Takes effect with the next start"));
    rows->addRow(tr("Language"), language);
    auto *restore = new QCheckBox(tr("Open the last model at start"));
    restore->setChecked(settings.restoreSession());
    connect(restore, &QCheckBox::toggled, &settings, &Settings::setRestoreSession);
    rows->addRow(QString(), restore);
    return section(tr("Window"), rows);
}

QWidget *SettingsDialog::computing()
{
    Settings &settings = m_session.settings();
    auto *rows = new QFormLayout;
    QComboBox *device = choice({{tr("choose for me"), "auto"}, {"CPU", "cpu"}, {"CUDA", "cuda"}},
                               settings.device(), tr("Device"));
    connect(device, &QComboBox::activated, this,
            [&settings, device] { settings.setDevice(device->currentData().toString()); });
    rows->addRow(tr("Device"), device);
    QComboBox *dtype = choice({{tr("the quickest here (measured)"), "auto"},
                               {"f32", "f32"},
                               {"bf16", "bf16"},
                               {"f16", "f16"}},
                              settings.dtype(), tr("Precision of computing"));
    connect(dtype, &QComboBox::activated, this,
            [&settings, dtype] { settings.setDtype(dtype->currentData().toString()); });
    rows->addRow(tr("Precision of computing"), dtype);
    auto *threads = new QSpinBox;
    threads->setRange(0, QThread::idealThreadCount() * 2);
    threads->setSpecialValueText(tr("all (%1)").arg(QThread::idealThreadCount()));
    threads->setValue(settings.threads());
    threads->setAccessibleName(tr("Threads"));
    connect(threads, &QSpinBox::valueChanged, &settings, &Settings::setThreads);
    rows->addRow(tr("Threads"), threads);
    return section(tr("Computing"), rows);
}

QWidget *SettingsDialog::files()
{
    Settings &settings = m_session.settings();
    auto *rows = new QFormLayout;
    auto *store = new PathField(PathField::Kind::Folder, tr("Folder for Runs"));
    store->setPath(settings.store());
    connect(this, &QDialog::finished, &settings, [&settings, store] {
        if (!store->path().isEmpty() && store->path() != settings.store())
            settings.setStore(store->path());
    });
    rows->addRow(tr("Folder for runs"), store);
    auto *text = new PathField(PathField::Kind::OpenFile, tr("Text to Measure Perplexity On"),
                               tr("Text (*.txt *.md);;All files (*)"));
    text->setPath(settings.evaluationText());
    text->setPlaceholder(tr("the built-in text"));
    connect(this, &QDialog::finished, &settings,
            [&settings, text] { settings.setEvaluationText(text->path()); });
    rows->addRow(tr("Text to measure on"), text);
    return section(tr("Files"), rows);
}

} // namespace lapidary

#include "ui/views/tabs/model_page.h"

#include "core/model/config_meaning.h"
#include "core/model/family.h"
#include "core/model/inspect.h"
#include "ui/charts/number_text.h"
#include "ui/charts/theme.h"
#include "ui/charts/translated.h"

namespace lapidary {

namespace {

QString html(const std::string &text)
{
    return QString::fromStdString(text).toHtmlEscaped();
}

QString heading(const QString &text)
{
    return QStringLiteral("<h3>%1</h3>").arg(text.toHtmlEscaped());
}

QString row(const QString &key, const QString &value, const QString &note = {})
{
    return QStringLiteral("<tr><td class='key'>%1</td><td class='value'>%2</td>"
                          "<td class='note'>%3</td></tr>")
        .arg(key, value, note);
}

QString table(const QString &rows)
{
    return QStringLiteral("<table cellspacing='0'>%1</table>").arg(rows);
}

QString styleSheet()
{
    return QStringLiteral("<style>h3{margin:14px 0 4px 0;font-size:13px}"
                          "td{padding:3px 16px 3px 0;font-size:13px}"
                          "td.key{color:%1}td.note{color:%1}"
                          "p.warning{color:%2}p{margin:2px 0}</style>")
        .arg(themeColor(ColorRole::TextSecondary).name(),
             themeColor(ColorRole::Warning).name());
}

QString architecture(const Model &model, const nlohmann::json &facts)
{
    const nlohmann::json &attention = facts.at("attention");
    QString rows;
    rows += row(tr("Family"), model.family ? QString::fromUtf8(model.family->title).toHtmlEscaped()
                                           : tr("unknown"));
    rows += row(tr("Architecture"), html(model.config.architecture));
    rows += row(tr("Container"), QString::fromLatin1(formatName(model.source->format())),
                html(model.source->path().string()));
    rows += row(tr("Parameters"), exactText(model.parametersUnique()),
                model.config.tiedEmbeddings ? tr("the tied embedding counted once") : QString());
    rows += row(tr("Size"), bytesText(model.bytes()), exactBytesText(model.bytes()));
    rows += row(tr("Blocks"), QString::number(model.config.blocks));
    rows += row(tr("Attention"), html(attention.value("kind", "")).toUpper(),
                tr("%1 query heads, %2 key-value heads")
                    .arg(attention.value("heads", int64_t(0)))
                    .arg(attention.value("kv_heads", int64_t(0))));
    return table(rows);
}

QString storedTypes(const nlohmann::json &facts)
{
    QString rows;
    for (const auto &[type, count] : facts.at("dtypes").items())
        rows += row(html(type), html(count.dump()));
    return table(rows);
}

QString warnings(const Model &model)
{
    QString text;
    const QString why = QString::fromStdString(model.notRunnableBecause());
    if (!why.isEmpty())
        text += QStringLiteral("<p class='warning'>⚠ %1</p>").arg(why.toHtmlEscaped());
    for (const std::string &warning : model.warnings)
        text += QStringLiteral("<p class='warning'>⚠ %1</p>").arg(html(warning));
    return text;
}

QString advice(const nlohmann::json &strategy)
{
    QString text = QStringLiteral("<p>%1</p>").arg(html(strategy.value("summary", "")));
    QString rows;
    for (const nlohmann::json &step : strategy.value("steps", nlohmann::json::array())) {
        QStringList roles;
        for (const nlohmann::json &role : step.value("roles", nlohmann::json::array()))
            roles << html(role.get<std::string>());
        rows += row(roles.join(QStringLiteral(", ")), html(step.value("method", "")),
                    html(step.value("why", "")));
    }
    if (const auto quantize = strategy.find("quantize"); quantize != strategy.end())
        rows += row(tr("storage"), html(quantize->value("type", "")),
                    html(quantize->value("why", "")));
    return text + table(rows);
}

QString configuration(const ModelConfig &config)
{
    QString rows;
    for (const ConfigMeaning &line : configMeanings(config))
        rows += row(QStringLiteral("<code>%1</code>").arg(html(line.key)),
                    html(line.value), html(line.meaning));
    return table(rows);
}

} // namespace

QString modelPage(const Model &model, const QString &tokenizer)
{
    const nlohmann::json facts = inspectModel(model, false);
    return styleSheet() + warnings(model) + heading(tr("Architecture")) +
           architecture(model, facts) + heading(tr("What to compress first")) +
           advice(facts.at("strategy")) + heading(tr("Stored types")) + storedTypes(facts) +
           heading(tr("Tokenizer")) + tokenizer + heading(tr("Configuration")) +
           configuration(model.config);
}

QString tokenizerHtml(const TokenizerInfo &info)
{
    QString rows;
    rows += row(tr("Kind"), html(info.kind));
    rows += row(tr("Vocabulary"), exactText(info.vocab));
    if (info.bos)
        rows += row(tr("BOS"), QString::number(*info.bos),
                    info.addBos ? tr("added at the start of a text") : tr("not added"));
    if (info.eos)
        rows += row(tr("EOS"), QString::number(*info.eos));
    rows += row(tr("Chat template"), info.chatTemplate.empty() ? tr("none") : tr("yes"));
    return table(rows);
}

} // namespace lapidary

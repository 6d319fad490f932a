#include "ui/views/tabs/model_page.h"

#include "core/model/architecture_shares.h"
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
                          "th{padding:3px 16px 3px 0;font-size:12px;font-weight:600;color:%1}"
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

QString cells(const QStringList &values, const char *tag = "td")
{
    QString html;
    for (int i = 0; i < values.size(); ++i)
        html += QStringLiteral("<%1 align='%2'%3>%4</%1>")
                    .arg(QLatin1String(tag), i == 0 ? QStringLiteral("left") : QStringLiteral("right"),
                         i == 0 ? QStringLiteral(" class='key'") : QString(),
                         values[i].toHtmlEscaped());
    return QStringLiteral("<tr>%1</tr>").arg(html);
}

QString rolesTable(const ArchitectureShares &shares)
{
    QString rows = cells({tr("Role"), tr("Layers"), tr("Parameters"), tr("Share")}, "th");
    bool head = false;
    for (const RoleShare &role : shares.roles) {
        head = head || role.name == "head";
        rows += cells({QString::fromStdString(role.name), QString::number(role.layers),
                       exactText(role.parameters),
                       percentText(double(role.parameters)
                                   / double(std::max<int64_t>(1, shares.total)))});
    }
    rows += cells({tr("total"), {}, exactText(shares.total), {}});
    return table(rows)
        + (shares.tied && !head ? QStringLiteral("<p class='note'>%1</p>")
                                      .arg(tr("The head is the embedding (tied), counted once."))
                                : QString());
}

QString blocksTable(const ArchitectureShares &shares)
{
    QString rows = cells({tr("Blocks"), tr("Attention"), tr("MLP"), tr("Norms"), tr("Other"),
                          tr("One block"), tr("Share")}, "th");
    for (const BlockShare &block : shares.blocks)
        rows += cells({block.first == block.last
                           ? QString::number(block.first)
                           : tr("%1-%2 (%3)").arg(block.first).arg(block.last)
                                 .arg(block.last - block.first + 1),
                       exactText(block.attention), exactText(block.mlp), exactText(block.norms),
                       exactText(block.other), exactText(block.total()),
                       percentText(double(block.total())
                                   / double(std::max<int64_t>(1, shares.total)))});
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
    const ArchitectureShares shares = architectureShares(model);
    return styleSheet() + warnings(model) + heading(tr("Architecture")) +
           architecture(model, facts) + heading(tr("Parameters by role")) + rolesTable(shares) +
           heading(tr("Parameters by block")) + blocksTable(shares) +
           heading(tr("What to compress first")) +
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

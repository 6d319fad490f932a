#include "core/report/escape.h"
#include "core/report/facts.h"
#include "core/report/formats.h"

#include <cmath>

namespace lapidary {

using nlohmann::json;

namespace {

/// One line of a CSV file.
class CsvLine {
public:
    CsvLine &text(std::string_view value) { return field(csvField(value)); }
    CsvLine &number(int64_t value) { return field(std::to_string(value)); }
    CsvLine &number(double value)
    {
        return field(std::isfinite(value) ? fmt::format("{:.9g}", value) : std::string());
    }
    CsvLine &empty() { return field({}); }
    std::string str() const { return m_line + "\n"; }

private:
    CsvLine &field(const std::string &value)
    {
        m_line += (m_first ? "" : ",") + value;
        m_first = false;
        return *this;
    }
    std::string m_line;
    bool m_first = true;
};

void addPerplexity(CsvLine &line, const std::optional<Perplexity> &perplexity)
{
    if (perplexity)
        line.number(perplexity->value).number(perplexity->standardError);
    else
        line.empty().empty();
}

std::string runsCsv(const std::vector<RunRecord> &runs)
{
    std::string csv = "run,name,created,source,plan_hash,seed,parameters_before,parameters_after,"
                      "parameters_unique_before,parameters_unique_after,bytes_before,bytes_after,"
                      "perplexity_before,perplexity_before_stderr,perplexity_after,"
                      "perplexity_after_stderr,protocol,pareto,seconds\n";
    const auto front = paretoFront(sizeAndLoss(runs));
    for (size_t i = 0; i < runs.size(); ++i) {
        const RunRecord &run = runs[i];
        CsvLine line;
        line.text(run.run).text(run.name).text(run.created).text(run.source).text(run.planHash);
        line.text(std::to_string(run.seed)).number(run.parametersBefore).number(run.parametersAfter);
        line.number(run.parametersUniqueBefore).number(run.parametersUniqueAfter);
        line.number(run.bytesBefore).number(run.bytesAfter);
        addPerplexity(line, run.perplexityBefore);
        addPerplexity(line, run.perplexityAfter);
        line.text(run.perplexityAfter ? describeProtocol(*run.perplexityAfter) : std::string());
        csv += line.text(front[i] ? "true" : "false").number(run.seconds).str();
    }
    return csv;
}

std::string layersCsv(const std::vector<RunRecord> &runs)
{
    std::string csv = "run,layer,role,block,method,params,parameters_before,parameters,bytes_before,"
                      "bytes,error,output_error,seconds\n";
    for (const RunRecord &run : runs)
        for (const LayerRecord &layer : run.layers) {
            CsvLine line;
            line.text(run.run).text(layer.name).text(layer.role).number(int64_t{layer.block});
            line.text(layer.method).text(
                layer.params.dump(-1, ' ', false, json::error_handler_t::replace));
            line.number(layer.parametersBefore).number(layer.parameters);
            line.number(layer.bytesBefore).number(layer.bytes).number(layer.error);
            layer.outputError ? line.number(*layer.outputError) : line.empty();
            csv += line.number(layer.seconds).str();
        }
    return csv;
}

std::string widthsCsv(const std::vector<RunRecord> &runs)
{
    std::string csv = "run,block,width_before,width_after,expansion_rate_before,"
                      "expansion_rate_after\n";
    for (const RunRecord &run : runs) {
        const auto hidden = static_cast<double>(
            run.architecture.is_object() ? run.architecture.value("hidden", int64_t{0}) : 0);
        for (size_t i = 0; i < run.widthsAfter.size() && i < run.widthsBefore.size(); ++i) {
            CsvLine line;
            line.text(run.run).number(static_cast<int64_t>(i));
            line.number(run.widthsBefore[i]).number(run.widthsAfter[i]);
            line.number(100.0 * static_cast<double>(run.widthsBefore[i]) / hidden);
            csv += line.number(100.0 * static_cast<double>(run.widthsAfter[i]) / hidden).str();
        }
    }
    return csv;
}

json expansionRates(const std::vector<RunRecord> &runs)
{
    json rates = json::array();
    for (const RunRecord &run : runs) {
        json rate = expansionRate(run);
        if (!rate.is_null())
            rates.push_back(std::move(rate));
    }
    return rates;
}

} // namespace

CsvTables csvReport(const std::vector<RunRecord> &runs)
{
    CsvTables tables{runsCsv(runs), layersCsv(runs), {}, {}};
    bool widths = false;
    for (const RunRecord &run : runs)
        widths = widths || changesWidths(run);
    if (widths) {
        tables.widths = widthsCsv(runs);
        tables.expansionRates
            = expansionRates(runs).dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    }
    return tables;
}

json jsonReport(const std::vector<RunRecord> &runs)
{
    json records = json::array();
    for (const RunRecord &run : runs)
        records.push_back(toJson(run));
    return {{"lapidary", "report"},
            {"version", 1},
            {"runs", std::move(records)},
            {"comparison", toJson(compareRuns(runs))},
            {"expansion_rates", expansionRates(runs)}};
}

} // namespace lapidary

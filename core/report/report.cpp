#include "core/report/report.h"

#include "core/base/atomic_file.h"
#include "core/report/formats.h"

namespace fs = std::filesystem;

namespace lapidary {

namespace {

/// Writes files one by one and remembers their names.
class Output {
public:
    Status add(const fs::path &path, const std::string &contents)
    {
        if (contents.empty())
            return {};
        LAPIDARY_TRY(writeFileAtomically(path, contents));
        files.push_back(path);
        return {};
    }
    std::vector<fs::path> files;
};

Status makeFolder(const fs::path &folder)
{
    std::error_code ec;
    if (!folder.empty())
        fs::create_directories(folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create {}: {}; choose another place", folder.string(),
                    ec.message());
    return {};
}

Status writeCsv(const std::vector<RunRecord> &runs, const fs::path &out, Output &output)
{
    const CsvTables tables = csvReport(runs);
    const bool named = out.extension() == ".csv";
    const fs::path folder = named ? out.parent_path() : out;
    const std::string prefix = named ? out.stem().string() + "-" : std::string();
    LAPIDARY_TRY(makeFolder(folder));
    LAPIDARY_TRY(output.add(named ? out : folder / "runs.csv", tables.runs));
    LAPIDARY_TRY(output.add(folder / (prefix + "layers.csv"), tables.layers));
    LAPIDARY_TRY(output.add(folder / (prefix + "widths.csv"), tables.widths));
    return output.add(folder / "expansion_rates.json", tables.expansionRates);
}

} // namespace

Result<std::vector<fs::path>> writeReport(const std::vector<RunRecord> &runs,
                                          const std::string &format, const fs::path &out)
{
    if (runs.empty())
        return fail(ErrorCode::Usage, "a report needs at least one run");
    Output output;
    if (format == "csv") {
        LAPIDARY_TRY(writeCsv(runs, out, output));
        return output.files;
    }
    LAPIDARY_TRY(makeFolder(out.parent_path()));
    if (format == "html")
        LAPIDARY_TRY(output.add(out, htmlReport(runs)));
    else if (format == "md")
        LAPIDARY_TRY(output.add(out, markdownReport(runs)));
    else if (format == "json")
        LAPIDARY_TRY(output.add(out, jsonReport(runs).dump(
                                         2, ' ', false, nlohmann::json::error_handler_t::replace)
                                         + "\n"));
    else
        return fail(ErrorCode::Usage, "unknown report format \"{}\"; there are html, md, json, csv",
                    format);
    return output.files;
}

} // namespace lapidary

#include "core/base/format.h"
#include "core/report/facts.h"

namespace lapidary {

using nlohmann::json;

namespace {

std::string share(const json &row)
{
    return formatPercent(row.at("share").get<double>(), 2);
}

FactTable rolesTable(const json &shares)
{
    FactTable table{"Parameters by role", {"Role", ">Layers", ">Parameters", ">Share"}, {}, {}};
    bool head = false;
    for (const json &role : shares.at("roles")) {
        head = head || role.at("role") == "head";
        table.rows.push_back({role.at("role").get<std::string>(),
                              std::to_string(role.at("layers").get<int>()),
                              formatExact(role.at("parameters").get<int64_t>()), share(role)});
    }
    table.rows.push_back({"total", "", formatExact(shares.at("total").get<int64_t>()), "100 %"});
    if (shares.at("tied").get<bool>() && !head)
        table.note = "The head is the embedding (tied); it is counted once.";
    return table;
}

FactTable blocksTable(const json &shares)
{
    FactTable table{"Parameters by block",
                    {"Blocks", ">Attention", ">MLP", ">Norms", ">Other", ">One block", ">Share"},
                    {},
                    "Rows are of one block; blocks that are built alike share a row."};
    for (const json &block : shares.at("blocks")) {
        const int first = block.at("first").get<int>(), last = block.at("last").get<int>();
        std::vector<std::string> row{first == last
                                         ? std::to_string(first)
                                         : fmt::format("{}-{} ({})", first, last, last - first + 1)};
        for (const char *key : {"attention", "mlp", "norms", "other", "parameters"})
            row.push_back(formatExact(block.at(key).get<int64_t>()));
        row.push_back(share(block));
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace

std::vector<FactTable> architectureTables(const RunRecord &run)
{
    if (!run.architecture.is_object() || !run.architecture.contains("shares"))
        return {};
    try { // a record is a file that anybody may have written
        const json &shares = run.architecture.at("shares");
        return {rolesTable(shares), blocksTable(shares)};
    } catch (const json::exception &) {
        return {};
    }
}

} // namespace lapidary

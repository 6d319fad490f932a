#include "core/run/part_donor.h"

namespace fs = std::filesystem;

namespace lapidary {

PartDonor::PartDonor(const fs::path &runFolder)
{
    std::error_code ec;
    for (const fs::directory_entry &entry : fs::directory_iterator(runFolder / "layers", ec)) {
        if (entry.path().extension() != ".json")
            continue;
        auto record = readPartRecord(entry.path());
        if (!record || record->work.empty())
            continue;
        const fs::path file = fs::path(entry.path()).replace_extension(".safetensors");
        const std::string work = record->work;
        m_parts.emplace(work, std::pair(file, std::move(*record)));
    }
}

Result<std::optional<PartRecord>> PartDonor::adopt(const WorkContext &context, const Part &part,
                                                   const fs::path &runFolder,
                                                   const std::string &planHash,
                                                   const JobContext &job) const
{
    const auto found = m_parts.find(partWork(context, part));
    if (found == m_parts.end() || !isWhole(found->second.first, found->second.second, job))
        return std::nullopt;
    const fs::path target = runFolder / part.file;
    std::error_code ec;
    fs::remove(target, ec);
    fs::create_hard_link(found->second.first, target, ec);
    if (ec) {
        ec.clear();
        fs::copy_file(found->second.first, target, fs::copy_options::overwrite_existing, ec);
    }
    if (ec)
        return fail(ErrorCode::Io, "cannot take {} over from the stage before: {}",
                    target.string(), ec.message());
    PartRecord record = found->second.second;
    record.planHash = planHash;
    record.adopted = true;
    LAPIDARY_TRY(writePartRecord(partRecordPath(runFolder, part), record));
    return record;
}

} // namespace lapidary

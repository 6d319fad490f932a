#pragma once

#include "core/run/part.h"

#include <map>

namespace lapidary {

/// The finished parts of an earlier stage, for the next one: what the new steps do not touch is
/// linked, not made again.
class PartDonor {
public:
    /// Reads the records of `runFolder`; one without parts gives nothing.
    explicit PartDonor(const std::filesystem::path &runFolder);

    /// Links the donor's file of the same work into `runFolder` (copies it where links are
    /// impossible) and writes its record for this plan. Nothing when there is no such part or its
    /// file is damaged. Thread-safe.
    Result<std::optional<PartRecord>> adopt(const WorkContext &context, const Part &part,
                                            const std::filesystem::path &runFolder,
                                            const std::string &planHash,
                                            const JobContext &job) const;

private:
    std::map<std::string, std::pair<std::filesystem::path, PartRecord>> m_parts; ///< by work
};

} // namespace lapidary

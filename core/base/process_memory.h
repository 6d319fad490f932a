#pragma once

#include <cstdint>

namespace lapidary {

/// Resident memory of this process now; 0 where the system does not tell.
int64_t residentBytes();

/// The most it was so far.
int64_t peakResidentBytes();

} // namespace lapidary

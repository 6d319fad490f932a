#include "core/base/process_memory.h"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace lapidary {

int64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    int64_t whole = 0, resident = 0;
    return file >> whole >> resident ? resident * sysconf(_SC_PAGESIZE) : 0;
}

int64_t peakResidentBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return int64_t(usage.ru_maxrss) * 1024;
}

} // namespace lapidary

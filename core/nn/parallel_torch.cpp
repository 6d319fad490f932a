#include "core/nn/parallel_torch.h"

#include <ATen/Parallel.h>

namespace lapidary {
namespace {

class RestoredThreads {
public:
    RestoredThreads() : m_before(at::get_num_threads()) {}
    ~RestoredThreads() { at::set_num_threads(m_before); }

private:
    int m_before;
};

} // namespace

Status parallelTorch(int64_t count, int workers, int each, const JobContext &job,
                     const std::function<Status(int64_t)> &body)
{
    const RestoredThreads restored;
    return parallelFor(count, workers, job, [&](int64_t i) -> Status {
        at::set_num_threads(each);
        return body(i);
    });
}

} // namespace lapidary

#pragma once

#include "core/checkpoint/tensor_writer.h"
#include "core/export/exporter.h"

#include <functional>
#include <map>

namespace lapidary {

/// Remembers a hash of what each tensor's producer delivered, to compare with what is read back.
class WriteLedger {
public:
    /// Wraps the producers of `tensors`; the ledger must outlive the writing.
    std::vector<OutgoingTensor> watch(std::vector<OutgoingTensor> tensors);
    /// Opens what was written and compares every tensor: name, shape, dtype and bytes.
    Status check(const std::filesystem::path &written, JobContext &job) const;
    /// Stored dtype -> number of tensors.
    std::map<std::string, int64_t> types() const;
    int64_t bytes() const;

private:
    struct Entry {
        DType dtype;
        Shape shape;
        std::string hash;
        int64_t bytes = 0;
    };
    std::map<std::string, Entry> m_entries;
};

} // namespace lapidary

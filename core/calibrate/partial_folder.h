#pragma once

#include "core/arrays/hdf5_file.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace lapidary {

/// "<out>.partial": finished blocks of a calibration under way, so that it resumes. Each file
/// appears under its name only when complete.
class PartialFolder {
public:
    /// Opens or begins the folder. One that belongs to other work (another `key`) is begun anew.
    static Result<PartialFolder> open(const std::filesystem::path &out, const std::string &key);

    bool hasStatistics(const std::string &pass, size_t block) const;
    Status writeStatistics(const std::string &pass, size_t block,
                           const std::function<Status(Hdf5File &)> &fill) const;
    Result<Hdf5File> statistics(const std::string &pass, size_t block) const;

    /// Tensors between blocks: hidden states, gradients.
    bool hasTensor(const std::string &name, size_t block) const;
    Status writeTensor(const std::string &name, size_t block, const at::Tensor &tensor) const;
    /// Into a tensor of the same type and size as what was written.
    Status readTensor(const std::string &name, size_t block, at::Tensor &into) const;
    void removeTensor(const std::string &name, size_t block) const;

    /// When all is done.
    void remove() const;

private:
    std::filesystem::path file(const std::string &name, size_t block, const char *ending) const;

    std::filesystem::path m_folder;
};

} // namespace lapidary

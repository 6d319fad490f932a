#include "core/calibrate/partial_folder.h"

#include "core/base/atomic_file.h"

#include <fstream>

namespace fs = std::filesystem;

namespace lapidary {

Result<PartialFolder> PartialFolder::open(const fs::path &out, const std::string &key)
{
    PartialFolder folder;
    folder.m_folder = out.string() + ".partial";
    std::error_code ec;
    const fs::path mark = folder.m_folder / "key";
    if (const auto found = readTextFile(mark); !found || *found != key)
        fs::remove_all(folder.m_folder, ec);
    fs::create_directories(folder.m_folder, ec);
    if (ec)
        return fail(ErrorCode::Io, "cannot create {}: {}; choose another place for the calibration",
                    folder.m_folder.string(), ec.message());
    LAPIDARY_TRY(writeFileAtomically(mark, key));
    return folder;
}

fs::path PartialFolder::file(const std::string &name, size_t block, const char *ending) const
{
    return m_folder / fmt::format("{}-{:05}.{}", name, block, ending);
}

bool PartialFolder::hasStatistics(const std::string &pass, size_t block) const
{
    std::error_code ec;
    return fs::exists(file(pass, block, "h5"), ec);
}

Status PartialFolder::writeStatistics(const std::string &pass, size_t block,
                                      const std::function<Status(Hdf5File &)> &fill) const
{
    return writeHdf5Atomically(file(pass, block, "h5"), fill);
}

Result<Hdf5File> PartialFolder::statistics(const std::string &pass, size_t block) const
{
    return Hdf5File::openReadOnly(file(pass, block, "h5"));
}

bool PartialFolder::hasTensor(const std::string &name, size_t block) const
{
    std::error_code ec;
    return fs::exists(file(name, block, "bin"), ec);
}

Status PartialFolder::writeTensor(const std::string &name, size_t block,
                                  const at::Tensor &tensor) const
{
    const at::Tensor host = tensor.to(at::kCPU).contiguous();
    return writeFileAtomically(file(name, block, "bin"),
                               {static_cast<const char *>(host.const_data_ptr()), host.nbytes()});
}

Status PartialFolder::readTensor(const std::string &name, size_t block, at::Tensor &into) const
{
    const fs::path path = file(name, block, "bin");
    at::Tensor host = at::empty(into.sizes(), into.options().device(at::kCPU));
    std::ifstream in(path, std::ios::binary);
    in.read(static_cast<char *>(host.mutable_data_ptr()), std::streamsize(host.nbytes()));
    if (!in || in.gcount() != std::streamsize(host.nbytes()))
        return fail(ErrorCode::Io, "{}: expected {} bytes; remove {} and calibrate again",
                    path.string(), host.nbytes(), m_folder.string());
    into = host.to(into.device());
    return {};
}

void PartialFolder::removeTensor(const std::string &name, size_t block) const
{
    std::error_code ec;
    fs::remove(file(name, block, "bin"), ec);
}

void PartialFolder::remove() const
{
    std::error_code ec;
    fs::remove_all(m_folder, ec);
}

} // namespace lapidary

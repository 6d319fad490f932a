#include "core/arrays/hdf5_file.h"

#include "core/base/atomic_file.h"

#include <algorithm>
#include <hdf5.h>
#include <mutex>
#include <utility>

namespace lapidary {

namespace {

std::mutex &libraryLock()
{
    static std::mutex mutex;
    return mutex;
}

/// One HDF5 identifier, closed by the function that belongs to it.
class Handle {
public:
    Handle(hid_t id, herr_t (*closer)(hid_t)) : m_id(id), m_closer(closer) {}
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle()
    {
        if (m_id >= 0)
            m_closer(m_id);
    }
    operator hid_t() const { return m_id; }
    bool ok() const { return m_id >= 0; }

private:
    hid_t m_id;
    herr_t (*m_closer)(hid_t);
};

// The library prints its error stack unless told not to.
void quiet()
{
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

tl::unexpected<Error> failed(const char *what, const std::string &name,
                             const std::filesystem::path &path)
{
    return fail(ErrorCode::Io, "cannot {} \"{}\" in {}: the HDF5 library refused", what, name,
                path.string());
}

herr_t collect(hid_t, const char *name, const H5O_info_t *info, void *target)
{
    if (info->type == H5O_TYPE_DATASET)
        static_cast<std::vector<std::string> *>(target)->push_back(name);
    return 0;
}

} // namespace

Result<Hdf5File> Hdf5File::create(const std::filesystem::path &path)
{
    std::lock_guard lock(libraryLock());
    quiet();
    Hdf5File file;
    file.m_path = path;
    file.m_file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    if (file.m_file < 0)
        return fail(ErrorCode::Io, "cannot create {} as an HDF5 file", path.string());
    return file;
}

Result<Hdf5File> Hdf5File::openReadOnly(const std::filesystem::path &path)
{
    std::lock_guard lock(libraryLock());
    quiet();
    Hdf5File file;
    file.m_path = path;
    file.m_file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (file.m_file < 0)
        return fail(ErrorCode::Input, "{} cannot be opened as an HDF5 file", path.string());
    return file;
}

Hdf5File::Hdf5File(Hdf5File &&other) noexcept
    : m_path(std::move(other.m_path)), m_file(std::exchange(other.m_file, -1))
{
}

Hdf5File::~Hdf5File()
{
    if (m_file < 0)
        return;
    std::lock_guard lock(libraryLock());
    H5Fclose(m_file);
}

Status Hdf5File::close()
{
    std::lock_guard lock(libraryLock());
    if (m_file >= 0 && H5Fclose(std::exchange(m_file, -1)) < 0)
        return fail(ErrorCode::Io, "cannot finish {}; is the disk full?", m_path.string());
    return {};
}

Status Hdf5File::writeRaw(const std::string &name, int64_t type, int64_t memoryType,
                          const void *data, size_t count)
{
    std::lock_guard lock(libraryLock());
    const hsize_t size = count;
    const Handle space(H5Screate_simple(1, &size, nullptr), H5Sclose);
    const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
    const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
    if (!space.ok() || !links.ok() || !properties.ok()
        || H5Pset_create_intermediate_group(links, 1) < 0
        || H5Pset_obj_track_times(properties, false) < 0) // equal content, equal bytes
        return failed("prepare", name, m_path);
    const Handle set(H5Dcreate2(m_file, name.c_str(), type, space, links, properties, H5P_DEFAULT),
                     H5Dclose);
    if (!set.ok()
        || (count > 0 && H5Dwrite(set, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0))
        return failed("write", name, m_path);
    return {};
}

Status Hdf5File::write(const std::string &name, const std::vector<double> &values)
{
    return writeRaw(name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data(), values.size());
}

Status Hdf5File::write(const std::string &name, const std::vector<int64_t> &values)
{
    return writeRaw(name, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data(), values.size());
}

Status Hdf5File::writeText(const std::string &name, const std::string &text)
{
    return writeRaw(name, H5T_STD_U8LE, H5T_NATIVE_UINT8, text.data(), text.size());
}

Status Hdf5File::write(const std::string &name, std::span<const float> values)
{
    return writeRaw(name, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(), values.size());
}

template <class Element>
Result<std::vector<Element>> Hdf5File::readRaw(const std::string &name, int64_t memoryType) const
{
    std::lock_guard lock(libraryLock());
    const Handle set(H5Dopen2(m_file, name.c_str(), H5P_DEFAULT), H5Dclose);
    if (!set.ok())
        return failed("find", name, m_path);
    const Handle space(H5Dget_space(set), H5Sclose);
    const hssize_t count = H5Sget_simple_extent_npoints(space);
    if (count < 0 || count > (1LL << 32))
        return failed("read", name, m_path);
    std::vector<Element> values(static_cast<size_t>(count));
    if (count > 0 && H5Dread(set, memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
        return failed("read", name, m_path);
    return values;
}

Result<std::vector<double>> Hdf5File::readDoubles(const std::string &name) const
{
    return readRaw<double>(name, H5T_NATIVE_DOUBLE);
}

Result<std::vector<float>> Hdf5File::readFloats(const std::string &name) const
{
    return readRaw<float>(name, H5T_NATIVE_FLOAT);
}

Result<std::vector<int64_t>> Hdf5File::readIntegers(const std::string &name) const
{
    return readRaw<int64_t>(name, H5T_NATIVE_INT64);
}

Result<std::string> Hdf5File::readText(const std::string &name) const
{
    LAPIDARY_ASSIGN(const auto bytes, readRaw<unsigned char>(name, H5T_NATIVE_UCHAR));
    return std::string(bytes.begin(), bytes.end());
}

Result<std::vector<std::string>> Hdf5File::names() const
{
    std::lock_guard lock(libraryLock());
    std::vector<std::string> all;
    if (H5Ovisit(m_file, H5_INDEX_NAME, H5_ITER_INC, collect, &all) < 0)
        return failed("list", "/", m_path);
    std::sort(all.begin(), all.end());
    return all;
}

Status writeHdf5Atomically(const std::filesystem::path &path,
                           const std::function<Status(Hdf5File &)> &fill)
{
    // AtomicFile finds the temporary name, flushes and renames it, or removes it on failure.
    LAPIDARY_ASSIGN(AtomicFile target, AtomicFile::create(path));
    LAPIDARY_ASSIGN(Hdf5File file, Hdf5File::create(target.temporaryPath()));
    LAPIDARY_TRY(fill(file));
    LAPIDARY_TRY(file.close());
    return target.commit();
}

} // namespace lapidary

#include "tests/core/linalg/eigen_reference.h"

#include <Eigen/Dense>

#include <cmath>

namespace lapidary::test {
namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Matrix toEigen(const at::Tensor &a)
{
    const at::Tensor wide = a.to(at::kDouble).contiguous();
    return Eigen::Map<const Matrix>(wide.data_ptr<double>(), a.size(0), a.size(1));
}

} // namespace

std::vector<double> eigenSingularValues(const at::Tensor &matrix)
{
    const Eigen::VectorXd s = Eigen::BDCSVD<Eigen::MatrixXd>(toEigen(matrix)).singularValues();
    return {s.data(), s.data() + s.size()};
}

double relativeTail(const std::vector<double> &singularValues, int64_t kept)
{
    double all = 0, tail = 0;
    for (size_t i = 0; i < singularValues.size(); ++i) {
        const double energy = singularValues[i] * singularValues[i];
        all += energy;
        tail += static_cast<int64_t>(i) >= kept ? energy : 0;
    }
    return std::sqrt(tail / all);
}

double eigenOutputError(const at::Tensor &w, const at::Tensor &found,
                        const at::Tensor &covariance)
{
    const Matrix c = toEigen(covariance), e = toEigen(w - found), whole = toEigen(w);
    return std::sqrt((e * c * e.transpose()).trace() / (whole * c * whole.transpose()).trace());
}

} // namespace lapidary::test

#include "core/linalg/gated_fit.h"

#include <ATen/core/grad_mode.h>
#include <array>
#include <cmath>

namespace lapidary {
namespace {

using Triple = std::array<at::Tensor, 3>; ///< of the shapes of gate, up and down

// Below this share of the mean diagonal the preconditioner takes a direction for empty.
constexpr double kFloor = 1e-3;
constexpr int kHalvings = 3;

double dot(const Triple &a, const Triple &b)
{
    double sum = 0;
    for (size_t i = 0; i < 3; ++i)
        sum += (a[i] * b[i]).sum(at::kDouble).item<double>();
    return sum;
}

Triple plus(const Triple &a, double factor, const Triple &b)
{
    return {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
}

at::Tensor inverse(const at::Tensor &moment, double share)
{
    const at::Tensor wide = moment.to(at::kDouble);
    const at::Tensor d = wide.diagonal();
    return at::linalg_inv(wide + at::diag(share * d + 1e-6 * d.mean() + 1e-300)).to(at::kFloat);
}

/// The model linearized at the start.
class GatedStep {
public:
    GatedStep(const GatedWeights &start, const GatedSamples &samples, const GatedFitOptions &o)
        : m_start{start.gate, start.up, start.down}, m_samples(samples), m_options(o),
          m_rows(double(samples.x.size(0)))
    {
        linearize();
        precondition();
    }

    Result<GatedFit> run(const JobContext &job) const;

private:
    void linearize();
    void precondition();
    at::Tensor weighed(const at::Tensor &rows) const
    {
        return m_options.metric.defined() ? at::mm(rows, m_metric) : rows;
    }
    double errorAt(const Triple &weights) const;
    Triple transposed(const at::Tensor &residual) const; ///< J^T M residual / rows
    Triple normal(const Triple &v) const;                ///< (J^T M J / rows + damping) v
    Triple preconditioned(const Triple &r) const;
    Result<Triple> solve(const JobContext &job) const;

    const Triple m_start;
    const GatedSamples &m_samples;
    const GatedFitOptions &m_options;
    const double m_rows;
    at::Tensor m_metric, m_byGate, m_byUp, m_hidden, m_residual;
    at::Tensor m_covariance, m_hiddenSquare, m_gateScale, m_upScale; ///< diagonal blocks
    at::Tensor m_inputInverse, m_hiddenInverse, m_metricInverse;
};

void GatedStep::linearize()
{
    const at::Tensor &x = m_samples.x;
    if (m_options.metric.defined())
        m_metric = m_options.metric.to(x.device(), at::kFloat);
    const at::Tensor u = at::mm(x, m_start[1].t());
    at::Tensor slope;
    {
        at::AutoGradMode withGradients(true);
        const at::Tensor z = at::mm(x, m_start[0].t()).detach().set_requires_grad(true);
        const at::Tensor s = m_options.activation(z);
        s.sum().backward();
        m_byUp = s.detach();
        slope = z.grad();
    }
    m_byGate = slope * u;
    m_hidden = m_byUp * u;
    m_residual = m_samples.wanted - at::mm(m_hidden, m_start[2].t());
}

void GatedStep::precondition()
{
    const at::Tensor &x = m_samples.x;
    const at::Tensor &down = m_start[2];
    const at::Tensor reach = (down * weighed(down.t()).t()).sum(0); // d_j^T M d_j
    const auto scale = [&](const at::Tensor &by) {
        const at::Tensor h = reach * by.square().mean(0);
        return h.clamp_min(kFloor * h.mean()).clamp_min(1e-30).unsqueeze(1);
    };
    m_gateScale = scale(m_byGate);
    m_upScale = scale(m_byUp);
    m_covariance = at::mm(x.t(), x) / m_rows;
    m_inputInverse = inverse(m_covariance, kFloor);
    const at::Tensor hidden = at::mm(m_hidden.t(), m_hidden) / m_rows;
    m_hiddenSquare = hidden.diagonal().clone();
    m_hiddenInverse = inverse(hidden, m_options.damping);
    if (m_metric.defined())
        m_metricInverse = inverse(m_metric, kFloor);
}

double GatedStep::errorAt(const Triple &w) const
{
    const at::Tensor &x = m_samples.x;
    const at::Tensor hidden =
        m_options.activation(at::mm(x, w[0].t())).mul_(at::mm(x, w[1].t()));
    const at::Tensor residual = m_samples.wanted - at::mm(hidden, w[2].t());
    return (weighed(residual) * residual).sum(at::kDouble).item<double>() / m_rows;
}

Triple GatedStep::transposed(const at::Tensor &residual) const
{
    const at::Tensor r = weighed(residual);
    const at::Tensor back = at::mm(r, m_start[2]);
    const at::Tensor &x = m_samples.x;
    return {at::mm((back * m_byGate).t(), x).div_(m_rows),
            at::mm((back * m_byUp).t(), x).div_(m_rows),
            at::mm(r.t(), m_hidden).div_(m_rows)};
}

Triple GatedStep::normal(const Triple &v) const
{
    const at::Tensor &x = m_samples.x;
    const at::Tensor inner =
        at::mm(x, v[0].t()).mul_(m_byGate).add_(at::mm(x, v[1].t()).mul_(m_byUp));
    Triple result =
        transposed(at::mm(inner, m_start[2].t()).add_(at::mm(m_hidden, v[2].t())));
    const double d = m_options.damping;
    result[0].add_(m_gateScale * at::mm(v[0], m_covariance), d);
    result[1].add_(m_upScale * at::mm(v[1], m_covariance), d);
    result[2].add_(weighed(v[2].t()).t() * m_hiddenSquare, d);
    return result;
}

Triple GatedStep::preconditioned(const Triple &r) const
{
    const double d = 1 + m_options.damping;
    const at::Tensor down = at::mm(r[2], m_hiddenInverse);
    return {at::mm(r[0], m_inputInverse).div_(m_gateScale * d),
            at::mm(r[1], m_inputInverse).div_(m_upScale * d),
            m_metricInverse.defined() ? at::mm(m_metricInverse, down) : down};
}

Result<Triple> GatedStep::solve(const JobContext &job) const
{
    Triple residual = transposed(m_residual);
    Triple z = preconditioned(residual), direction = z;
    Triple step{at::zeros_like(z[0]), at::zeros_like(z[1]), at::zeros_like(z[2])};
    double rz = dot(residual, z);
    for (int i = 0; i < m_options.iterations && rz > 0; ++i) {
        LAPIDARY_TRY(job.checkCancelled());
        const Triple image = normal(direction);
        const double alpha = rz / dot(direction, image);
        if (!std::isfinite(alpha))
            break;
        step = plus(step, alpha, direction);
        residual = plus(residual, -alpha, image);
        z = preconditioned(residual);
        const double next = dot(residual, z);
        direction = plus(z, next / rz, direction);
        rz = next;
    }
    return step;
}

Result<GatedFit> GatedStep::run(const JobContext &job) const
{
    GatedFit fit;
    fit.before = (weighed(m_residual) * m_residual).sum(at::kDouble).item<double>() / m_rows;
    fit.after = fit.before;
    fit.weights = {m_start[0], m_start[1], m_start[2]};
    LAPIDARY_ASSIGN(const Triple step, solve(job));
    double length = 1;
    for (int i = 0; i <= kHalvings; ++i, length /= 2) {
        const Triple candidate = plus(m_start, length, step);
        const double error = errorAt(candidate);
        if (!(error < fit.before))
            continue;
        fit.weights = {candidate[0], candidate[1], candidate[2]};
        fit.after = error;
        break;
    }
    return fit;
}

} // namespace

Result<GatedFit> fitGated(const GatedWeights &start, const GatedSamples &samples,
                          const GatedFitOptions &options, const JobContext &job)
{
    const at::NoGradGuard noGrad;
    return GatedStep(start, samples, options).run(job);
}

} // namespace lapidary

#include "ui/charts/plot_spec.h"

#include <algorithm>
#include <cmath>

namespace lapidary {

bool PlotSpec::isEmpty() const
{
    const auto finite = [](double value) { return std::isfinite(value); };
    for (const SeriesSpec &one : series)
        if (std::any_of(one.y.begin(), one.y.end(), finite)
            && std::any_of(one.x.begin(), one.x.end(), finite))
            return false;
    return std::none_of(boxes.begin(), boxes.end(),
                        [&](const BoxSpec &box) { return finite(box.median); });
}

PlotSpec PlotSpec::empty(const QString &sentence)
{
    PlotSpec spec;
    spec.emptyText = sentence;
    return spec;
}

PlotSpec PlotSpec::busy(const QString &sentence)
{
    PlotSpec spec;
    spec.loading = true;
    spec.loadingText = sentence;
    return spec;
}

} // namespace lapidary

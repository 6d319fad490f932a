#include "ui/views/tabs/compare_tab.h"
#include "ui/views/tabs/distribution_tab.h"
#include "ui/views/tabs/model_tab.h"
#include "ui/views/tabs/overview_tab.h"
#include "ui/views/tabs/playground_tab.h"
#include "ui/views/tabs/spectrum_tab.h"
#include "ui/views/tabs/tradeoff_tab.h"

namespace lapidary {

std::vector<Tab *> makeTabs(Session &session, QWidget *parent)
{
    return {new OverviewTab(session, parent),   new DistributionTab(session, parent),
            new SpectrumTab(session, parent),   new TradeoffTab(session, parent),
            new CompareTab(session, parent),    new PlaygroundTab(session, parent),
            new ModelTab(session, parent)};
}

} // namespace lapidary

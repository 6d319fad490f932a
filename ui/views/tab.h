#pragma once

#include "ui/bridge/session.h"

#include <QWidget>

namespace lapidary {

/// One tab of the centre. Tabs are made once per window, before any model is open; they listen to
/// the session themselves and work only while they are in front (isActive).
class Tab : public QWidget {
    Q_OBJECT
public:
    Tab(Session &session, QWidget *parent = nullptr) : QWidget(parent), m_session(session) {}

    virtual QString id() const = 0;    ///< "spectrum": settings, screenshots, tabRequested
    virtual QString title() const = 0; ///< translated
    /// True when everything this tab asked for has arrived and is painted; screenshots wait.
    virtual bool isSettled() const { return true; }
    bool isActive() const { return m_active; }

    /// Called by the window when the tab comes to the front or leaves it.
    void setActive(bool active)
    {
        m_active = active;
        if (active)
            activated();
    }

protected:
    /// The tab came to the front: refresh what changed meanwhile.
    virtual void activated() {}
    Session &session() const { return m_session; }

private:
    Session &m_session;
    bool m_active = false;
};

/// All tabs in order: overview, distribution, spectrum, tradeoff, compare, playground, model.
/// Defined in ui/views/tabs.
std::vector<Tab *> makeTabs(Session &session, QWidget *parent);

} // namespace lapidary

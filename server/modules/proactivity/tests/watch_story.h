// A client with a switch and the people behind it; the verbs of a fault and of those who notice it.
#pragma once

#include "server/modules/monitoring/monitoring.h"
#include "steward/alerting/v1/alerting.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/proactivity/v1/proactivity.pb.h"
#include "steward/services/v1/services.pb.h"
#include "tests/house/story.h"

namespace steward::proactivity {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

/// "2026-11-17T10:05:50Z" for "10:05:50".
Instant story_time(const std::string& clock);

class WatchStory : public testing_house::Story {
protected:
    WatchStory();

    /// The clock goes on to that time of the story's day; reconcilers run on the way and there.
    void at(const std::string& clock) { to(story_time(clock)); }
    void to(Instant moment);

    // What happens.
    /// A check goes hard; its first soft sight was at `since`. The item tells conditions of one device apart.
    void fault(DeviceId device, Instant since, const std::string& check = "A01", const std::string& title = "Access switch is down",
               const std::string& priority = "P2", double value = 1);
    void recovers(DeviceId device, const std::string& check = "A01");
    std::string call_in(const std::string& title, DeviceId device = {}, const std::string& source = "phone",
                        const std::string& service = {});
    /// A service that needs a machine, or another service.
    std::string service(const std::string& name, DeviceId device, const std::string& needed = {});
    void take_alert();  // the newest open one
    void work_on(const std::string& ticket);
    Result<helpdesk::v1::Ticket> try_resolve(const std::string& ticket, const std::string& code = "fixed");
    void resolve(const std::string& ticket, const std::string& code = "fixed");
    std::string alert_ticket();

    // What is seen.
    std::vector<v1::Disturbance> disturbances(const std::string& filter = "-state:merged");
    v1::Disturbance only_disturbance();
    v1::Disturbance look(const std::string& id);
    v1::ClientReport report_of(const std::string& ticket);
    v1::Proactivity figures(const Caller& caller);
    int times_told(const std::string& ticket);

    // What people decide.
    Result<v1::ClientReport> confirm(const std::string& report);
    Result<v1::ClientReport> reject(const std::string& report);
    Result<v1::ClientReport> relink(const Caller& caller, const std::string& report, const std::string& target);
    Result<v1::VerdictOverride> ask_for(const Caller& caller, const std::string& disturbance, const std::string& verdict);
    Result<v1::VerdictOverride> approve(const Caller& caller, const std::string& id);

    Caller person(const std::string& name, const std::string& role);

    ClientId lindqvist, other;
    SiteId office;
    DeviceId switch_2, files;
    Caller theo, sven, carla;  // technician, service manager, the client's reader
};

}  // namespace steward::proactivity

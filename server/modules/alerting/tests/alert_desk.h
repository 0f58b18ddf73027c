// A provider with one watched server, told what monitoring would say, and the verbs of an alert desk.
#pragma once

#include "steward/alerting/v1/alerting.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::alerting {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

/// A condition in the words of the catalogue. S01 on the server files-1 unless said otherwise.
struct Told {
    std::string check = "S01", item = "/", severity = "warning", priority = "P4";
    DeviceId device = {};
};

class DeskOfAlerts : public testing_house::Story {
protected:
    DeskOfAlerts()
        : Story({"journal", "access", "directory", "alerting", "helpdesk"}, {directory::make_module, make_module, helpdesk::make_module}) {
        harbour = house.client("Harbour");
        files = house.device(harbour, "files-1");
        nora = house.technician({harbour});
        nora.name = "Nora";
    }
    static std::string print_of(const Told& told) { return told.device.text() + "/" + told.check + "/" + told.item; }

    // What monitoring says, and everything that follows from it in this moment.
    void raise(Told told) {
        if (told.device.is_nil()) told.device = files;
        facts::v1::ConditionRaised fact;
        fact.set_client_id(harbour.text());
        fact.set_device_id(told.device.text());
        fact.set_fingerprint(print_of(told));
        fact.set_check(told.check);
        fact.set_item(told.item);
        fact.set_severity(told.severity);
        fact.set_priority(told.priority);
        fact.set_title(told.check + " " + told.item + " is " + told.severity);
        fact.set_plain_text("Work may stop.");
        fact.set_since_unix_ms(house.clock.now().unix_ms - 600'000);
        fact.set_observed_at_unix_ms(house.clock.now().unix_ms);
        house.append(harbour, fact.fingerprint(), fact);
        act();
    }
    void clear(Told told, const std::string& reason = "recovered") {
        if (told.device.is_nil()) told.device = files;
        facts::v1::ConditionCleared fact;
        fact.set_client_id(harbour.text());
        fact.set_device_id(told.device.text());
        fact.set_fingerprint(print_of(told));
        fact.set_reason(reason);
        fact.set_observed_at_unix_ms(house.clock.now().unix_ms);
        house.append(harbour, fact.fingerprint(), fact);
        act();
    }
    void act() {
        house.reconcile();
        house.reconcile();
    }

    v1::ListAlertsResponse alerts(const std::string& filter = "") {
        v1::ListAlertsRequest request;
        request.set_filter(filter);
        request.set_order_by("opened");
        return house.must<v1::ListAlertsResponse>(nora, "ListAlerts", request);
    }
    v1::Alert only_alert() {
        const auto all = alerts();
        EXPECT_EQ(all.alerts_size(), 1);
        return all.alerts_size() == 1 ? all.alerts(0) : v1::Alert{};
    }
    v1::ListIncidentsResponse incidents() {
        return house.must<v1::ListIncidentsResponse>(nora, "ListIncidents", v1::ListIncidentsRequest{});
    }
    helpdesk::v1::ListTicketsResponse tickets() {
        return house.must<helpdesk::v1::ListTicketsResponse>(nora, "ListTickets", helpdesk::v1::ListTicketsRequest{});
    }
    v1::Alert acknowledge(const std::string& id) {
        v1::AcknowledgeAlertRequest request;
        request.set_alert_id(id);
        return house.must<v1::Alert>(nora, "AcknowledgeAlert", request);
    }
    v1::MaintenanceWindow maintenance(Duration from_now, Duration length) {
        v1::CreateMaintenanceWindowRequest request;
        request.set_client_id(harbour.text());
        request.set_starts_at_unix_ms((house.clock.now() + from_now).unix_ms);
        request.set_ends_at_unix_ms((house.clock.now() + from_now + length).unix_ms);
        request.set_reason("Replacing the power supply");
        return house.must<v1::MaintenanceWindow>(nora, "CreateMaintenanceWindow", request);
    }
    int open_alerts_of_client() {
        directory::v1::GetClientRequest request;
        request.set_client_id(harbour.text());
        return house.must<directory::v1::Client>(house.owner(), "GetClient", request).open_alert_count();
    }

    ClientId harbour;
    DeviceId files;
    Caller nora;
};

}  // namespace steward::alerting

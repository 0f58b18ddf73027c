// A provider with a rota, a client, and nights on which something happens.
#pragma once

#include "server/modules/escalation/escalation.h"
#include "steward/escalation/v1/escalation.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "tests/house/story.h"

namespace steward::escalation {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class DutyStory : public testing_house::Story {
protected:
    DutyStory();

    /// "2026-11-18T02:27:00" on the wall in Zurich in winter.
    static Instant local(const std::string& text) { return parse_rfc3339(text + "+01:00").value_or(Instant{}); }
    /// Time goes on minute by minute; reconcilers run at each.
    void to(Instant moment);
    Caller person(const std::string& name, const std::string& role);
    PersonId client_person(const std::string& name, const std::string& email);

    v1::Schedule make_schedule(const std::string& starts_on = "2026-11-02");
    std::string ticket(const std::string& title, const std::string& priority, const std::string& alert = "");
    void alert_changes(const std::string& alert, const std::string& to, const std::string& by);
    void clock_reaches(const std::string& ticket, int percent, const std::string& priority);
    void clock_breaks(const std::string& ticket, const std::string& kind, const std::string& priority);

    /// Every page so far: "02:27 Paula", local time and name.
    std::string paged();
    v1::Run run_of(const std::string& ticket_id);
    std::string token_of(int page_number);
    Result<v1::PageFace> take_by_link(const std::string& token);
    bool answers_by_mail(const std::string& text, const std::string& from);

    ClientId harbour;
    Caller paula, simon, vera, olga;  // primary, secondary, service manager, owner
};

}  // namespace steward::escalation

// A provider with a client, who write down once what they say and do every day.
#pragma once

#include "steward/facts/v1/facts.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/templates/v1/templates.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::templates {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class TemplateStory : public testing_house::Story {
protected:
    TemplateStory();

    v1::TicketTemplate backup_check(const std::string& title = "Check the backups of {{client.name}}");
    v1::OpenedTicket open_from(const v1::TicketTemplate& source, const std::string& person = {});
    std::string ticket(const std::string& title);
    std::string requester(const std::string& name, const std::string& email);
    helpdesk::v1::Ticket look(const std::string& id);
    Result<helpdesk::v1::Ticket> resolve(const std::string& id);
    std::vector<v1::ChecklistItem> checklist(const std::string& id);
    Result<v1::ChecklistItem> tick(const std::string& ticket, const std::string& item, bool done);
    v1::CreateTicketScheduleRequest every(const std::string& rule, const v1::TicketTemplate& source);
    Result<v1::TicketSchedule> schedule(const v1::CreateTicketScheduleRequest& request);
    v1::TicketSchedule look_at(const v1::TicketSchedule& schedule);
    /// The dates of a schedule so far, oldest first: "2026-12-01T07:00".
    std::string dates(const v1::TicketSchedule& schedule);
    void to(const std::string& time);

    ClientId harbour;
    DeviceId files;
    Caller vera;  // who works there
};

}  // namespace steward::templates

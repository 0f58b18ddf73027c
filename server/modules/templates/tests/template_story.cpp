#include "server/modules/templates/tests/template_story.h"

namespace steward::templates {

TemplateStory::TemplateStory()
    : Story({"journal", "access", "directory", "service_levels", "helpdesk", "templates"},
            {directory::make_module, helpdesk::make_module, make_module}) {
    house.clock.set_wall(parse_rfc3339("2026-11-28T09:00:00Z").value_or(Instant{}));
    harbour = house.client("Harbour Precision");
    files = house.device(harbour, "files-1");
    SystemRng rng;
    vera = house.owner();
    vera.account = AccountId::make(house.clock.now(), rng);
    vera.name = "Vera Vogt";
}

v1::TicketTemplate TemplateStory::backup_check(const std::string& title) {
    v1::CreateTicketTemplateRequest request;
    request.set_name("Backup check");
    request.set_title(title);
    request.set_description("Asked by {{requester.name}}, {{today}}.");
    request.set_kind("request");
    request.set_urgency("low");
    request.set_queue("alerts");
    for (const auto& [line, required] :
         {std::pair("Look at last night", true), std::pair("Restore one file", true), std::pair("Tell the client", false)}) {
        auto& item = *request.add_checklist();
        item.set_title(line);
        item.set_required(required);
    }
    return house.must<v1::TicketTemplate>(vera, "CreateTicketTemplate", request);
}

v1::OpenedTicket TemplateStory::open_from(const v1::TicketTemplate& source, const std::string& person) {
    v1::OpenFromTemplateRequest request;
    request.set_client_id(harbour.text());
    request.set_template_id(source.template_id());
    request.set_requester_person_id(person);
    return house.must<v1::OpenedTicket>(vera, "OpenFromTemplate", request);
}

std::string TemplateStory::ticket(const std::string& title) {
    helpdesk::v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title(title);
    return house.must<helpdesk::v1::Ticket>(vera, "CreateTicket", request).ticket_id();
}

std::string TemplateStory::requester(const std::string& name, const std::string& email) {
    directory::v1::CreatePersonRequest request;
    request.set_client_id(harbour.text());
    request.set_name(name);
    request.set_email(email);
    return house.must<directory::v1::Person>(vera, "CreatePerson", request).person_id();
}

helpdesk::v1::Ticket TemplateStory::look(const std::string& id) {
    helpdesk::v1::GetTicketRequest request;
    request.set_ticket_id(id);
    return house.must<helpdesk::v1::Ticket>(vera, "GetTicket", request);
}

Result<helpdesk::v1::Ticket> TemplateStory::resolve(const std::string& id) {
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(id);
    for (const char* state : {"triaged", "in_progress"}) {
        request.set_state(state);
        request.set_category_id(testing_house::usual_category);
        static_cast<void>(house.call<helpdesk::v1::Ticket>(vera, "MoveTicket", request));
    }
    request.set_state("resolved");
    request.set_resolution_code("fulfilled");
    request.set_resolution_text("Looked at every job.");
    return house.call<helpdesk::v1::Ticket>(vera, "MoveTicket", request);
}

std::vector<v1::ChecklistItem> TemplateStory::checklist(const std::string& id) {
    v1::ListChecklistRequest request;
    request.set_ticket_id(id);
    const auto answer = house.must<v1::ListChecklistResponse>(vera, "ListChecklist", request);
    return {answer.items().begin(), answer.items().end()};
}

Result<v1::ChecklistItem> TemplateStory::tick(const std::string& ticket, const std::string& item, bool done) {
    v1::UpdateChecklistItemRequest request;
    request.set_ticket_id(ticket);
    request.set_item_id(item);
    request.set_done(done);
    return house.call<v1::ChecklistItem>(vera, "UpdateChecklistItem", request);
}

v1::CreateTicketScheduleRequest TemplateStory::every(const std::string& rule, const v1::TicketTemplate& source) {
    v1::CreateTicketScheduleRequest request;
    request.set_client_id(harbour.text());
    request.set_name("Backups");
    request.set_template_id(source.template_id());
    request.set_rule(rule);
    request.set_zone("Europe/Zurich");
    request.set_starts_on("2026-11-28");
    request.set_at("08:00");
    return request;
}

Result<v1::TicketSchedule> TemplateStory::schedule(const v1::CreateTicketScheduleRequest& request) {
    return house.call<v1::TicketSchedule>(vera, "CreateTicketSchedule", request);
}

v1::TicketSchedule TemplateStory::look_at(const v1::TicketSchedule& schedule) {
    v1::GetTicketScheduleRequest request;
    request.set_schedule_id(schedule.schedule_id());
    return house.must<v1::TicketSchedule>(vera, "GetTicketSchedule", request);
}

std::string TemplateStory::dates(const v1::TicketSchedule& schedule) {
    v1::ListOccurrencesRequest request;
    request.set_schedule_id(schedule.schedule_id());
    request.set_order_by("due");
    std::string line;
    const auto answer = house.must<v1::ListOccurrencesResponse>(vera, "ListOccurrences", request);
    for (const auto& date : answer.occurrences())
        line += (line.empty() ? "" : " ") + to_rfc3339(Instant{date.due_at_unix_ms()}).substr(0, 16);
    return line;
}

void TemplateStory::to(const std::string& time) {
    house.clock.set_wall(parse_rfc3339(time).value_or(Instant{}));
    house.reconcile();
}

}  // namespace steward::templates

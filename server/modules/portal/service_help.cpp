// What helps somebody of a client: what a ticket would be promised, which devices they may name, who the colleagues are.
#include <set>

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/portal/service.h"
#include "server/platform/filter/filter.h"

namespace steward::portal {

namespace {
constexpr filter::Field fields_of_devices[] = {{"name", "d.name"}, {"kind", "d.device_class"}, {"id", "d.id"}};
constexpr std::string_view text_of_devices[] = {"d.name"};

constexpr filter::Field fields_of_colleagues[] = {
    {"name", "p.name"}, {"email", "p.email"}, {"site", "coalesce(s.name, '')"}, {"role", "p.roles"}, {"id", "p.id"}};
constexpr std::string_view text_of_colleagues[] = {"p.name", "p.email"};

std::string parameter(std::vector<storage::Value>& parameters, storage::Value value) {
    parameters.push_back(std::move(value));
    return "$" + std::to_string(parameters.size());
}

// Of a person's ticket; the acknowledgement is a promise about alerts.
const std::vector<std::string> promises_to_people = {"first_response", "update", "mitigate", "resolve"};
}  // namespace

Result<v1::TicketOutlook> Service::get_ticket_outlook(Call& call, const v1::GetTicketOutlookRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const std::string priority, work_.priority_of(*transaction, call.caller(), call.client(), request.requester_person_id(),
                                                              request.impact(), request.urgency()));
    const service_levels::Subject subject{.client = call.client(), .id = {}, .priority = priority, .kinds = promises_to_people};
    STEWARD_TRY(const auto outlook, levels_.outlook(*transaction, subject, call.now()));
    v1::TicketOutlook answer;
    answer.set_priority(subject.priority);
    answer.set_promised(outlook.has_value());
    if (!outlook) return answer;
    answer.set_calendar_name(outlook->calendar_name);
    answer.set_hours(outlook->hours);
    answer.set_zone(outlook->zone);
    answer.set_always_open(outlook->always_open);
    answer.set_open_now(outlook->open_now);
    answer.set_opens_at_unix_ms(outlook->opens_at.unix_ms);
    for (const auto& promise : outlook->promises) {
        auto& line = *answer.add_promises();
        line.set_kind(promise.kind);
        line.set_target_s(promise.target.count());
        line.set_due_at_unix_ms(promise.due_at.unix_ms);
    }
    return answer;
}

// Who may see devices is offered all of the client's; anybody else those that they work with, and that their own tickets named before.
Result<v1::ListOfferedDevicesResponse> Service::list_offered_devices(Call& call, const v1::ListOfferedDevicesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string from =
        " from directory_v_devices d where d.status <> 'retired' and d.client_id = " + parameter(parameters, call.client().text());
    STEWARD_TRY(const auto person, person_of(*transaction, call.client(), call.caller().account));
    STEWARD_TRY(const auto theirs,
                transaction->query("select device_id from directory_v_device_people where client_id = $1 and person_id = $2", call.client(),
                                   person));
    std::set<std::string> yours;
    for (const auto& row : theirs) yours.insert(row.text(0));
    const bool sees_all = call.caller().may("device.read");
    if (!sees_all) {
        const std::string who = parameter(parameters, person.text());
        from +=
            " and (exists (select 1 from directory_v_device_people u where u.client_id = d.client_id and u.device_id = d.id and "
            "u.person_id = " +
            who +
            ") or exists (select 1 from helpdesk_v_ticket_contents t where t.client_id = d.client_id and t.device_id = d.id and "
            "t.kind <> 'internal' and t.requester_id = " +
            who + "))";
    }
    const filter::SqlList list{"d.id, d.name, d.device_class", from, fields_of_devices, text_of_devices, "d.id", "name"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListOfferedDevicesResponse answer;
    answer.set_total(page.total);
    answer.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        auto& device = *answer.add_devices();
        device.set_device_id(row.text(0));
        device.set_name(row.text(1));
        device.set_device_class(row.text(2));
        device.set_yours(yours.contains(device.device_id()));
        if (!sees_all && !device.yours()) continue;
        const auto vital = directory_.vital(row.id<DeviceId>(0));
        device.set_health(std::string(directory::health_text(vital ? vital->health : directory::Health::Unknown)));
        device.set_health_reason(vital ? vital->reason : "Nothing was heard since the server started.");
        if (vital) device.set_health_observed_at_unix_ms(vital->observed_at.unix_ms);
    }
    return answer;
}

Result<v1::ListColleaguesResponse> Service::list_colleagues(Call& call, const v1::ListColleaguesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from =
        " from directory_v_people p left join directory_v_sites s on s.client_id = p.client_id and s.id = p.site_id where p.client_id = " +
        parameter(parameters, call.client().text());
    const filter::SqlList list{
        "p.id, p.name, p.email, coalesce(s.name, ''), p.roles", from, fields_of_colleagues, text_of_colleagues, "p.id", "name"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListColleaguesResponse answer;
    answer.set_total(page.total);
    answer.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        auto& colleague = *answer.add_colleagues();
        colleague.set_person_id(row.text(0));
        colleague.set_name(row.text(1));
        colleague.set_email(row.text(2));
        colleague.set_site_name(row.text(3));
        std::string_view roles = row.text(4);
        while (!roles.empty()) {
            const size_t end = std::min(roles.find(','), roles.size());
            if (end > 0) colleague.add_roles(std::string(roles.substr(0, end)));
            roles.remove_prefix(std::min(end + 1, roles.size()));
        }
    }
    return answer;
}

}  // namespace steward::portal

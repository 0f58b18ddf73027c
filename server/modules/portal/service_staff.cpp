// Somebody of the client joins, moves or leaves: reported in one form, worked on as a ticket.
#include "server/modules/portal/service.h"
#include "server/modules/portal/staff_change.h"
#include "server/platform/access/typed_text.h"

namespace steward::portal {

namespace {
constexpr auto oldest_change = std::chrono::days(31), latest_change = std::chrono::days(2 * 366);

// The name behind an id that the dispatcher found to be this client's; "" for none.
Result<std::string> name_of(Transaction& transaction, std::string_view view, ClientId client, const std::string& id) {
    if (id.empty()) return std::string();
    STEWARD_TRY(const auto row,
                transaction.query_one("select name from " + std::string(view) + " where client_id = $1 and id = $2", client, id));
    return row ? row->text(0) : std::string();
}

Result<StaffChange> words_of(const v1::ReportStaffChangeRequest& request) {
    StaffChange change;
    STEWARD_TRY(change.kind, access::typed_choice("/kind", request.kind(), staff_change_kinds));
    const bool known = !request.person_id().empty();
    if (known && change.kind == "joiner") return bad_field("/person_id", "Who joins is not one of your people yet: write the name.");
    STEWARD_TRY(change.who, access::typed_line("/name", request.name(), 200, !known));
    STEWARD_TRY(change.day, parse_staff_day("/effective_on", request.effective_on()));
    STEWARD_TRY(change.job_title, access::typed_line("/job_title", request.job_title(), 200, false));
    STEWARD_TRY(change.needs, access::typed_text("/needs", request.needs(), 4000, false));
    STEWARD_TRY(change.note, access::typed_text("/note", request.note(), 4000, false));
    change.at_once = request.at_once();
    if (change.at_once && change.kind != "leaver")
        return bad_field("/at_once", "Only of somebody who leaves everything is closed at once.");
    return change;
}

helpdesk::Doer reporter(const Caller& caller) {
    std::string roles;
    for (const auto& role : caller.roles) roles += (roles.empty() ? "" : ",") + role;
    return {.kind = caller.client_side ? "person" : "staff", .account = caller.account, .name = caller.name, .role = roles};
}
}  // namespace

Result<v1::StaffChange> Service::report_staff_change(Call& call, const v1::ReportStaffChangeRequest& request) {
    STEWARD_TRY(auto change, words_of(request));
    STEWARD_TRY(const auto zone, zones::Zone::open(directory_.client_zone(call.client())));
    const auto today = zone.date_at(zones::whole_seconds(call.now()));
    if (change.day < today - oldest_change || change.day > today + latest_change)
        return bad_field("/effective_on", "A day between a month ago and two years from now.");
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto person = [&](const std::string& id) { return name_of(*transaction, "directory_v_people", call.client(), id); };
    if (!request.person_id().empty()) {
        STEWARD_TRY(change.who, person(request.person_id()));
    }
    STEWARD_TRY(change.manager, person(request.manager_person_id()));
    STEWARD_TRY(change.like, person(request.like_person_id()));
    STEWARD_TRY(change.hand_over, person(request.hand_over_person_id()));
    STEWARD_TRY(change.site, name_of(*transaction, "directory_v_sites", call.client(), request.site_id()));
    const StaffTicket words = staff_ticket(change, today);
    helpdesk::TicketOrder order{.client = call.client(),
                                .kind = "lifecycle",
                                .source = call.caller().client_side ? "portal" : "phone",
                                .title = words.title,
                                .description = words.description,
                                .impact = words.impact,
                                .urgency = words.urgency,
                                .queue = {},
                                .requester = {},
                                .device = {}};
    if (call.caller().client_side) {
        STEWARD_TRY(order.requester, person_of(*transaction, call.client(), call.caller().account));
    }
    STEWARD_TRY(const auto ticket, work_.open(*transaction, order, reporter(call.caller()), call.now()));
    call.set_audit_subject(ticket.id.text());
    call.add_audit_detail("kind", change.kind);
    v1::StaffChange answer;
    answer.set_ticket_id(ticket.id.text());
    answer.set_reference(ticket.reference);
    answer.set_title(ticket.title);
    answer.set_priority(ticket.priority);
    return answer;
}

}  // namespace steward::portal

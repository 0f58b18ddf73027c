#include "server/modules/major_incidents/service.h"

#include <algorithm>

#include "server/modules/major_incidents/rules.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::major_incidents {

namespace {
using access::typed_line, access::typed_text;
constexpr size_t longest_words = 4000, longest_note = 20'000;
constexpr int most_actions = 50;

helpdesk::Doer doer_of(const Caller& caller) { return {.kind = "staff", .account = caller.account, .name = caller.name, .role = ""}; }

// What may be done with it as it stands.
std::vector<std::string> possible(const IncidentRow& incident) {
    if (incident.state == "open") return {"lead", "communicate", "log", "tell", "restore"};
    std::vector<std::string> actions = {"log"};
    if (!incident.end_note_at.is_set()) actions.push_back("end_note");
    if (incident.state == "restored") actions.push_back("review");
    if (incident.review.actions_size() > 0) actions.push_back("action");
    return actions;
}

Result<v1::Review> review_in(const v1::Review& given, Instant now) {
    const std::string today = to_rfc3339(now).substr(0, 10);
    v1::Review review;
    STEWARD_TRY(*review.mutable_cause(), typed_text("/review/cause", given.cause(), longest_words));
    STEWARD_TRY(*review.mutable_worked(), typed_text("/review/worked", given.worked(), longest_words));
    STEWARD_TRY(*review.mutable_impact_cost(), typed_line("/review/impact_cost", given.impact_cost(), 300, false));
    if (given.actions_size() > most_actions) return bad_field("/review/actions", "At most 50.");
    for (int i = 0; i < given.actions_size(); ++i) {
        const std::string at = "/review/actions/" + std::to_string(i);
        static constexpr std::string_view sides[] = {"ours", "client"};
        auto& action = *review.add_actions();
        STEWARD_TRY(*action.mutable_text(), typed_line(at + "/text", given.actions(i).text(), 500));
        STEWARD_TRY(*action.mutable_owner(), typed_line(at + "/owner", given.actions(i).owner(), 200));
        STEWARD_TRY(*action.mutable_side(), access::typed_choice(at + "/side", given.actions(i).side(), sides, "ours"));
        STEWARD_TRY(*action.mutable_due(), typed_line(at + "/due", given.actions(i).due(), 10));
        if (!is_day(action.due())) return bad_field(at + "/due", "Write the day as 2026-12-05.");
        if (action.due() < today) return bad_field(at + "/due", "This day is over. Choose one that can still be kept.");
    }
    return review;
}
}  // namespace

v1::MajorIncident Service::message_of(const IncidentRow& incident, const Caller& caller, Instant now) const {
    v1::MajorIncident message;
    message.set_major_incident_id(incident.id.text());
    message.set_client_id(incident.client.text());
    message.set_client_name(directory_.client_name(incident.client));
    message.set_ticket_id(incident.ticket.text());
    message.set_reference(incident.reference);
    message.set_title(incident.title);
    message.set_reason(incident.reason);
    message.set_state(incident.state);
    message.set_declared_at_unix_ms(incident.declared_at.unix_ms);
    message.set_declared_by(incident.declared_by);
    if (!incident.commander_id.is_nil()) message.set_commander_id(incident.commander_id.text());
    message.set_commander(incident.commander);
    message.set_next_update_at_unix_ms(incident.next_update_at.unix_ms);
    message.set_update_overdue(incident.held_since.is_set() || (incident.next_update_at.is_set() && incident.next_update_at < now));
    message.set_missed_updates(static_cast<int32_t>(incident.missed_updates) +
                               (incident.next_update_at.is_set() ? missed_between(incident.next_update_at, now) : 0));
    message.set_restored_at_unix_ms(incident.restored_at.unix_ms);
    message.set_restored_by(incident.restored_by);
    message.set_end_note_due_unix_ms(incident.end_note_due.unix_ms);
    message.set_end_note_at_unix_ms(incident.end_note_at.unix_ms);
    message.set_review_due_unix_ms(incident.review_due.unix_ms);
    *message.mutable_review() = incident.review;
    message.set_reviewed_at_unix_ms(incident.reviewed_at.unix_ms);
    message.set_reviewed_by(incident.reviewed_by);
    if (!incident.communicator_id.is_nil()) message.set_communicator_id(incident.communicator_id.text());
    message.set_communicator(incident.communicator);
    if (incident.state == "open") message.set_log_due_at_unix_ms((incident.logged_at + log_every).unix_ms);
    message.set_end_note_overdue(incident.end_note_due.is_set() && !incident.end_note_at.is_set() && incident.end_note_due < now);
    message.set_review_overdue(incident.review_due.is_set() && !incident.reviewed_at.is_set() && incident.review_due < now);
    message.set_first_told_at_unix_ms(incident.first_told_at.unix_ms);
    const std::string today = to_rfc3339(now).substr(0, 10);
    for (const auto& action : incident.review.actions()) {
        if (action.done_at_unix_ms() != 0) continue;
        message.set_open_actions(message.open_actions() + 1);
        if (!action.due().empty() && action.due() < today) message.set_late_actions(message.late_actions() + 1);
    }
    if (caller.may("alert.write")) {
        for (const auto& action : possible(incident)) message.add_allowed_actions(action);
    }
    return message;
}

Result<IncidentRow> Service::load(Call& call, const std::string& id, std::string_view action) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto incident, find_incident(*transaction, MajorIncidentId::parse(id).value_or(MajorIncidentId{})));
    if (!incident || incident->client != call.client())
        return fail(ErrorKind::NotFound, "major_incidents.not_found",
                    "There is no such major incident, or it is not one of your clients'.");
    const auto actions = possible(*incident);
    if (!action.empty() && std::find(actions.begin(), actions.end(), action) == actions.end())
        return fail(ErrorKind::Conflict, "major_incidents.wrong_state",
                    "That is not possible while it is " + incident->state + ". Look again, then decide.");
    if (!action.empty()) call.set_audit_subject(id);
    return std::move(*incident);
}

Result<v1::MajorIncident> Service::answer(Call& call, const IncidentRow& incident) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::MajorIncident message = message_of(incident, call.caller(), call.now());
    STEWARD_TRY(const auto lines, lines_of(*transaction, incident.id));
    for (const auto& line : lines) {
        auto& shown = *message.add_lines();
        shown.set_at_unix_ms(line.at.unix_ms);
        shown.set_by(line.by);
        shown.set_kind(line.kind);
        shown.set_text(line.text);
        shown.set_told(line.told);
    }
    return message;
}

Result<v1::ListMajorIncidentsResponse> Service::list_major_incidents(Call& call, const v1::ListMajorIncidentsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"state", "i.state"},         {"reason", "i.reason"},
                                               {"client", "c.name"},         {"client_id", "i.client_id"},
                                               {"ticket_id", "i.ticket_id"}, {"reference", "i.reference"},
                                               {"commander", "i.commander"}, {"declared", "i.declared_at", Kind::Time}};
    static constexpr std::string_view text[] = {"i.title", "i.reference", "c.name"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = " from major_incidents_incidents i join directory_v_clients c on c.id = i.client_id where true" +
                             call.client_filter("i.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(incident_columns), from, fields, text, "i.id", "-declared"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListMajorIncidentsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) *list.add_major_incidents() = message_of(read_incident(row), call.caller(), call.now());
    return list;
}

Result<v1::MajorIncident> Service::get_major_incident(Call& call, const v1::GetMajorIncidentRequest& request) {
    STEWARD_TRY(const auto incident, load(call, request.major_incident_id(), ""));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::declare_major_incident(Call& call, const v1::DeclareMajorIncidentRequest& request) {
    static constexpr std::string_view reasons[] = {"data_loss", "data_left", "decision"};
    STEWARD_TRY(const auto reason, access::typed_choice("/reason", request.reason(), reasons, "decision"));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, work_.read(*transaction, TicketId::parse(request.ticket_id()).value_or(TicketId{})));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    STEWARD_TRY(const auto incident, acts_.declare(*transaction, *ticket, reason, doer_of(call.caller()), call.now()));
    call.set_audit_subject(incident.id.text());
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::lead_major_incident(Call& call, const v1::LeadMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "lead"));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.lead(*transaction, incident, doer_of(call.caller()), call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::communicate_major_incident(Call& call, const v1::CommunicateMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "communicate"));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.communicate(*transaction, incident, doer_of(call.caller()), call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::finish_major_action(Call& call, const v1::FinishMajorActionRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "action"));
    if (request.number() < 0 || request.number() >= incident.review.actions_size())
        return bad_field("/number", "The review has no such action.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.finish_action(*transaction, incident, doer_of(call.caller()), request.number(), !request.not_done(), call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::log_major_incident(Call& call, const v1::LogMajorIncidentRequest& request) {
    STEWARD_TRY(const auto incident, load(call, request.major_incident_id(), "log"));
    STEWARD_TRY(auto text, typed_text("/text", request.text(), longest_words));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.log(*transaction, incident, doer_of(call.caller()), std::move(text), call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::tell_major_incident(Call& call, const v1::TellMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "tell"));
    Words words;
    STEWARD_TRY(words.affected, typed_text("/affected", request.affected(), longest_words));
    STEWARD_TRY(words.known, typed_text("/known", request.known(), longest_words));
    STEWARD_TRY(words.doing, typed_text("/doing", request.doing(), longest_words));
    const auto wait = request.next_in_minutes() == 0 ? longest_silence : Duration(std::chrono::minutes(request.next_in_minutes()));
    if (wait < std::chrono::minutes(5) || wait > longest_silence) return bad_field("/next_in_minutes", "Between 5 and 30 minutes.");
    words.next_at = call.now() + wait;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.tell(*transaction, incident, doer_of(call.caller()), words, call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::restore_major_incident(Call& call, const v1::RestoreMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "restore"));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_words));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.restore(*transaction, incident, doer_of(call.caller()), text, call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::end_major_incident(Call& call, const v1::EndMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "end_note"));
    STEWARD_TRY(const auto text, typed_text("/text", request.text(), longest_note));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.write_end_note(*transaction, incident, doer_of(call.caller()), text, call.now()));
    return answer(call, incident);
}

Result<v1::MajorIncident> Service::review_major_incident(Call& call, const v1::ReviewMajorIncidentRequest& request) {
    STEWARD_TRY(auto incident, load(call, request.major_incident_id(), "review"));
    STEWARD_TRY(auto review, review_in(request.review(), call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.review(*transaction, incident, doer_of(call.caller()), std::move(review), call.now()));
    return answer(call, incident);
}

}  // namespace steward::major_incidents

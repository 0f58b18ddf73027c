#include "server/modules/problems/service.h"

#include <algorithm>
#include <tuple>

#include "server/modules/problems/messages.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::problems {

namespace {
using access::typed_line, access::typed_text;
constexpr size_t longest_title = 200, longest_words = 20'000, longest_reason = 4000;

helpdesk::Doer doer_of(const Caller& caller) { return {.kind = "staff", .account = caller.account, .name = caller.name, .role = ""}; }

Status write_down(std::string& into, std::string_view pointer, const std::string& said, std::string& what, std::string_view name) {
    STEWARD_TRY(auto text, typed_text(pointer, said, longest_words, false));
    if (text == into) return {};
    into = std::move(text);
    what += (what.empty() ? "" : ", ") + std::string(name);
    return {};
}

ProblemFace face_of(const ProblemRow& row) {
    return {.state = row.state,
            .cause = row.cause,
            .workaround = row.workaround,
            .fix = row.fix,
            .has_fix_ticket = !row.fix_ticket.is_nil(),
            .is_withdrawn = row.is_withdrawn()};
}
}  // namespace

Result<ProblemRow> Service::load(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto problem, find_problem(*transaction, ProblemId::parse(id).value_or(ProblemId{})));
    if (!problem || problem->client != call.client())
        return fail(ErrorKind::NotFound, "problems.not_found", "There is no such problem, or it is not one of your clients'.");
    if (!call.is_as_seen(problem->revision))
        return fail(ErrorKind::StaleEtag, "problems.changed_meanwhile",
                    "Somebody else changed this a moment ago. Load it again and repeat your change.");
    return std::move(*problem);
}

Result<helpdesk::TicketPaper> Service::load_ticket(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto ticket, work_.read(*transaction, TicketId::parse(id).value_or(TicketId{})));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    return std::move(*ticket);
}

Result<v1::Problem> Service::answer(Call& call, ProblemId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto problem, find_problem(*transaction, id));
    if (!problem) return fail(ErrorKind::NotFound, "problems.not_found", "There is no such problem.");
    call.set_audit_subject(id.text());
    v1::Problem message;
    fill(message, *problem, call.caller());
    STEWARD_TRY(const int64_t booked, booked_on(*transaction, id));
    message.set_cost_s(booked);
    STEWARD_TRY(const auto incidents, incidents_of(*transaction, id));
    for (const auto& one : incidents) {
        auto& shown = *message.add_linked();
        if (!one.ticket.is_nil()) shown.set_ticket_id(one.ticket.text());
        if (!one.disturbance.is_nil()) shown.set_disturbance_id(one.disturbance.text());
        shown.set_reference(one.reference);
        shown.set_title(one.title);
        shown.set_state(one.ticket_state);
        shown.set_at_unix_ms(one.at.unix_ms);
        shown.set_how(one.how);
        shown.set_after_fix(one.after_fix);
    }
    STEWARD_TRY(const auto lines, lines_of(*transaction, id));
    for (const auto& line : lines) {
        auto& shown = *message.add_lines();
        shown.set_at_unix_ms(line.at.unix_ms);
        shown.set_by(line.by);
        shown.set_kind(line.kind);
        shown.set_from(line.from);
        shown.set_to(line.to);
        shown.set_text(line.text);
    }
    return message;
}

Result<v1::ListProblemsResponse> Service::list_problems(Call& call, const v1::ListProblemsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {
        {"state", "p.state"},
        {"is", "case when p.state in ('closed', 'closed_no_cause') or t.state in ('cancelled', 'merged') then 'closed' else 'open' end"},
        {"reason", "p.reason"},
        {"client", "c.name"},
        {"client_id", "p.client_id"},
        {"device", "coalesce(d.name, '')"},
        {"device_id", "coalesce(p.device_id, '')"},
        {"about", "p.about_words"},
        {"reference", "t.reference"},
        {"title", "t.title"},
        {"ticket_id", "p.ticket_id"},
        {"incidents", "p.incident_count", Kind::Number},
        {"recurrences", "p.recurrences", Kind::Number},
        {"opened_by", "p.opened_by"},
        {"opened", "p.opened_at", Kind::Time},
        {"last_incident", "coalesce(p.last_incident_at, 0)", Kind::Time},
        {"fixed", "coalesce(p.fixed_at, 0)", Kind::Time},
        {"changed", "p.changed_at", Kind::Time}};
    static constexpr std::string_view text[] = {"t.title", "t.reference",  "c.name",       "coalesce(d.name, '')",
                                                "p.cause", "p.workaround", "p.about_words"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(problems_joined) + call.client_filter("p.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(problem_columns), from, fields, text, "p.id", "-changed"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListProblemsResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_problems(), read_problem(row), call.caller());
    return list;
}

Result<v1::Problem> Service::get_problem(Call& call, const v1::GetProblemRequest& request) {
    STEWARD_TRY(const auto problem, load(call, request.problem_id()));
    return answer(call, problem.id);
}

Result<v1::Problem> Service::create_problem(Call& call, const v1::CreateProblemRequest& request) {
    if (!may_open(call.caller().roles))
        return fail(ErrorKind::Forbidden, "problems.other_role",
                    "A senior engineer or a service manager opens problems. Open a ticket of kind problem instead.");
    Opening opening{.client = call.client(), .ticket = {}, .device = {}, .about = {}, .about_words = {}, .reason = "person"};
    STEWARD_TRY(opening.title, typed_line("/title", request.title(), longest_title));
    STEWARD_TRY(opening.description, typed_text("/description", request.description(), longest_words, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::optional<TicketId> incident;
    if (!request.ticket_id().empty()) {
        STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
        incident = ticket.id;
        STEWARD_TRY(const auto about, about_ticket(*transaction, ticket.id));
        opening.device = about.device;
        if (!about.all.empty()) std::tie(opening.about, opening.about_words) = about.all.front();
    }
    if (!request.device_id().empty()) opening.device = DeviceId::parse(request.device_id()).value_or(DeviceId{});
    const auto card = directory_.device(opening.device);
    if (!opening.device.is_nil() && (!card || card->client != call.client())) {
        if (!request.device_id().empty()) return bad_field("/device_id", "This client has no such device.");
        opening.device = {};
    }
    STEWARD_TRY(auto problem, acts_.open(*transaction, opening, doer_of(call.caller()), call.now()));
    if (incident) STEWARD_CHECK(acts_.link_ticket(*transaction, problem, *incident, "person", doer_of(call.caller()), call.now()));
    return answer(call, problem.id);
}

Result<v1::Problem> Service::update_problem(Call& call, const v1::UpdateProblemRequest& request) {
    STEWARD_TRY(auto problem, load(call, request.problem_id()));
    if (!may_open(call.caller().roles))
        return fail(ErrorKind::Forbidden, "problems.other_role", "A senior engineer or a service manager writes this down.");
    if (!is_open(problem.state) || problem.is_withdrawn())
        return fail(ErrorKind::Conflict, "problems.over", "This problem is over: what is written stays as it is.");
    std::string what;
    if (request.has_cause()) STEWARD_CHECK(write_down(problem.cause, "/cause", request.cause(), what, "cause"));
    if (request.has_workaround()) STEWARD_CHECK(write_down(problem.workaround, "/workaround", request.workaround(), what, "workaround"));
    if (request.has_fix()) STEWARD_CHECK(write_down(problem.fix, "/fix", request.fix(), what, "fix"));
    if (is_known_error(problem.state) && problem.workaround.empty())
        return bad_field("/workaround", "It is a known error: it has a workaround, or the words that there is none.");
    if (request.has_fix_ticket_id()) {
        const auto before = problem.fix_ticket;
        problem.fix_ticket = {};
        if (!request.fix_ticket_id().empty()) {
            STEWARD_TRY(const auto ticket, load_ticket(call, request.fix_ticket_id()));
            problem.fix_ticket = ticket.id;
        }
        if (before != problem.fix_ticket) what += (what.empty() ? "" : ", ") + std::string("ticket of the fix");
    }
    if (what.empty()) return answer(call, problem.id);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.change(*transaction, problem, doer_of(call.caller()), "Written: " + what + ".", call.now()));
    return answer(call, problem.id);
}

Result<v1::Problem> Service::move_problem(Call& call, const v1::MoveProblemRequest& request) {
    STEWARD_TRY(const auto before, load(call, request.problem_id()));
    ProblemRow after = before;
    std::string ignored;
    if (!request.cause().empty()) STEWARD_CHECK(write_down(after.cause, "/cause", request.cause(), ignored, ""));
    if (!request.workaround().empty()) STEWARD_CHECK(write_down(after.workaround, "/workaround", request.workaround(), ignored, ""));
    if (!request.fix().empty()) STEWARD_CHECK(write_down(after.fix, "/fix", request.fix(), ignored, ""));
    if (!request.fix_ticket_id().empty()) {
        STEWARD_TRY(const auto ticket, load_ticket(call, request.fix_ticket_id()));
        after.fix_ticket = ticket.id;
    }
    STEWARD_TRY(const auto reason, typed_text("/reason", request.reason(), longest_reason, false));
    STEWARD_TRY(const auto move, judge_move(face_of(after), request.state(), reason, call.caller().roles));
    after.state = std::string(move.to);
    call.add_audit_detail("from", before.state);
    call.add_audit_detail("to", after.state);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.move(*transaction, before, after, doer_of(call.caller()), reason, call.now()));
    return answer(call, before.id);
}

Result<v1::Problem> Service::link_incident(Call& call, const v1::LinkIncidentRequest& request) {
    STEWARD_TRY(auto problem, load(call, request.problem_id()));
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
    if (!is_open(problem.state) || problem.is_withdrawn())
        return fail(ErrorKind::Conflict, "problems.over", "This problem is over. Open a new one if it came back.");
    if (ticket.id == problem.ticket || ticket.kind != "incident") return bad_field("/ticket_id", "Name a ticket of kind incident.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.link_ticket(*transaction, problem, ticket.id, "person", doer_of(call.caller()), call.now()));
    return answer(call, problem.id);
}

Result<v1::Problem> Service::unlink_incident(Call& call, const v1::UnlinkIncidentRequest& request) {
    STEWARD_TRY(auto problem, load(call, request.problem_id()));
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(acts_.unlink_ticket(*transaction, problem, ticket.id, doer_of(call.caller()), call.now()));
    return answer(call, problem.id);
}

Result<v1::ListTicketProblemsResponse> Service::list_ticket_problems(Call& call, const v1::ListTicketProblemsRequest& request) {
    STEWARD_TRY(const auto ticket, load_ticket(call, request.ticket_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::ListTicketProblemsResponse answer;
    std::vector<ProblemId> shown;
    const auto add = [&](const ProblemRow& problem, std::string_view match) {
        if (std::find(shown.begin(), shown.end(), problem.id) != shown.end()) return;
        shown.push_back(problem.id);
        auto& one = *answer.add_problems();
        fill(*one.mutable_problem(), problem, call.caller());
        one.set_match(std::string(match));
    };
    STEWARD_TRY(const auto record, problem_of_ticket(*transaction, ticket.id));
    if (record) add(*record, "record");
    STEWARD_TRY(const auto linked, problems_linked_to(*transaction, ticket.id));
    for (const auto& one : linked) add(one, "linked");
    if (ticket.kind != "incident" && ticket.kind != "request") return answer;
    STEWARD_TRY(const auto about, about_ticket(*transaction, ticket.id));
    std::vector<std::string> words;
    for (const auto& [about_what, in_words] : about.all) words.push_back(about_what);
    STEWARD_TRY(const auto known, known_errors_about(*transaction, ticket.client, about.device, words));
    for (const auto& one : known) add(one, !one.device.is_nil() && one.device == about.device ? "same_device" : "same_kind");
    return answer;
}

}  // namespace steward::problems

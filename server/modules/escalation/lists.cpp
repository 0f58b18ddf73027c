// The lists of the room: the filter language, pages by key, only the caller's clients.
#include "server/modules/escalation/service.h"
#include "server/platform/filter/filter.h"

namespace steward::escalation {

namespace {
using filter::Kind;

constexpr filter::Field schedule_fields[] = {{"name", "s.name"}, {"changed_by", "s.changed_by"}, {"changed", "s.changed_at", Kind::Time}};
constexpr std::string_view schedule_text[] = {"s.name"};
constexpr std::string_view schedules_from = " from escalation_schedules s where true";

constexpr filter::Field policy_fields[] = {{"name", "p.name"},
                                           {"client", "coalesce(c.name, '')"},
                                           {"client_id", "coalesce(p.client_id, '')"},
                                           {"changed_by", "p.changed_by"},
                                           {"version", "p.version", Kind::Number},
                                           {"changed", "p.changed_at", Kind::Time}};
constexpr std::string_view policy_text[] = {"p.name", "coalesce(c.name, '')"};
constexpr std::string_view policies_from = " from escalation_policies p left join directory_v_clients c on c.id = p.client_id where true";

constexpr filter::Field run_fields[] = {{"state", "r.state"},
                                        {"priority", "r.priority"},
                                        {"client", "coalesce(c.name, '')"},
                                        {"client_id", "coalesce(r.client_id, '')"},
                                        {"reference", "r.reference"},
                                        {"title", "r.title"},
                                        {"ticket_id", "coalesce(r.ticket_id, '')"},
                                        {"acknowledged_by", "r.acknowledged_by"},
                                        {"acknowledged_via", "r.acknowledged_via"},
                                        {"schedule_name", "coalesce(s.name, '')"},
                                        {"schedule_id", "coalesce(r.schedule_id, '')"},
                                        {"started", "r.started_at", Kind::Time},
                                        {"acknowledged", "coalesce(r.acknowledged_at, 0)", Kind::Time},
                                        {"closed", "coalesce(r.closed_at, 0)", Kind::Time}};
constexpr std::string_view run_text[] = {"r.title", "r.reference", "r.acknowledged_by", "coalesce(c.name, '')"};
constexpr std::string_view runs_from =
    " from escalation_runs r left join directory_v_clients c on c.id = r.client_id left join escalation_schedules s on s.id = "
    "r.schedule_id "
    "where r.kind = ";
constexpr size_t run_column_count = 20;

constexpr filter::Field note_fields[] = {{"state", "n.state"},
                                         {"kind", "n.kind"},
                                         {"client", "c.name"},
                                         {"client_id", "n.client_id"},
                                         {"reference", "n.reference"},
                                         {"ticket_id", "n.ticket_id"},
                                         {"person_name", "n.person_name"},
                                         {"told", "n.told_at", Kind::Time},
                                         {"due", "coalesce(n.due_at, 0)", Kind::Time}};
constexpr std::string_view note_text[] = {"n.body", "n.reference", "n.person_name", "c.name"};
constexpr std::string_view notes_from = " from escalation_notes n join directory_v_clients c on c.id = n.client_id where true";

// `scope` is the caller's clients as SQL; `parameters` holds theirs.
Result<filter::SqlPage> read_page(Call& call, filter::SqlList list, const filter::Question& question, const std::string& scope = "",
                                  std::vector<storage::Value> parameters = {}) {
    STEWARD_TRY(auto* transaction, call.transaction());
    list.from += scope;
    return filter::read_list(*transaction, list, question, call.now(), std::move(parameters));
}

template <typename Response>
void finish(Response& response, const filter::SqlPage& page) {
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
}
}  // namespace

Result<v1::ListSchedulesResponse> Service::list_schedules(Call& call, const v1::ListSchedulesRequest& request) {
    const filter::SqlList list{std::string(schedule_columns), std::string(schedules_from), schedule_fields, schedule_text, "s.id", "name"};
    STEWARD_TRY(const auto page, read_page(call, list, filter::question_of(request)));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    v1::ListSchedulesResponse answer;
    for (const auto& row : page.rows) {
        STEWARD_TRY(auto schedule, read_schedule(row));
        STEWARD_CHECK(add_overrides(*transaction, schedule, call.now()));
        fill(*answer.add_schedules(), schedule, colleagues, call.caller());
    }
    finish(answer, page);
    return answer;
}

Result<v1::ListEscalationPoliciesResponse> Service::list_escalation_policies(Call& call, const v1::ListEscalationPoliciesRequest& request) {
    const filter::SqlList list{std::string(policy_columns), std::string(policies_from), policy_fields, policy_text, "p.id", "client"};
    std::vector<storage::Value> parameters;
    std::string scope = call.client_filter("p.client_id", parameters);
    if (!scope.empty()) scope = " and (p.client_id is null or (true" + scope + "))";
    STEWARD_TRY(const auto page, read_page(call, list, filter::question_of(request), scope, std::move(parameters)));
    v1::ListEscalationPoliciesResponse answer;
    for (const auto& row : page.rows) {
        STEWARD_TRY(const auto policy, read_policy(row));
        fill(*answer.add_policies(), policy, directory_, call.caller());
    }
    finish(answer, page);
    return answer;
}

Result<v1::ListRunsResponse> Service::list_runs(Call& call, const v1::ListRunsRequest& request) {
    const filter::SqlList list{std::string(run_columns), std::string(runs_from) + "'ticket'", run_fields, run_text, "r.id", "-started"};
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("r.client_id", parameters);
    STEWARD_TRY(const auto page, read_page(call, list, filter::question_of(request), scope, std::move(parameters)));
    v1::ListRunsResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_runs(), read_run(row), directory_, call.caller());
    finish(answer, page);
    return answer;
}

Result<v1::ListPagingTestsResponse> Service::list_paging_tests(Call& call, const v1::ListPagingTestsRequest& request) {
    const filter::SqlList list{
        std::string(run_columns) + ", coalesce(s.name, '')", std::string(runs_from) + "'test'", run_fields, run_text, "r.id", "-started"};
    STEWARD_TRY(const auto page, read_page(call, list, filter::question_of(request)));
    v1::ListPagingTestsResponse answer;
    for (const auto& row : page.rows) {
        v1::Run& run = *answer.add_runs();
        fill(run, read_run(row), directory_, call.caller());
        run.set_schedule_name(row.text(run_column_count));
    }
    finish(answer, page);
    return answer;
}

Result<v1::ListClientNotesResponse> Service::list_client_notes(Call& call, const v1::ListClientNotesRequest& request) {
    const filter::SqlList list{std::string(note_columns), std::string(notes_from), note_fields, note_text, "n.id", "-told"};
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("n.client_id", parameters);
    STEWARD_TRY(const auto page, read_page(call, list, filter::question_of(request), scope, std::move(parameters)));
    v1::ListClientNotesResponse answer;
    for (const auto& row : page.rows) fill(*answer.add_notes(), read_note(row), directory_);
    finish(answer, page);
    return answer;
}

}  // namespace steward::escalation

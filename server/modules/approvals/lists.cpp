// The lists of the room: the filter language, pages by key, only the caller's clients.
#include "server/modules/approvals/service.h"
#include "server/platform/filter/filter.h"

namespace steward::approvals {

namespace {
using filter::Kind;

constexpr filter::Field approval_fields[] = {{"state", "r.state"},
                                             {"client", "c.name"},
                                             {"client_id", "r.client_id"},
                                             {"ticket_id", "r.ticket_id"},
                                             {"reference", "r.reference"},
                                             {"side", "r.side"},
                                             {"kind", "r.kind"},
                                             {"rule", "r.rule"},
                                             {"asked_by", "r.asked_by"},
                                             {"cost_minor", "r.cost_minor", Kind::Number},
                                             {"due", "coalesce(r.due_at, 9000000000000000)", Kind::Time},
                                             {"asked", "r.asked_at", Kind::Time},
                                             {"ended", "coalesce(r.ended_at, 0)", Kind::Time}};
constexpr std::string_view approval_text[] = {"r.question", "r.reference", "r.ticket_title", "c.name"};

// Whoever is asked sees the question, also of a confidential ticket.
std::string without_hidden(const Caller& caller, std::vector<storage::Value>& parameters) {
    const std::string hidden = helpdesk::without_confidential(caller, parameters, "r.ticket_id");
    if (hidden.empty()) return "";
    parameters.push_back(storage::to_value(caller.account));
    return " and ((true" + hidden + ") or (true" + asked_of("$" + std::to_string(parameters.size())) + "))";
}

Result<filter::SqlPage> read_approvals(Call& call, const std::string& where, const filter::Question& question,
                                       std::vector<storage::Value> parameters) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::string from = std::string(requests_joined) + call.client_filter("r.client_id", parameters) + where;
    from += without_hidden(call.caller(), parameters);
    if (call.caller().client_side) from += " and r.side = 'client'";
    return filter::read_list(*transaction,
                             {.columns = std::string(request_columns),
                              .from = std::move(from),
                              .fields = approval_fields,
                              .text = approval_text,
                              .id_column = "r.id",
                              .default_order = "-asked"},
                             question, call.now(), std::move(parameters));
}
}  // namespace

Result<bool> may_know_of(Transaction& transaction, const Caller& caller, std::string_view approval_id) {
    std::vector<storage::Value> parameters = {std::string(approval_id)};
    const std::string condition = without_hidden(caller, parameters);
    if (condition.empty()) return true;
    STEWARD_TRY(const auto rows, transaction.run("select 1 from approvals_requests r where r.id = $1" + condition, parameters));
    return !rows.empty();
}

Result<v1::ListApprovalsResponse> Service::list_approvals(Call& call, const v1::ListApprovalsRequest& request) {
    STEWARD_TRY(const auto page, read_approvals(call, "", filter::question_of(request), {}));
    v1::ListApprovalsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) STEWARD_CHECK(fill(call, *answer.add_approvals(), read_request(row)));
    return answer;
}

Result<v1::ListMyApprovalsResponse> Service::list_my_approvals(Call& call, const v1::ListMyApprovalsRequest& request) {
    const std::string where = asked_of("$1");
    STEWARD_TRY(const auto page, read_approvals(call, where, filter::question_of(request), {storage::to_value(call.caller().account)}));
    v1::ListMyApprovalsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) STEWARD_CHECK(fill(call, *answer.add_approvals(), read_request(row)));
    return answer;
}

}  // namespace steward::approvals

// Lists of the helpdesk: tickets, conversations, queues.
#include "server/modules/helpdesk/accounts.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/service.h"
#include "server/platform/filter/filter.h"

namespace steward::helpdesk {

namespace {
using filter::Kind;

constexpr filter::Field fields_of_tickets[] = {
    {"state", "t.state", Kind::Text},
    {"is", "case when t.state in ('resolved', 'closed', 'cancelled', 'merged') then 'closed' else 'open' end", Kind::Text},
    {"priority", "t.priority", Kind::Text},
    {"client", "c.name", Kind::Text},
    {"assignee", "case when t.assignee_name = '' then 'none' else t.assignee_name end", Kind::Text},
    {"queue", "t.queue", Kind::Text},
    {"kind", "t.kind", Kind::Text},
    {"source", "t.source", Kind::Text},
    {"device", "coalesce(d.name, t.device_name)", Kind::Text},
    {"requester", "coalesce(p.name, '')", Kind::Text},
    {"impact", "t.impact", Kind::Text},
    {"urgency", "t.urgency", Kind::Text},
    {"reference", "t.reference", Kind::Text},
    {"title", "t.title", Kind::Text},
    {"created", "t.created_at", Kind::Time},
    {"changed", "t.changed_at", Kind::Time},
    {"resolved", "t.resolved_at", Kind::Time},
    {"id", "t.id", Kind::Text},
    {"client_id", "t.client_id", Kind::Text},
    {"device_id", "coalesce(d.id, '')", Kind::Text},
    {"assignee_id", "coalesce(t.assignee_id, '')", Kind::Text},
    {"alert_id", "coalesce(t.alert_id, '')", Kind::Text},
    {"incident_id", "coalesce(t.incident_id, '')", Kind::Text},
    // What runs out next; what has no running clock comes last.
    {"due", "coalesce((select min(due_at) from service_levels_v_due where subject_id = t.id), 9000000000000000)", Kind::Time},
};
constexpr std::string_view text_of_tickets[] = {"t.reference", "t.title", "c.name", "coalesce(d.name, t.device_name)"};

// Without the reasons: those are hidden from a client's people, who filter by the same words.
constexpr filter::Field fields_of_entries[] = {
    {"position", "e.position", Kind::Number}, {"at", "e.at", Kind::Time}, {"author", "e.author_name"},
    {"author_kind", "e.author_kind"},         {"kind", "e.kind"},         {"internal", "e.internal", Kind::Boolean}};
constexpr std::string_view text_of_entries[] = {"e.body", "e.author_name"};

// assignee:me is whoever asks.
void resolve_me(std::vector<filter::Term>& terms, const Caller& caller) {
    for (auto& term : terms) {
        if (term.key == "assignee" && term.values.size() == 1 && term.values[0] == "me") {
            term.key = "assignee_id";
            term.values[0] = caller.account.text();
        }
    }
}
}  // namespace

Result<v1::ListTicketsResponse> Service::list_tickets(Call& call, const v1::ListTicketsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string where =
        std::string(tickets_joined) + call.client_filter("t.client_id", parameters) + visible_tickets(call.caller(), parameters);
    STEWARD_TRY(auto terms, filter::parse(request.filter()));
    resolve_me(terms, call.caller());
    STEWARD_TRY(const auto filtered, filter::to_sql(terms, fields_of_tickets, text_of_tickets, call.now(), parameters));
    where += filtered;
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + where, parameters));
    STEWARD_TRY(const auto page, filter::page(request.order_by(), "-changed", request.page_size(), request.page_token(), fields_of_tickets,
                                              "t.id", parameters));
    STEWARD_TRY(auto rows, transaction->run(
                               "select " + std::string(ticket_columns) + page.key_columns + where + page.where + page.order_by + page.limit,
                               parameters));
    v1::ListTicketsResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    for (const auto& row : rows) *answer.add_tickets() = ticket_message(read_ticket(row), call);
    const std::vector<v1::Ticket*> messages(answer.mutable_tickets()->pointer_begin(), answer.mutable_tickets()->pointer_end());
    STEWARD_CHECK(add_clocks(*transaction, messages, false, call.now()));
    return answer;
}

Result<v1::ListMessagesResponse> Service::list_messages(Call& call, const v1::ListMessagesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, load_ticket(*transaction, call, request.ticket_id()));
    const bool client_side = call.caller().client_side;
    std::vector<storage::Value> parameters;
    parameters.emplace_back(ticket.client.text());
    parameters.emplace_back(ticket.id.text());
    STEWARD_TRY(const auto terms, filter::parse(request.filter()));
    STEWARD_TRY(const auto filtered, filter::to_sql(terms, fields_of_entries, text_of_entries, call.now(), parameters));
    STEWARD_TRY(const auto page, filter::page(request.order_by(), "position", request.page_size(), request.page_token(), fields_of_entries,
                                              "e.id", parameters));
    STEWARD_TRY(auto rows, transaction->run(
                               "select e.id, e.at, e.author_name, e.author_kind, e.internal, e.body, e.kind, e.reason" + page.key_columns +
                                   " from ("
                                   "select id, position, at, author_name, author_kind, internal, body, case when internal then 'note' else "
                                   "'message' end as kind, "
                                   "'' as reason from helpdesk_messages where client_id = $1 and ticket_id = $2 union all "
                                   "select id, position, at, actor_name, actor_kind, internal, body, 'event', reason from helpdesk_events "
                                   "where client_id = $1 and ticket_id = $2) e where true" +
                                   (client_side ? " and not e.internal" : "") + filtered + page.where + page.order_by + page.limit,
                               parameters));
    v1::ListMessagesResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) {
        auto& message = *answer.add_messages();
        message.set_message_id(row.text(0));
        message.set_ticket_id(ticket.id.text());
        message.set_at_unix_ms(row.integer(1));
        message.set_author_name(row.text(2));
        message.set_author_kind(row.text(3));
        message.set_internal(row.boolean(4));
        // Reasons are written for colleagues.
        const bool with_reason = !client_side && !row.text(7).empty();
        message.set_text(with_reason ? row.text(5) + " Reason: " + row.text(7) : row.text(5));
        message.set_kind(row.text(6));
    }
    return answer;
}

Result<v1::ListQueuesResponse> Service::list_queues(Call& call, const v1::ListQueuesRequest&) {
    v1::ListQueuesResponse answer;
    if (call.caller().client_side) return answer;  // how the provider divides its work is not theirs to see
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("t.client_id", parameters);
    STEWARD_TRY(const auto rows,
                transaction->run(
                    "select t.queue, count(*) from helpdesk_tickets t where t.state not in ('resolved', 'closed', 'cancelled', 'merged')" +
                        scope + " group by t.queue",
                    parameters));
    for (const auto name : queues) {
        auto& queue = *answer.add_queues();
        queue.set_name(std::string(name));
        for (const auto& row : rows) {
            if (row.text(0) == name) queue.set_open_count(static_cast<int32_t>(row.integer(1)));
        }
    }
    STEWARD_TRY(const auto accounts, list_assignable(*transaction));
    for (const auto& account : accounts) {
        auto& assignee = *answer.add_assignees();
        assignee.set_account_id(account.id.text());
        assignee.set_name(account.name);
        for (const auto& role : account.roles) assignee.add_roles(role);
    }
    return answer;
}

}  // namespace steward::helpdesk

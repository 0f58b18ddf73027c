// Lists of the helpdesk: tickets, conversations, queues.
#include <algorithm>
#include <map>

#include "server/modules/helpdesk/accounts.h"
#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/queues.h"
#include "server/modules/helpdesk/service.h"
#include "server/modules/helpdesk/ticket_list.h"
#include "server/platform/filter/closed.h"

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
    {"outside_reference", "t.outside_reference", Kind::Text},
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
    {"category", "coalesce(k.path, '')"},
    {"category_id", "coalesce(t.category_id, '')"},
    {"parent", "coalesce(above.reference, '')"},
    {"parent_id", "coalesce(t.parent_id, '')"},
    {"until", "t.until_at", Kind::Time},
    // Several of a ticket: of our people alone, see `take_ties`.
    {"tag", "coalesce('', '')"},
    {"watcher", "coalesce('', '')"},
    // What runs out next; what has no running clock comes last.
    {"due", "coalesce((select min(due_at) from service_levels_v_due where subject_id = t.id), 9000000000000000)", Kind::Time},
};
Status only_known_values(std::span<const filter::Term> terms) {
    const auto joined = [](std::span<const std::string_view> values) {
        std::string all;
        for (const auto& value : values) all += (all.empty() ? "" : " ") + std::string(value);
        return all;
    };
    static const std::string states = joined(ticket_states()), kinds = joined(ticket_kinds), every_impact = joined(impacts),
                             every_urgency = joined(urgencies), every_priority = joined(priorities);
    const filter::ClosedField closed[] = {{"state", states},        {"is", "open closed"},      {"kind", kinds},
                                          {"impact", every_impact}, {"urgency", every_urgency}, {"priority", every_priority}};
    return filter::only_known_values(terms, closed);
}

// Whoever may not read a field cannot ask for it either: neither by a filter nor by an order.
std::vector<filter::Field> fields_for(const Caller& caller) {
    std::vector<filter::Field> fields(std::begin(fields_of_tickets), std::end(fields_of_tickets));
    if (caller.client_side)
        std::erase_if(fields, [](const filter::Field& field) {
            constexpr std::string_view hidden[] = {"queue", "assignee_id", "parent", "parent_id"};
            return std::find(std::begin(hidden), std::end(hidden), field.name) != std::end(hidden);
        });
    return fields;
}

// Without the reasons: those are hidden from a client's people, who filter by the same words.
constexpr filter::Field fields_of_entries[] = {
    {"position", "e.position", Kind::Number}, {"at", "e.at", Kind::Time}, {"author", "e.author_name"},
    {"author_kind", "e.author_kind"},         {"kind", "e.kind"},         {"internal", "e.internal", Kind::Boolean}};
constexpr std::string_view text_of_entries[] = {"e.body", "e.author_name"};

std::string place_of(std::vector<storage::Value>& parameters, std::string value) {
    parameters.emplace_back(std::move(value));
    return "$" + std::to_string(parameters.size());
}

// One value of a tag or a watcher, as the filter language compares texts.
std::string same_text(std::string_view column, const std::string& value, std::vector<storage::Value>& parameters) {
    const bool has_wildcard = value.find('*') != std::string::npos;
    if (!has_wildcard) return "lower(" + std::string(column) + ") = lower(" + place_of(parameters, value) + ")";
    std::string pattern;
    for (const char c : value) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c == '*' ? '%' : c;
    }
    return "lower(" + std::string(column) + ") like lower(" + place_of(parameters, pattern) + ") escape '\\'";
}

// Thousands of tickets have it: a list then looks for it in each instead of looking at all that have it.
Result<bool> is_common(Transaction& transaction, const std::string& tag) {
    constexpr int few = 1000;
    STEWARD_TRY(const auto counted,
                transaction.query("select count(*) from (select 1 from helpdesk_tags w where lower(w.tag) = lower($1) limit " +
                                      std::to_string(few + 1) + ") counted",
                                  tag));
    return counted.front().integer(0) > few;
}

// The first term that asks for one such tag goes from `terms` into `common_tag`.
Status take_common_tag(Transaction& transaction, TicketQuestion& question, const Caller& caller) {
    if (caller.client_side) return {};
    for (auto term = question.terms.begin(); term != question.terms.end(); ++term) {
        const bool is_one = term->key == "tag" && !term->negated && term->values.size() == 1 && !term->values.front().contains('*');
        if (!is_one) continue;
        STEWARD_TRY(const bool common, is_common(transaction, term->values.front()));
        if (!common) continue;
        question.common_tag = same_text("w.tag", term->values.front(), question.parameters);
        question.terms.erase(term);
        break;
    }
    return {};
}

// A ticket has several tags and watchers: "tag:vpn" is whether one of them is. Takes those terms out of `terms`. For the
// client's people there are none.
std::string take_ties(std::vector<filter::Term>& terms, const Caller& caller, std::vector<storage::Value>& parameters) {
    std::string where;
    std::erase_if(terms, [&](const filter::Term& term) {
        if (term.key != "tag" && term.key != "watcher") return false;
        std::string any;
        for (const auto& value : term.values) {
            const bool me = term.key == "watcher" && value == "me";
            const std::string one = term.key == "tag" ? same_text("w.tag", value, parameters)
                                    : me              ? "w.watcher_id = " + place_of(parameters, caller.account.text())
                                                      : same_text("w.name", value, parameters);
            any += (any.empty() ? "" : " or ") + one;
        }
        where += std::string(" and t.id ") + (term.negated ? "not " : "") + "in (select w.ticket_id from " +
                 (term.key == "tag" ? "helpdesk_tags" : "helpdesk_watchers") + " w where " + any + ")" +
                 (caller.client_side ? " and false" : "");
        return true;
    });
    return where;
}

// A duplicate is read in the ticket that goes on; it is listed for whoever asks for it, by its number, its id or its state. None is open:
// compared once more for each of ten thousand, that was a third of counting them.
std::string without_merged(const std::vector<filter::Term>& terms) {
    const bool asked = std::any_of(terms.begin(), terms.end(), [](const filter::Term& term) {
        constexpr std::string_view keys[] = {"reference", "id", "state"};
        if (term.key == "is" && !term.negated && term.values == std::vector<std::string>{"open"}) return true;
        if (std::find(std::begin(keys), std::end(keys), term.key) != std::end(keys)) return true;
        return term.key.empty() && std::any_of(term.values.begin(), term.values.end(), [](const std::string& word) {
                   return word.starts_with("TIC-") || word.starts_with("tic-");
               });
    });
    return asked ? "" : " and t.state <> 'merged'";
}

// requester:me is what whoever reads the list asked for: opened it, or is the person for whom it is. Takes those terms out of `terms`.
std::string take_my_requests(std::vector<filter::Term>& terms, const Caller& caller, std::vector<storage::Value>& parameters) {
    std::string where;
    std::erase_if(terms, [&](const filter::Term& term) {
        if (term.key != "requester" || term.values != std::vector<std::string>{"me"}) return false;
        where += std::string(" and ") + (term.negated ? "not " : "") + asked_by(place_of(parameters, caller.account.text()));
        return true;
    });
    return where;
}

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

namespace {
// By ticket id, of those whose words stand in this one.
Result<std::map<std::string, std::string>> references_of_merged(Transaction& transaction, const TicketRow& ticket, bool joined) {
    std::map<std::string, std::string> references;
    if (!joined) return references;
    STEWARD_TRY(const auto rows,
                transaction.query("select id, reference from helpdesk_tickets where merged_into_id = $1 limit 1000", ticket.id));
    for (const auto& row : rows) references[row.text(0)] = row.text(1);
    return references;
}
}  // namespace

namespace {
// Of somebody who sees many clients, SQLite without statistics would read all tickets of each and sort them; without the index of clients
// it goes through the list in its own order and stops when the page is full. PostgreSQL knows how many there are.
std::string_view client_column(const Transaction& transaction, const Caller& caller) {
    constexpr size_t few = 8;
    const bool is_blind = transaction.engine() == storage::Engine::Sqlite;
    return is_blind && caller.scope.clients.size() > few ? "(t.client_id || '')" : "t.client_id";
}
}  // namespace

Result<v1::ListTicketsResponse> Service::list_tickets(Call& call, const v1::ListTicketsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const auto fields = fields_for(call.caller());
    TicketQuestion question{.fields = fields};
    STEWARD_TRY(question.terms, filter::parse(request.filter()));
    STEWARD_CHECK(only_known_values(question.terms));
    resolve_me(question.terms, call.caller());
    question.scope = call.client_filter(client_column(*transaction, call.caller()), question.parameters) +
                     visible_rows(call.caller(), question.parameters);
    question.scope += without_merged(question.terms);
    STEWARD_CHECK(take_common_tag(*transaction, question, call.caller()));
    question.scope += take_my_requests(question.terms, call.caller(), question.parameters);
    question.scope += take_ties(question.terms, call.caller(), question.parameters);
    STEWARD_TRY(const auto page, read_tickets(*transaction, std::move(question), filter::question_of(request), call.now()));
    v1::ListTicketsResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    answer.set_more_than_total(page.more_than_total);
    for (const auto& ticket : page.tickets) *answer.add_tickets() = ticket_message(ticket, call);
    const std::vector<v1::Ticket*> messages(answer.mutable_tickets()->pointer_begin(), answer.mutable_tickets()->pointer_end());
    STEWARD_CHECK(add_clocks(*transaction, messages, false, call.now()));
    STEWARD_CHECK(add_decisions(*transaction, messages));
    STEWARD_CHECK(keep_askers_actions(*transaction, call, messages));
    if (!call.caller().client_side) STEWARD_CHECK(add_tags(*transaction, messages));
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
    // What was said in tickets that were merged into this one stands between, by its time; alone, the position orders without a clock.
    STEWARD_TRY(const bool joined, has_merged(*transaction, ticket.id));
    STEWARD_TRY(const auto page, filter::page(request.order_by(), joined ? "at,position" : "position", request.page_size(),
                                              request.page_token(), fields_of_entries, "e.id", parameters));
    // (The client is compared without its index: one of the engines would read all that was ever said to the client.)
    const std::string of_tickets = joined ? "in (select id from helpdesk_tickets where id = $2 or merged_into_id = $2)" : "= $2";
    STEWARD_TRY(
        auto rows,
        transaction->run(
            "select e.id, e.at, e.author_name, e.author_kind, e.internal, e.body, e.kind, e.reason, e.ticket_id" + page.key_columns +
                " from ("
                "select id, position, at, author_name, author_kind, internal, body, case when internal then 'note' else "
                "'message' end as kind, '' as reason, ticket_id from helpdesk_messages where (client_id || '') = $1 and ticket_id " +
                of_tickets +
                " union all select id, position, at, actor_name, actor_kind, internal, body, 'event', reason, ticket_id "
                "from helpdesk_events where (client_id || '') = $1 and ticket_id " +
                of_tickets + ") e where true" + (client_side ? " and not e.internal" : "") + filtered + page.where + page.order_by +
                page.limit,
            parameters));
    v1::ListMessagesResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    STEWARD_TRY(const auto references, references_of_merged(*transaction, ticket, joined));
    for (const auto& row : rows) {
        auto& message = *answer.add_messages();
        message.set_message_id(row.text(0));
        message.set_ticket_id(ticket.id.text());
        if (const auto from = references.find(row.text(8)); from != references.end()) {
            message.set_merged_from_ticket_id(from->first);
            message.set_merged_from_reference(from->second);
        }
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
    const std::string scope = call.client_filter("t.client_id", parameters) + visible_rows(call.caller(), parameters);
    STEWARD_TRY(const auto rows, transaction->run("select t.queue, count(*)" + tickets_to_count(transaction->engine(), scope) +
                                                      " where true" + std::string(open_tickets) + scope + " group by t.queue",
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

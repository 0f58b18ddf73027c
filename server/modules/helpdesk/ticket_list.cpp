#include "server/modules/helpdesk/ticket_list.h"

#include <algorithm>
#include <map>

#include "server/platform/filter/order.h"

namespace steward::helpdesk {

namespace {
using filter::Field;
using filter::Term;

// In the words of the partial indexes.
constexpr std::string_view open_tickets = " and t.state not in ('resolved', 'closed', 'cancelled', 'merged')",
                           ended_tickets = " and t.state in ('resolved', 'closed', 'cancelled', 'merged')";

// What a ticket only points at is asked for first: a few clients or people, whose tickets an index has.
struct Elsewhere {
    std::string_view key, column, select;
    Field field;
};
constexpr Elsewhere elsewhere[] = {
    {"client", "t.client_id", "select o.id from directory_v_clients o where true", {"client", "o.name"}},
    {"requester", "t.requester_id", "select o.id from directory_v_people o where true", {"requester", "o.name"}},
    {"category", "t.category_id", "select o.id from helpdesk_categories o where true", {"category", "o.path"}},
    {"parent", "t.parent_id", "select o.id from helpdesk_tickets o where true", {"parent", "o.reference"}},
};
// An order by these needs the row beside the ticket.
constexpr std::pair<std::string_view, std::string_view> joins_of[] = {
    {"c.name", " join directory_v_clients c on c.id = t.client_id"},
    {"d.", " left join directory_v_devices d on d.id = t.device_id and d.client_id = t.client_id"},
    {"p.name", " left join directory_v_people p on p.id = t.requester_id and p.client_id = t.client_id"},
    {"k.path", " left join helpdesk_categories k on k.id = t.category_id"},
    {"above.", " left join helpdesk_tickets above on above.id = t.parent_id"},
};

std::string joins_for(std::string_view sql) {
    std::string joins;
    for (const auto& [mark, join] : joins_of) {
        const size_t at = sql.find(mark);
        const bool is_word = at != std::string_view::npos && (at == 0 || sql[at - 1] == ' ' || sql[at - 1] == '(');
        if (is_word) joins += join;
    }
    return joins;
}

bool is_whole_reference(std::string_view word) {
    constexpr std::string_view like = "TIC-2026-000001";
    if (word.size() != like.size()) return false;
    for (size_t i = 0; i < like.size(); ++i) {
        const bool digit = word[i] >= '0' && word[i] <= '9', wants_digit = like[i] >= '0' && like[i] <= '9';
        if (wants_digit ? !digit : (word[i] & ~0x20) != (like[i] & ~0x20)) return false;
    }
    return true;
}

class Condition {
public:
    Condition(TicketQuestion& question, Instant now) : question_(question), now_(now), sql_(std::move(question.scope)) {}

    Status add_terms() {
        std::vector<Term> own;
        for (const Term& term : question_.terms) {
            if (take_open(term)) continue;
            STEWARD_TRY(const bool taken, term.key.empty() ? take_text(term) : take_elsewhere(term));
            if (!taken) own.push_back(term);
        }
        STEWARD_TRY(const auto filtered, filter::to_sql(own, question_.fields, {}, now_, question_.parameters));
        sql_ += filtered;
        return {};
    }
    const std::string& sql() const { return sql_; }
    bool only_open() const { return only_open_; }
    bool has_text() const {
        return std::any_of(question_.terms.begin(), question_.terms.end(), [](const Term& term) { return term.key.empty(); });
    }

private:
    bool take_open(const Term& term) {
        if (term.key != "is" || term.negated || term.values.size() != 1) return false;
        const bool open = term.values.front() == "open";
        if (!open && term.values.front() != "closed") return false;
        sql_ += open ? open_tickets : ended_tickets;
        only_open_ = only_open_ || open;
        return true;
    }

    // "(...)": what the term says without its "not".
    Result<std::string> positive(Term term, std::span<const Field> fields, std::span<const std::string_view> text) {
        term.negated = false;
        STEWARD_TRY(const auto sql, filter::to_sql(std::span(&term, 1), fields, text, now_, question_.parameters));
        return sql.substr(std::string_view(" and ").size());
    }
    void add(const Term& term, const std::string& condition) {
        sql_ += term.negated ? " and not coalesce(" + condition + ", false)" : " and " + condition;
    }

    Result<bool> take_elsewhere(const Term& term) {
        const auto& fields = question_.fields;
        const bool is_known = std::any_of(fields.begin(), fields.end(), [&](const Field& field) { return field.name == term.key; });
        if (!is_known) return false;  // the caller may not ask for it
        if (term.key == "device") return take_device(term);
        const auto* place =
            std::find_if(std::begin(elsewhere), std::end(elsewhere), [&](const Elsewhere& one) { return one.key == term.key; });
        // Nothing is a value too: "requester:''" is for the tickets' own row.
        if (place == std::end(elsewhere) || std::find(term.values.begin(), term.values.end(), "") != term.values.end()) return false;
        STEWARD_TRY(const auto condition, positive(term, std::span(&place->field, 1), {}));
        add(term, "(" + std::string(place->column) + " in (" + std::string(place->select) + " and " + condition + "))");
        return true;
    }

    // By the name that it has now, or had when the ticket spoke of it; what it is called at another client is nobody's business.
    Result<bool> take_device(const Term& term) {
        constexpr Field then{"device", "t.device_name"}, at_present{"device", "o.name"};
        STEWARD_TRY(const auto named_then, positive(term, std::span(&then, 1), {}));
        STEWARD_TRY(const auto named_now, positive(term, std::span(&at_present, 1), {}));
        add(term, "(" + named_then + " or (t.device_id in (select o.id from directory_v_devices o where " + named_now +
                      ") and exists (select 1 from directory_v_devices o where o.id = t.device_id and o.client_id = t.client_id)))");
        return true;
    }

    Result<bool> take_text(const Term& term) {
        if (is_whole_reference(term.values.front())) {
            Term named = term;
            named.key = "reference";
            constexpr Field by_name{"reference", "t.reference"};
            STEWARD_TRY(const auto condition, positive(named, std::span(&by_name, 1), {}));
            add(term, condition);
            return true;
        }
        constexpr std::string_view own[] = {"t.title", "t.reference", "t.device_name"}, other[] = {"o.name"};
        STEWARD_TRY(const auto in_ticket, positive(term, {}, own));
        STEWARD_TRY(const auto in_client, positive(term, {}, other));
        STEWARD_TRY(const auto in_device, positive(term, {}, other));
        add(term, "(" + in_ticket + " or t.client_id in (select o.id from directory_v_clients o where " + in_client +
                      ") or (t.device_id is not null and exists (select 1 from directory_v_devices o where o.id = t.device_id and "
                      "o.client_id = t.client_id and " +
                      in_device + ")))");
        return true;
    }

    TicketQuestion& question_;
    Instant now_;
    std::string sql_;
    bool only_open_ = false;
};

// The rows of these tickets in their order.
Result<std::vector<TicketRow>> read_whole(Transaction& transaction, const std::vector<storage::Row>& keys) {
    std::vector<TicketRow> tickets;
    if (keys.empty()) return tickets;
    // One parameter for all: a thousand of them cost more than the rows.
    std::string ids;
    std::map<std::string_view, size_t> place;
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    for (const auto& row : keys) {
        place.emplace(row.text(0), place.size());
        const std::string quote = sqlite ? "\"" : "";
        ids += (ids.empty() ? "" : ",") + quote + row.text(0) + quote;
    }
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(ticket_columns) + std::string(tickets_joined) +
                                                       (sqlite ? " and t.id in (select value from json_each($1))"
                                                               : " and t.id = any(string_to_array($1, ','))"),
                                                   sqlite ? "[" + ids + "]" : ids));
    tickets.resize(keys.size());
    for (const auto& row : rows) tickets[place.at(row.text(0))] = read_ticket(row);
    return tickets;
}

// By the places of the keys in "select t.id, <total>, <keys>, t.id": said by its words, a subquery would run once more for each row.
Result<std::string> order_by_columns(const filter::Page& cut, std::span<const Field> fields) {
    STEWARD_TRY(const auto keys, filter::read_order(cut.order, fields));
    std::string sql = " order by ";
    size_t column = 3;
    for (const auto& key : keys) sql += std::to_string(column++) + (key.descending ? " desc, " : " asc, ");
    return sql + std::to_string(column) + " asc";
}

// SQLite knows no sizes and would trust an equality more than the few rows that are open.
std::string tickets_of(storage::Engine engine, bool only_open) {
    return std::string(" from helpdesk_tickets t") +
           (only_open && engine == storage::Engine::Sqlite ? " indexed by helpdesk_tickets_open" : "");
}
Result<int> count(Transaction& transaction, const std::string& from_where, std::span<const storage::Value> parameters) {
    STEWARD_TRY(const auto counted, transaction.run("select count(*)" + from_where, parameters));
    return static_cast<int>(counted.front().integer(0));
}

Result<int> total_of(const std::vector<storage::Row>& keys) { return keys.empty() ? 0 : static_cast<int>(keys.front().integer(1)); }
}  // namespace

Result<TicketPage> read_tickets(Transaction& transaction, TicketQuestion question, const filter::Question& paging, Instant now) {
    Condition condition(question, now);
    STEWARD_CHECK(condition.add_terms());
    auto& parameters = question.parameters;
    const auto engine = transaction.engine();
    const std::string where = " where true" + condition.sql();
    const size_t asked = parameters.size();  // what follows are the keys of the page
    STEWARD_TRY(const auto cut,
                filter::page(paging.order_by, "-changed", paging.page_size, paging.page_token, question.fields, "t.id", parameters));
    STEWARD_TRY(const std::string order, order_by_columns(cut, question.fields));
    // Words are compared once for each open ticket: what is counted is what is read.
    const bool counts_with_keys = condition.only_open() && condition.has_text() && paging.page_token.empty();
    const std::string total = counts_with_keys ? ", count(*) over ()" : ", 0";
    const auto keys_of = [&](bool only_open) {
        return transaction.run("select t.id" + total + cut.key_columns + tickets_of(engine, only_open) + joins_for(cut.order_by) + where +
                                   (only_open && !condition.only_open() ? std::string(open_tickets) : "") + cut.where + order + cut.limit,
                               parameters);
    };
    // Only what is open has a clock that runs: a list by the next due time looks at nothing else while that fills its page.
    const bool due_first = cut.order.starts_with("due") && !condition.only_open();
    STEWARD_TRY(auto keys, keys_of(condition.only_open() || due_first));
    if (due_first && static_cast<int>(keys.size()) <= cut.size) {
        STEWARD_TRY(keys, keys_of(false));
    }
    TicketPage page;
    STEWARD_TRY(page.total, counts_with_keys ? total_of(keys)
                                             : count(transaction, tickets_of(engine, condition.only_open()) + where,
                                                     std::span(parameters).first(asked)));
    page.next_page_token = filter::next_page_token(cut, keys);
    STEWARD_TRY(page.tickets, read_whole(transaction, keys));
    return page;
}

}  // namespace steward::helpdesk

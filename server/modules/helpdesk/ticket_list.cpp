#include "server/modules/helpdesk/ticket_list.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "server/modules/helpdesk/states.h"
#include "server/modules/helpdesk/ticket_letters.h"
#include "server/platform/filter/order.h"

namespace steward::helpdesk {

namespace {
using filter::Field;
using filter::Term;

// In the words of the partial indexes, as open_tickets.
constexpr std::string_view ended_tickets = " and t.state in ('resolved', 'closed', 'cancelled', 'merged')";

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

// "TIC-2026-000001": a word with other letters stands in none, and need not be looked for in ten thousand.
bool may_be_of_reference(std::string_view word) { return word.find_first_not_of("TICtic-0123456789") == std::string_view::npos; }

class Condition {
public:
    Condition(TicketQuestion& question, Transaction& transaction, Instant now)
        : question_(question),
          transaction_(transaction),
          sqlite_(transaction.engine() == storage::Engine::Sqlite),
          now_(now),
          sql_(std::move(question.scope)) {}

    Status add_terms() {
        std::vector<Term> rest, own;
        for (const Term& term : question_.terms) {
            if (!take_open(term)) rest.push_back(term);
        }
        STEWARD_CHECK(sample_words(rest));
        for (const Term& term : rest) {
            if (take_word(term)) continue;
            STEWARD_TRY(const bool taken, term.key.empty() ? take_text(term) : take_elsewhere(term));
            if (!taken) own.push_back(term);
        }
        STEWARD_TRY(const auto filtered, filter::to_sql(own, question_.fields, {}, now_, question_.parameters));
        sql_ += filtered;
        return {};
    }
    const std::string& sql() const { return sql_; }
    bool only_open() const { return only_open_; }
    /// Few tickets are left by a word: counting them is reading them.
    bool is_narrow() const { return is_narrow_; }
    struct Words {
        std::string of_keys, of_count;  // " and ..."
        bool counts_newest = false;     // `of_count` is looked for in one after the other: in the order of an index
    };
    /// PostgreSQL's index of letters finds all tickets of a word, and its planner does not know how many those are. What is open is
    /// compared ticket by ticket, and so are the newest where a page of them is soon full.
    Words words(bool newest_first) const {
        if (patterns_.empty()) return {};
        std::string by_index, each = "true";
        for (const size_t place : patterns_) {
            const std::string like = "t.words like lower($" + std::to_string(place) + ")";
            by_index += " and " + like;
            each = "case when " + like + " then " + each + " else false end";
        }
        each = " and " + each;
        if (only_open_) return {each, each, true};
        const bool many = often_ >= 10 * question_.often;
        return {newest_first && often_ >= question_.often ? each : by_index, many ? each : by_index, many};
    }
    bool has_text() const {
        return std::any_of(question_.terms.begin(), question_.terms.end(), [](const Term& term) { return term.key.empty(); });
    }

private:
    // In how many of a thousand tickets all the words stand.
    Status sample_words(std::span<const Term> terms) {
        std::vector<storage::Value> patterns;
        for (const Term& term : terms) {
            if (term.key.empty() && !term.negated && is_one_of_words(term))
                patterns.emplace_back(filter::pattern_anywhere(term.values.front()));
        }
        if (sqlite_ || only_open_ || patterns.empty()) return {};
        STEWARD_TRY(often_, in_a_thousand(transaction_, patterns));
        return {};
    }

    // "is:open", "is:closed", and states that are all open.
    bool take_open(const Term& term) {
        const bool only_open_states = term.key == "state" && !term.negated && term.comparison == filter::Operator::Is &&
                                      std::all_of(term.values.begin(), term.values.end(), [](const auto& state) { return is_open(state); });
        if (only_open_states) {
            sql_ += open_tickets;
            only_open_ = true;
            return false;  // which of them, is compared as well
        }
        if (term.key != "is" || term.negated || term.values.size() != 1) return false;
        const bool open = term.values.front() == "open";
        if (!open && term.values.front() != "closed") return false;
        sql_ += open ? open_tickets : ended_tickets;
        only_open_ = only_open_ || open;
        return true;
    }

    // Words that stand there in one spelling, compared as they stand: each lowered by the database, they were most of counting what is
    // open. (Beyond what is open it is the lowered word that has an index.)
    bool take_word(const Term& term) {
        const bool is_upper = term.key == "priority";
        const bool is_pattern =
            std::any_of(term.values.begin(), term.values.end(), [](const auto& word) { return word.find('*') != std::string::npos; });
        const bool is_id = term.key == "assignee_id" && std::find(term.values.begin(), term.values.end(), "") == term.values.end();
        if (!only_open_ || !(is_upper || is_id || term.key == "state") || term.comparison != filter::Operator::Is || is_pattern ||
            !is_known(term.key))
            return false;
        std::string any;
        for (std::string word : term.values) {
            for (char& letter : word) letter = static_cast<char>(is_upper ? std::toupper(letter & 0xff) : std::tolower(letter & 0xff));
            any += any.empty() ? "$" : ", $";
            any += std::to_string(question_.parameters.size() + 1);
            question_.parameters.emplace_back(word);
        }
        add(term, "(t." + term.key + " in (" + any + "))");
        return true;
    }
    bool is_known(std::string_view key) const {
        return std::any_of(question_.fields.begin(), question_.fields.end(), [&](const Field& field) { return field.name == key; });
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
        if (!is_known(term.key)) return false;  // the caller may not ask for it
        if (term.key == "device") return take_device(term);
        if (term.key == "changed") return take_changed(term);
        const auto* place =
            std::find_if(std::begin(elsewhere), std::end(elsewhere), [&](const Elsewhere& one) { return one.key == term.key; });
        // Nothing is a value too: "requester:''" is for the tickets' own row.
        if (place == std::end(elsewhere) || std::find(term.values.begin(), term.values.end(), "") != term.values.end()) return false;
        STEWARD_TRY(const auto condition, positive(term, std::span(&place->field, 1), {}));
        add(term, "(" + std::string(place->column) + " in (" + std::string(place->select) + " and " + condition + "))");
        return true;
    }

    // As the index has it: the other engine's planner would walk through all tickets for the newest few.
    Result<bool> take_changed(const Term& term) {
        constexpr Field indexed{"changed", "coalesce(t.changed_at, 0)", filter::Kind::Time};
        STEWARD_TRY(const auto condition, positive(term, std::span(&indexed, 1), {}));
        add(term, condition);
        return true;
    }

    // By the name that it has now, or had when the ticket spoke of it; what it is called at another client is nobody's business.
    Result<bool> take_device(const Term& term) {
        constexpr Field then{"device", "t.device_name"}, at_present{"device", "o.name"};
        STEWARD_TRY(const auto named_then, positive(term, std::span(&then, 1), {}));
        STEWARD_TRY(const auto named_now, positive(term, std::span(&at_present, 1), {}));
        // Two ways, each with an index: asked for with "or", every ticket would be read.
        add(term, "(t.id in (select t.id from helpdesk_tickets t where " + named_then +
                      " union all select n.id from directory_v_devices o cross join helpdesk_tickets n where n.device_id = o.id and "
                      "(n.client_id || '') = o.client_id and " +
                      named_now + "))");
        return true;
    }

    // SQLite's "like" is without case by itself: lowered for it as well, the texts of ten thousand tickets were copied once more.
    std::string stands_in(std::span<const std::string_view> columns, const Term& term) {
        question_.parameters.emplace_back(filter::pattern_anywhere(term.values.front()));
        std::string any;
        for (const auto column : columns) {
            if (column == "t.reference" && !may_be_of_reference(term.values.front())) continue;
            any += any.empty() ? "(" : " or ";
            any += std::string(column) + " like $" + std::to_string(question_.parameters.size()) + " escape '\\'";
        }
        return any + ")";
    }

    // PostgreSQL has the three lowered in one. A word with a blank could stand across two of them.
    bool is_one_of_words(const Term& term) const { return !sqlite_ && term.values.front().find(' ') == std::string::npos; }
    Result<std::string> stands_in_ticket(const Term& term) {
        constexpr std::string_view own[] = {"t.title", "t.reference", "t.device_name"};
        if (sqlite_) return stands_in(own, term);
        if (!is_one_of_words(term)) return positive(term, {}, own);
        return "(t.words like lower(" + place_of(filter::pattern_anywhere(term.values.front())) + "))";
    }

    // Words that few tickets have are found by their letters. Before that, among all tickets, a word was looked for in each. Whether
    // nothing is left to compare.
    Result<bool> narrow_by_letters(const Term& term) {
        if (only_open_ || term.negated || often_ >= many_of_a_thousand) return false;
        STEWARD_TRY(auto ids, few_with_letters(transaction_, term.values.front()));
        if (!ids) return false;
        sql_ += " and t.id" + among_ids(transaction_.engine(), place_of(std::move(*ids)));
        is_narrow_ = true;
        return is_one_of_words(term);
    }

    // Whether any client or device is called by this word: hardly ever, and its tickets need not be looked for then.
    Result<bool> is_in_a_name(const Term& term) const {
        const std::string like = " like lower($1) escape '\\'";
        STEWARD_TRY(const auto row,
                    transaction_.query_one("select exists (select 1 from directory_v_clients o where lower(o.name)" + like +
                                               ") or exists (select 1 from directory_v_devices o where lower(o.name)" + like + ")",
                                           filter::pattern_anywhere(term.values.front())));
        return row->boolean(0);
    }
    std::string place_of(std::string value) {
        question_.parameters.emplace_back(std::move(value));
        return "$" + std::to_string(question_.parameters.size());
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
        STEWARD_TRY(const bool is_found, narrow_by_letters(term));
        if (is_found) return true;
        constexpr std::string_view other[] = {"o.name"};
        STEWARD_TRY(const auto in_ticket, stands_in_ticket(term));
        STEWARD_TRY(const bool is_named, is_in_a_name(term));
        if (!is_named && !term.negated && is_one_of_words(term)) {
            patterns_.push_back(question_.parameters.size());
            return true;
        }
        if (!is_named) {
            add(term, in_ticket);
            return true;
        }
        STEWARD_TRY(const auto in_client, positive(term, {}, other));
        STEWARD_TRY(const auto in_device, positive(term, {}, other));
        add(term, "(" + in_ticket + " or t.client_id in (select o.id from directory_v_clients o where " + in_client +
                      ") or (t.device_id in (select o.id from directory_v_devices o where " + in_device +
                      ") and exists (select 1 from directory_v_devices o where o.id = t.device_id and o.client_id = t.client_id)))");
        return true;
    }

    TicketQuestion& question_;
    Transaction& transaction_;
    bool sqlite_;
    Instant now_;
    std::string sql_;
    std::vector<size_t> patterns_;  // the parameters of `words`
    int64_t often_ = 0;
    bool only_open_ = false, is_narrow_ = false;
};

// The rows of these tickets in their order.
Result<std::vector<TicketRow>> read_whole(Transaction& transaction, const std::vector<storage::Row>& keys) {
    std::vector<TicketRow> tickets;
    if (keys.empty()) return tickets;
    std::vector<std::string> ids;
    std::map<std::string_view, size_t> place;
    for (const auto& row : keys) {
        place.emplace(row.text(0), place.size());
        ids.push_back(row.text(0));
    }
    const auto engine = transaction.engine();
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(ticket_columns) + std::string(tickets_joined) + " and t.id" +
                                                       among_ids(engine, "$1"),
                                                   list_of_ids(engine, ids)));
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

// PostgreSQL asks for the next due time of ten thousand one by one; read once for all and joined, they cost half.
void join_due_times(std::string& select) {
    constexpr std::string_view one = "(select min(due_at) from service_levels_v_due where subject_id = t.id)",
                               table = " from helpdesk_tickets t";
    if (select.find(one) == std::string::npos) return;
    for (size_t at = select.find(one); at != std::string::npos; at = select.find(one)) select.replace(at, one.size(), "next_due.due_at");
    select.insert(select.find(table) + table.size(),
                  " left join (select subject_id, min(due_at) as due_at from service_levels_v_due group by subject_id) next_due "
                  "on next_due.subject_id = t.id");
}

// As many as there are until `most`; `with_keys` was counted already.
Status fill_total(Transaction& transaction, TicketPage& page, std::optional<int64_t> with_keys, const std::string& all,
                  std::span<const storage::Value> parameters, int most) {
    int64_t found = with_keys.value_or(0);
    if (!with_keys) {
        const std::string limit = " limit " + std::to_string(most + 1);
        STEWARD_TRY(const auto counted, transaction.run("select count(*) from (" + all + limit + ") counted", parameters));
        found = counted.front().integer(0);
    }
    page.total = static_cast<int>(std::min<int64_t>(found, most));
    page.more_than_total = found > most;
    return {};
}

// Within a group the newest change comes first: that is more use than the order in which they came, and what the indexes have.
std::string whole_order(std::string_view asked) {
    constexpr std::string_view groups[] = {"state", "priority", "queue", "assignee", "kind", "source"};
    const bool descending = asked.starts_with('-');
    const bool is_group = std::find(std::begin(groups), std::end(groups), asked.substr(descending ? 1 : 0)) != std::end(groups);
    return std::string(asked) + (!is_group ? "" : descending ? ",changed" : ",-changed");
}

// A tag that thousands have fills its page soon where the newest are looked at one by one. Where all are sorted anyway, and to count
// them, its own index says which they are.
struct CommonTag {
    std::string each, among;  // " and ..." over `t`
    std::string counted;      // "select ..." of those that match `where`, without it where there is no such tag
};
CommonTag common_tag(const std::string& condition, const std::string& where, const std::string& tickets) {
    if (condition.empty()) return {"", "", "select 1" + tickets + where};
    return {" and exists (select 1 from helpdesk_tags w where w.ticket_id = t.id and " + condition + ")",
            " and t.id in (select w.ticket_id from helpdesk_tags w where " + condition + ")",
            "select distinct w.ticket_id from helpdesk_tags w cross join helpdesk_tickets t" + where + " and t.id = w.ticket_id and " +
                condition};
}
// Whether an index has this order with the newest change first.
bool is_by_change(std::string_view order) { return order == "-changed" || order == "changed" || order.ends_with(",-changed"); }

// In the order of clients, the first of them fill a page by themselves: which, their own index says. " and ..." that names them, or
// nothing where so many would be needed that all are asked as well.
Result<std::string> first_clients(Transaction& transaction, const filter::Page& cut, const std::string& from_where,
                                  std::vector<storage::Value> parameters, const storage::Value* after) {
    constexpr size_t most_clients = 40;
    const bool descending = cut.order.starts_with('-');
    std::vector<storage::Value> bound;
    if (after != nullptr) bound.push_back(*after);
    const std::string name = "lower(coalesce(o.name, ''))";
    STEWARD_TRY(const auto clients,
                transaction.run("select o.id from directory_v_clients o where true" +
                                    (bound.empty() ? "" : " and " + name + (descending ? " <= $1" : " >= $1")) + " order by " + name +
                                    (descending ? " desc" : "") + " limit " + std::to_string(most_clients + 1),
                                bound));
    std::string ids;
    int64_t found = 0;
    for (size_t i = 0; i < clients.size(); ++i) {
        if (i == most_clients) return std::string();
        ids += (ids.empty() ? "'" : ", '") + clients[i].id<ClientId>(0).text() + "'";
        parameters.emplace_back(clients[i].text(0));
        STEWARD_TRY(const auto counted, transaction.run("select count(*) from (select 1" + from_where + " and t.client_id = $" +
                                                            std::to_string(parameters.size()) + cut.where + cut.limit + ") counted",
                                                        parameters));
        parameters.pop_back();
        found += counted.front().integer(0);
        if (found > cut.size) return " and t.client_id in (" + ids + ")";
    }
    return std::string();
}
}  // namespace

Result<TicketPage> read_tickets(Transaction& transaction, TicketQuestion question, const filter::Question& paging, Instant now) {
    const auto engine = transaction.engine();
    Condition condition(question, transaction, now);
    STEWARD_CHECK(condition.add_terms());
    auto& parameters = question.parameters;
    const size_t asked = parameters.size();  // what follows are the keys of the page
    const std::string asked_order = whole_order(paging.order_by);
    STEWARD_TRY(const auto cut,
                filter::page(asked_order, "-changed", paging.page_size, paging.page_token, question.fields, "t.id", parameters));
    STEWARD_TRY(const std::string order, order_by_columns(cut, question.fields));
    const bool newest_first = cut.order == "-changed";
    const auto words = condition.words(newest_first);
    const std::string before_words = " where true" + condition.sql(), before_tag = before_words + words.of_count;
    const CommonTag tag = common_tag(question.common_tag, before_tag, tickets_of(engine, condition.only_open()));
    const std::string& tagged = condition.only_open() || is_by_change(cut.order) ? tag.each : tag.among;
    const std::string where = before_tag + tagged, where_of_keys = before_words + words.of_keys + tagged;
    const std::string_view first_key = std::string_view(cut.order).substr(0, cut.order.find(','));
    const bool by_client = !condition.only_open() && (first_key == "client" || first_key == "-client");
    // Only what is open has a clock that runs: a list by the next due time looks at nothing else while that fills its page.
    const bool due_first = cut.order.starts_with("due") && !condition.only_open();
    // What is looked for in each open ticket is counted where it is read. Words fill a page soon where an index has the order, and are
    // counted apart, without sorting all that were found.
    const bool is_first = paging.page_token.empty(), has_tag = !question.common_tag.empty();
    const bool counts_open = condition.has_text() ? !newest_first : has_tag && engine == storage::Engine::Postgres;
    const bool reads_all = condition.only_open() ? counts_open : condition.is_narrow() && !by_client && !due_first;
    const bool counts_with_keys = is_first && reads_all;
    const std::string total = counts_with_keys ? ", count(*) over ()" : ", 0";
    std::string clients;
    if (by_client) {
        STEWARD_TRY(clients, first_clients(transaction, cut, tickets_of(engine, false) + joins_for(cut.order_by) + where, parameters,
                                           paging.page_token.empty() ? nullptr : &parameters[asked]));
    }
    const auto keys_of = [&](bool only_open) {
        std::string select = "select t.id" + total + cut.key_columns + tickets_of(engine, only_open) + joins_for(cut.order_by) +
                             where_of_keys + clients + (only_open && !condition.only_open() ? std::string(open_tickets) : "") + cut.where;
        // PostgreSQL takes what is open for as old as everything, and would walk along the order's index through what has ended.
        const bool is_fenced = engine == storage::Engine::Postgres && only_open && (!newest_first || counts_with_keys);
        if (is_fenced) {
            join_due_times(select);
            select = "select * from (" + select + " offset 0) k";
        }
        return transaction.run(select + order + cut.limit, parameters);
    };
    STEWARD_TRY(auto keys, keys_of(condition.only_open() || due_first));
    if (due_first && static_cast<int>(keys.size()) <= cut.size) {
        STEWARD_TRY(keys, keys_of(false));
    }
    TicketPage page;
    const bool is_dear = condition.has_text() ? !(condition.only_open() && counts_with_keys) : has_tag && !condition.only_open();
    const int most = is_dear ? question.most_counted_words : question.most_counted;
    // Without an order PostgreSQL might begin to count where nothing is found for long.
    const std::string in_order = words.counts_newest ? " order by coalesce(t.changed_at, 0) desc, t.id" : "";
    const std::string open_ones = "select 1" + tickets_to_count(engine, where) + where + in_order;
    if (is_first && static_cast<int>(keys.size()) <= cut.size) {
        page.total = static_cast<int>(keys.size());  // the first page has them all
    } else {
        const auto with_keys = counts_with_keys ? std::optional(keys.front().integer(1)) : std::nullopt;
        STEWARD_CHECK(fill_total(transaction, page, with_keys,
                                 condition.only_open() ? open_ones
                                 : has_tag             ? tag.counted
                                                       : tag.counted + in_order,
                                 std::span<const storage::Value>(parameters).first(asked), most));
    }
    page.next_page_token = filter::next_page_token(cut, keys);
    STEWARD_TRY(page.tickets, read_whole(transaction, keys));
    return page;
}

}  // namespace steward::helpdesk

// From the text of a search to what the index is asked: the free text to words, the rest to conditions.
#include <algorithm>
#include <array>

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/search/find.h"
#include "server/modules/search/words.h"
#include "server/platform/filter/values.h"

namespace steward::search {

namespace {
using filter::Kind;

constexpr filter::Field search_fields[] = {
    {"kind", "d.kind"},
    {"client", "coalesce(c.name, '')"},
    {"client_id", "coalesce(d.client_id, '')"},
    {"is", "case when t.id is null then '' when t.state in ('resolved', 'closed', 'cancelled', 'merged') then 'closed' else 'open' end"},
    {"state", "coalesce(t.state, '')"},
    {"priority", "coalesce(t.priority, '')"},
    {"assignee", "case when t.id is null then '' when t.assignee_name = '' then 'none' else t.assignee_name end"},
    {"assignee_id", "coalesce(t.assignee_id, '')"},
    {"queue", "coalesce(t.queue, '')"},
    {"reference", "coalesce(t.reference, '')"},
    {"at", "d.at", Kind::Time},
};
constexpr std::string_view of_clients[] = {"client"};
constexpr std::string_view of_documents[] = {"kind", "client_id", "at"};
// As in lists of tickets: whoever may not read a field cannot ask for it either.
std::vector<filter::Field> fields_for(const Caller& caller) {
    std::vector<filter::Field> fields(std::begin(search_fields), std::end(search_fields));
    if (caller.client_side)
        std::erase_if(fields, [](const filter::Field& field) { return field.name == "queue" || field.name == "assignee_id"; });
    return fields;
}
// More clients than these are held by the condition alone: a longer list would cost more than it saves.
constexpr size_t most_fenced_clients = 100;

// Whoever has more of their own meets it soon enough without knowing beforehand which it is.
constexpr size_t most_own = 2000;

template <size_t n>
bool is_one_of(std::string_view word, const std::string_view (&words)[n]) {
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// What each kind needs beside the permission to search.
struct KindRule {
    std::string_view kind, permission;
    bool for_clients;
};
constexpr KindRule kind_rules[] = {{"ticket", "ticket.read", true}, {"message", "ticket.read", true},    {"note", "ticket.read", false},
                                   {"mail", "mail.read", false},    {"article", "knowledge.read", true}, {"person", "client.read", false},
                                   {"device", "device.read", true}};

// The kinds that the caller may see, or those of them that the filter names; empty: none at all.
std::vector<std::string> kinds_for(const Caller& caller, std::span<const filter::Term> terms) {
    std::vector<std::string> kinds;
    for (const KindRule& rule : kind_rules) {
        bool wanted = caller.may(rule.permission) && (rule.for_clients || !caller.client_side);
        for (const auto& term : terms) {
            if (term.key != "kind") continue;
            const bool named = std::any_of(term.values.begin(), term.values.end(), [&](const std::string& value) {
                return value == rule.kind || value.find('*') != std::string::npos;
            });
            wanted = wanted && (term.negated || named);
        }
        if (wanted) kinds.emplace_back(rule.kind);
    }
    return kinds;
}

// The whole words that a long open one begins; too many of them, and the open one stays.
Status look_up_words(Transaction& transaction, std::vector<Phrase>& phrases) {
    constexpr size_t most_words = 64;
    constexpr std::string_view last_character = "\xf4\x8f\xbf\xbf";
    if (transaction.engine() != storage::Engine::Sqlite) return {};
    for (Phrase& phrase : phrases) {
        if (!phrase.open_end || phrase.words.size() != 1 || phrase.words.front().size() <= longest_indexed_beginning) continue;
        const std::string& word = phrase.words.front();
        STEWARD_TRY(const auto rows, transaction.query("select term from search_terms where term >= $1 and term <= $2 limit " +
                                                           std::to_string(most_words + 1),
                                                       word, word + std::string(last_character)));
        if (rows.size() > most_words) continue;
        for (const auto& row : rows) phrase.whole.push_back(row.text(0));
    }
    return {};
}

bool names_clients(std::span<const filter::Term> terms) {
    return std::any_of(terms.begin(), terms.end(),
                       [](const filter::Term& term) { return (term.key == "client" || term.key == "client_id") && !term.negated; });
}

// Clients by name become their ids, so that the index itself leaves out all others.
Result<std::optional<std::vector<std::string>>> clients_named(Transaction& transaction, Call& call, std::span<const filter::Term> terms) {
    std::vector<filter::Term> about;
    for (const auto& term : terms) {
        const bool whose = term.key == "client" || term.key == "client_id";
        if (whose && !term.negated) about.push_back(term);
    }
    const auto& scope = call.caller().scope;
    if (about.empty() && scope.all) return std::optional<std::vector<std::string>>{};
    constexpr filter::Field client_fields[] = {{"client", "c.name"}, {"client_id", "c.id"}};
    std::vector<storage::Value> parameters;
    const std::string allowed = call.client_filter("c.id", parameters);
    STEWARD_TRY(const auto condition, filter::to_sql(about, client_fields, {}, call.now(), parameters));
    STEWARD_TRY(const auto rows, transaction.run("select c.id from directory_v_clients c where true" + allowed + condition + " limit " +
                                                     std::to_string(most_fenced_clients + 1),
                                                 parameters));
    std::vector<std::string> clients;
    for (const auto& row : rows) clients.push_back(row.text(0));
    return std::optional(std::move(clients));
}

// The accounts that `assignee:` names, so that the index itself leaves out the work of all others; empty: it does not say.
Result<std::vector<std::string>> assignees_named(Transaction& transaction, std::span<const filter::Term> terms) {
    std::vector<std::string> accounts;
    for (const auto& term : terms) {
        const bool named = (term.key == "assignee" || term.key == "assignee_id") && !term.negated && accounts.empty();
        if (!named) continue;
        for (const auto& value : term.values) {
            if (value.find('*') != std::string::npos) return std::vector<std::string>{};
            if (term.key == "assignee_id" || filter::lower(value) == "none") {
                accounts.push_back(filter::lower(value));
                continue;
            }
            STEWARD_TRY(const auto rows,
                        transaction.query("select account_id from access_v_accounts where lower(name) = lower($1) limit 100", value));
            // Work of somebody who has another name now is found by the condition alone.
            if (rows.empty()) return std::vector<std::string>{};
            for (const auto& row : rows) accounts.push_back(row.text(0));
        }
    }
    return accounts;
}

// What is written in the caller's own tickets; nothing: it is more than one looks up.
Result<std::optional<std::vector<int64_t>>> documents_of_own(Transaction& transaction, const Caller& caller) {
    std::vector<storage::Value> parameters;
    const std::string own = helpdesk::visible_tickets(caller, parameters);
    STEWARD_TRY(
        const auto rows,
        transaction.run("select d.number from search_documents d where d.ticket_id in (select t.id from helpdesk_v_desk t where true" +
                            own + ") limit " + std::to_string(most_own + 1),
                        parameters));
    if (rows.size() > most_own) return std::optional<std::vector<int64_t>>{};
    std::vector<int64_t> numbers;
    for (const auto& row : rows) numbers.push_back(row.integer(0));
    return std::optional(std::move(numbers));
}

// "TIC-2026-000123", or the number at its end.
std::string reference_among(std::span<const filter::Term> terms) {
    for (const auto& term : terms) {
        if (!term.key.empty() || term.negated) continue;
        std::string word = folded(term.values.front());
        std::replace(word.begin(), word.end(), ' ', '-');
        const bool number = !word.empty() && word.size() <= 9 && word.find_first_not_of("0123456789") == std::string::npos;
        const bool whole = word.starts_with("tic-") && word.size() == std::string_view("tic-2026-000123").size();
        if (number || whole) return word;
    }
    return "";
}
}  // namespace

std::vector<std::string> references_of(std::string_view word, Instant now) {
    std::string upper(word);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (upper.starts_with("TIC-")) return {upper};
    const std::string digits = upper.size() >= 6 ? upper : std::string(6 - upper.size(), '0') + upper;
    constexpr int64_t ms_a_year = 31'556'952'000;
    const int64_t year = 1970 + now.unix_ms / ms_a_year;
    std::vector<std::string> references;
    for (int64_t back = 0; back < 5; ++back) references.push_back("TIC-" + std::to_string(year - back) + "-" + digits);
    return references;
}

Result<Question> read_question(Call& call, std::string_view text) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto terms, filter::parse(text));
    for (auto& term : terms) {
        if (term.key == "assignee" && term.values.size() == 1 && term.values.front() == "me") {
            term.key = "assignee_id";
            term.values.front() = call.caller().account.text();
        }
    }
    Question question;
    question.now = call.now();
    question.query = query_of(terms);
    STEWARD_CHECK(look_up_words(*transaction, question.query.wanted));
    STEWARD_CHECK(look_up_words(*transaction, question.query.unwanted));
    question.reference = reference_among(terms);
    question.fence.kinds = kinds_for(call.caller(), terms);
    question.fence.without_internal = call.caller().client_side;
    STEWARD_TRY(auto clients, clients_named(*transaction, call, terms));
    question.nothing_to_see = question.fence.kinds.empty() || (clients && clients->empty());
    if (question.fence.kinds.size() == std::size(kind_rules)) question.fence.kinds.clear();
    if (clients && clients->size() <= most_fenced_clients) question.fence.clients = std::move(*clients);
    question.fence.and_of_no_client = !call.caller().scope.all && !names_clients(terms);
    STEWARD_TRY(question.fence.assignees, assignees_named(*transaction, terms));
    question.fence.only_open = std::any_of(terms.begin(), terms.end(), [](const filter::Term& term) {
        return term.key == "is" && !term.negated && term.values.size() == 1 && term.values.front() == "open";
    });
    question.parameters.emplace_back(std::string());  // $1: the words
    std::vector<filter::Term> conditions;
    for (auto& term : terms) {
        if (term.key.empty()) continue;
        question.asks_kinds = question.asks_kinds || term.key == "kind";
        question.with_clients = question.with_clients || is_one_of(term.key, of_clients);
        question.with_tickets = question.with_tickets || (!is_one_of(term.key, of_clients) && !is_one_of(term.key, of_documents));
        conditions.push_back(std::move(term));
    }
    if (helpdesk::sees_only_own(call.caller())) {
        STEWARD_TRY(question.own, documents_of_own(*transaction, call.caller()));
    }
    // The fence holds already; that the rows say the same is the second lock.
    question.condition = call.client_filter("d.client_id", question.parameters);
    if (question.condition.starts_with(" and "))
        question.condition = " and ((d.client_id is null and d.kind = 'article') or (" + question.condition.substr(5) + "))";
    question.condition += helpdesk::without_confidential(call.caller(), question.parameters, "d.ticket_id");
    if (call.caller().client_side) {
        question.condition += " and not d.internal";
        const std::string own = helpdesk::visible_tickets(call.caller(), question.parameters);
        question.with_tickets = true;
        question.condition += " and (d.ticket_id is null or (t.id is not null" + own + "))";
    }
    STEWARD_TRY(const auto filtered, filter::to_sql(conditions, fields_for(call.caller()), {}, call.now(), question.parameters));
    question.condition += filtered;
    return question;
}

}  // namespace steward::search

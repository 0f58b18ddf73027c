#include "server/modules/search/find.h"

#include <algorithm>

namespace steward::search {

namespace {
constexpr std::string_view found_columns =
    "d.number, d.source, d.source_id, d.kind, d.client_id, d.ticket_id, d.internal, d.at, d.title, d.body";

Found read_found(const storage::Row& row) {
    return {row.integer(0),
            {.source = row.text(1),
             .id = row.text(2),
             .kind = row.text(3),
             .client = row.text_or(4),
             .ticket = row.text_or(5),
             .internal = row.boolean(6),
             .at = row.instant(7),
             .title = row.text(8),
             .body = row.text(9)}};
}

// The part of a question that one look at the index answers.
struct Part {
    Fence fence;
    bool of_own = false;  // in the caller's own tickets alone
};

constexpr std::string_view all_kinds[] = {"ticket", "message", "note", "mail", "article", "person", "device"};
bool is_of_ticket(std::string_view kind) { return kind == "ticket" || kind == "message" || kind == "note" || kind == "mail"; }

// One whole, or what hangs on a ticket and what does not.
std::vector<Part> parts_of(const Question& question, const Fence& fence) {
    if (!question.own) return {{fence, false}};
    Part own{fence, true}, others{fence, false};
    if (fence.kinds.empty()) own.fence.kinds.assign(std::begin(all_kinds), std::end(all_kinds));
    others.fence.kinds = own.fence.kinds;
    std::erase_if(own.fence.kinds, [](const std::string& kind) { return !is_of_ticket(kind); });
    std::erase_if(others.fence.kinds, [](const std::string& kind) { return is_of_ticket(kind); });
    std::vector<Part> parts;
    if (!own.fence.kinds.empty() && !question.own->empty()) parts.push_back(std::move(own));
    if (!others.fence.kinds.empty()) parts.push_back(std::move(others));
    return parts;
}

// Only what is written in the caller's own tickets. The plus keeps SQLite from asking its word index for each of them by itself, which
// reads all places of the word again every time.
std::string among_own(const Question& question, storage::Engine engine, std::vector<storage::Value>& parameters) {
    std::string numbers;
    for (const int64_t number : *question.own) numbers += (numbers.empty() ? "" : ",") + std::to_string(number);
    const bool sqlite = engine == storage::Engine::Sqlite;
    parameters.emplace_back(sqlite ? "[" + numbers + "]" : "{" + numbers + "}");
    const std::string place = "$" + std::to_string(parameters.size());
    return sqlite ? " and +w.rowid in (select o.value from json_each(" + place + ") o)"
                  : " and d.number = any (cast(" + place + " as bigint[]))";
}

std::string from_of(const Question& question, const Part& part, storage::Engine engine, std::vector<storage::Value>& parameters) {
    std::string from = engine == storage::Engine::Sqlite ? " from search_words w join search_documents d on d.number = w.rowid"
                                                         : " from search_documents d";
    if (question.with_clients) from += " left join directory_v_clients c on c.id = d.client_id";
    if (question.with_tickets) from += " left join helpdesk_v_desk t on t.id = d.ticket_id";
    from += engine == storage::Engine::Sqlite ? " where w.search_words match $1" : " where d.words @@ cast($1 as tsquery)";
    if (part.of_own) from += among_own(question, engine, parameters);
    return from + question.condition;
}

std::string order_of(storage::Engine engine) {
    return engine == storage::Engine::Sqlite ? " order by w.rowid desc" : " order by d.number desc";
}

std::vector<storage::Value> parameters_of(const Question& question, const Fence& fence, Place place, storage::Engine engine) {
    auto parameters = question.parameters;
    parameters.front() =
        engine == storage::Engine::Sqlite ? to_fts5(question.query, fence, place) : to_tsquery(question.query, fence, place);
    return parameters;
}

Result<std::vector<Found>> run(Transaction& transaction, const std::string& sql, const std::vector<storage::Value>& parameters) {
    STEWARD_TRY(const auto rows, transaction.run(sql, parameters));
    std::vector<Found> found;
    for (const auto& row : rows) found.push_back(read_found(row));
    return found;
}

// At most `limit` of a question's parts, the newest first.
Result<std::vector<Found>> find_within(Transaction& transaction, const Question& question, const Fence& fence, Place place, int64_t below,
                                       int limit) {
    const auto engine = transaction.engine();
    std::vector<Found> all;
    for (const Part& part : parts_of(question, fence)) {
        auto parameters = parameters_of(question, part.fence, place, engine);
        std::string sql = "select " + std::string(found_columns) + from_of(question, part, engine, parameters);
        if (below > 0) {
            parameters.emplace_back(below);
            sql += (engine == storage::Engine::Sqlite ? " and w.rowid < $" : " and d.number < $") + std::to_string(parameters.size());
        }
        STEWARD_TRY(auto found, run(transaction, sql + order_of(engine) + " limit " + std::to_string(limit), parameters));
        all.insert(all.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Found::number);
    if (all.size() > static_cast<size_t>(limit)) all.resize(static_cast<size_t>(limit));
    return all;
}

bool wants(const Fence& fence, std::string_view kind) {
    return fence.kinds.empty() || std::find(fence.kinds.begin(), fence.kinds.end(), kind) != fence.kinds.end();
}
}  // namespace

Result<std::vector<Found>> find(Transaction& transaction, const Question& question, Place place, int64_t below, int limit) {
    return find_within(transaction, question, question.fence, place, below, limit);
}

Result<std::vector<Found>> find_names(Transaction& transaction, const Question& question, int limit) {
    Fence fence = question.fence;
    fence.kinds.clear();
    for (const std::string_view kind : {"person", "device"}) {
        if (wants(question.fence, kind)) fence.kinds.emplace_back(kind);
    }
    if (fence.kinds.empty()) return std::vector<Found>{};
    STEWARD_TRY(auto found, find_within(transaction, question, fence, Place::Anywhere, 0, limit));
    std::stable_partition(found.begin(), found.end(), [](const Found& one) { return one.document.kind == "person"; });
    return found;
}

Result<std::vector<Found>> find_exact(Transaction& transaction, const Question& question) {
    if (question.reference.empty() || !wants(question.fence, "ticket")) return std::vector<Found>{};
    auto parameters = question.parameters;
    std::string condition;
    for (const auto& reference : references_of(question.reference, question.now)) {
        parameters.emplace_back(reference);
        condition += (condition.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    // $1 stands where the words would: whoever prepares the statement must know its type.
    parameters.front() = std::string("ticket");
    const std::string clients = question.with_clients ? " left join directory_v_clients c on c.id = d.client_id" : "";
    return run(transaction,
               "select " + std::string(found_columns) +
                   " from helpdesk_v_desk t join search_documents d on d.source = $1 and d.source_id = t.id" + clients +
                   " where t.reference in (" + condition + ")" + question.condition + " order by d.number desc",
               parameters);
}

Result<Counts> count_kinds(Transaction& transaction, const Question& question) {
    const auto engine = transaction.engine();
    Counts counts;
    int64_t all = 0;
    for (const Part& part : parts_of(question, question.fence)) {
        auto parameters = parameters_of(question, part.fence, Place::Anywhere, engine);
        const std::string from = from_of(question, part, engine, parameters);
        STEWARD_TRY(const auto rows, transaction.run("select kind, count(*) from (select d.kind" + from + order_of(engine) + " limit " +
                                                         std::to_string(most_counted + 1) + ") counted group by kind order by kind",
                                                     parameters));
        for (const auto& row : rows) {
            counts.kinds.emplace_back(row.text(0), static_cast<int>(row.integer(1)));
            all += row.integer(1);
        }
    }
    std::ranges::sort(counts.kinds);
    counts.more = all > most_counted;
    return counts;
}

}  // namespace steward::search

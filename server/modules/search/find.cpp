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

std::string from_of(const Question& question, storage::Engine engine) {
    std::string from = engine == storage::Engine::Sqlite ? " from search_words w join search_documents d on d.number = w.rowid"
                                                         : " from search_documents d";
    if (question.with_clients) from += " left join directory_v_clients c on c.id = d.client_id";
    if (question.with_tickets) from += " left join helpdesk_v_desk t on t.id = d.ticket_id";
    from += engine == storage::Engine::Sqlite ? " where w.search_words match $1" : " where d.words @@ cast($1 as tsquery)";
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

bool wants(const Fence& fence, std::string_view kind) {
    return fence.kinds.empty() || std::find(fence.kinds.begin(), fence.kinds.end(), kind) != fence.kinds.end();
}
}  // namespace

Result<std::vector<Found>> find(Transaction& transaction, const Question& question, Place place, int64_t below, int limit) {
    const auto engine = transaction.engine();
    auto parameters = parameters_of(question, question.fence, place, engine);
    std::string where;
    if (below > 0) {
        parameters.emplace_back(below);
        where =
            std::string(engine == storage::Engine::Sqlite ? " and w.rowid < $" : " and d.number < $") + std::to_string(parameters.size());
    }
    return run(
        transaction,
        "select " + std::string(found_columns) + from_of(question, engine) + where + order_of(engine) + " limit " + std::to_string(limit),
        parameters);
}

Result<std::vector<Found>> find_names(Transaction& transaction, const Question& question, int limit) {
    const auto engine = transaction.engine();
    Fence fence = question.fence;
    fence.kinds.clear();
    for (const std::string_view kind : {"person", "device"}) {
        if (wants(question.fence, kind)) fence.kinds.emplace_back(kind);
    }
    if (fence.kinds.empty()) return std::vector<Found>{};
    STEWARD_TRY(auto found, run(transaction,
                                "select " + std::string(found_columns) + from_of(question, engine) + order_of(engine) + " limit " +
                                    std::to_string(limit),
                                parameters_of(question, fence, Place::Anywhere, engine)));
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
    STEWARD_TRY(const auto rows,
                transaction.run("select kind, count(*) from (select d.kind" + from_of(question, engine) + order_of(engine) + " limit " +
                                    std::to_string(most_counted + 1) + ") counted group by kind order by kind",
                                parameters_of(question, question.fence, Place::Anywhere, engine)));
    Counts counts;
    int64_t all = 0;
    for (const auto& row : rows) {
        counts.kinds.emplace_back(row.text(0), static_cast<int>(row.integer(1)));
        all += row.integer(1);
    }
    counts.more = all > most_counted;
    return counts;
}

}  // namespace steward::search

#include "server/modules/helpdesk/ticket_letters.h"

#include <algorithm>

namespace steward::helpdesk {

// To say of words that many have them, PostgreSQL's index goes through all of theirs: a two-hundredth of the table says so at once.
Result<int64_t> in_a_thousand(Transaction& transaction, std::span<const storage::Value> patterns) {
    std::string where;
    for (size_t i = 1; i <= patterns.size(); ++i) where += " and n.words like lower($" + std::to_string(i) + ")";
    STEWARD_TRY(const auto found, transaction.run("select count(*) filter (where true" + where +
                                                      "), count(*) from helpdesk_tickets n tablesample system (0.5) repeatable (1)",
                                                  patterns));
    return found.front().integer(0) * 1000 / std::max<int64_t>(found.front().integer(1), 100);
}

std::string among_ids(storage::Engine engine, const std::string& place) {
    return engine == storage::Engine::Sqlite ? " in (select value from json_each(" + place + "))"
                                             : " = any(string_to_array(" + place + ", ','))";
}

std::string list_of_ids(storage::Engine engine, std::span<const std::string> ids) {
    const bool sqlite = engine == storage::Engine::Sqlite;
    const std::string quote = sqlite ? "\"" : "";
    std::string list = sqlite ? "[" : "";
    for (size_t i = 0; i < ids.size(); ++i) list += (i == 0 ? "" : ",") + quote + ids[i] + quote;
    return list + (sqlite ? "]" : "");
}

Result<std::optional<std::string>> few_with_letters(Transaction& transaction, const std::string& word) {
    constexpr int few = 2000;
    const auto letters = std::count_if(word.begin(), word.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (letters < 3 || word.find_first_of("%_\\*") != std::string::npos) return std::nullopt;
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    const storage::Value pattern("%" + word + "%");
    if (!sqlite) {
        STEWARD_TRY(const auto known, transaction.query("select to_regclass('helpdesk_tickets_by_letters') is not null"));
        if (!known.front().boolean(0)) return std::nullopt;
        STEWARD_TRY(const int64_t sampled, in_a_thousand(transaction, std::span(&pattern, 1)));
        if (sampled >= many_of_a_thousand) return std::nullopt;
    }
    // SQLite's index is asked by a bare "like", which compares without case; and its joins are made in the order in which they stand.
    const std::string own =
        sqlite ? "select p.ticket_id as id from helpdesk_texts x cross join helpdesk_text_places p on p.place = x.rowid where "
                 "x.text like $1"
               : "select n.id from helpdesk_tickets n where n.words like lower($1)";
    STEWARD_TRY(
        const auto found,
        transaction.run(own +
                            " union all select n.id from helpdesk_tickets n where n.client_id in (select o.id from directory_v_clients o "
                            "where lower(o.name) like lower($1)) union all select n.id from directory_v_devices o cross join "
                            "helpdesk_tickets n where n.device_id = o.id and (n.client_id || '') = o.client_id and lower(o.name) like "
                            "lower($1) limit " +
                            std::to_string(few + 1),
                        std::span(&pattern, 1)));
    if (found.size() > few) return std::nullopt;
    std::vector<std::string> ids;
    for (const auto& row : found) ids.push_back(row.text(0));
    return list_of_ids(transaction.engine(), ids);
}

}  // namespace steward::helpdesk

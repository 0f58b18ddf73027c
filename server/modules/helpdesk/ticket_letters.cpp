#include "server/modules/helpdesk/ticket_letters.h"

#include <algorithm>

namespace steward::helpdesk {

Result<std::string> few_with_letters(Transaction& transaction, const std::string& word, size_t place) {
    constexpr int few = 2000;
    const auto letters = std::count_if(word.begin(), word.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (letters < 3 || word.find_first_of("%_\\*") != std::string::npos) return std::string();
    const bool sqlite = transaction.engine() == storage::Engine::Sqlite;
    if (!sqlite) {
        STEWARD_TRY(const auto known, transaction.query("select to_regclass('helpdesk_tickets_by_letters') is not null"));
        if (!known.front().boolean(0)) return std::string();
    }
    // SQLite's index is asked by a bare "like", which compares without case; and its joins are made in the order in which they stand.
    const auto set = [&](size_t number) {
        const std::string parameter = "$" + std::to_string(number), like = " like lower(" + parameter + ")";
        return (sqlite
                    ? "select p.ticket_id from helpdesk_texts x cross join helpdesk_text_places p on p.place = x.rowid where x.text like " +
                          parameter
                    : "select n.id from helpdesk_tickets n where lower(n.title || ' ' || n.reference || ' ' || n.device_name)" + like) +
               " union all select n.id from helpdesk_tickets n where n.client_id in (select o.id from directory_v_clients o where "
               "lower(o.name)" +
               like +
               ") union all select n.id from directory_v_devices o cross join helpdesk_tickets n where n.device_id = o.id "
               "and (n.client_id || '') = o.client_id and lower(o.name)" +
               like;
    };
    STEWARD_TRY(const auto counted, transaction.query("select count(*) from (select 1 from (" + set(1) + ") found limit " +
                                                          std::to_string(few + 1) + ") counted",
                                                      "%" + word + "%"));
    return counted.front().integer(0) > few ? std::string() : set(place);
}

}  // namespace steward::helpdesk

#include <algorithm>

#include "server/platform/access/service.h"

namespace steward::access {

namespace {
constexpr int most_key_changes = 100;
constexpr size_t longest_keys = 20;  // "g Shift+x"

bool are_keys(std::string_view text) {
    return !text.empty() && text.size() <= longest_keys &&
           std::ranges::none_of(text, [](unsigned char one) { return one < 0x20 || one == 0x7f; });
}

// What a key means is the console's: the server keeps the map whole and small.
Status key_map_fits(const v1::KeyMap& map) {
    if (map.changes_size() > most_key_changes) return bad_field("/key_map", "At most 100 keys can be changed.");
    std::vector<std::string> usual, now;
    for (const auto& change : map.changes()) {
        if (!are_keys(change.usual()) || !are_keys(change.now())) return bad_field("/key_map", "A key has 1 to 20 characters.");
        usual.push_back(change.usual());
        now.push_back(change.now());
    }
    std::ranges::sort(usual);
    std::ranges::sort(now);
    if (std::ranges::adjacent_find(usual) != usual.end() || usual != now)
        return bad_field("/key_map", "Keys change places: each one is given once and taken once.");
    return {};
}
}  // namespace

Result<v1::Preferences> load_preferences(storage::Transaction& transaction, AccountId account) {
    v1::Preferences preferences;
    preferences.set_single_keys(true);
    preferences.mutable_key_map();
    STEWARD_TRY(const auto kept, transaction.query_one("select single_keys from access_preferences where account_id = $1", account));
    if (!kept) return preferences;
    preferences.set_single_keys(kept->boolean(0));
    STEWARD_TRY(const auto rows, transaction.query("select usual_keys, present_keys from access_key_changes where account_id = $1 "
                                                   "order by usual_keys",
                                                   account));
    for (const auto& row : rows) {
        auto* change = preferences.mutable_key_map()->add_changes();
        change->set_usual(row.text(0));
        change->set_now(row.text(1));
    }
    return preferences;
}

Result<v1::Preferences> Service::update_preferences(Call& call, const v1::UpdatePreferencesRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    if (request.has_key_map()) STEWARD_CHECK(key_map_fits(request.key_map()));
    STEWARD_TRY(auto* transaction, call.transaction());
    const AccountId account = call.caller().account;
    // Two tabs may do this at once: the row is made first, whoever is second waits for it.
    STEWARD_CHECK(transaction->execute(
        "insert into access_preferences (account_id, single_keys) values ($1, $2) on conflict (account_id) do nothing", account, true));
    if (request.has_single_keys())
        STEWARD_CHECK(
            transaction->execute("update access_preferences set single_keys = $2 where account_id = $1", account, request.single_keys()));
    if (request.has_key_map()) {
        STEWARD_CHECK(transaction->execute("delete from access_key_changes where account_id = $1", account));
        for (const auto& change : request.key_map().changes())
            STEWARD_CHECK(
                transaction->execute("insert into access_key_changes (account_id, usual_keys, present_keys) values ($1, $2, $3) "
                                     "on conflict (account_id, usual_keys) do update set present_keys = excluded.present_keys",
                                     account, change.usual(), change.now()));
    }
    return load_preferences(*transaction, account);
}

}  // namespace steward::access

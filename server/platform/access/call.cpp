#include "server/platform/access/call.h"

namespace steward {

namespace {
// Above this number clients stand in the text instead of as parameters: both engines limit how
// many parameters a statement has (32,766 and 65,535), and a ClientId can only print as an id.
constexpr size_t most_client_parameters = 1000;
}  // namespace

Result<storage::Transaction*> Call::transaction() {
    if (!held_) {
        STEWARD_TRY(held_, database_.begin(writes_));
    }
    return &held_->transaction();
}

Status Call::commit() {
    if (!held_) return {};
    const Status done = held_->commit();
    held_.reset();
    return done;
}

std::string Call::client_filter(std::string_view column, std::vector<storage::Value>& parameters) const {
    const ClientScope& scope = caller_.scope;
    if (scope.all) return {};
    if (scope.clients.empty()) return " and 1 = 0";
    std::string sql = " and " + std::string(column) + " in (";
    const bool as_parameters = scope.clients.size() <= most_client_parameters;
    for (const ClientId& client : scope.clients) {
        if (!sql.ends_with('(')) sql += ", ";
        if (as_parameters) {
            parameters.push_back(storage::to_value(client));
            sql += "$" + std::to_string(parameters.size());
        } else {
            sql += "'" + client.text() + "'";
        }
    }
    return sql + ")";
}

}  // namespace steward

// Carries what the play wrote over into the real database.
#pragma once

#include <set>

#include "server/demo/cast.h"

namespace steward::demo {

/// The rows that a house writes by itself when it first starts: they are not part of the play.
class Standards {
public:
    static Result<Standards> read(storage::Database& database);
    bool contains(const std::string& table, const std::string& key) const { return keys_.contains({table, key}); }

private:
    std::set<std::pair<std::string, std::string>> keys_;
};

/// Every row of the play into `to`, in one transaction; what is no client's is noted down (directory_demo_rows), so that it can be
/// taken back. Rows of the owner alone stay behind.
Status carry_over(storage::Database& from, storage::Database& to, const Cast& cast, const Standards& standards);

}  // namespace steward::demo

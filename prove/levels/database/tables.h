// What people signed of a database's tables, looked for in a private server that has them.
#pragma once

#include "prove/levels/database/server.h"

namespace steward::prove::database {

struct Found {
    std::vector<trust::RestoreCheck> checks;
    std::vector<std::string> not_covered;

    void tell(trust::RestoreRecord& record, std::vector<std::string>& names) const;
};

class Tables {
public:
    /// `content`: the moment that the database should be of.
    Tables(const trust::DatabaseExpectation& expected, Instant content, Found& found)
        : expected_(expected), content_(content), found_(found) {}

    void look_into(DatabaseServer& server, const std::string& server_name);

private:
    void look_at_table(DatabaseServer& server, const trust::TableExpectation& table);
    void look_at_newest(DatabaseServer& server, const trust::TableExpectation& table);

    const trust::DatabaseExpectation& expected_;
    Instant content_;
    Found& found_;
};

}  // namespace steward::prove::database

// PostgreSQL: the newest version that this host has, or the one that is asked for.
#pragma once

#include "prove/levels/database/server.h"

namespace steward::prove::database {

class PostgreSql : public PrivateServer {
public:
    explicit PostgreSql(const Place& place, uint64_t version = 0);

    Attempt<std::string> start() override;
    Attempt<void> load(int dump, DumpForm form, const std::string& called, Complaints& complaints) override;
    uint64_t tables() override;
    Consistency consistency() override;
    std::optional<uint64_t> rows(const std::string& table) override;
    std::optional<Instant> newest(const std::string& table, const std::string& column) override;

protected:
    Command query(const std::string& sql) const override;
    /// One of its programs.
    Command client(std::vector<std::string> words) const;
    /// The server itself, with these settings after its usual ones.
    Command server(const std::vector<std::string>& settings) const;

    const std::string programs_;  // their folder; empty: this host has none
};

}  // namespace steward::prove::database

// A PostgreSQL server out of its own files: brought forward by its logs, and opened for questions. Of the settings that came with it none
// is obeyed.
#pragma once

#include "prove/levels/database/postgresql.h"
#include "prove/levels/database/recovery_words.h"

namespace steward::prove::database {

class PostgreSqlCopy : public PostgreSql {
public:
    PostgreSqlCopy(const Place& place, uint64_t version) : PostgreSql(place, version), version_(version) {}

    /// Failure: "restore.database_missing": this host does not have this version.
    Attempt<void> must_be_there() const;
    /// As its own files say; 0: they do not.
    uint64_t segment_bytes() const;
    /// The transactions in the logs from this one to the one with the number `last`, on its time line.
    Commits commits(const Segment& first, uint64_t last, uint64_t segment_bytes) const;

    /// How far it came. `aim`: a setting; empty: as far as there are logs. It does not run afterwards.
    Recovery bring_forward(const std::string& aim);
    /// What its files say of each page. Not asked: its server writes no checksums.
    Consistency checksums() const;
    /// Its name and version; from here on it answers of this database.
    Attempt<std::string> open(const std::string& database);
    /// All databases but the templates.
    uint64_t databases() { return count("SELECT count(*) FROM pg_database WHERE NOT datistemplate").value_or(0); }
    /// Whether this host sorts text as the database's server did; where it does not, indexes of text look broken and are not.
    bool sorts_alike();

    uint64_t tables() override;

private:
    Command own_server(std::vector<std::string> settings) const;

    const uint64_t version_;
};

/// Prepares what was restored below `folder`: the files go to the place, nobody's, and what would be obeyed is taken away.
Attempt<void> move_in(const Place& place, const std::string& folder);

}  // namespace steward::prove::database

// A database server of this host's own packages, started for one test alone: as nobody, without a network, in a folder of the scratch
// space, with nothing in it but what one dump brings.
#pragma once

#include <memory>

#include "prove/alarm.h"
#include "prove/engines/engine.h"
#include "prove/levels/database/complaints.h"
#include "prove/levels/database/dump.h"
#include "prove/program.h"

namespace steward::prove::database {

constexpr const char* own_name = "steward_prove";  // of user and database: none of a dump's is called so
constexpr uint32_t nobodys_number = 65534;
constexpr size_t longest_database = 256;  // name, in bytes

/// Where it lives: a folder that is nobody's, which it and its clients see as /tmp.
struct Place {
    std::string room;
    std::string alarm_shell;
    int bell = -1;
    Spent& spent;
};

struct Consistency {
    uint64_t objects = 0;  // tables and indexes that were looked at
    bool is_sound = false, is_asked = false;
};

class DatabaseServer {
public:
    virtual ~DatabaseServer() = default;

    /// Its name and version. Failures: "restore.database_missing": this host has none; "restore.database_failed", "restore.disk_full".
    virtual Attempt<std::string> start() = 0;
    /// From an open file, at its beginning, into a database that is called so (empty: it does not matter). `complaints`: what it said.
    virtual Attempt<void> load(int dump, DumpForm form, const std::string& called, Complaints& complaints) = 0;
    /// How many tables there are; from here on in the database in which the dump put them.
    virtual uint64_t tables() = 0;
    virtual Consistency consistency() = 0;
    /// Nothing: there is no such table, or it cannot be read.
    virtual std::optional<uint64_t> rows(const std::string& table) = 0;
    /// Nothing: the column cannot be read as a time. Not set: there is no row with one.
    virtual std::optional<Instant> newest(const std::string& table, const std::string& column) = 0;
    virtual bool is_alive() = 0;
    /// Whether it had to say so itself; its clients hear other words.
    virtual bool had_no_room() const = 0;
};

/// What a server writes of itself, as a file without a name in its place.
class ServerLog {
public:
    ServerLog() = default;
    ~ServerLog();
    ServerLog(const ServerLog&) = delete;
    ServerLog& operator=(const ServerLog&) = delete;

    int open_in(const std::string& room);
    std::string beginning(size_t most = size_t{64} << 10) const;
    bool says_no_room() const;

private:
    int file_ = -1;
};

/// What the servers of both kinds are: a process in a place, which answers questions.
class PrivateServer : public DatabaseServer {
public:
    explicit PrivateServer(const Place& place) : place_(place) {}

    bool is_alive() override { return server_ && server_->lives_for(0); }
    bool had_no_room() const override { return log_.says_no_room(); }

protected:
    virtual Command query(const std::string& sql) const = 0;
    /// Nothing: it has no answer, or another than a whole number.
    std::optional<int64_t> number(const std::string& sql) const;
    std::optional<uint64_t> count(const std::string& sql) const;
    /// The only database but its own ones, where `sql` lists those and there is one. Empty: it is not so.
    std::string only_one(const std::string& sql) const;

    const Place place_;
    std::string database_;
    ServerLog log_;
    std::optional<Background> server_;
};

std::unique_ptr<DatabaseServer> make_postgresql(const Place& place);
std::unique_ptr<DatabaseServer> make_mariadb(const Place& place);

/// One client, or the server itself: as nobody in the place, where no shell can be started.
Command in_place(const Place& place, std::vector<std::string> words);
/// Its folder, nobody's. False: it cannot be made.
bool make_room(const Place& place);

std::unexpected<trust::RestoreProblem> obstacle(std::string code, std::string sentence);

struct Said {
    Ended ended;
    std::string output;  // its beginning, without the last line's end
};
Said ask(const Command& command, Spent& spent);

/// A whole number, and nothing beside it.
std::optional<int64_t> number_in(std::string_view text);
/// A name as SQL quotes it: table and schema apart.
std::string in_quotes(std::string_view name, char quote);

/// Waits until `question` is answered, or the server ends; what starts is given a minute, what is brought forward as long as it takes.
enum class Patience : uint8_t { AMinute, Endless };
bool becomes_ready(Background& server, const Command& question, Spent& spent, Patience patience = Patience::AMinute);

/// What a failed preparation means. `errors`: of a program that saw no data yet.
trust::RestoreProblem not_started(std::string_view name, const Ended& ended, const std::string& errors);

}  // namespace steward::prove::database

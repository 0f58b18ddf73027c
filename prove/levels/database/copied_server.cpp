#include "prove/levels/database/copied_server.h"

#include "base/counted.h"
#include "prove/levels/database/postgresql_copy.h"
#include "prove/levels/database/tables.h"

namespace steward::prove::levels::database {

namespace {
using namespace prove::database;
using trust::CheckVerdict;
using trust::Reach;

constexpr uint64_t of_a_server = 128 * mebibyte, files_of_a_server = 1024, usual_segment = 16 * mebibyte;

class CopiedServer : public Level {
public:
    explicit CopiedServer(const Task& task)
        : task_(task), expected_(*task.action.database), copies_(*task.engine.server_copies()), reached_(task.snapshot.point.at) {}

    void take(const Entry& entry) override {
        bytes_ += entry.size;
        ++files_;
    }
    Attempt<void> plan() override;
    std::vector<std::string> paths() const override { return {"/"}; }
    uint64_t bytes() const override { return room_; }
    uint64_t files() const override { return files_ + log_names_.size() + files_of_a_server; }
    Attempt<void> check(const Restored& restored, trust::RestoreRecord& record) override;
    Attempt<void> tell(trust::RestoreRecord& record, std::vector<std::string>& names) const override;

private:
    Attempt<void> bring_forward(PostgreSqlCopy& server, const Restored& restored, const Place& place);
    Attempt<std::string> aim(const PostgreSqlCopy& server);
    Attempt<void> judge(const Recovery& recovery) const;
    void tell_moment(const Recovery& recovery);
    void look_into(PostgreSqlCopy& server);
    bool is_at_end_of_logs() const { return expected_.reach == Reach::Newest || (expected_.reach == Reach::Drawn && !target_); }

    const Task task_;
    const trust::DatabaseExpectation& expected_;
    ServerCopies& copies_;
    ServerCopy copy_;
    uint64_t bytes_ = 0, files_ = 0, room_ = 0, tables_ = 0, databases_ = 0, after_ = 0, segment_bytes_ = usual_segment, transactions_ = 0;
    std::set<std::string> log_names_;
    std::optional<Logs> logs_;
    std::optional<int64_t> target_;  // that was drawn, in microseconds
    Instant reached_;
    std::string server_name_;
    Found found_;
};

Attempt<void> CopiedServer::plan() {
    const auto copy = copies_.copy(task_.snapshot);
    if (!copy) return std::unexpected(copy.error());
    copy_ = *copy;
    const auto listed = copies_.list_logs(task_.snapshot, [&](std::string_view name) { log_names_.emplace(name); });
    if (!listed) return listed;
    if (expected_.reach == Reach::Moment && expected_.until < task_.snapshot.point.at)
        return obstacle("restore.moment_not_reached", "The moment that was asked for is before the recovery point was made.");
    const uint64_t logs = Logs(log_names_, copy_.first_log, copy_.last_log, usual_segment).wanted(log_names_.size()).size();
    room_ = bytes_ + bytes_ / 8 + logs * usual_segment + of_a_server;
    if (room_ <= task_.most_bytes) return {};
    return obstacle("restore.disk_full", "The server's copy and its logs need " + std::to_string(room_ / mebibyte) +
                                             " MiB, and the scratch space may have " + std::to_string(task_.most_bytes / mebibyte) + ".");
}

Attempt<void> CopiedServer::check(const Restored& restored, trust::RestoreRecord& record) {
    Alarm alarm;
    // Only "data" and "spaces" were restored, so nothing is called so.
    const Place place{restored.folder + "/steward-prove.room", task_.alarm_shell, alarm.bell(), restored.spent};
    if (!alarm.is_open() || !make_room(place))
        return obstacle("restore.no_isolation", "This host gives no place to a private database server.");
    PostgreSqlCopy server(place, copy_.version);
    if (const auto there = server.must_be_there(); !there) return there;
    record.restored_files = files_;
    record.restored_bytes = bytes_;
    if (const auto done = bring_forward(server, restored, place); !done) return done;
    record.chosen->content_at = reached_;
    const Consistency pages = server.checksums();
    const auto opened = server.open(expected_.of_server);
    if (!opened) return std::unexpected(opened.error());
    server_name_ = *opened;
    record.usable = restored.now();
    if (!pages.is_asked) found_.not_covered.emplace_back("The pages' checksums: the source's server writes none.");
    else
        found_.checks.push_back(
            {.name = "database.checksums",
             .expected = "every page with its checksum",
             .found = pages.is_sound ? "all of " + counted(pages.objects, "page") : "pages that are damaged",
             .objects = pages.objects,
             .verdict = pages.is_sound ? CheckVerdict::Passed : CheckVerdict::Failed,
             .words = pages.is_sound ? "" : "They were so when the backup was made: the source's disk is to be looked at first."});
    look_into(server);
    if (const uint64_t times = alarm.rung(); times > 0)
        return obstacle("restore.dump_runs_commands", "The database tries to run commands of the shell, " + counted(times, "time") +
                                                          ". None was run. Find out who wrote into it before anybody opens it.");
    return {};
}

Attempt<void> CopiedServer::bring_forward(PostgreSqlCopy& server, const Restored& restored, const Place& place) {
    // The segments' size stands in the server's own files, and nowhere before.
    logs_.emplace(log_names_, copy_.first_log, copy_.last_log, usual_segment);
    if (const std::string missing = logs_->missing_in_copy(); !missing.empty())
        return obstacle(
            "restore.logs_missing",
            "The log " + missing + " is gone: it was written while the backup was made, and without it the backup is no database.");
    const std::string gap = logs_->missing_after();
    if (expected_.reach == Reach::Drawn && gap.empty()) after_ = drawn_of(task_.action.seed, "log", logs_->reachable());
    // A server stops before a transaction that is behind the moment, so there has to be one.
    if (expected_.reach == Reach::Drawn) after_ = std::min(after_ + 1, logs_->reachable() - 1);
    if (expected_.reach == Reach::Newest || expected_.reach == Reach::Moment) after_ = logs_->reachable() - 1;
    if (!gap.empty()) {
        if (expected_.reach != Reach::Backup)
            return obstacle(
                "restore.logs_missing",
                "The log " + gap + " is gone, and there are later ones: from this backup the database can be brought no further.");
        found_.not_covered.push_back("The log " + gap + " is gone: from this backup the database can be brought no further than to there.");
    }
    if (const auto fetched = copies_.fetch_logs(task_.snapshot, logs_->wanted(after_), restored.folder); !fetched) return fetched;
    if (const auto moved = move_in(place, restored.folder); !moved) return moved;
    segment_bytes_ = server.segment_bytes();
    if (segment_bytes_ != usual_segment)
        return obstacle("restore.database_lacks",
                        "The server's logs are cut into pieces of another size than 16 MiB, which this version does not know.");
    const auto where = aim(server);
    if (!where) return std::unexpected(where.error());
    const Recovery recovery = server.bring_forward(*where);
    if (const auto judged = judge(recovery); !judged) return judged;
    tell_moment(recovery);
    return {};
}

Attempt<std::string> CopiedServer::aim(const PostgreSqlCopy& server) {
    if (expected_.reach == Reach::Backup) return "recovery_target=immediate";
    if (expected_.reach == Reach::Moment) return "recovery_target_time=" + moment_words(expected_.until.unix_ms * 1000);
    if (expected_.reach == Reach::Newest) return std::string();
    const auto end_of_copy = segment_of(copy_.last_log, (uint64_t{1} << 32) / segment_bytes_);
    const Commits commits = end_of_copy ? server.commits(*end_of_copy, logs_->number_of_last(after_), segment_bytes_) : Commits();
    transactions_ = commits.count();
    target_ = commits.drawn(task_.action.seed);
    if (target_) return "recovery_target_time=" + moment_words(*target_);
    found_.not_covered.emplace_back("A moment between two transactions: there are fewer than two in the logs that were drawn.");
    return std::string();
}

Attempt<void> CopiedServer::judge(const Recovery& recovery) const {
    if (recovery.fatal.find("no space left") != std::string::npos || recovery.fatal.find("No space left") != std::string::npos)
        return obstacle("restore.disk_full", "There was no room left in the scratch space while the database was brought forward.");
    if (recovery.lacks_logs)
        return obstacle("restore.logs_missing", "Logs that belong to the backup are missing or damaged: it is no database without them.");
    if (recovery.ended_before)
        return obstacle("restore.moment_not_reached",
                        "The logs end " +
                            (recovery.last_transaction_us > 0 ? "with a transaction of " + moment_words(recovery.last_transaction_us)
                                                              : std::string("without a transaction")) +
                            ", before the moment that was asked for.");
    if (!recovery.fatal.empty())
        return obstacle("restore.database_failed", "The copied server does not start: " + last_line(recovery.fatal, {}));
    const uint64_t reached = recovery.redone / segment_bytes_, last = logs_->number_of_last(after_);
    const bool is_whole = !is_at_end_of_logs() || reached >= last;
    if (is_whole) return {};
    return obstacle("restore.logs_damaged",
                    "A log between the backup and the newest one is damaged: the database could not be brought forward past it.");
}

void CopiedServer::tell_moment(const Recovery& recovery) {
    if (recovery.last_transaction_us > 0) reached_ = std::max(reached_, Instant::from_unix_ms(recovery.last_transaction_us / 1000));
    const std::string read = recovery.last_transaction_us > 0 ? moment_words(recovery.last_transaction_us) : "";
    trust::RestoreCheck check{
        .name = "recovery.moment", .expected = "", .found = "", .objects = after_ + 1, .verdict = CheckVerdict::Passed, .words = ""};
    if (expected_.reach == Reach::Backup) {
        check.expected = "a sound state at the end of the backup";
        check.found = recovery.has_stopped && recovery.is_consistent ? "reached" : "not reached";
        if (!recovery.has_stopped || !recovery.is_consistent) check.verdict = CheckVerdict::Failed;
    } else if (is_at_end_of_logs()) {
        check.expected = "all of " + counted(after_ + 1, "log") + " from the end of the backup on";
        check.found = read.empty() ? "all, no transaction" : "all, the last transaction of " + read;
        if (!recovery.is_consistent) check.verdict = CheckVerdict::Failed;
    } else {
        // The server says what it did last: of a drawn moment it is that very transaction, of one that is said none behind it.
        const int64_t wanted = target_.value_or(expected_.until.unix_ms * 1000);
        check.expected = "the state of " + moment_words(wanted);
        if (target_) check.expected += ", drawn from " + counted(transactions_, "transaction");
        check.found = read.empty() ? "no transaction since the backup" : "the last transaction is of " + read;
        const bool is_it = target_ ? recovery.last_transaction_us == wanted : recovery.last_transaction_us <= wanted;
        if (!is_it || !recovery.has_stopped) check.verdict = CheckVerdict::Failed;
        if (!target_) reached_ = expected_.until;
    }
    found_.checks.push_back(std::move(check));
}

void CopiedServer::look_into(PostgreSqlCopy& server) {
    tables_ = server.tables();
    databases_ = server.databases();
    if (!server.sorts_alike())
        found_.not_covered.emplace_back(
            "The order of text: this host sorts otherwise than the source, so that indexes of text may look broken here.");
    // What is newest is as old as it would be for who restores it now.
    Tables(expected_, expected_.reach == Reach::Newest ? std::max(reached_, task_.begun) : reached_, found_)
        .look_into(server, server_name_);
}

Attempt<void> CopiedServer::tell(trust::RestoreRecord& record, std::vector<std::string>& names) const {
    found_.tell(record, names);
    record.not_covered.push_back("Of " + counted(databases_, "database") + " of the server one was looked into, and of its " +
                                 counted(tables_, "table") + " " + std::to_string(expected_.tables.size()) +
                                 (expected_.tables.size() == 1 ? " was" : " were") +
                                 " counted; what stands in the rows was compared with nothing.");
    record.not_covered.emplace_back(
        "Settings of the database server, which it was not started with; times without a zone were read as UTC.");
    if (expected_.reach == Reach::Backup)
        record.not_covered.emplace_back("Any moment after the end of the backup: the logs behind it were not read.");
    record.not_covered.emplace_back("The application was not started.");
    return {};
}
}  // namespace

Attempt<std::unique_ptr<Level>> begin_copied_server(const Task& task) { return std::make_unique<CopiedServer>(task); }

}  // namespace steward::prove::levels::database

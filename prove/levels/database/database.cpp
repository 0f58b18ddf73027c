// Level 2: the dump of a database is loaded into a private server of this host, and has what people signed that it must have.
#include <sys/stat.h>
#include <unistd.h>

#include "base/counted.h"
#include "prove/compare.h"
#include "prove/levels/database/copied_server.h"
#include "prove/levels/database/file.h"
#include "prove/levels/database/tables.h"
#include "prove/levels/files/files.h"
#include "prove/levels/level.h"

namespace steward::prove::levels::database {

namespace {
using namespace prove::database;
using trust::CheckVerdict;

constexpr uint64_t of_an_empty_server = 256 * mebibyte, files_of_a_server = 1024;
constexpr uint64_t loaded_is_larger = 3, packed_is_smaller = 12;  // tables and indexes of a dump; and of a packed one

class Database : public Level {
public:
    explicit Database(const Task& task) : task_(task), expected_(*task.action.database), names_(task.snapshot.paths) {}

    void take(const Entry& entry) override;
    Attempt<void> plan() override;
    std::vector<std::string> paths() const override { return {dump_.path}; }
    uint64_t bytes() const override { return room_; }
    uint64_t files() const override { return files_of_a_server; }
    Attempt<void> check(const Restored& restored, trust::RestoreRecord& record) override;
    Attempt<void> tell(trust::RestoreRecord& record, std::vector<std::string>& names) const override;

private:
    Attempt<void> compare_with_source(const Restored& restored);
    Attempt<void> load(DatabaseServer& server, const DumpFile& dump, const Look& look, Alarm& alarm);
    Attempt<void> load_and_look(const Restored& restored, const Place& place, Alarm& alarm, trust::RestoreRecord& record);

    const Task task_;
    const trust::DatabaseExpectation& expected_;
    SourceNames names_;
    Entry dump_;
    std::string source_name_;  // of the dump, as the source knows it
    uint64_t matching_ = 0, room_ = 0, tables_ = 0, statements_passed_over_ = 0;
    std::string server_name_;
    Found found_;
};

void Database::take(const Entry& entry) {
    if (!entry.is_file) return;
    names_.of(entry.path, [&](std::string_view name) {
        if (!trust::is_dump(expected_.dump, name)) return false;
        if (matching_++ == 0 || dump_.changed_ns < entry.changed_ns) {
            dump_ = entry;
            source_name_ = name;
        }
        return true;
    });
}

Attempt<void> Database::plan() {
    if (matching_ == 0) return obstacle("restore.dump_missing", "The recovery point has no file that is called as the dump is.");
    if (dump_.size == 0) return obstacle("restore.dump_truncated", "The dump in the recovery point is empty.");
    const bool is_packed = source_name_.ends_with(".gz") || !source_name_.ends_with(".sql");
    const uint64_t most_times = is_packed ? packed_is_smaller : loaded_is_larger;
    if (dump_.size > task_.most_bytes / 2)
        return obstacle("restore.disk_full", "The dump has " + std::to_string(dump_.size / mebibyte) +
                                                 " MiB, and the scratch space may have " + std::to_string(task_.most_bytes / mebibyte) +
                                                 ": too little to load it.");
    room_ = std::min(task_.most_bytes, of_an_empty_server + dump_.size * (1 + most_times));
    return {};
}

Attempt<void> Database::compare_with_source(const Restored& restored) {
    const auto& witness = task_.witness;
    const trust::WitnessFile* source = nullptr;
    if (witness) {
        const auto found = std::ranges::find(witness->files, trust::witness_name(witness->seed, source_name_), &trust::WitnessFile::path);
        if (found != witness->files.end()) source = &*found;
    }
    const bool is_comparable = source && (is_of_the_run(task_.snapshot, *witness) || is_as_in(dump_, *source));
    if (!is_comparable) {
        found_.not_covered.emplace_back("Whether the dump is the one that the source wrote: no hash of it came with the test.");
        return {};
    }
    const auto read = read_restored(restored.folder, {{dump_.path, source->size, source->offsets}}, restored.spent);
    if (!read) return std::unexpected(read.error());
    const bool is_same = read->front().reading == Reading::Read && read->front().content == source->content;
    found_.checks.push_back({.name = "dump.same",
                             .expected = "the dump with the SHA-256 of the source",
                             .found = is_same ? "the same" : "another",
                             .objects = 1,
                             .verdict = is_same ? CheckVerdict::Passed : CheckVerdict::Failed,
                             .words = ""});
    return {};
}

Attempt<void> Database::check(const Restored& restored, trust::RestoreRecord& record) {
    if (const auto compared = compare_with_source(restored); !compared) return compared;
    Alarm alarm;
    // The dump alone was restored, so nothing is called so.
    const Place place{restored.folder + "/steward-prove.room", task_.alarm_shell, alarm.bell(), restored.spent};
    if (!alarm.is_open() || !make_room(place))
        return obstacle("restore.no_isolation", "This host gives no place to a private database server.");
    return load_and_look(restored, place, alarm, record);
}

Attempt<void> Database::load_and_look(const Restored& restored, const Place& place, Alarm& alarm, trust::RestoreRecord& record) {
    auto dump = DumpFile::open_below(restored.folder, dump_.path);
    if (!dump) return std::unexpected(dump.error());
    record.restored_files = 1;
    record.restored_bytes = dump->size();
    Look look = dump->look(expected_.kind);
    if (look.form == DumpForm::Gzip) {
        dump = dump->unpacked(place);
        if (!dump) return std::unexpected(dump.error());
        look = dump->look(expected_.kind);
    }
    if (look.form == DumpForm::Unknown || look.form == DumpForm::Gzip)
        return obstacle("restore.dump_unknown", "The file is no dump of " + std::string(word_of(expected_.kind)) + " that is known.");
    if (look.has_head && !look.has_end)
        return obstacle("restore.dump_truncated", "The dump ends before its end: its last line, with which whole ones end, is missing.");
    if (look.form == DumpForm::Sql && !look.has_head)
        found_.not_covered.emplace_back("Whether the dump is whole: it was written without the remarks by which that is seen.");
    const auto server = expected_.kind == trust::DatabaseKind::PostgreSql ? make_postgresql(place) : make_mariadb(place);
    const auto started = server->start();
    if (!started) return std::unexpected(started.error());
    server_name_ = *started;
    if (const auto loaded = load(*server, *dump, look, alarm); !loaded) return loaded;
    record.usable = restored.now();
    const auto& point = task_.snapshot.point;
    if (tables_ > 0) Tables(expected_, point.content_at.is_set() ? point.content_at : point.at, found_).look_into(*server, server_name_);
    return {};
}

Attempt<void> Database::load(DatabaseServer& server, const DumpFile& dump, const Look& look, Alarm& alarm) {
    Complaints complaints;
    // Without remarks a dump does not say it; then what is expected may.
    const std::string& table = expected_.tables.front().table;
    const std::string called =
        !look.database.empty() ? look.database : table.substr(0, table.find('.') == std::string::npos ? 0 : table.find('.'));
    if (const auto loaded = server.load(dump.number(), look.form, called, complaints); !loaded) return loaded;
    if (const uint64_t times = alarm.rung(); times > 0 || complaints.runs_commands)
        return obstacle("restore.dump_runs_commands", "The dump tries to run commands of the shell" +
                                                          (times > 0 ? ", " + counted(times, "time") : std::string()) +
                                                          ". None was run. Find out who wrote into it before anybody loads it.");
    if (complaints.is_full || ((complaints.failed > 0 || !server.is_alive()) && server.had_no_room()))
        return obstacle("restore.disk_full", "There was no room left in the scratch space while the dump was loaded.");
    if (!server.is_alive()) return obstacle("restore.database_failed", server_name_ + " ended while the dump was loaded.");
    if (complaints.is_cut) return obstacle("restore.dump_truncated", "The dump ends before its end.");
    if (complaints.lacks_part)
        return obstacle("restore.database_lacks",
                        "The dump needs an extension, a language or a sorting order that " + server_name_ + " of this host does not have.");
    statements_passed_over_ = complaints.passed_over;
    tables_ = server.tables();
    const bool is_good = complaints.failed == 0 && tables_ > 0;
    const std::string where =
        complaints.first_line > 0 ? ", the first in line " + std::to_string(complaints.first_line) + " of the dump" : "";
    found_.checks.push_back({.name = "dump.loaded",
                             .expected = "all statements of the dump, by a private " + server_name_,
                             .found = (complaints.failed == 0 ? "all" : counted(complaints.failed, "failed statement") + where) + ", " +
                                      counted(tables_, "table"),
                             .objects = tables_,
                             .verdict = is_good ? CheckVerdict::Passed : CheckVerdict::Failed,
                             .words = ""});
    return {};
}

Attempt<void> Database::tell(trust::RestoreRecord& record, std::vector<std::string>& names) const {
    found_.tell(record, names);
    if (statements_passed_over_ > 0)
        record.not_covered.push_back(counted(statements_passed_over_, "statement") +
                                     " about users or settings of the source's server, which the private one does not have.");
    record.not_covered.push_back("Of " + counted(tables_, "table") + " " + std::to_string(expected_.tables.size()) +
                                 (expected_.tables.size() == 1 ? " was" : " were") +
                                 " counted; what stands in the rows was compared with nothing.");
    if (matching_ > 1)
        record.not_covered.push_back(counted(matching_ - 1, "other file") + " of the recovery point that " +
                                     (matching_ == 2 ? "is" : "are") + " called as the dump is, but older.");
    record.not_covered.push_back("Users, rights and settings of the database server; times without a zone were read as UTC.");
    record.not_covered.push_back("The application was not started, and no other moment than the dump's can be restored from it.");
    return {};
}
}  // namespace

const LevelKind& kind() {
    static constexpr LevelKind database{
        .level = 2, .begin = [](const Task& task) -> Attempt<std::unique_ptr<Level>> {
            if (!task.action.database)
                return obstacle("restore.nothing_expected",
                                "The policy says nothing of a database that is to come back: which dump, and what is in it.");
            const bool is_copy = !task.action.database->of_server.empty(), has_copies = task.engine.server_copies() != nullptr;
            if (is_copy && has_copies) return begin_copied_server(task);
            if (is_copy != has_copies)
                return obstacle("restore.other_kind", is_copy ? "The policy speaks of a server's copy, and this engine keeps files."
                                                              : "The policy speaks of a dump, and this engine keeps copies of servers.");
            return std::make_unique<Database>(task);
        }};
    return database;
}

}  // namespace steward::prove::levels::database

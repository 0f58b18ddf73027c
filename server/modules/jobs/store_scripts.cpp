// The script library.
#include "server/modules/jobs/store_scripts.h"

#include <algorithm>
#include <set>

#include "server/modules/jobs/columns.h"

namespace steward::jobs {

// runs, failures: on machines, of the newest version.
const std::string_view script_columns =
    "s.id, s.name, s.about, s.interpreter, s.parameters, s.operating_system, s.timeout_s, s.version, s.digest, s.state, s.author_id, "
    "s.author, s.reviewer, s.reviewed_at, s.changed_at, s.revision, (select count(*) from jobs_targets t join jobs_jobs j on j.id = "
    "t.job_id "
    "where j.script_id = s.id and j.script_version = s.version and t.state in ('done', 'failed', 'unknown')), (select count(*) from "
    "jobs_targets t join jobs_jobs j on j.id = t.job_id where j.script_id = s.id and j.script_version = s.version and t.state in "
    "('failed', "
    "'unknown')), f.content";
const std::string_view scripts_joined = " from jobs_scripts s join jobs_files f on f.digest = s.digest where true";

ScriptRow read_script(const storage::Row& row) {
    return {.id = row.id<ScriptId>(0),
            .name = row.text(1),
            .about = row.text(2),
            .interpreter = row.text(3),
            .parameters = row.bytes(4),
            .operating_system = row.text(5),
            .timeout_s = row.integer(6),
            .version = row.integer(7),
            .digest = row.text(8),
            .state = row.text(9),
            .author_id = id_or_nil<AccountId>(row, 10),
            .author = row.text(11),
            .reviewer = row.text(12),
            .reviewed_at = instant_or_unset(row, 13),
            .changed_at = row.instant(14),
            .revision = row.integer(15),
            .runs = row.integer(16),
            .failures = row.integer(17),
            .text = std::string(as_text(row.bytes(18)))};
}

namespace {
// A name is taken: the one thing that can be unique here, since ids are ours.
template <typename Done>
Status named(Result<Done> done) {
    if (done) return {};
    if (done.error().code != "storage.unique") return std::unexpected(std::move(done.error()));
    return fail(ErrorKind::Conflict, "jobs.name_taken",
                "There is a script of that name. Give it another one, or write a version of that script.");
}
}  // namespace

Status insert_script(Transaction& transaction, const ScriptRow& s, std::string_view name_key) {
    return named(transaction.execute(
        "insert into jobs_scripts (id, name, name_key, about, interpreter, parameters, operating_system, timeout_s, version, digest, "
        "state, "
        "author_id, author, reviewer, changed_at, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', $14, 1)",
        s.id, s.name, name_key, s.about, s.interpreter, s.parameters, s.operating_system, s.timeout_s, s.version, s.digest, s.state,
        null_for_nil(s.author_id), s.author, s.changed_at));
}

Status save_script(Transaction& transaction, ScriptRow& s, std::string_view name_key) {
    int64_t changed = 0;
    auto done = transaction.execute(
        "update jobs_scripts set name = $3, name_key = $4, about = $5, interpreter = $6, parameters = $7, operating_system = $8, timeout_s "
        "= "
        "$9, version = $10, digest = $11, state = $12, author_id = $13, author = $14, reviewer = $15, reviewed_at = $16, changed_at = $17, "
        "revision = revision + 1 where id = $1 and revision = $2",
        s.id, s.revision, s.name, name_key, s.about, s.interpreter, s.parameters, s.operating_system, s.timeout_s, s.version, s.digest,
        s.state, null_for_nil(s.author_id), s.author, s.reviewer, null_for_unset(s.reviewed_at), s.changed_at);
    if (done) changed = *done;
    STEWARD_CHECK(named(std::move(done)));
    if (changed == 0)
        return fail(ErrorKind::StaleEtag, "jobs.changed_meanwhile",
                    "Somebody else changed this script a moment ago. Load it again and repeat your change.");
    ++s.revision;
    return {};
}

Result<std::optional<ScriptRow>> find_script(Transaction& transaction, ScriptId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(script_columns) + std::string(scripts_joined) + " and s.id = $1", id));
    return row ? std::optional(read_script(*row)) : std::nullopt;
}

Status insert_version(Transaction& transaction, ScriptId script, const VersionRow& v) {
    STEWARD_CHECK(
        transaction.execute("insert into jobs_script_versions (script_id, version, digest, author_id, author, at, reviewer, note) "
                            "values ($1, $2, $3, $4, $5, $6, '', $7)",
                            script, v.version, v.digest, null_for_nil(v.author_id), v.author, v.at, v.note));
    return {};
}

Status review_version(Transaction& transaction, ScriptId script, int64_t version, std::string_view reviewer) {
    STEWARD_CHECK(transaction.execute("update jobs_script_versions set reviewer = $3 where script_id = $1 and version = $2", script,
                                      version, reviewer));
    return {};
}

namespace {
// A machine that was tested twice counts once, by its newest test.
Status fill_tests(Transaction& transaction, ScriptId script, std::vector<VersionRow>& versions) {
    STEWARD_TRY(const auto rows,
                transaction.query("select j.script_version, t.device_id, t.state, coalesce(t.ended_at, t.observed_at, j.not_after) from "
                                  "jobs_targets t join jobs_jobs j on j.id = t.job_id where j.script_id = $1 and j.is_test and t.state in "
                                  "('done', 'failed', 'unknown') order by 4 desc, j.id desc limit 10000",
                                  script));
    std::set<std::pair<int64_t, std::string>> counted;
    for (const auto& row : rows) {
        const auto version = std::ranges::find(versions, row.integer(0), &VersionRow::version);
        if (version == versions.end() || !counted.emplace(row.integer(0), row.text(1)).second) continue;
        if (version->tested_on++ == 0) {
            version->tested_at = row.instant(3);
            version->test_outcome = row.text(2);
        }
        if (row.text(2) != "done") ++version->tests_failed;
    }
    return {};
}
}  // namespace

Result<std::vector<VersionRow>> versions_of(Transaction& transaction, ScriptId script) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select v.version, v.digest, v.author_id, v.author, v.at, v.reviewer, v.note, f.content from "
                          "jobs_script_versions v join jobs_files f on f.digest = v.digest where v.script_id = $1 order by v.version desc "
                          "limit 20",
                          script));
    std::vector<VersionRow> versions;
    for (const auto& row : rows)
        versions.push_back({.version = row.integer(0),
                            .digest = row.text(1),
                            .author_id = id_or_nil<AccountId>(row, 2),
                            .author = row.text(3),
                            .at = row.instant(4),
                            .reviewer = row.text(5),
                            .note = row.text(6),
                            .text = std::string(as_text(row.bytes(7)))});
    STEWARD_CHECK(fill_tests(transaction, script, versions));
    return versions;
}

}  // namespace steward::jobs

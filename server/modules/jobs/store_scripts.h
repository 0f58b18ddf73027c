// SQL of the script library.
#pragma once

#include "server/modules/jobs/store.h"

namespace steward::jobs {

struct ScriptRow {
    ScriptId id;
    std::string name, about, interpreter;
    Bytes parameters;  // ScriptParameters
    std::string operating_system;
    int64_t timeout_s = 0, version = 1;
    std::string digest, state = "written";
    AccountId author_id;
    std::string author, reviewer;
    Instant reviewed_at, changed_at;
    int64_t revision = 1, runs = 0, failures = 0;
    std::string text = {};
};
/// Of a version that its own author reviewed because nobody else here could: the end of the reviewer's name says so.
inline constexpr std::string_view alone_words = " (alone: nobody else here could)";
inline bool is_reviewed_alone(const ScriptRow& script) { return script.reviewer.ends_with(alone_words); }

struct VersionRow {
    int64_t version = 1;
    std::string digest;
    AccountId author_id;
    std::string author;
    Instant at;
    std::string reviewer, note, text = {};
    // Of jobs that were marked as its tests: machines, those where the newest test did not end well; when and how the newest ended.
    int64_t tested_on = 0, tests_failed = 0;
    Instant tested_at = {};
    std::string test_outcome = {};
};

extern const std::string_view script_columns, scripts_joined;
ScriptRow read_script(const storage::Row& row);
/// Failure: Conflict "jobs.name_taken", here and below.
Status insert_script(Transaction& transaction, const ScriptRow& script, std::string_view name_key);
/// Raises the revision. Failure: StaleEtag "jobs.changed_meanwhile".
Status save_script(Transaction& transaction, ScriptRow& script, std::string_view name_key);
Result<std::optional<ScriptRow>> find_script(Transaction& transaction, ScriptId id);

Status insert_version(Transaction& transaction, ScriptId script, const VersionRow& version);
Status review_version(Transaction& transaction, ScriptId script, int64_t version, std::string_view reviewer);
/// The newest 20, with their texts and what became of their tests.
Result<std::vector<VersionRow>> versions_of(Transaction& transaction, ScriptId script);

}  // namespace steward::jobs

// All SQL of the room, once, for both databases: plans in store_plans.cpp, tests in store_tests.cpp, findings in store_findings.cpp.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/modules/backups/backups.h"
#include "trust/restore_record.h"

namespace steward::restore_tests {

using backups::BackupItemId, backups::BackupPlanId, backups::BackupPointId;
using storage::Transaction;
using ProofPlanId = Id<struct ProofPlanTag>;
using TestId = Id<struct RestoreTestTag>;
using FindingId = Id<struct ProofFindingTag>;

struct PlanRow {
    ProofPlanId id;
    ClientId client;
    BackupItemId item;
    BackupPlanId backup_plan;
    int level = 1;
    DeviceId device;
    std::string repository, policy;
    int64_t policy_item = 0;
    Duration interval{};  // zero: as level and criticality say
    std::string waits_for;
    Instant created_at;
    std::string created_by;
    Instant ended_at;
    std::string end_reason;
    int64_t revision = 1;
    // Read with it.
    std::string client_name = {}, item_name = {}, criticality = {}, label = {}, device_name = {};
    TestId next_test = {};  // nil: none is planned
    Instant next_at = {}, due_at = {};
    std::string next_state = {};
};

struct TestRow {
    TestId id;
    ClientId client;
    BackupItemId item;
    BackupPlanId backup_plan;
    ProofPlanId proof_plan;  // nil: by hand, without one
    int level = 1;
    std::string state = "planned", state_text, reason_code, why = "interval";
    bool by_hand = false;
    AccountId operator_id;  // nil: the program
    std::string operator_name, witnessed_by;
    Instant planned_at, due_at, began_at, window_until, ended_at;
    Instant started_at, data_at, usable_at;  // by the restore host's clock, or as written down
    std::optional<Duration> achieved_rpo, achieved_rto;
    Duration rpo{}, rto{};
    BackupPointId point_id;  // nil: a point that we do not know
    std::string point;
    Instant content_at, loss_from;
    std::string how_chosen;
    bool of_newest = false;
    std::string seed, witness;  // hex
    DeviceId device;
    std::string repository, label, policy, run;
    Bytes record;  // as the restore host wrote it; empty: none that can be believed
    std::string environment, evidence;
    AccountId signed_by_id;
    std::string signed_by;
    Instant signed_at;
    std::string signed_note;
    FindingId finding;
    int64_t revision = 1;
    std::optional<int64_t> restored_files = {}, restored_bytes = {};  // nothing: nobody said
    // Read with it.
    std::string client_name = {}, item_name = {}, criticality = {}, plan_label = {}, device_name = {}, waits_for = {};
    TicketId ticket = {};
};

struct FindingRow {
    FindingId id;
    ClientId client;
    BackupItemId item;
    BackupPlanId backup_plan;
    TestId test;  // that found it last
    std::string kind;
    int level = 1;
    std::string state = "open", severity, title, technical, consequence, recommendation;
    std::vector<std::string> options;
    Instant due_at;
    TicketId ticket;
    std::string reference;
    Instant first_seen, last_seen;
    int64_t recurrence = 0;
    TestId verified_by;
    Instant closed_at;
    std::vector<std::string> told;
    int64_t revision = 1;
    std::string client_name = {}, item_name = {};  // read with it
};

// store_plans.cpp
extern const std::string_view plan_columns, plans_joined;
PlanRow read_plan(const storage::Row& row);
/// Failure: Conflict "restore_tests.plan_there".
Status insert_plan(Transaction& transaction, const PlanRow& plan);
/// Raises the revision. Failure: StaleEtag "restore_tests.changed_meanwhile".
Status save_plan(Transaction& transaction, PlanRow& plan);
/// What the program itself notes: no revision.
Status note_waits(Transaction& transaction, ProofPlanId plan, const std::string& waits_for);
Result<std::optional<PlanRow>> find_plan(Transaction& transaction, ProofPlanId id);
Result<std::vector<ProofPlanId>> living_plans(Transaction& transaction);
/// How many living ones each of these items has; those without one are not there.
Result<std::unordered_map<BackupItemId, int>> living_plans_by_item(Transaction& transaction, const std::vector<BackupItemId>& items);
/// Living ones whose backup has ended.
Result<std::vector<ProofPlanId>> plans_without_backup(Transaction& transaction);

// store_tests.cpp
extern const std::string_view test_columns, tests_joined;
TestRow read_test(const storage::Row& row);
Status insert_test(Transaction& transaction, const TestRow& test);
/// Raises the revision. Failure: StaleEtag "restore_tests.changed_meanwhile".
Status save_test(Transaction& transaction, TestRow& test);
Result<std::optional<TestRow>> find_test(Transaction& transaction, TestId id);
/// The one that is planned or runs.
Result<std::optional<TestRow>> open_test(Transaction& transaction, ProofPlanId plan);
/// Those that are over, the newest first.
Result<std::vector<TestRow>> ended_tests(Transaction& transaction, ProofPlanId plan, int most);
/// Of the living plans of these items' backups: with a result, the newest first.
Result<std::vector<TestRow>> results_of(Transaction& transaction, const std::vector<BackupItemId>& items);
/// Of an item and its plans, ended ones too: those that brought something back or took their time, the newest first. Without their records.
Result<std::vector<TestRow>> measured_of(Transaction& transaction, BackupItemId item, int most);
/// How large the source of each plan of these was when a run last read it whole.
Result<std::unordered_map<BackupPlanId, int64_t>> sizes_of(Transaction& transaction, BackupItemId item);
/// How many run on a machine now.
Result<int64_t> running_on(Transaction& transaction, DeviceId device);
Status put_details(Transaction& transaction, TestId test, const std::vector<trust::RestoreCheck>& checks,
                   const std::vector<std::string>& not_covered);
Result<std::vector<trust::RestoreCheck>> checks_of(Transaction& transaction, TestId test);
Result<std::vector<std::string>> not_covered_of(Transaction& transaction, TestId test);

// store_findings.cpp
extern const std::string_view finding_columns, findings_joined;
FindingRow read_finding(const storage::Row& row);
Status insert_finding(Transaction& transaction, const FindingRow& finding);
/// Raises the revision. Failure: StaleEtag "restore_tests.changed_meanwhile".
Status save_finding(Transaction& transaction, FindingRow& finding);
Result<std::optional<FindingRow>> find_finding(Transaction& transaction, FindingId id);
/// The newest of a kind, closed or not.
Result<std::optional<FindingRow>> newest_finding(Transaction& transaction, BackupPlanId plan, std::string_view kind);
/// That are not closed.
Result<std::vector<FindingRow>> open_findings(Transaction& transaction, BackupPlanId plan);
struct Party {
    std::string name, address;
};
/// People of the client who decide (CDM), else who approve (CAP), that have an address.
Result<std::vector<Party>> deciders(Transaction& transaction, ClientId client);

/// Who runs this server; empty: nobody set it up yet.
Result<std::string> provider_name(Transaction& transaction);

/// "$3, $4" for `where id in (...)`; what they stand for goes behind the parameters that are there.
template <typename Ids>
std::string places_of(const Ids& ids, std::vector<storage::Value>& parameters) {
    std::string places;
    for (const auto& id : ids) {
        parameters.push_back(storage::to_value(id));
        places += (places.empty() ? "$" : ", $") + std::to_string(parameters.size());
    }
    return places;
}

std::string_view verdict_word(trust::CheckVerdict verdict);
trust::CheckVerdict verdict_named(std::string_view word);
/// StaleEtag "restore_tests.changed_meanwhile".
std::unexpected<Error> changed_meanwhile();

}  // namespace steward::restore_tests

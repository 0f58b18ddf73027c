// All SQL of the room, once, for both databases.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/modules/backups/backups.h"
#include "server/modules/backups/figures.h"
#include "server/modules/backups/schedule.h"
#include "server/modules/backups/told.h"
#include "server/platform/storage/database.h"

namespace steward::backups {

using storage::Transaction;
using BackupRunId = Id<struct BackupRunTag>;
using BackupCopyId = Id<struct BackupCopyTag>;

struct ItemRow {
    BackupItemId id;
    ClientId client;
    std::string name, kind;
    DeviceId device;  // nil: it lives on no machine of ours
    std::string criticality;
    Duration rpo{}, rto{};  // zero: none was agreed
    AccountId owner_id;     // nil: nobody
    std::string owner, decision = "protect", reason, decided_by;
    Instant decided_at;
    std::string note;
    Instant retired_at, created_at, changed_at;
    int64_t revision = 1;
    // Read with it.
    std::string client_name = {}, device_name = {};
    Instant content_at = {};                 // of the newest point of any of its plans
    int plans = 0, troubles = 0, worst = 0;  // worst: 2 critical, 1 warning
    std::string worst_title = {};
};

struct PlanRow {
    BackupPlanId id;
    ClientId client;
    BackupItemId item;
    DeviceId device;
    std::string label, engine;
    Schedule schedule;
    std::string zone;
    Duration late{};
    std::string retention;
    Instant paused_from, paused_until;
    std::string pause_reason;
    Instant ended_at;
    std::string end_reason;
    Instant anchor_at, judged_until, created_at;
    int64_t revision = 1;
    std::string device_name = {};  // read with it, as is the content of its newest point
    Instant content_at = {};
    Instant altered_at = {};  // not set: never since it was made

    bool is_paused_at(Instant at) const { return at >= paused_from && at < paused_until; }
};

struct RunRow {
    BackupRunId id;
    ClientId client;
    DeviceId device;
    BackupPlanId plan;  // nil: nobody expects it
    ToldRun told;
    std::string state, reason_code, text;
    Instant scheduled_at, told_at, content_at;
    // Read with it.
    BackupItemId item = {};
    std::string client_name = {}, device_name = {}, item_name = {};
};

struct TroubleRow {
    std::string fingerprint;
    ClientId client;
    BackupItemId item;
    BackupPlanId plan;  // nil: of the item
    DeviceId device;    // nil: of no machine, and so no condition
    std::string check, severity, priority, title, text;
    Instant since;
};

struct LineRow {
    Instant at;
    std::string by, text;
};

/// What somebody said of a property of a copy.
struct CopyWord {
    std::string property;
    bool is_so = false;
    std::string how, by;
    Instant at, until;
};
struct CopyRow {
    BackupCopyId id;
    ClientId client;
    BackupItemId item;
    BackupPlanId plan;  // nil: no plan of ours writes it
    std::string place, medium;
    std::vector<CopyWord> words;
};

// store_items.cpp
extern const std::string_view item_columns, items_joined;
ItemRow read_item(const storage::Row& row);
/// Failure, here and of `save_item`: Conflict "backups.name_taken".
Status insert_item(Transaction& transaction, const ItemRow& item);
/// Raises the revision. Failure: StaleEtag "backups.changed_meanwhile".
Status save_item(Transaction& transaction, ItemRow& item);
Result<std::optional<ItemRow>> find_item(Transaction& transaction, BackupItemId id);
/// Of all clients, those that are not retired.
Result<std::vector<ItemRow>> living_items(Transaction& transaction);
Result<std::vector<ItemRow>> items_of_client(Transaction& transaction, ClientId client);  // not retired
Result<std::vector<ClientId>> clients_with_items(Transaction& transaction);
/// Machines that somebody decided about.
Result<std::vector<DeviceId>> decided_devices(Transaction& transaction);
Status add_line(Transaction& transaction, BackupItemId item, const LineRow& line);
Result<std::vector<LineRow>> lines_of(Transaction& transaction, BackupItemId item);

// store_plans.cpp
/// Failure: Conflict "backups.label_taken".
Status insert_plan(Transaction& transaction, const PlanRow& plan);
/// Raises the revision. Failure: StaleEtag "backups.changed_meanwhile".
Status save_plan(Transaction& transaction, PlanRow& plan);
/// What the program itself notes: no revision.
Status note_judged(Transaction& transaction, const PlanRow& plan);
Result<std::optional<PlanRow>> find_plan(Transaction& transaction, BackupPlanId id);
Result<std::optional<PlanRow>> plan_of_label(Transaction& transaction, DeviceId device, std::string_view label);
Result<std::vector<PlanRow>> plans_of(Transaction& transaction, BackupItemId item);
Result<std::vector<PlanRow>> living_plans(Transaction& transaction);
Result<std::vector<PlanRow>> living_plans_on(Transaction& transaction, DeviceId device);

// store_runs.cpp
extern const std::string_view run_columns, runs_joined;
RunRow read_run(const storage::Row& row);
/// Whether it was not there.
Result<bool> insert_run(Transaction& transaction, const RunRow& run);
Result<std::optional<RunRow>> find_run(Transaction& transaction, BackupRunId id);
Result<std::optional<RunRow>> run_with_key(Transaction& transaction, DeviceId device, std::string_view key);
/// Newest first by begin; expected ones that were missed by their time.
Result<std::vector<RunRow>> newest_runs(Transaction& transaction, BackupPlanId plan, int limit);
/// The run that answers this expected time, or is written down as missed.
Result<std::optional<RunRow>> run_at(Transaction& transaction, BackupPlanId plan, Instant scheduled_at);
Status remove_missed(Transaction& transaction, BackupRunId run);
/// Runs that nobody expected, oldest first: they become the plan's.
Result<std::vector<RunRow>> unplanned_runs(Transaction& transaction, DeviceId device, std::string_view label, int limit);
Status give_to_plan(Transaction& transaction, BackupRunId run, BackupPlanId plan, Instant scheduled_at);
/// Content of the newest point of runs of this plan that began before.
Result<std::optional<Instant>> content_before(Transaction& transaction, BackupPlanId plan, Instant began);
Status insert_point(Transaction& transaction, BackupPointId id, const RunRow& run);
/// By what they represent, the newest first.
Result<std::vector<RecoveryPoint>> points_of_plan(Transaction& transaction, BackupPlanId plan, int limit);
Result<Bytes> witness_of_point(Transaction& transaction, BackupPointId point);
/// What is corrupt stays so.
Status mark_point(Transaction& transaction, BackupPointId point, std::string_view integrity);
Status keep_refused(Transaction& transaction, const std::string& id, ClientId client, DeviceId device, Instant received_at,
                    std::string_view reason, const Bytes& body);

struct CountedRuns {
    int scheduled = 0, success = 0, warning = 0, failed = 0, missed = 0;
};
/// Of expected times in [from, until), by plan.
Result<std::vector<std::pair<BackupPlanId, CountedRuns>>> counted_runs(Transaction& transaction, ClientId client, Instant from,
                                                                       Instant until);
struct PointRow {
    BackupItemId item;
    PointFace face;
};
/// Points whose content was younger than the longest objective at `from`, so that freshness can be said of any moment after it.
Result<std::vector<PointRow>> points_since(Transaction& transaction, ClientId client, Instant from);

// store_copies.cpp
/// In the order in which they were declared.
Result<std::vector<CopyRow>> copies_of(Transaction& transaction, BackupItemId item);
/// These and no others.
Status replace_copies(Transaction& transaction, BackupItemId item, const std::vector<CopyRow>& copies);

// store_troubles.cpp
Result<std::vector<TroubleRow>> troubles(Transaction& transaction);
Result<std::vector<TroubleRow>> troubles_of(Transaction& transaction, BackupItemId item);
Status put_trouble(Transaction& transaction, const TroubleRow& trouble);
Status remove_trouble(Transaction& transaction, std::string_view fingerprint);

}  // namespace steward::backups

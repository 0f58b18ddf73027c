// All SQL of the room, once, for both databases: changes here, freezes and templates in store_calendar.cpp, causes in store_causes.cpp.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/storage/database.h"

namespace steward::changes {

using storage::Transaction;
using ChangeId = Id<struct ChangeTag>;
using FreezeId = Id<struct FreezeTag>;
using ChangeTemplateId = Id<struct ChangeTemplateTag>;

struct ChangeRow {
    ChangeId id;
    ClientId client;
    TicketId ticket;
    std::string type, state = "draft";
    AccountId author_id;  // nil: nobody yet
    std::string author;
    Instant drafted_at;
    ChangeTemplateId source;  // nil: none
    std::string source_name, reason, plan, rollback, test, impact, likelihood;
    bool affects_users = false;
    int64_t cost_minor = 0;
    std::string currency, approval_id, client_approval = "not_asked";
    AccountId second_id;
    std::string second_person;
    Instant second_at;
    std::string decision_text;
    AccountId verbal_by_id;
    std::string verbal_by;
    Instant verbal_at, written_due, written_at;
    bool overdue_said = false;
    Instant starts_at, ends_at, began_at, ended_at;
    std::string implementer, outcome;
    bool service_hurt = false;
    TicketId finding;
    Instant review_due;
    bool review_said = false;
    std::string review, reviewed_by;
    Instant reviewed_at, changed_at;
    int64_t revision = 1;
    Instant alone_until;        // approved by who wrote it, since nobody else could: from when on; unset: not so
    bool outcome_said = false;  // that its window is over and nobody said what came of it
    // Read with it.
    std::string client_name = {}, zone = {}, reference = {}, title = {}, ticket_state = {}, finding_reference = {};

    bool is_withdrawn() const { return ticket_state == "cancelled" || ticket_state == "merged"; }
};

struct DeviceOfChange {
    DeviceId id;
    std::string name;
};
struct LineRow {
    Instant at;
    std::string by, kind, from, to, text;
};

extern const std::string_view change_columns, changes_joined;
ChangeRow read_change(const storage::Row& row);

Status insert_change(Transaction& transaction, const ChangeRow& change);
/// Raises the revision. Failure: StaleEtag "changes.changed_meanwhile".
Status save_change(Transaction& transaction, ChangeRow& change);
Result<std::optional<ChangeRow>> find_change(Transaction& transaction, ChangeId id);
Result<std::optional<ChangeRow>> change_of_ticket(Transaction& transaction, TicketId ticket);
Result<std::optional<ChangeRow>> change_of_approval(Transaction& transaction, std::string_view approval);
/// Approved by word of mouth, to be written by now, and nobody was told yet.
Result<std::vector<ChangeRow>> unwritten_by(Transaction& transaction, Instant now, int limit);
/// Approved by who wrote it, and the time has come in which somebody could have said no.
Result<std::vector<ChangeRow>> alone_long_enough(Transaction& transaction, Instant now, int limit);
/// Under way, their window over by now, and nobody was told yet.
Result<std::vector<ChangeRow>> without_outcome_by(Transaction& transaction, Instant now, int limit);
/// Completed, to be reviewed by now, and nobody was told yet.
Result<std::vector<ChangeRow>> unreviewed_by(Transaction& transaction, Instant now, int limit);

Status set_devices(Transaction& transaction, const ChangeRow& change, const std::vector<DeviceId>& devices);
Result<std::vector<DeviceOfChange>> devices_of(Transaction& transaction, ChangeId change);
Status add_writer(Transaction& transaction, ChangeId change, AccountId account);
Result<bool> is_writer(Transaction& transaction, ChangeId change, AccountId account);
/// Whether somebody else than those who wrote it could approve it: one of ours with one of `roles` who sees the client.
Result<bool> has_another(Transaction& transaction, const ChangeRow& change, const std::vector<std::string>& roles);

Status add_line(Transaction& transaction, ChangeId change, const LineRow& line);
Result<std::vector<LineRow>> lines_of(Transaction& transaction, ChangeId change);

/// Who an account is, when it may act for this client. Nothing: it may not, or there is no such account.
struct Colleague {
    std::string name;
    std::set<std::string> roles;
};
Result<std::optional<Colleague>> colleague(Transaction& transaction, AccountId account, ClientId client);

// Incidents after a change.
struct CauseRow {
    ChangeId change;
    TicketId ticket;
    DeviceId device;
    Instant at;
    std::string verdict, judged_by;
    std::string reference = {}, title = {}, ticket_state = {}, device_name = {};
};
/// Changes that were under way or ended up to a day before `at` on this device.
Result<std::vector<ChangeRow>> changes_before(Transaction& transaction, ClientId client, DeviceId device, Instant at);
/// By the rule; what a person judged stays.
Status add_probable(Transaction& transaction, const ChangeRow& change, TicketId ticket, DeviceId device, Instant at);
Status judge(Transaction& transaction, const ChangeRow& change, TicketId ticket, std::string_view verdict, const std::string& by,
             Instant now);
Result<std::vector<CauseRow>> causes_by_change(Transaction& transaction, ChangeId change);
Result<std::vector<CauseRow>> causes_of_ticket(Transaction& transaction, TicketId ticket);
/// When what a ticket is about began, on which device: its receipt and the first sight of each of its alerts.
struct Beginning {
    DeviceId device;
    Instant at;
};
Result<std::vector<Beginning>> beginnings_of(Transaction& transaction, TicketId ticket);
Result<std::optional<Beginning>> beginning_of_alert(Transaction& transaction, AlertId alert);
Result<std::optional<TicketId>> ticket_of_alert(Transaction& transaction, AlertId alert);

struct FreezeRow {
    FreezeId id;
    ClientId client;  // nil: all
    Instant from, until;
    std::string reason, created_by, end_reason, client_name = {};
};
extern const std::string_view freeze_columns, freezes_joined;
FreezeRow read_freeze(const storage::Row& row);
Status insert_freeze(Transaction& transaction, const FreezeRow& freeze);
Status end_freeze(Transaction& transaction, const FreezeRow& freeze);
Result<std::optional<FreezeRow>> find_freeze(Transaction& transaction, FreezeId id);
/// Those of everybody and, with a condition on `f.client_id`, of some clients.
Result<std::vector<FreezeRow>> freezes_between(Transaction& transaction, Instant from, Instant until, const std::string& scope,
                                               const std::vector<storage::Value>& values);
Result<std::vector<FreezeRow>> freezes_of(Transaction& transaction, ClientId client, Instant from, Instant until);

/// A window that takes another's time: the same device, or the whole client where one of them names none.
struct CollisionRow {
    ChangeId change, other;
    std::string reference, title, client_name, device_name;
    ClientId client;
    Instant from, until;
};
/// Of windows that still come, for these changes.
Result<std::vector<CollisionRow>> collisions_of(Transaction& transaction, const ChangeRow& change, Instant from, Instant until);
Result<std::vector<ChangeRow>> changes_between(Transaction& transaction, Instant from, Instant until, const std::string& scope,
                                               std::vector<storage::Value> values, int limit);

struct TemplateRow {
    ChangeTemplateId id;
    std::string name, plan, rollback, test, impact, likelihood, state = "written";
    AccountId author_id;
    std::string author;
    Instant changed_at;
    std::string approved_by;
    Instant approved_at;
    int64_t used = 0, revision = 1;
};
extern const std::string_view template_columns;
TemplateRow read_template(const storage::Row& row);
/// Failures: Conflict "changes.name_taken", StaleEtag "changes.changed_meanwhile".
Status insert_template(Transaction& transaction, const TemplateRow& row);
Status save_template(Transaction& transaction, TemplateRow& row);
Result<std::optional<TemplateRow>> find_template(Transaction& transaction, ChangeTemplateId id);

}  // namespace steward::changes

// All SQL of the room, once, for both databases. Templates and replies in store.cpp, checklists in store_checklist.cpp,
// schedules in store_schedules.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/modules/templates/templates.h"
#include "server/platform/storage/database.h"
#include "steward/templates/v1/templates.pb.h"

namespace steward::templates {

using storage::Transaction;

struct TemplateRow {
    TemplateId id;
    std::string name, title, description, kind, category, impact, urgency, queue;
    v1::ChecklistDraft checklist;
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 1;
};

struct ReplyRow {
    ReplyId id;
    std::string name, shortcut, text;
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 1;
};

struct ItemRow {
    ItemId id;
    ClientId client;
    TicketId ticket;
    int64_t position = 0;
    std::string title;
    bool required = false;
    Instant done_at;  // unset: it is not done
    AccountId done_by_id;
    std::string done_by;
};

struct ScheduleRow {
    ScheduleId id;
    ClientId client;
    std::string name;
    TemplateId source;
    std::string rule, zone, starts_on, at, ends_on;
    bool paused = false;
    PersonId requester;  // nil: none
    DeviceId device;     // nil: none
    Instant next_at;     // unset: paused, or it has ended
    Instant changed_at;
    std::string changed_by;
    int64_t revision = 1;
    // Read with it, never written.
    std::string client_name, template_name, requester_name, device_name, last_problem;
    Instant last_opened_at;
    bool ended = false;
};

struct OccurrenceRow {
    ScheduleId schedule;
    ClientId client;
    Instant due_at, opened_at;
    TicketId ticket;  // nil: none was opened
    std::string reference, problem;
};

/// Failures: Conflict "templates.name_taken"; StaleEtag when another revision is stored.
Status insert_template(Transaction& transaction, const TemplateRow& row);
Status save_template(Transaction& transaction, TemplateRow& row);
/// Failure: Conflict "templates.in_use" while a schedule opens tickets from it.
Status delete_template(Transaction& transaction, TemplateId id);
Result<std::optional<TemplateRow>> find_template(Transaction& transaction, TemplateId id);

/// Failures: Conflict "templates.shortcut_taken"; StaleEtag.
Status insert_reply(Transaction& transaction, const ReplyRow& row);
Status save_reply(Transaction& transaction, ReplyRow& row);
Status delete_reply(Transaction& transaction, ReplyId id);
Result<std::optional<ReplyRow>> find_reply(Transaction& transaction, ReplyId id);

Result<std::vector<ItemRow>> items_of(Transaction& transaction, TicketId ticket);
Status insert_item(Transaction& transaction, const ItemRow& row);
Status save_item(Transaction& transaction, const ItemRow& row);
Status move_item(Transaction& transaction, ItemId id, TicketId into, int64_t position);
/// Those that came with it, out of the ticket that it was merged into.
Status move_items_back(Transaction& transaction, TicketId ticket, TicketId out_of);
Status delete_item(Transaction& transaction, ItemId id);

/// Failures: StaleEtag.
Status insert_schedule(Transaction& transaction, const ScheduleRow& row);
Status save_schedule(Transaction& transaction, ScheduleRow& row);
/// It stays with its dates, and opens nothing any more.
Status end_schedule(Transaction& transaction, ScheduleId id, Instant now, std::string_view by);
Result<std::optional<ScheduleRow>> find_schedule(Transaction& transaction, ScheduleId id);
/// Those whose next date came, the longest due first.
Result<std::vector<ScheduleRow>> due_schedules(Transaction& transaction, Instant now, int limit);
/// Moves the schedule from `from` to `to` (unset: none). False when somebody else did so first.
Result<bool> advance_schedule(Transaction& transaction, ScheduleId id, Instant from, Instant to);
Status insert_occurrence(Transaction& transaction, const OccurrenceRow& row, std::string_view id);

/// The name of a person of the client; empty when there is none.
struct Contact {
    std::string name, email;
};
Result<std::optional<Contact>> find_contact(Transaction& transaction, ClientId client, PersonId person);

// For the lists: columns as the readers expect them.
extern const std::string_view template_columns, reply_columns, item_columns, schedule_columns, schedules_joined;
Result<TemplateRow> read_template(const storage::Row& row);
ReplyRow read_reply(const storage::Row& row);
ItemRow read_item(const storage::Row& row);
ScheduleRow read_schedule(const storage::Row& row);

}  // namespace steward::templates

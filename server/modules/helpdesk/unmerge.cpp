// A merge that is taken back: what went over is known line by line, and goes back where it still is.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "server/modules/helpdesk/merge.h"
#include "server/modules/helpdesk/states.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::helpdesk {

namespace {
constexpr char between = '|';

std::unexpected<Error> cannot_unmerge(std::string why) { return fail(ErrorKind::Conflict, "helpdesk.cannot_unmerge", std::move(why)); }

Result<std::set<std::string>> set_of(Transaction& transaction, const std::string& sql, TicketId ticket) {
    STEWARD_TRY(const auto rows, transaction.query(sql, ticket));
    std::set<std::string> items;
    for (const auto& row : rows) items.insert(row.text(0));
    return items;
}

Status write_items(Transaction& transaction, TicketId ticket, Instant at, std::string_view part, const std::set<std::string>& items) {
    for (const auto& item : items) {
        STEWARD_CHECK(transaction.execute("insert into helpdesk_merge_parts (ticket_id, at, part, item) values ($1, $2, $3, $4)", ticket,
                                          at, part, item));
    }
    return {};
}

std::set<std::string> more_in(const std::set<std::string>& all, const std::set<std::string>& without) {
    std::set<std::string> more;
    std::set_difference(all.begin(), all.end(), without.begin(), without.end(), std::inserter(more, more.end()));
    return more;
}

Result<std::vector<std::string>> parts_of(Transaction& transaction, TicketId ticket, Instant at, std::string_view part) {
    STEWARD_TRY(const auto rows, transaction.query("select item from helpdesk_merge_parts where ticket_id = $1 and at = $2 and part = $3",
                                                   ticket, at, part));
    std::vector<std::string> items;
    for (const auto& row : rows) items.push_back(row.text(0));
    return items;
}

std::vector<std::string> fields_in(const std::string& item) {
    std::vector<std::string> fields(1);
    for (const char c : item) {
        if (c == between) fields.emplace_back();
        else fields.back() += c;
    }
    return fields;
}

facts::v1::TicketUnmerged unmerged_fact(const TicketRow& from, const TicketRow& into, const Actor& actor) {
    facts::v1::TicketUnmerged fact;
    fact.set_client_id(from.client.text());
    fact.set_ticket_id(from.id.text());
    fact.set_reference(from.reference);
    fact.set_from_ticket_id(into.id.text());
    fact.set_from_reference(into.reference);
    fact.set_by(actor.name);
    if (!actor.account.is_nil()) fact.set_by_account_id(actor.account.text());
    return fact;
}

// Both hold what was said in them and in what is merged into them.
Status count_messages(Transaction& transaction, TicketId ticket) {
    for (const std::string column : {"public_count", "internal_count"}) {
        const std::string internal = column == "internal_count" ? "true" : "false";
        STEWARD_CHECK(
            transaction.execute("update helpdesk_tickets set " + column +
                                    " = (select count(*) from helpdesk_messages m join helpdesk_tickets o on o.id = m.ticket_id where "
                                    "(o.id = $1 or o.merged_into_id = $1) and m.internal = " +
                                    internal + ") where id = $1",
                                ticket));
    }
    return {};
}

struct MergeRecord {
    Instant at;
    TicketId into;
    std::string state, impact, urgency, priority, reason, merged_priority, alert_state;
    AlertId alert;
    IncidentId incident;
    Instant until;
    std::string pause_ground;
};
Result<std::optional<MergeRecord>> record_of(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select at, into_id, state, survivor_impact, survivor_urgency, survivor_priority, survivor_reason, merged_priority, "
                    "survivor_alert_id, survivor_alert_state, survivor_incident_id, until_at, pause_ground from helpdesk_merges where "
                    "ticket_id = $1 and undone_at is null order by at desc limit 1",
                    ticket));
    if (!row) return std::optional<MergeRecord>{};
    return MergeRecord{.at = row->instant(0),
                       .into = row->id<TicketId>(1),
                       .state = row->text(2),
                       .impact = row->text(3),
                       .urgency = row->text(4),
                       .priority = row->text(5),
                       .reason = row->text(6),
                       .merged_priority = row->text(7),
                       .alert_state = row->text(9),
                       .alert = row->is_null(8) ? AlertId{} : row->id<AlertId>(8),
                       .incident = row->is_null(10) ? IncidentId{} : row->id<IncidentId>(10),
                       .until = Instant{row->integer_or(11, 0)},
                       .pause_ground = row->text(12)};
}
}  // namespace

Result<Holdings> holdings_of(Transaction& transaction, TicketId ticket) {
    Holdings all;
    STEWARD_TRY(all.watchers, set_of(transaction, "select kind || '|' || watcher_id from helpdesk_watchers where ticket_id = $1", ticket));
    STEWARD_TRY(all.affected, set_of(transaction, "select kind || '|' || thing_id from helpdesk_affected where ticket_id = $1", ticket));
    STEWARD_TRY(all.tags, set_of(transaction, "select tag from helpdesk_tags where ticket_id = $1", ticket));
    STEWARD_TRY(all.links,
                set_of(transaction,
                       "select from_id || '|' || relation || '|' || to_id || '|' || at from helpdesk_links where from_id = $1 or "
                       "to_id = $1",
                       ticket));
    STEWARD_TRY(all.questions, set_of(transaction, "select question_id from helpdesk_questions where ticket_id = $1", ticket));
    STEWARD_TRY(all.alerts, set_of(transaction, "select alert_id from helpdesk_ticket_alerts where ticket_id = $1", ticket));
    STEWARD_TRY(all.children, set_of(transaction, "select id from helpdesk_tickets where parent_id = $1", ticket));
    STEWARD_TRY(all.merged, set_of(transaction, "select id from helpdesk_tickets where merged_into_id = $1", ticket));
    return all;
}

Status write_merge(Transaction& transaction, const TicketRow& from, const TicketRow& before, std::string_view priority, Instant now) {
    const auto until = from.until.is_set() ? std::optional(from.until) : std::nullopt;
    // One that was taken back in this very moment goes: a ticket and a moment name a merge.
    for (const auto* table : {"helpdesk_merge_parts", "helpdesk_merges"})
        STEWARD_CHECK(transaction.execute("delete from " + std::string(table) + " where ticket_id = $1 and at = $2", from.id, now));
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_merges (ticket_id, into_id, client_id, at, state, survivor_received_at, survivor_impact, survivor_urgency, "
        "survivor_priority, survivor_reason, merged_priority, survivor_alert_id, survivor_alert_state, survivor_incident_id, until_at, "
        "pause_ground) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        from.id, before.id, from.client, now, from.state, before.created_at, before.impact, before.urgency, before.priority,
        before.priority_reason, priority, or_null(before.alert), before.alert_state, or_null(before.incident), until, from.pause_ground));
    return {};
}

Status write_parts(Transaction& transaction, const TicketRow& from, const Holdings& mine, const Holdings& before, const Holdings& after,
                   Instant now) {
    STEWARD_CHECK(write_items(transaction, from.id, now, "watcher", more_in(after.watchers, before.watchers)));
    STEWARD_CHECK(write_items(transaction, from.id, now, "affected", more_in(after.affected, before.affected)));
    STEWARD_CHECK(write_items(transaction, from.id, now, "tag", more_in(after.tags, before.tags)));
    STEWARD_CHECK(write_items(transaction, from.id, now, "link_came", more_in(after.links, before.links)));
    STEWARD_CHECK(write_items(transaction, from.id, now, "link_had", mine.links));
    STEWARD_CHECK(write_items(transaction, from.id, now, "question", more_in(after.questions, before.questions)));
    STEWARD_CHECK(write_items(transaction, from.id, now, "alert", mine.alerts));
    STEWARD_CHECK(write_items(transaction, from.id, now, "child", mine.children));
    return write_items(transaction, from.id, now, "merged", mine.merged);
}

Status Merging::give_back(Transaction& transaction, const TicketRow& from, const TicketRow& into, Instant merged_at) {
    for (const auto& [part, table, column] :
         {std::tuple("watcher", "helpdesk_watchers", "watcher_id"), std::tuple("affected", "helpdesk_affected", "thing_id")}) {
        STEWARD_TRY(const auto items, parts_of(transaction, from.id, merged_at, part));
        for (const auto& item : items) {
            const auto fields = fields_in(item);
            STEWARD_CHECK(
                transaction.execute("delete from " + std::string(table) + " where ticket_id = $1 and kind = $2 and " + column + " = $3",
                                    into.id, fields.at(0), fields.at(1)));
        }
    }
    STEWARD_TRY(const auto tags, parts_of(transaction, from.id, merged_at, "tag"));
    for (const auto& tag : tags)
        STEWARD_CHECK(transaction.execute("delete from helpdesk_tags where ticket_id = $1 and tag = $2", into.id, tag));
    STEWARD_TRY(const auto came, parts_of(transaction, from.id, merged_at, "link_came"));
    for (const auto& item : came) {
        const auto link = fields_in(item);
        STEWARD_CHECK(transaction.execute("delete from helpdesk_links where from_id = $1 and relation = $2 and to_id = $3", link.at(0),
                                          link.at(1), link.at(2)));
    }
    STEWARD_TRY(const auto had, parts_of(transaction, from.id, merged_at, "link_had"));
    for (const auto& item : had) {
        const auto link = fields_in(item);
        STEWARD_CHECK(transaction.execute(
            "insert into helpdesk_links (from_id, relation, to_id, client_id, at) values ($1, $2, $3, $4, $5) on conflict (from_id, "
            "relation, to_id) do nothing",
            link.at(0), link.at(1), link.at(2), from.client, std::stoll(link.at(3))));
    }
    for (const auto& [part, update] :
         {std::pair("question", "update helpdesk_questions set ticket_id = $1 where ticket_id = $2 and question_id = $3"),
          std::pair("alert", "update helpdesk_ticket_alerts set ticket_id = $1 where ticket_id = $2 and alert_id = $3"),
          std::pair("child", "update helpdesk_tickets set parent_id = $1 where parent_id = $2 and id = $3"),
          std::pair("merged", "update helpdesk_tickets set merged_into_id = $1 where merged_into_id = $2 and id = $3")}) {
        STEWARD_TRY(const auto items, parts_of(transaction, from.id, merged_at, part));
        for (const auto& item : items) STEWARD_CHECK(transaction.execute(update, from.id, into.id, item));
    }
    return {};
}

// Received when its own first word came, or that of a duplicate that is still in it; the priority only where nobody changed it since.
Status Merging::restore_survivor(Transaction& transaction, TicketRow& into, TicketId from, Instant merged_at, const Actor& actor,
                                 Instant now) {
    STEWARD_TRY(const auto own,
                transaction.query_one("select survivor_received_at from helpdesk_merges where into_id = $1 order by at limit 1", into.id));
    STEWARD_TRY(
        const auto others,
        transaction.query_one("select min(case when coalesce(brought_in_at, 0) > created_at then brought_in_at else created_at end) from "
                              "helpdesk_tickets where merged_into_id = $1 and id <> $2",
                              into.id, from));
    STEWARD_TRY(const auto record, record_of(transaction, from));
    TicketRow after = into;
    if (own) after.created_at = own->instant(0);
    if (others && !others->is_null(0)) after.created_at = std::min(after.created_at, others->instant(0));
    const bool was_raised = record && record->at == merged_at && record->priority != record->merged_priority;
    if (was_raised && into.priority == record->merged_priority) {
        after.impact = record->impact;
        after.urgency = record->urgency;
        after.priority = record->priority;
        after.priority_reason = record->reason;
    }
    STEWARD_CHECK(desk_.change(transaction, into, after, actor, "A merge was taken back.", now));
    into = after;
    if (!record) return {};
    STEWARD_CHECK(
        transaction.execute("update helpdesk_tickets set alert_id = $1, alert_state = $2, incident_id = $3 where id = $4 and "
                            "coalesce(alert_id, '') = coalesce((select alert_id from helpdesk_tickets where id = $5), '')",
                            or_null(record->alert), record->alert_state, or_null(record->incident), into.id, from));
    return {};
}

Status Merging::unmerge(Transaction& transaction, TicketRow& from, const Actor& actor, std::string_view reason, Instant now) {
    if (from.state != "merged") return cannot_unmerge(from.reference + " was not merged into another ticket.");
    STEWARD_TRY(const auto record, record_of(transaction, from.id));
    if (!record) return cannot_unmerge("What belonged to " + from.reference + " was not written down when it was merged.");
    if (record->into != from.merged_into)
        return cannot_unmerge("The ticket into which it was merged was merged itself, into " + from.merged_into_reference +
                              ". Take that back first.");
    STEWARD_TRY(auto into, find_ticket(transaction, from.merged_into));
    if (!into) return cannot_unmerge("The ticket that went on is not there.");
    STEWARD_TRY(const auto since,
                transaction.query_one("select count(*) from helpdesk_messages where ticket_id = $1 and at > $2", into->id, record->at));
    STEWARD_CHECK(restore_survivor(transaction, *into, from.id, record->at, actor, now));
    STEWARD_CHECK(give_back(transaction, from, *into, record->at));
    TicketRow open = from;
    open.state = record->state;
    open.closed_at = {};
    open.merged_into = {};
    open.merged_into_reference.clear();
    open.until = record->until;
    open.pause_ground = record->pause_ground;
    STEWARD_CHECK(desk_.change(transaction, from, open, actor, reason, now));
    STEWARD_CHECK(count_messages(transaction, from.id));
    STEWARD_CHECK(count_messages(transaction, into->id));
    STEWARD_TRY(const auto later,
                transaction.query("select m.ticket_id from helpdesk_merges m join helpdesk_tickets t on t.id = m.ticket_id "
                                  "where m.into_id = $1 and m.undone_at is null and m.at >= $2 and t.merged_into_id = $1 "
                                  "order by m.at, m.ticket_id",
                                  into->id, record->at));
    std::vector<TicketRow> still_in;
    for (const auto& row : later) {
        STEWARD_TRY(auto other, find_ticket(transaction, row.id<TicketId>(0)));
        if (other) still_in.push_back(std::move(*other));
    }
    STEWARD_CHECK(desk_.promises().unmerged(transaction, open, *into, still_in, now));
    STEWARD_CHECK(
        transaction.execute("update helpdesk_merges set undone_at = $1 where ticket_id = $2 and at = $3", now, from.id, record->at));
    const int64_t said = since->integer(0);
    const std::string stays = said == 0 ? "Nothing was said in between."
                              : said == 1
                                  ? "What was said in between stays in " + into->reference + " (one message)."
                                  : "What was said in between stays in " + into->reference + " (" + std::to_string(said) + " messages).";
    const auto line = [&](const TicketRow& other, std::string text) {
        return EventRow{.at = now,
                        .actor = actor,
                        .field = "unmerged",
                        .from = other.id.text(),
                        .to = "",
                        .reason = std::string(reason),
                        .text = std::move(text),
                        .internal = false};
    };
    STEWARD_CHECK(
        desk_.remark(transaction, *into, line(open, open.reference + " “" + open.title + "” is a ticket of its own again. " + stays)));
    STEWARD_CHECK(desk_.remark(transaction, open, line(*into, "Out of " + into->reference + " again. " + stays)));
    STEWARD_CHECK(journal::append(transaction, now, open.client, open.id.text(), unmerged_fact(open, *into, actor)));
    STEWARD_TRY(const auto stored, find_ticket(transaction, open.id));
    if (stored) from = *stored;
    return {};
}

}  // namespace steward::helpdesk

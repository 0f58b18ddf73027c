#include "server/modules/helpdesk/live_row.h"

#include "schema/runtime/json_writer.h"
#include "server/modules/helpdesk/confidential.h"
#include "server/modules/helpdesk/relations.h"
#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
constexpr size_t most_words = 5500;  // servers that share a database pass on no more
// What lists are filtered and ordered by, and what somebody can change.
constexpr std::string_view compared[] = {
    "kind",          "title",         "impact",   "urgency",     "priority",         "state",
    "queue",         "device_name",   "category", "category_id", "parent_ticket_id", "assignee_account_id",
    "assignee_name", "requester_name"};

std::string differences(const v1::Ticket& before, const v1::Ticket& now) {
    const auto& reflection = *now.GetReflection();
    std::string json = "{";
    for (const auto name : compared) {
        const auto* field = now.GetDescriptor()->FindFieldByName(std::string(name));
        const std::string was = reflection.GetString(before, field);
        if (was == reflection.GetString(now, field)) continue;
        json += (json.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":";
        append_json_text(was, json);
    }
    return json + "}";
}

std::string plain_words(const std::string& id) { return "{\"ticket_id\":\"" + id + "\"}"; }
}  // namespace

Result<std::string> live_words(Transaction& transaction, Promises& promises, const TicketRow& ticket,
                               const std::string& decision_awaited_of, LiveChange change) {
    const std::string id = ticket.id.text();
    STEWARD_TRY(const auto whole, find_ticket(transaction, ticket.id));
    if (!whole || whole->confidential) return plain_words(id);
    const Caller nobody{};  // what a reader may do with it, their own screen knows or asks
    const Instant now = whole->changed_at;
    v1::Ticket row = ticket_message(*whole, nobody, now);
    const std::string ids[] = {id};
    STEWARD_TRY(const auto faces, promises.clocks(transaction, ids, false, now));
    for (const auto& face : faces) fill_clock(*row.add_clocks(), face);
    const TicketId tagged[] = {ticket.id};
    STEWARD_TRY(const auto tags, tags_of(transaction, tagged));
    for (const auto& one : tags) row.add_tags(one.tag);
    row.set_decision_awaited_of(decision_awaited_of);
    row.clear_description();
    row.clear_resolution_text();
    row.clear_root_cause();
    std::string json = "{\"ticket_id\":\"" + id + "\",\"row\":" + to_json(row);
    if (change.how == Before::NotThere) json += ",\"was\":null";
    if (change.how == Before::Same) json += ",\"was\":{}";
    if (change.how == Before::Other) json += ",\"was\":" + differences(ticket_message(*change.before, nobody, now), row);
    json += ",\"device_then\":";
    append_json_text(whole->device_name, json);
    json += "}";
    return json.size() > most_words ? plain_words(id) : json;
}

Result<std::vector<AccountId>> confidential_listeners(Transaction& transaction, const TicketRow& ticket) {
    std::string roles;
    for (const auto role : roles_that_read_confidential) roles += (roles.empty() ? "'" : ", '") + std::string(role) + "'";
    STEWARD_TRY(
        const auto rows,
        transaction.query("select r.account_id from access_v_account_roles r where r.role in (" + roles +
                              ") union select t.assignee_id from helpdesk_tickets t where t.id = $1 and t.assignee_id is not null "
                              "union select v.watcher_id from helpdesk_watchers v where v.ticket_id = $1 and v.kind = 'account' union "
                              "select e.actor_id from helpdesk_events e where e.ticket_id = $1 and e.position = 1 and e.actor_id is "
                              "not null",
                          ticket.id));
    std::vector<AccountId> accounts;
    for (const auto& row : rows) accounts.push_back(row.id<AccountId>(0));
    return accounts;
}

}  // namespace steward::helpdesk

#include "server/modules/helpdesk/confidential.h"

#include <algorithm>

#include "server/modules/helpdesk/service.h"

namespace steward::helpdesk {

namespace {
// Of the tree that an installation begins with: "New person" and "Person leaves".
constexpr std::string_view categories_of_people[] = {"01a10000-0000-7000-8000-000000000003", "01a10000-0000-7000-8000-000000000004"};

bool holds_any(const Caller& caller, std::span<const std::string_view> roles) {
    return std::any_of(roles.begin(), roles.end(), [&](std::string_view role) { return caller.roles.contains(std::string(role)); });
}

// Of our own people: whoever has it, watches it or opened it. Asked of a ticket that is confidential, one by one: the set of all of
// them was 45 ms of every list of 200,000 tickets.
std::string worked_on_by(const std::string& account, const std::string& id) {
    return "exists (select 1 from helpdesk_tickets mine where mine.id = " + id + " and mine.assignee_id = " + account +
           ") or exists (select 1 from helpdesk_watchers v where v.ticket_id = " + id +
           " and v.kind = 'account' and v.watcher_id = " + account +
           ") or exists (select 1 from helpdesk_events o where o.ticket_id = " + id + " and o.position = 1 and o.actor_id = " + account +
           ")";
}
}  // namespace

std::string spoken_title(const TicketRow& ticket) { return ticket.confidential ? std::string(masked_title) : ticket.title; }

bool is_confidential_by_itself(std::string_view kind, CategoryId category) {
    if (kind == "lifecycle") return true;
    return !category.is_nil() &&
           std::find(std::begin(categories_of_people), std::end(categories_of_people), category.text()) != std::end(categories_of_people);
}

bool reads_confidential(const Caller& caller) {
    constexpr std::string_view theirs[] = {"CHR"};
    if (caller.kind == PrincipalKind::System || caller.kind == PrincipalKind::LocalRoot) return true;
    return caller.client_side ? holds_any(caller, theirs) : holds_any(caller, roles_that_read_confidential);
}

bool may_open_up(const Caller& caller) {
    constexpr std::string_view who[] = {"OWN", "SVM", "DSP", "CHR"};
    return holds_any(caller, who);
}

std::string without_confidential(const Caller& caller, std::vector<storage::Value>& parameters, std::string_view column) {
    if (reads_confidential(caller)) return "";
    parameters.push_back(storage::to_value(caller.account));
    const std::string account = "$" + std::to_string(parameters.size()), id(column);
    const std::string seen_by_all =
        " and (" + id + " is null or not exists (select 1 from helpdesk_v_confidential h where h.ticket_id = " + id + ") or ";
    if (!caller.client_side) return seen_by_all + worked_on_by(account, id) + ")";
    // A small set that does not depend on the row: what is their own, joined in that order (SQLite keeps it).
    return seen_by_all + id +
           " in (select h.ticket_id from helpdesk_v_confidential h cross join helpdesk_tickets t where t.id = h.ticket_id and " +
           own_tickets(account) + "))";
}

std::string visible_rows(const Caller& caller, std::vector<storage::Value>& parameters) {
    if (caller.client_side) return visible_tickets(caller, parameters);
    if (reads_confidential(caller)) return "";
    parameters.push_back(storage::to_value(caller.account));
    return " and (not t.confidential or " + worked_on_by("$" + std::to_string(parameters.size()), "t.id") + ")";
}

Result<bool> may_read(Transaction& transaction, const TicketRow& ticket, const Caller& caller) {
    if (!caller.client_side && (!ticket.confidential || reads_confidential(caller))) return true;
    std::vector<storage::Value> values = {ticket.id.text()};
    const std::string visible = visible_tickets(caller, values);
    STEWARD_TRY(const auto rows, transaction.run("select 1 from helpdesk_tickets t where t.id = $1" + visible, values));
    return !rows.empty();
}

Result<bool> may_know_of(Transaction& transaction, const Caller& caller, std::string_view ticket_id) {
    std::vector<storage::Value> values = {std::string(ticket_id)};
    const std::string condition = without_confidential(caller, values, "t.id");
    if (condition.empty()) return true;
    STEWARD_TRY(const auto rows, transaction.run("select 1 from helpdesk_tickets t where t.id = $1" + condition, values));
    return !rows.empty();
}

// With those that are merged into it: what was said in them is a part of it, and nobody can mark them alone.
Status write_confidential(Transaction& transaction, const TicketRow& ticket, Instant now) {
    STEWARD_CHECK(transaction.execute("update helpdesk_tickets set confidential = $2 where id = $1 or merged_into_id = $1", ticket.id,
                                      ticket.confidential));
    if (ticket.confidential)
        STEWARD_CHECK(
            transaction.execute("insert into helpdesk_confidential (ticket_id, client_id, since) select d.id, d.client_id, $2 from "
                                "helpdesk_tickets d where d.id = $1 or d.merged_into_id = $1 on conflict (ticket_id) do nothing",
                                ticket.id, now));
    else
        STEWARD_CHECK(
            transaction.execute("delete from helpdesk_confidential where ticket_id = $1 or ticket_id in (select d.id from "
                                "helpdesk_tickets d where d.merged_into_id = $1)",
                                ticket.id));
    return {};
}

}  // namespace steward::helpdesk

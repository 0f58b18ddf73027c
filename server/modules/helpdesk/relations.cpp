#include "server/modules/helpdesk/relations.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
std::unexpected<Error> too_many(const char* what) {
    return fail(ErrorKind::Conflict, "helpdesk.too_many", "A ticket takes at most " + std::to_string(most_relations) + " " + what + ".");
}

Result<bool> is_full(Transaction& transaction, std::string_view table, TicketId ticket) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from " + std::string(table) + " where ticket_id = $1", ticket));
    return row->integer(0) >= most_relations;
}
}  // namespace

std::string tag_of(std::string_view typed) {
    std::string tag;
    bool has_letter = false;
    for (const char c : typed) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == ' ' || c == '\t' || c == '_') {
            if (!tag.empty() && tag.back() != '-') tag += '-';
            continue;
        }
        if (byte < 0x20 || byte == 0x7f || std::string_view("\"',:*<>()\\").find(c) != std::string_view::npos) return {};
        has_letter = has_letter || byte >= 0x80 || std::isalnum(byte);
        tag += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    }
    while (!tag.empty() && tag.back() == '-') tag.pop_back();
    while (!tag.empty() && tag.front() == '-') tag.erase(0, 1);
    return has_letter && tag.size() <= longest_tag ? tag : std::string();
}

Result<std::vector<TagOf>> tags_of(Transaction& transaction, std::span<const TicketId> tickets) {
    std::vector<TagOf> tags;
    if (tickets.empty()) return tags;
    std::vector<storage::Value> values;
    std::string places;
    for (const TicketId id : tickets) {
        values.emplace_back(id.text());
        places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
    }
    STEWARD_TRY(
        const auto rows,
        transaction.run("select ticket_id, tag from helpdesk_tags where ticket_id in (" + places + ") order by ticket_id, tag", values));
    for (const auto& row : rows) tags.push_back({row.id<TicketId>(0), row.text(1)});
    return tags;
}

Status replace_tags(Transaction& transaction, const TicketRow& ticket, std::span<const std::string> tags) {
    STEWARD_CHECK(transaction.execute("delete from helpdesk_tags where ticket_id = $1", ticket.id));
    for (const auto& tag : tags) {
        STEWARD_CHECK(transaction.execute(
            "insert into helpdesk_tags (ticket_id, tag, client_id) values ($1, $2, $3) on conflict (ticket_id, tag) do nothing", ticket.id,
            tag, ticket.client));
    }
    return {};
}

Result<std::vector<Tied>> watchers_of(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto rows, transaction.query("select kind, watcher_id, name, how, since from helpdesk_watchers where ticket_id = $1 "
                                                   "order by kind, name, watcher_id limit $2",
                                                   ticket, most_relations));
    std::vector<Tied> watchers;
    for (const auto& row : rows) watchers.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.instant(4)});
    return watchers;
}

Result<bool> add_watcher(Transaction& transaction, const TicketRow& ticket, const Tied& watcher) {
    STEWARD_TRY(const bool full, is_full(transaction, "helpdesk_watchers", ticket.id));
    if (full) return too_many("watchers");
    STEWARD_TRY(
        const auto added,
        transaction.execute("insert into helpdesk_watchers (ticket_id, kind, watcher_id, client_id, name, how, since) values ($1, $2, "
                            "$3, $4, $5, $6, $7) on conflict (ticket_id, kind, watcher_id) do nothing",
                            ticket.id, watcher.kind, watcher.id, ticket.client, watcher.name, watcher.how, watcher.since));
    return added > 0;
}

Result<bool> remove_watcher(Transaction& transaction, TicketId ticket, std::string_view kind, std::string_view id) {
    STEWARD_TRY(const auto gone, transaction.execute("delete from helpdesk_watchers where ticket_id = $1 and kind = $2 and watcher_id = $3",
                                                     ticket, kind, id));
    return gone > 0;
}

Result<std::vector<Tied>> affected_of(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select kind, thing_id, name from helpdesk_affected where ticket_id = $1 order by kind desc, name, thing_id "
                          "limit $2",
                          ticket, most_relations));
    std::vector<Tied> things;
    for (const auto& row : rows) things.push_back({row.text(0), row.text(1), row.text(2), "", {}});
    return things;
}

Result<bool> add_affected(Transaction& transaction, const TicketRow& ticket, const Tied& thing) {
    STEWARD_TRY(const bool full, is_full(transaction, "helpdesk_affected", ticket.id));
    if (full) return too_many("affected people and devices");
    STEWARD_TRY(
        const auto added,
        transaction.execute("insert into helpdesk_affected (ticket_id, kind, thing_id, client_id, name) values ($1, $2, $3, $4, $5) on "
                            "conflict (ticket_id, kind, thing_id) do nothing",
                            ticket.id, thing.kind, thing.id, ticket.client, thing.name));
    return added > 0;
}

Result<bool> remove_affected(Transaction& transaction, TicketId ticket, std::string_view kind, std::string_view id) {
    STEWARD_TRY(const auto gone, transaction.execute("delete from helpdesk_affected where ticket_id = $1 and kind = $2 and thing_id = $3",
                                                     ticket, kind, id));
    return gone > 0;
}

Result<std::vector<Relative>> relatives_of(Transaction& transaction, const TicketRow& of, const std::string& visible,
                                           const std::vector<storage::Value>& values) {
    std::vector<storage::Value> parameters = {of.id.text(), of.client.text()};
    parameters.insert(parameters.end(), values.begin(), values.end());
    STEWARD_TRY(
        const auto rows,
        transaction.run(
            "select r.relation, t.id, t.reference, t.title, t.state, t.priority, t.kind from ("
            "select 'parent' as relation, parent_id as id from helpdesk_tickets where id = $1 and parent_id is not null union all "
            "select 'child', id from helpdesk_tickets where parent_id = $1 union all "
            "select 'follows', follows_id from helpdesk_follows where ticket_id = $1 union all "
            "select 'followed_by', ticket_id from helpdesk_follows where follows_id = $1 union all "
            "select relation, to_id from helpdesk_links where from_id = $1 union all "
            "select case relation when 'caused_by' then 'causes' when 'fixed_by' then 'fixes' when 'split_from' then 'split_off' else "
            "'related' end, from_id from helpdesk_links where to_id = $1 union all "
            "select 'merged_into', merged_into_id from helpdesk_tickets where id = $1 and merged_into_id is not null union all "
            "select 'merged', id from helpdesk_tickets where merged_into_id = $1) r join helpdesk_tickets t on t.id = r.id "
            "where t.client_id = $2" +
                visible + " order by r.relation, t.reference limit " + std::to_string(2 * most_relations),
            parameters));
    std::vector<Relative> found;
    for (const auto& row : rows)
        found.push_back({row.text(0), row.id<TicketId>(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
    return found;
}

Result<bool> add_link(Transaction& transaction, const TicketRow& from, std::string_view relation, TicketId to, Instant now) {
    STEWARD_TRY(const auto count,
                transaction.query_one("select count(*) from helpdesk_links where from_id = $1 or to_id = $2", from.id, to));
    if (count->integer(0) >= most_relations) return too_many("links");
    // Related is the same from both sides.
    STEWARD_TRY(
        const auto there,
        transaction.query_one("select 1 from helpdesk_links where from_id = $1 and relation = 'related' and to_id = $2", to, from.id));
    if (there && relation == "related") return false;
    STEWARD_TRY(const auto added,
                transaction.execute("insert into helpdesk_links (from_id, relation, to_id, client_id, at) values ($1, $2, $3, $4, $5) on "
                                    "conflict (from_id, relation, to_id) do nothing",
                                    from.id, relation, to, from.client, now));
    return added > 0;
}

Result<bool> remove_link(Transaction& transaction, TicketId from, std::string_view relation, TicketId to) {
    STEWARD_TRY(const auto gone,
                transaction.execute("delete from helpdesk_links where relation = $2 and ((from_id = $1 and to_id = $3) or ($2 = 'related' "
                                    "and from_id = $3 and to_id = $1))",
                                    from, relation, to));
    return gone > 0;
}

Result<int64_t> count_children(Transaction& transaction, TicketId parent) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from helpdesk_tickets where parent_id = $1", parent));
    return row->integer(0);
}

Result<std::vector<TicketId>> open_children_of(Transaction& transaction, TicketId parent) {
    STEWARD_TRY(const auto rows, transaction.query("select id from helpdesk_tickets where parent_id = $1 and state not in ('resolved', "
                                                   "'closed', 'cancelled', 'merged') order by id limit $2",
                                                   parent, most_relations));
    std::vector<TicketId> ids;
    for (const auto& row : rows) ids.push_back(row.id<TicketId>(0));
    return ids;
}

Result<bool> has_merged(Transaction& transaction, TicketId survivor) {
    STEWARD_TRY(const auto row, transaction.query_one("select 1 from helpdesk_tickets where merged_into_id = $1 limit 1", survivor));
    return row.has_value();
}

}  // namespace steward::helpdesk

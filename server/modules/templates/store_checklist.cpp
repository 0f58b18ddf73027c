// Checklists of tickets.
#include "server/modules/templates/store.h"

namespace steward::templates {

const std::string_view item_columns = "i.id, i.client_id, i.ticket_id, i.position, i.title, i.required, i.done_at, i.done_by_id, i.done_by";

ItemRow read_item(const storage::Row& row) {
    return {.id = row.id<ItemId>(0),
            .client = row.id<ClientId>(1),
            .ticket = row.id<TicketId>(2),
            .position = row.integer(3),
            .title = row.text(4),
            .required = row.boolean(5),
            .done_at = Instant{row.integer_or(6, 0)},
            .done_by_id = row.is_null(7) ? AccountId{} : row.id<AccountId>(7),
            .done_by = row.text(8)};
}

Result<std::vector<ItemRow>> items_of(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(item_columns) +
                                                       " from templates_checklist i where i.ticket_id = $1 order by i.position, i.id",
                                                   ticket));
    std::vector<ItemRow> items;
    for (const auto& row : rows) items.push_back(read_item(row));
    return items;
}

Status insert_item(Transaction& transaction, const ItemRow& row) {
    STEWARD_CHECK(
        transaction.execute("insert into templates_checklist (id, client_id, ticket_id, position, title, required, done_by) values ($1, "
                            "$2, $3, $4, $5, $6, '')",
                            row.id, row.client, row.ticket, row.position, row.title, row.required));
    return {};
}

Status save_item(Transaction& transaction, const ItemRow& row) {
    STEWARD_CHECK(transaction.execute(
        "update templates_checklist set title = $1, required = $2, done_at = $3, done_by_id = $4, done_by = $5 where id = $6", row.title,
        row.required, row.done_at.is_set() ? std::optional(row.done_at) : std::nullopt,
        row.done_by_id.is_nil() ? std::nullopt : std::optional(row.done_by_id), row.done_by, row.id));
    return {};
}

Status move_item(Transaction& transaction, ItemId id, TicketId into, int64_t position) {
    STEWARD_CHECK(transaction.execute("update templates_checklist set came_from = ticket_id, ticket_id = $1, position = $2 where id = $3",
                                      into, position, id));
    return {};
}

Status move_items_back(Transaction& transaction, TicketId ticket, TicketId out_of) {
    STEWARD_CHECK(transaction.execute(
        "update templates_checklist set ticket_id = $1, came_from = null where ticket_id = $2 and came_from = $1", ticket, out_of));
    return {};
}

Status delete_item(Transaction& transaction, ItemId id) {
    STEWARD_CHECK(transaction.execute("delete from templates_checklist where id = $1", id));
    return {};
}

}  // namespace steward::templates

#include "server/modules/templates/checklist.h"

#include "server/platform/access/typed_text.h"

namespace steward::templates {

namespace {
constexpr std::string_view checklist_question = "templates.checklist";
constexpr size_t most_named = 3;
}  // namespace

Result<v1::ChecklistDraft> checked_draft(std::string_view pointer, std::span<const v1::ChecklistDraftItem* const> items) {
    if (items.size() > most_items) return bad_field(std::string(pointer), "At most 100 lines in a checklist.");
    v1::ChecklistDraft draft;
    for (size_t i = 0; i < items.size(); ++i) {
        STEWARD_TRY(auto title,
                    access::typed_line(std::string(pointer) + "/" + std::to_string(i) + "/title", items[i]->title(), longest_item));
        auto& item = *draft.add_items();
        item.set_title(std::move(title));
        item.set_required(items[i]->required());
    }
    return draft;
}

Status Checklists::add(Transaction& transaction, ClientId client, TicketId ticket, const v1::ChecklistDraft& draft, Instant now) {
    if (draft.items().empty()) return {};
    STEWARD_TRY(const auto present, items_of(transaction, ticket));
    if (present.size() + static_cast<size_t>(draft.items_size()) > most_items)
        return fail(ErrorKind::Conflict, "templates.checklist_full", "A ticket's checklist has at most 100 lines.");
    int64_t position = present.empty() ? 0 : present.back().position;
    for (const auto& item : draft.items()) {
        const ItemRow row{.id = ItemId::make(now, rng_),
                          .client = client,
                          .ticket = ticket,
                          .position = ++position,
                          .title = item.title(),
                          .required = item.required(),
                          .done_at = {},
                          .done_by_id = {},
                          .done_by = {}};
        STEWARD_CHECK(insert_item(transaction, row));
    }
    return settle(transaction, client, ticket, now);
}

Status Checklists::merged(Transaction& transaction, ClientId client, TicketId from, TicketId into, Instant now) {
    STEWARD_TRY(const auto present, items_of(transaction, into));
    STEWARD_TRY(const auto moved, items_of(transaction, from));
    if (moved.empty()) return {};
    int64_t position = present.empty() ? 0 : present.back().position;
    for (const auto& item : moved) STEWARD_CHECK(move_item(transaction, item.id, into, ++position));
    return settle(transaction, client, into, now);
}

Status Checklists::unmerged(Transaction& transaction, ClientId client, TicketId ticket, TicketId out_of, Instant now) {
    STEWARD_CHECK(move_items_back(transaction, ticket, out_of));
    STEWARD_CHECK(settle(transaction, client, ticket, now));
    return settle(transaction, client, out_of, now);
}

Status Checklists::settle(Transaction& transaction, ClientId client, TicketId ticket, Instant now) {
    STEWARD_TRY(const auto items, items_of(transaction, ticket));
    const std::string sentence = open_lines_sentence(items);
    if (sentence.empty()) STEWARD_CHECK(voice_.settle(transaction, ticket, checklist_question));
    else STEWARD_CHECK(voice_.ask(transaction, ticket, checklist_question, sentence, now));
    transaction.after_commit([this, client, id = ticket.text()] {
        hub_.publish({client, "checklist", id, "{\"ticket_id\":\"" + id + "\"}"});
    });
    return {};
}

std::string open_lines_sentence(const std::vector<ItemRow>& items) {
    size_t open = 0;
    std::string names;
    for (const auto& item : items) {
        if (!item.required || item.done_at.is_set()) continue;
        if (++open <= most_named) names += (open == 1 ? "“" : ", “") + item.title + "”";
    }
    if (open == 0) return "";
    if (open > most_named) names += " and " + std::to_string(open - most_named) + " more";
    return (open == 1 ? "A required line of the checklist is not done: "
                      : std::to_string(open) + " required lines of the checklist are not done: ") +
           names + ". Tick them off first.";
}

}  // namespace steward::templates

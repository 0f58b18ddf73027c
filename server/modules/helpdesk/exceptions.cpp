#include "server/modules/helpdesk/exceptions.h"

#include "server/modules/helpdesk/priority.h"
#include "server/modules/helpdesk/resolution.h"
#include "server/modules/helpdesk/states.h"

namespace steward::helpdesk {

namespace {
constexpr Duration slip = std::chrono::minutes(10);

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

std::vector<std::string> parted(const std::string& text) {
    std::vector<std::string> words;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = std::min(text.find(',', begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}
}  // namespace

std::string_view withdrawal_of(const TicketRow& before, const TicketRow& after, const std::vector<std::string>& missed) {
    if (before.kind != after.kind) {
        const bool ends = promises_something(std::string_view(before.kind)) && !promises_something(std::string_view(after.kind));
        return (ends && somebody_asked(before)) || !missed.empty() ? "kind_changed" : "";
    }
    return before.state != after.state && after.state == "cancelled" && !missed.empty() ? "ticket_cancelled" : "";
}

bool is_lowered(const TicketRow& before, const TicketRow& after) { return is_more_urgent(before.priority, after.priority); }

bool needs_second_person(const TicketRow& before, const TicketRow& after) {
    return is_lowered(before, after) && (before.priority == "P1" || before.priority == "P2") &&
           promises_something(std::string_view(before.kind));
}

Result<bool> takes_back(Transaction& transaction, const TicketRow& before, const TicketRow& after, AccountId by, Instant now) {
    if (by.is_nil()) return false;
    STEWARD_TRY(const auto raised, transaction.query_one("select from_value, to_value, actor_id, at from helpdesk_events where ticket_id = "
                                                         "$1 and field = 'priority' order by position desc limit 1 offset 1",
                                                         before.id));
    return raised && raised->text(0) == after.priority && raised->text(1) == before.priority && !raised->is_null(2) &&
           raised->id<AccountId>(2) == by && raised->instant(3) + slip > now;
}

Status judge_second_person(const ExceptionRow& asked, AccountId by) {
    if (asked.state != "pending")
        return fail(ErrorKind::Conflict, "helpdesk.exception_decided", "Nothing of this waits for a second person. Look again.");
    if (!by.is_nil() && by != asked.asked_by_id) return {};
    return fail(ErrorKind::Forbidden, "helpdesk.same_person",
                "What takes a missed promise out of the figures needs a second person. Ask a colleague who may agree to it.");
}

Status insert_exception(Transaction& transaction, const ExceptionRow& row) {
    const auto asked_by = row.asked_by_id.is_nil() ? std::nullopt : std::optional(row.asked_by_id.text());
    STEWARD_CHECK(transaction.execute(
        "insert into helpdesk_exceptions (id, client_id, ticket_id, title, priority, what, from_value, to_value, missed, reason, state, "
        "asked_by_id, asked_by, at, decided_by, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', '')",
        row.id, row.client, row.ticket, row.title, row.priority, row.what, row.from, row.to, joined(row.missed), row.reason, row.state,
        asked_by, row.asked_by, row.at));
    return {};
}

Result<std::optional<ExceptionRow>> find_exception(Transaction& transaction, ExceptionId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select client_id, ticket_id, title, priority, what, from_value, to_value, missed, reason, state, "
                                      "asked_by_id, asked_by, at, decided_by, decided_at, note from helpdesk_exceptions where id = $1",
                                      id));
    if (!row) return std::optional<ExceptionRow>{};
    return ExceptionRow{.id = id,
                        .client = row->id<ClientId>(0),
                        .ticket = row->id<TicketId>(1),
                        .title = row->text(2),
                        .priority = row->text(3),
                        .what = row->text(4),
                        .from = row->text(5),
                        .to = row->text(6),
                        .missed = parted(row->text(7)),
                        .reason = row->text(8),
                        .state = row->text(9),
                        .asked_by_id = row->is_null(10) ? AccountId{} : row->id<AccountId>(10),
                        .asked_by = row->text(11),
                        .at = row->instant(12),
                        .decided_by_id = {},
                        .decided_by = row->text(13),
                        .decided_at = Instant{row->integer_or(14, 0)},
                        .note = row->text(15)};
}

Status save_decision(Transaction& transaction, const ExceptionRow& row) {
    STEWARD_CHECK(transaction.execute(
        "update helpdesk_exceptions set state = $2, decided_by_id = $3, decided_by = $4, decided_at = $5, note = $6 where id = $1", row.id,
        row.state, row.decided_by_id, row.decided_by, row.decided_at, row.note));
    return {};
}

}  // namespace steward::helpdesk

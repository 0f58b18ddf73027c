// All SQL of the room. Every function works in the caller's transaction.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/random.h"
#include "server/modules/notices/rules.h"
#include "server/platform/storage/database.h"

namespace steward::notices {

using storage::Transaction;
using NoticeId = Id<struct NoticeTag>;

struct NoticeRow {
    NoticeId id;
    AccountId account;
    std::string kind;
    ClientId client;  // nil: none
    std::string ticket_id, reference, title;
    std::string subject_id;  // of the ticket, or of what it is about otherwise
    std::string text, actor;
    int64_t count = 1;
    bool shown = true, by_mail = false, by_push = false;
    Instant first_at, at, read_at, send_at, sent_at;
};
extern const std::string_view notice_columns;  // of `notices_notices n`
NoticeRow read_notice(const storage::Row& row);
/// The unread one of that kind about that thing, which more of it joins.
Result<std::optional<NoticeRow>> unread_notice(Transaction& transaction, AccountId account, std::string_view kind,
                                               std::string_view subject_id);
Status insert_notice(Transaction& transaction, const NoticeRow& notice);
Status join_notice(Transaction& transaction, const NoticeRow& notice);
Result<int64_t> count_unread(Transaction& transaction, AccountId account);
/// What of the account's own is unread (or read, to take it back); everything but `where`, which is ours. Returns how many changed.
Result<int64_t> mark_read(Transaction& transaction, AccountId account, const std::string& where, std::vector<storage::Value> parameters,
                          Instant now);
Result<int64_t> mark_unread(Transaction& transaction, AccountId account, const std::string& notice_id);

/// Accounts that have something to be sent.
Result<std::vector<AccountId>> accounts_due(Transaction& transaction, Instant now, int limit);
/// What is to go out to the account, oldest first, also what would be due a little later: one message is enough.
Result<std::vector<NoticeRow>> to_send(Transaction& transaction, AccountId account, int limit);
Status mark_sent(Transaction& transaction, NoticeId id, Instant now);
/// The unread notice of one word in a ticket, said at that moment.
Status drop_same_words(Transaction& transaction, AccountId account, std::string_view ticket_id, Instant at);
Status postpone(Transaction& transaction, AccountId account, Instant until);
/// Read ones, and those that nobody has looked at for so long.
Status forget_before(Transaction& transaction, Instant read_before, Instant any_before);

struct PersonRow {
    AccountId account;
    QuietHours quiet;
    std::string push_topic;
    int64_t wait_minutes = usual_wait_minutes;
    int64_t revision = 0;
};
Result<PersonRow> settings_of(Transaction& transaction, AccountId account);
Status save_settings(Transaction& transaction, PersonRow& person);  // raises the revision
Result<std::map<std::string, Ways>> choices_of(Transaction& transaction, AccountId account);
Result<Ways> choice_of(Transaction& transaction, AccountId account, const NoticeKind& kind);
Status save_choice(Transaction& transaction, AccountId account, std::string_view kind, const Ways& ways);

/// One of ours who may be told: active, works here, sees the client (any, when it is nil).
struct Colleague {
    AccountId id;
    std::string name, address;
};
Result<std::optional<Colleague>> colleague_who_sees(Transaction& transaction, AccountId id, ClientId client);

/// Who answers for the installation.
Result<std::vector<AccountId>> owners_of_installation(Transaction& transaction);

/// What notices say of a ticket.
struct TicketFace {
    ClientId client;
    std::string id, reference, title, state;
    AccountId assignee;  // nil: nobody's
    std::string assignee_name;
};
Result<std::optional<TicketFace>> ticket_face(Transaction& transaction, std::string_view ticket_id);
/// Whoever has it and whoever of ours watches it.
Result<std::vector<AccountId>> followers_of(Transaction& transaction, const TicketFace& ticket);

struct Words {
    std::string author_kind, author, body;
    bool internal = false;
};
Result<std::optional<Words>> words_of(Transaction& transaction, std::string_view message_id);

}  // namespace steward::notices

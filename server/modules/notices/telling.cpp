// What each fact is to whom.
#include "server/modules/notices/telling.h"

#include <algorithm>

#include "server/platform/journal/consume.h"
#include "server/platform/mail/words.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notices {

namespace {
constexpr int notice_facts_at_once = 100;
constexpr size_t longest_excerpt = 300;
constexpr std::string_view notice_facts[] = {
    "steward.facts.v1.TicketMentioned",  "steward.facts.v1.TicketWatched",      "steward.facts.v1.TicketCreated",
    "steward.facts.v1.TicketChanged",    "steward.facts.v1.TicketMessageAdded", "steward.facts.v1.ApprovalAsked",
    "steward.facts.v1.ApprovalEnded",    "steward.facts.v1.ClockAtRisk",        "steward.facts.v1.ClockBreached",
    "steward.facts.v1.TicketEscalated",  "steward.facts.v1.HandOverMoved",      "steward.facts.v1.WordsOverdue",
    "steward.facts.v1.MailNotDelivered", "steward.facts.v1.ShiftSwapMoved",     "steward.facts.v1.ChannelDisabled",
    "steward.facts.v1.MailWaits"};

template <typename Message>
Result<Message> notice_fact(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "notices.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

AccountId account_in(const std::string& text) { return AccountId::parse(text).value_or(AccountId{}); }

News about(const TicketFace& ticket, std::string kind, std::string text, std::string actor, const std::string& doer = {}) {
    return {.kind = std::move(kind),
            .client = ticket.client,
            .ticket_id = ticket.id,
            .reference = ticket.reference,
            .title = ticket.title,
            .subject_id = {},
            .text = std::move(text),
            .actor = std::move(actor),
            .doer = account_in(doer)};
}

std::string plain(std::string_view word) {
    std::string text(word);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string promise_name(std::string_view kind) {
    if (kind == "acknowledge") return "to take it";
    if (kind == "first_response") return "of a first answer";
    if (kind == "update") return "of an update to the client";
    if (kind == "mitigate") return "of a way to work on";
    return "of a solution";
}
}  // namespace

// What is older than a day is no news: a server that was away, or one that learns of notices today, wakes nobody for it.
Status Telling::consume_facts(Instant now) {
    return journal::consume(database_, "notices.facts", notice_facts, notice_facts_at_once,
                            [this, now](Transaction& transaction, const journal::Fact& fact) {
                                return fact.at + oldest_news < now ? Status{} : act_on(transaction, fact);
                            });
}

Status Telling::tell_all(Transaction& transaction, const std::vector<AccountId>& accounts, const News& news, Instant now) {
    for (const AccountId account : accounts) STEWARD_CHECK(tell(transaction, account, news, now));
    return {};
}

Status Telling::words_added(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto added, notice_fact<facts::v1::TicketMessageAdded>(fact));
    STEWARD_TRY(const auto words, words_of(transaction, added.message_id()));
    STEWARD_TRY(const auto ticket, ticket_face(transaction, added.ticket_id()));
    if (!words || !ticket || words->author_kind == "system") return {};
    const bool by_client = words->author_kind == "person";
    const std::string what = by_client ? " wrote: " : words->internal ? " noted: " : " wrote to the client: ";
    const News news =
        about(*ticket, by_client ? "replied" : "noted", words->author + what + std::string(mail::cut_text(words->body, longest_excerpt)),
              words->author, added.author_account_id());
    STEWARD_TRY(const auto followers, followers_of(transaction, *ticket));
    return tell_all(transaction, followers, news, fact.at);
}

Status Telling::ticket_changed(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto change, notice_fact<facts::v1::TicketChanged>(fact));
    if (change.field() != "assignee" && change.field() != "state" && change.field() != "priority") return {};
    if (change.field() == "state" && change.to() == "assigned") return {};  // the one who got it hears of that
    STEWARD_TRY(const auto ticket, ticket_face(transaction, change.ticket_id()));
    if (!ticket) return {};
    if (change.field() == "assignee") {
        if (change.to().empty()) return {};
        return tell(transaction, account_in(change.to()),
                    about(*ticket, "assigned", change.by() + " gave it to you", change.by(), change.by_account_id()), fact.at);
    }
    STEWARD_TRY(const auto followers, followers_of(transaction, *ticket));
    const std::string text = change.field() == "priority"
                                 ? change.by() + " changed the priority from " + change.from() + " to " + change.to()
                                 : change.by() + " moved it from " + plain(change.from()) + " to " + plain(change.to());
    return tell_all(transaction, followers, about(*ticket, "changed", text, change.by(), change.by_account_id()), fact.at);
}

Status Telling::promise_moved(Transaction& transaction, const std::string& ticket_id, const std::string& text, Instant at) {
    STEWARD_TRY(const auto ticket, ticket_face(transaction, ticket_id));
    if (!ticket || ticket->assignee.is_nil()) return {};
    return tell(transaction, ticket->assignee, about(*ticket, "promise", text, "", ""), at);
}

Status Telling::approval_moved(Transaction& transaction, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.ApprovalAsked") {
        STEWARD_TRY(const auto asked, notice_fact<facts::v1::ApprovalAsked>(fact));
        STEWARD_TRY(const auto ticket, ticket_face(transaction, asked.ticket_id()));
        if (!ticket) return {};
        std::vector<AccountId> accounts;
        for (const auto& account : asked.account_ids()) accounts.push_back(account_in(account));
        const std::string text = asked.is_reminder() ? "Your approval is still waited for: " + asked.question()
                                                     : asked.by() + " asks you to approve: " + asked.question();
        return tell_all(
            transaction, accounts,
            about(*ticket, "approval_asked", text, asked.is_reminder() ? "" : asked.by(), asked.is_reminder() ? "" : asked.by_account_id()),
            fact.at);
    }
    STEWARD_TRY(const auto ended, notice_fact<facts::v1::ApprovalEnded>(fact));
    STEWARD_TRY(const auto ticket, ticket_face(transaction, ended.ticket_id()));
    if (!ticket || ended.state() == "withdrawn") return {};
    STEWARD_TRY(const auto followers, followers_of(transaction, *ticket));
    return tell_all(transaction, followers,
                    about(*ticket, "approval_ended", ended.by() + ": " + ended.state(), ended.by(), ended.by_account_id()), fact.at);
}

Status Telling::work_handed(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto moved, notice_fact<facts::v1::TicketEscalated>(fact));
    STEWARD_TRY(const auto ticket, ticket_face(transaction, moved.ticket_id()));
    if (!ticket) return {};
    std::vector<AccountId> accounts;
    for (const auto& account : moved.account_ids()) accounts.push_back(account_in(account));
    const std::string who = moved.why() == "no_progress" ? "No progress at " + moved.from() : moved.by();
    return tell_all(transaction, accounts,
                    about(*ticket, "escalated", who + ", handed to " + moved.to() + (moved.note().empty() ? "" : ": " + moved.note()),
                          moved.why() == "no_progress" ? "" : moved.by(), moved.by_account_id()),
                    fact.at);
}

// Whoever owns the ticket and whoever watches it: the client has not heard from us. Nobody of ours at all is the queue's matter.
Status Telling::mail_lost(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto lost, notice_fact<facts::v1::MailNotDelivered>(fact));
    STEWARD_TRY(const auto ticket, ticket_face(transaction, lost.ticket_id()));
    if (!ticket) return {};
    STEWARD_TRY(const auto followers, followers_of(transaction, *ticket));
    return tell_all(transaction, followers,
                    about(*ticket, "not_delivered", "Our mail did not reach " + lost.to() + ": " + lost.note() + ". Try another way.", ""),
                    fact.at);
}

// More of them joins the notice while it is unread: a list waits, not a mail.
Status Telling::mail_waits(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto mail, notice_fact<facts::v1::MailWaits>(fact));
    std::vector<AccountId> accounts;
    for (const auto& account : mail.account_ids()) accounts.push_back(account_in(account));
    const std::string who = mail.from().empty() ? "Somebody wrote about a confidential ticket" : mail.from();
    return tell_all(transaction, accounts,
                    {.kind = "mail_waits",
                     .client = ClientId::parse(mail.client_id()).value_or(ClientId{}),
                     .ticket_id = {},
                     .reference = {},
                     .title = mail.outcome() == "refused" ? "Mail was refused" : "Mail waits for a person",
                     .subject_id = mail.client_id().empty() ? "mail" : "mail/" + mail.client_id(),
                     .text = who + (mail.subject().empty() ? "" : ": " + mail.subject()) + ". " + mail.reason(),
                     .actor = {},
                     .doer = {}},
                    fact.at);
}

Status Telling::swap_moved(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto moved, notice_fact<facts::v1::ShiftSwapMoved>(fact));
    const News news{.kind = "shift_swap",
                    .client = {},
                    .ticket_id = {},
                    .reference = {},
                    .title = "Turn on call: " + moved.schedule() + ", " + moved.layer(),
                    .subject_id = moved.swap_id(),
                    .text = moved.text(),
                    .actor = moved.by(),
                    .doer = account_in(moved.by_account_id())};
    return tell_all(transaction, {account_in(moved.from_account_id()), account_in(moved.to_account_id())}, news, fact.at);
}

Status Telling::channel_disabled(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto off, notice_fact<facts::v1::ChannelDisabled>(fact));
    STEWARD_TRY(const auto owners, owners_of_installation(transaction));
    return tell_all(transaction, owners,
                    {.kind = "channel_off",
                     .client = {},
                     .ticket_id = {},
                     .reference = {},
                     .title = "Webhook: " + off.name(),
                     .subject_id = off.channel_id(),
                     .text = off.reason(),
                     .actor = {},
                     .doer = {}},
                    fact.at);
}

Status Telling::words_overdue(Transaction& transaction, const journal::Fact& fact) {
    STEWARD_TRY(const auto owed, notice_fact<facts::v1::WordsOverdue>(fact));
    std::vector<AccountId> accounts;
    for (const auto& account : owed.account_ids()) accounts.push_back(account_in(account));
    return tell_all(transaction, accounts,
                    {.kind = "overdue",
                     .client = ClientId::parse(owed.client_id()).value_or(ClientId{}),
                     .ticket_id = owed.ticket_id(),
                     .reference = owed.reference(),
                     .title = owed.title(),
                     .subject_id = owed.subject_id(),
                     .text = owed.text(),
                     .actor = {},
                     .doer = {}},
                    fact.at);
}

Status Telling::act_on(Transaction& transaction, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.TicketChanged") return ticket_changed(transaction, fact);
    if (fact.kind == "steward.facts.v1.TicketMessageAdded") return words_added(transaction, fact);
    if (fact.kind == "steward.facts.v1.TicketMentioned") {
        STEWARD_TRY(const auto named, notice_fact<facts::v1::TicketMentioned>(fact));
        STEWARD_TRY(const auto ticket, ticket_face(transaction, named.ticket_id()));
        STEWARD_TRY(const auto words, words_of(transaction, named.message_id()));
        if (!ticket) return {};
        // The note itself was said just before: whom it names hears of it once.
        STEWARD_CHECK(drop_same_words(transaction, account_in(named.account_id()), ticket->id, fact.at));
        const std::string said = words ? ": " + std::string(mail::cut_text(words->body, longest_excerpt)) : "";
        return tell(transaction, account_in(named.account_id()),
                    about(*ticket, "mentioned", named.by() + " mentioned you" + said, named.by(), named.by_account_id()), fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketWatched") {
        STEWARD_TRY(const auto watched, notice_fact<facts::v1::TicketWatched>(fact));
        STEWARD_TRY(const auto ticket, ticket_face(transaction, watched.ticket_id()));
        if (!ticket || watched.account_id().empty() || watched.how() == "mentioned") return {};
        const std::string text = watched.how() == "merged" ? watched.by() + " merged a ticket that you watched into this one"
                                                           : watched.by() + " lets you watch it";
        return tell(transaction, account_in(watched.account_id()), about(*ticket, "watching", text, watched.by(), watched.by_account_id()),
                    fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketCreated") {
        STEWARD_TRY(const auto made, notice_fact<facts::v1::TicketCreated>(fact));
        STEWARD_TRY(const auto ticket, ticket_face(transaction, made.ticket_id()));
        if (!ticket || ticket->assignee.is_nil()) return {};
        return tell(transaction, ticket->assignee, about(*ticket, "assigned", "It was opened and given to you", "", ""), fact.at);
    }
    if (fact.kind == "steward.facts.v1.ApprovalAsked" || fact.kind == "steward.facts.v1.ApprovalEnded")
        return approval_moved(transaction, fact);
    if (fact.kind == "steward.facts.v1.ClockAtRisk") {
        STEWARD_TRY(const auto clock, notice_fact<facts::v1::ClockAtRisk>(fact));
        if (clock.percent() < 75) return {};
        return promise_moved(transaction, clock.subject_id(),
                             std::to_string(clock.percent()) + " % of the time for the promise " + promise_name(clock.kind()) + " is used",
                             fact.at);
    }
    if (fact.kind == "steward.facts.v1.ClockBreached") {
        STEWARD_TRY(const auto clock, notice_fact<facts::v1::ClockBreached>(fact));
        return promise_moved(transaction, clock.subject_id(), "The promise " + promise_name(clock.kind()) + " was missed", fact.at);
    }
    if (fact.kind == "steward.facts.v1.TicketEscalated") return work_handed(transaction, fact);
    if (fact.kind == "steward.facts.v1.WordsOverdue") return words_overdue(transaction, fact);
    if (fact.kind == "steward.facts.v1.MailNotDelivered") return mail_lost(transaction, fact);
    if (fact.kind == "steward.facts.v1.MailWaits") return mail_waits(transaction, fact);
    if (fact.kind == "steward.facts.v1.ShiftSwapMoved") return swap_moved(transaction, fact);
    if (fact.kind == "steward.facts.v1.ChannelDisabled") return channel_disabled(transaction, fact);
    STEWARD_TRY(const auto moved, notice_fact<facts::v1::HandOverMoved>(fact));
    if (moved.state() == "confirmed") return {};
    return tell(transaction, account_in(moved.to_account_id()),
                {.kind = "hand_over",
                 .client = {},
                 .ticket_id = {},
                 .reference = {},
                 .title = "Hand-over: " + moved.schedule() + ", " + moved.layer(),
                 .subject_id = moved.hand_over_id(),
                 .text = moved.text(),
                 .actor = {},
                 .doer = {}},
                fact.at);
}

}  // namespace steward::notices

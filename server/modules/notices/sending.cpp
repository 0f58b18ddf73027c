// How news reaches a person: joined while unread, shown at once, sent once.
#include <algorithm>

#include "server/modules/notices/telling.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notices {

namespace {
constexpr int accounts_at_once = 50, notices_at_once = 2000;
constexpr size_t lines_in_a_message = 50;
constexpr Duration keep_read = std::chrono::days(90), keep_any = std::chrono::days(365);

std::string headline(const NoticeRow& notice) { return (notice.reference.empty() ? "" : "[" + notice.reference + "] ") + notice.title; }

// One line of it, however long the words are.
std::string line_of(const NoticeRow& notice) { return headline(notice) + "\n  " + with_count(notice.text, notice.count) + "\n"; }

facts::v1::NoticeDue message_of(const std::vector<NoticeRow>& notices) {
    facts::v1::NoticeDue fact;
    fact.set_count(static_cast<int32_t>(notices.size()));
    const NoticeRow& first = notices.front();
    fact.set_subject(notices.size() == 1 ? headline(first) + ": " + with_count(first.text, first.count)
                                         : std::to_string(notices.size()) + " notices, the newest: " + headline(notices.back()));
    if (fact.subject().size() > 200) fact.set_subject(headline(notices.back()));
    // The newest last, as they came; of a great many only the newest, the console has them all.
    const size_t left_out = notices.size() > lines_in_a_message ? notices.size() - lines_in_a_message : 0;
    std::string text = left_out == 0 ? "" : std::to_string(left_out) + " more stand in the console.\n\n";
    for (size_t i = left_out; i < notices.size(); ++i) text += (i == left_out ? "" : "\n") + line_of(notices[i]);
    fact.set_text(std::move(text));
    fact.set_kind(notices.size() == 1 ? first.kind : "several");
    const bool about_one = std::all_of(notices.begin(), notices.end(), [&](const NoticeRow& n) { return n.ticket_id == first.ticket_id; });
    if (!about_one) return fact;
    fact.set_ticket_id(first.ticket_id);
    fact.set_reference(first.reference);
    if (!first.client.is_nil()) fact.set_client_id(first.client.text());
    return fact;
}
}  // namespace

void Telling::refresh(Transaction& transaction, AccountId account) {
    transaction.after_commit([this, account] { hub_.publish({{}, "notice", account.text(), "{}"}); });
}

Status Telling::tell(Transaction& transaction, AccountId account, const News& news, Instant now) {
    const NoticeKind* kind = find_kind(news.kind);
    if (account.is_nil() || !kind) return {};
    STEWARD_TRY(const auto colleague, colleague_who_sees(transaction, account, news.client));
    if (!colleague || account == news.doer) return {};  // nobody is told what they did
    STEWARD_TRY(const Ways ways, choice_of(transaction, account, *kind));
    if (ways.none()) return {};
    STEWARD_TRY(const auto person, settings_of(transaction, account));
    const bool is_sent = ways.by_mail || (ways.by_push && !person.push_topic.empty());
    const Instant send_at = is_sent ? first_loud_moment(person.quiet, now + std::chrono::minutes(person.wait_minutes)) : Instant{};
    const std::string subject = news.subject_id.empty() ? news.ticket_id : news.subject_id;
    STEWARD_TRY(auto before, unread_notice(transaction, account, news.kind, subject));
    if (before) {
        before->title = news.title;
        before->text = news.text;
        before->actor = news.actor;
        before->count += 1;
        before->at = now;
        before->by_mail = ways.by_mail;
        before->by_push = ways.by_push;
        // Whoever was mailed and has not looked is not mailed again about the same, before the next day.
        const bool told_lately = before->sent_at.is_set() && now - before->sent_at < std::chrono::hours(24);
        if (!before->send_at.is_set() && !told_lately) before->send_at = send_at;
        STEWARD_CHECK(join_notice(transaction, *before));
    } else {
        STEWARD_CHECK(insert_notice(transaction, {.id = NoticeId::make(now, rng_),
                                                  .account = account,
                                                  .kind = news.kind,
                                                  .client = news.client,
                                                  .ticket_id = news.ticket_id,
                                                  .reference = news.reference,
                                                  .title = news.title,
                                                  .subject_id = subject,
                                                  .text = news.text,
                                                  .actor = news.actor,
                                                  .shown = ways.in_console,
                                                  .by_mail = ways.by_mail,
                                                  .by_push = ways.by_push,
                                                  .first_at = now,
                                                  .at = now,
                                                  .read_at = {},
                                                  .send_at = send_at,
                                                  .sent_at = {}}));
    }
    refresh(transaction, account);
    return {};
}

Status Telling::send_to(Transaction& transaction, AccountId account, Instant now) {
    STEWARD_TRY(const auto person, settings_of(transaction, account));
    if (const Instant loud = first_loud_moment(person.quiet, now); loud > now) return postpone(transaction, account, loud);
    STEWARD_TRY(const auto waiting, to_send(transaction, account, notices_at_once));
    std::vector<NoticeRow> by_mail, by_push;
    for (const NoticeRow& notice : waiting) {
        // Between the news and its mail the client may have been taken away from the person.
        STEWARD_TRY(const auto colleague, colleague_who_sees(transaction, account, notice.client));
        if (colleague && notice.by_mail && !colleague->address.empty()) by_mail.push_back(notice);
        if (colleague && notice.by_push && !person.push_topic.empty()) by_push.push_back(notice);
        STEWARD_CHECK(mark_sent(transaction, notice.id, now));
    }
    for (const auto* notices : {&by_mail, &by_push}) {
        if (notices->empty()) continue;
        facts::v1::NoticeDue fact = message_of(*notices);
        fact.set_account_id(account.text());
        if (notices == &by_push) fact.set_push_topic(person.push_topic);
        STEWARD_TRY(const auto colleague, colleague_who_sees(transaction, account, {}));
        if (notices == &by_mail && colleague) fact.set_to(colleague->address);
        const auto client = ClientId::parse(fact.client_id()).value_or(ClientId{});
        STEWARD_CHECK(journal::append(transaction, now, client, account.text(), fact));
    }
    return {};
}

Status Telling::send_due(Instant now) {
    std::vector<AccountId> accounts;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(accounts, accounts_due(transaction, now, accounts_at_once));
        return {};
    }));
    // One transaction each: one that cannot be sent holds up no other.
    for (const AccountId account : accounts)
        STEWARD_CHECK(database_.write([&](Transaction& transaction) { return send_to(transaction, account, now); }));
    return {};
}

Status Telling::forget(Instant now) {
    return database_.write([&](Transaction& transaction) { return forget_before(transaction, now - keep_read, now - keep_any); });
}

}  // namespace steward::notices

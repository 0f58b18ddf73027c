#include "server/modules/correspondence/answers.h"

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr std::string_view reader_name = "correspondence.answers";
constexpr std::string_view mail_decided = "steward.facts.v1.MailDecided";
constexpr std::string_view message_added = "steward.facts.v1.TicketMessageAdded";
constexpr int facts_at_once = 100, waiting_at_once = 200;

}  // namespace

std::string answer_subject(const std::string& subject, const std::string& reference) {
    const std::string folded = mail::lower_case(subject.substr(0, 4));
    const bool answers = folded.starts_with("re:") || folded.starts_with("aw:");
    const bool numbered = subject.find(reference) != std::string::npos;
    return (answers ? "" : "Re: ") + subject + (numbered || reference.empty() ? "" : " [" + reference + "]");
}

Status Answers::run(Instant now) {
    constexpr std::string_view kinds[] = {mail_decided, message_added};
    STEWARD_CHECK(journal::consume(
        database_, reader_name, kinds, facts_at_once, [this](Transaction& transaction, const journal::Fact& fact) -> Status {
            const auto size = static_cast<int>(fact.body.size());
            facts::v1::MailDecided mail;
            if (fact.kind == mail_decided)
                return mail.ParseFromArray(fact.body.data(), size) ? decided(transaction, mail, fact.at) : Status{};
            facts::v1::TicketMessageAdded word;
            return word.ParseFromArray(fact.body.data(), size) ? said(transaction, word, fact.at) : Status{};
        }));
    return send_waiting(now);
}

SentRow Answers::sent_row(const MailRow& mail, std::string_view what, Instant at) const {
    SentRow sent;
    sent.id = SentId::make(at, rng_);
    sent.client = mail.client;
    sent.ticket = mail.ticket;
    sent.what = std::string(what);
    sent.recipient = mail.from_address;
    sent.subject = answer_subject(mail.subject, mail.ticket_reference);
    sent.wanted_at = at;
    return sent;
}

Status Answers::want(Transaction& transaction, const MailRow& mail, std::string text, const SentRow& sent, Instant at) {
    facts::v1::MailWanted fact;
    fact.set_client_id(mail.client.text());
    fact.set_ticket_id(mail.ticket.text());
    fact.set_reference(mail.ticket_reference);
    fact.set_to(sent.recipient);
    fact.set_subject(sent.subject);
    fact.set_text(std::move(text));
    fact.set_is_receipt(sent.what == "receipt");
    fact.set_in_reply_to(mail.message_id);
    fact.set_sent_id(sent.id.text());
    return journal::append(transaction, at, mail.client, mail.ticket.text(), fact);
}

Status Answers::decided(Transaction& transaction, const facts::v1::MailDecided& fact, Instant at) {
    const auto id = MailId::parse(fact.mail_id());
    if (!id || fact.outcome() != "ticket_opened") return {};
    STEWARD_TRY(const auto mail, find_mail(transaction, *id));
    if (!mail || !mail->answerable || mail->reason_code == "mail.released") return {};
    STEWARD_TRY(const int receipts, count_receipts(transaction, mail->from_address, at - 1h));
    if (receipts >= most_receipts_an_hour) return {};
    STEWARD_CHECK(note_receipt(transaction, mail->id, at));
    const SentRow sent = sent_row(*mail, "receipt", at);
    STEWARD_CHECK(insert_sent(transaction, sent));
    return want(transaction, *mail,
                "We have your mail, and it is in good hands: its number is " + mail->ticket_reference +
                    ".\n\nYou need not do anything now. What you "
                    "write in answer to this mail comes to the same people.\n",
                sent, at);
}

Status Answers::said(Transaction& transaction, const facts::v1::TicketMessageAdded& fact, Instant at) {
    const auto ticket = TicketId::parse(fact.ticket_id());
    const auto message = MessageId::parse(fact.message_id());
    if (fact.internal() || !ticket || !message) return {};
    STEWARD_TRY(const auto word, tickets_.word_to_client(transaction, *message));
    if (!word) return {};
    STEWARD_TRY(const auto mail, newest_of_person(transaction, *ticket));
    if (!mail || (word->by_program && !mail->answerable)) return {};
    SentRow sent = sent_row(*mail, word->by_program ? "receipt" : "answer", at);
    sent.message = *message;
    sent.author = fact.author();
    sent.author_id = AccountId::parse(fact.author_account_id()).value_or(AccountId{});
    bool complete = true;
    if (files_ && !word->by_program) {
        STEWARD_TRY(complete, files_are_complete(transaction, *files_, sent));
    }
    if (!complete) {
        sent.note = "Its files are still being uploaded or scanned.";
        sent.waits_until = at + files_are_awaited;
    }
    STEWARD_CHECK(insert_sent(transaction, sent));
    if (word->by_program) return want(transaction, *mail, word->text + "\n", sent, at);
    return complete ? send_answer(transaction, sent, at) : Status{};
}

Status Answers::send_waiting(Instant now) {
    std::vector<SentRow> waiting;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(waiting, waiting_for_files(transaction, waiting_at_once));
        return {};
    }));
    for (const auto& seen : waiting) {
        STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(auto sent, find_sent(transaction, seen.id));
            if (!sent || !sent->waits_until.is_set()) return {};
            bool complete = !files_ || sent->waits_until <= now;
            if (!complete) {
                STEWARD_TRY(complete, files_are_complete(transaction, *files_, *sent));
            }
            if (!complete) return {};
            sent->waits_until = {};
            sent->note.clear();
            STEWARD_CHECK(save_sent(transaction, *sent));
            return send_answer(transaction, *sent, now);
        }));
    }
    return {};
}

Status Answers::send_answer(Transaction& transaction, const SentRow& sent, Instant now) {
    STEWARD_TRY(const auto word, tickets_.word_to_client(transaction, sent.message));
    STEWARD_TRY(const auto mail, newest_of_person(transaction, sent.ticket));
    if (!word || !mail) return {};
    if (files_) STEWARD_CHECK(share_large_files(transaction, *files_, sent, now));
    STEWARD_TRY(const auto settings, settings_.load(transaction));
    const std::string signature = settings.signature.empty() ? "" : "\n" + settings.signature + "\n";
    return want(transaction, *mail, word->text + "\n\n" + sent.author + "\n" + signature, sent, now);
}

}  // namespace steward::correspondence

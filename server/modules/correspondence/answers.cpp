#include "server/modules/correspondence/answers.h"

#include <algorithm>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr std::string_view reader_name = "correspondence.answers";
constexpr std::string_view mail_decided = "steward.facts.v1.MailDecided";
constexpr std::string_view message_added = "steward.facts.v1.TicketMessageAdded";
constexpr int facts_at_once = 100, waiting_at_once = 200;

// As the desk calls it where everybody reads: the title of a confidential ticket stands in no subject.
Result<std::string> title_of(Transaction& transaction, const helpdesk::TicketFace& ticket) {
    STEWARD_TRY(const auto row, transaction.query_one("select title from helpdesk_v_desk where id = $1", ticket.id));
    return row ? row->text(0) : std::string();
}

// They did not write this mail's subject, so it says what it is about and why they have it.
std::string about_words(const std::string& reference, const std::string& title, Why why, bool takes_answers) {
    std::string words =
        (why == Why::Follows ? "You follow " : "This is about ") + reference + (title.empty() ? "" : " (" + title + ")") + ".";
    if (takes_answers) words += " What you answer to this mail stands there.";
    return words + "\n";
}

Result<std::string> subject_for(Transaction& transaction, const helpdesk::TicketFace& ticket, const Addressee& one) {
    if (one.mail) return answer_subject(one.mail->subject, ticket.reference);
    STEWARD_TRY(const std::string title, title_of(transaction, ticket));
    return title + " [" + ticket.reference + "]";
}
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

SentRow Answers::sent_row(const helpdesk::TicketFace& ticket, std::string_view what, std::string to, std::string subject,
                          Instant at) const {
    SentRow sent;
    sent.id = SentId::make(at, rng_);
    sent.client = ticket.client;
    sent.ticket = ticket.id;
    sent.what = std::string(what);
    sent.recipient = std::move(to);
    sent.subject = std::move(subject);
    sent.wanted_at = at;
    return sent;
}

Status Answers::want(Transaction& transaction, const SentRow& sent, const std::string& reference, const std::string& in_reply_to,
                     std::string text, Instant at) {
    facts::v1::MailWanted fact;
    fact.set_client_id(sent.client.text());
    fact.set_ticket_id(sent.ticket.text());
    fact.set_reference(reference);
    fact.set_to(sent.recipient);
    fact.set_subject(sent.subject);
    fact.set_text(std::move(text));
    fact.set_is_receipt(sent.what == "receipt");
    fact.set_in_reply_to(in_reply_to);
    fact.set_sent_id(sent.id.text());
    return journal::append(transaction, at, sent.client, sent.ticket.text(), fact);
}

Status Answers::decided(Transaction& transaction, const facts::v1::MailDecided& fact, Instant at) {
    const auto id = MailId::parse(fact.mail_id());
    if (!id || fact.outcome() != "ticket_opened") return {};
    STEWARD_TRY(const auto mail, find_mail(transaction, *id));
    if (!mail || !mail->answerable || mail->reason_code == "mail.released") return {};
    STEWARD_TRY(const int receipts, count_receipts(transaction, mail->from_address, at - 1h));
    if (receipts >= most_receipts_an_hour) return {};
    STEWARD_CHECK(note_receipt(transaction, mail->id, at));
    const helpdesk::TicketFace ticket{.id = mail->ticket, .client = mail->client, .reference = mail->ticket_reference};
    const SentRow sent = sent_row(ticket, "receipt", mail->from_address, answer_subject(mail->subject, mail->ticket_reference), at);
    STEWARD_CHECK(insert_sent(transaction, sent));
    return want(transaction, sent, mail->ticket_reference, mail->message_id,
                "We have your mail, and it is in good hands: its number is " + mail->ticket_reference +
                    ".\n\nYou need not do anything now. What you "
                    "write in answer to this mail comes to the same people.\n",
                at);
}

Status Answers::said(Transaction& transaction, const facts::v1::TicketMessageAdded& fact, Instant at) {
    const auto ticket = TicketId::parse(fact.ticket_id());
    const auto message = MessageId::parse(fact.message_id());
    if (fact.internal() || !ticket || !message) return {};
    STEWARD_TRY(const auto word, tickets_.word_to_client(transaction, *message));
    if (!word) return {};
    STEWARD_TRY(const auto face, tickets_.find(transaction, *ticket));
    if (!face) return {};
    const auto author = AccountId::parse(fact.author_account_id()).value_or(AccountId{});
    STEWARD_TRY(const auto people, addressees_of(transaction, *face, word->by_program, author));
    for (const auto& one : people) {
        STEWARD_TRY(const std::string subject, subject_for(transaction, *face, one));
        SentRow sent = sent_row(*face, word->by_program ? "receipt" : "answer", one.address, subject, at);
        sent.message = *message;
        sent.author = fact.author();
        sent.author_id = author;
        STEWARD_CHECK(say_to(transaction, *face, one, *word, std::move(sent), at));
    }
    return {};
}

Status Answers::say_to(Transaction& transaction, const helpdesk::TicketFace& ticket, const Addressee& one,
                       const helpdesk::WordToClient& word, SentRow sent, Instant at) {
    if (!one.refusal.empty()) {
        // A line below the message says so; the mark of the address stays as it is.
        sent.state = "not_delivered";
        sent.note = one.refusal;
        sent.at = at;
        return insert_sent(transaction, sent);
    }
    bool complete = true;
    if (files_ && !word.by_program) {
        STEWARD_TRY(complete, files_are_complete(transaction, *files_, sent));
    }
    if (!complete) {
        sent.note = "Its files are still being uploaded or scanned.";
        sent.waits_until = at + files_are_awaited;
    }
    STEWARD_CHECK(insert_sent(transaction, sent));
    return complete ? send(transaction, ticket, one, word, sent, at) : Status{};
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

Status Answers::send_answer(Transaction& transaction, SentRow sent, Instant now) {
    STEWARD_TRY(const auto word, tickets_.word_to_client(transaction, sent.message));
    STEWARD_TRY(const auto ticket, tickets_.find(transaction, sent.ticket));
    if (!word || !ticket) return {};
    STEWARD_TRY(const auto people, addressees_of(transaction, *ticket, word->by_program, sent.author_id));
    const auto one = std::find_if(people.begin(), people.end(),
                                  [&](const auto& each) { return address_key(each.address) == address_key(sent.recipient); });
    if (one != people.end() && one->refusal.empty()) return send(transaction, *ticket, *one, *word, sent, now);
    sent.state = "not_delivered";
    sent.note = one == people.end() ? "It is no longer for them." : one->refusal;
    sent.at = now;
    return save_sent(transaction, sent);
}

Status Answers::send(Transaction& transaction, const helpdesk::TicketFace& ticket, const Addressee& one, const helpdesk::WordToClient& word,
                     const SentRow& sent, Instant now) {
    STEWARD_TRY(const auto settings, settings_.load(transaction));
    std::string text = word.text + "\n";
    // The program writes under the provider's name.
    text += "\n" + sent.author + "\n";
    if (!word.by_program) {
        if (files_) STEWARD_CHECK(share_large_files(transaction, *files_, sent, now));
        text += (settings.signature.empty() ? "" : "\n" + settings.signature + "\n");
    }
    if (!one.mail) {
        STEWARD_TRY(const std::string title, title_of(transaction, ticket));
        text += "\n" + about_words(ticket.reference, ticket.is_confidential ? "" : title, one.why, !settings.address.empty());
    }
    return want(transaction, sent, ticket.reference, one.mail ? one.mail->message_id : "", std::move(text), now);
}

}  // namespace steward::correspondence

#include "server/modules/correspondence/answers.h"

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr std::string_view reader_name = "correspondence.answers";
constexpr std::string_view mail_decided = "steward.facts.v1.MailDecided";
constexpr std::string_view message_added = "steward.facts.v1.TicketMessageAdded";
constexpr int facts_at_once = 100;

Status want(Transaction& transaction, const MailRow& mail, std::string text, bool is_receipt, Instant at) {
    facts::v1::MailWanted fact;
    fact.set_client_id(mail.client.text());
    fact.set_ticket_id(mail.ticket.text());
    fact.set_reference(mail.ticket_reference);
    fact.set_to(mail.from_address);
    fact.set_subject(answer_subject(mail.subject, mail.ticket_reference));
    fact.set_text(std::move(text));
    fact.set_is_receipt(is_receipt);
    fact.set_in_reply_to(mail.message_id);
    return journal::append(transaction, at, mail.client, mail.ticket.text(), fact);
}
}  // namespace

std::string answer_subject(const std::string& subject, const std::string& reference) {
    const std::string folded = mail::lower_case(subject.substr(0, 4));
    const bool answers = folded.starts_with("re:") || folded.starts_with("aw:");
    const bool numbered = subject.find(reference) != std::string::npos;
    return (answers ? "" : "Re: ") + subject + (numbered || reference.empty() ? "" : " [" + reference + "]");
}

Status Answers::run(Instant) {
    constexpr std::string_view kinds[] = {mail_decided, message_added};
    return journal::consume(database_, reader_name, kinds, facts_at_once,
                            [this](Transaction& transaction, const journal::Fact& fact) -> Status {
                                const auto size = static_cast<int>(fact.body.size());
                                facts::v1::MailDecided mail;
                                if (fact.kind == mail_decided)
                                    return mail.ParseFromArray(fact.body.data(), size) ? decided(transaction, mail, fact.at) : Status{};
                                facts::v1::TicketMessageAdded word;
                                return word.ParseFromArray(fact.body.data(), size) ? said(transaction, word, fact.at) : Status{};
                            });
}

Status Answers::decided(Transaction& transaction, const facts::v1::MailDecided& fact, Instant at) {
    const auto id = MailId::parse(fact.mail_id());
    if (!id || fact.outcome() != "ticket_opened") return {};
    STEWARD_TRY(const auto mail, find_mail(transaction, *id));
    if (!mail || !mail->answerable || mail->reason_code == "mail.released") return {};
    STEWARD_TRY(const int receipts, count_receipts(transaction, mail->from_address, at - 1h));
    if (receipts >= most_receipts_an_hour) return {};
    STEWARD_CHECK(note_receipt(transaction, mail->id, at));
    return want(transaction, *mail,
                "We have your mail, and it is in good hands: its number is " + mail->ticket_reference +
                    ".\n\nYou need not do anything now. What you "
                    "write in answer to this mail comes to the same people.\n",
                true, at);
}

Status Answers::said(Transaction& transaction, const facts::v1::TicketMessageAdded& fact, Instant at) {
    const auto ticket = TicketId::parse(fact.ticket_id());
    const auto message = MessageId::parse(fact.message_id());
    if (fact.internal() || !ticket || !message) return {};
    STEWARD_TRY(const auto word, tickets_.word_to_client(transaction, *message));
    if (!word) return {};
    STEWARD_TRY(const auto mail, newest_of_person(transaction, *ticket));
    if (!mail || (word->by_program && !mail->answerable)) return {};
    if (word->by_program) return want(transaction, *mail, word->text + "\n", true, at);
    return want(transaction, *mail, word->text + "\n\n" + fact.author() + "\n", false, at);
}

}  // namespace steward::correspondence

#include "server/modules/correspondence/sort.h"

#include "server/modules/correspondence/addresses.h"
#include "server/modules/correspondence/waiting.h"

#include <fmt/format.h>
#include <algorithm>

#include "server/platform/journal/journal.h"
#include "server/platform/mail/limits.h"
#include "server/platform/mail/quoted.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
constexpr int most_attempts = 3;
constexpr size_t most_title_bytes = 300, most_words_bytes = 90'000, shown_attachments = 20;
constexpr std::string_view number_prefix = "TIC-";

std::string size_text(size_t bytes) {
    return bytes < 1000        ? fmt::format("{} B", bytes)
           : bytes < 1'000'000 ? fmt::format("{} kB", bytes / 1000)
                               : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

void describe(MailRow& mail, const mail::Message& shown) {
    if (!shown.from.empty()) {
        mail.from_address = shown.from.front().address;
        mail.from_name = shown.from.front().name;
    }
    mail.subject = shown.subject;
    mail.message_id = shown.message_id;
}

std::string title_of(const MailRow& mail) {
    const std::string title(mail::cut_text(mail.subject, most_title_bytes));
    return title.empty() ? "(no subject)" : title;
}

helpdesk::MailWriter writer_of(const MailRow& mail, const Sender& sender) {
    const std::string shown = mail.from_name.empty() ? mail.from_address : mail.from_name + " <" + mail.from_address + ">";
    return {.name = sender.name.empty() ? std::string(mail::cut_text(shown, 200)) : sender.name, .account = sender.account};
}

// What the ticket should know of a mail beside its words; internal.
std::string remark_about(const MailRow& mail, const Sight& sight) {
    std::string text = "By mail from " + mail.from_address + ". ";
    if (sight.authenticity.value == mail::Authenticity::Verified) text += "The sender is verified.";
    else text += "The sender is not verified: " + sight.authenticity.reason + (sight.authenticity.reason.ends_with('.') ? "" : ".");
    return text;
}

// Of what it repeats nothing stands anywhere yet, unless it answers a ticket.
std::string opening_words(const mail::Message& message, const Sight& sight) {
    if (sight.threads.empty() || mail::split_quoted(message.text).folded.empty()) return words_for_ticket(message, Shown::Whole);
    return words_for_ticket(message, Shown::FreshAndSaid);
}

// Of what was refused: its words as far as they are there, and a line that says why there are no more.
mail::Message what_can_be_read(const MailRow& mail, ByteView bytes, const std::string& refusal) {
    mail::Message message = mail::read_in_part(as_text(bytes));
    message.text_cut = false;                      // the line says so
    if (mail.is_cut) message.attachments.clear();  // the cut went through one of them
    message.text += (message.text.empty() ? "" : "\n\n") + std::string("(This mail could not be taken in as it is. ") + refusal +
                    (message.text.empty() ? " Of its words nothing could be read.)" : " Above stands what could be read of it.)");
    return message;
}

Status say_decided(Transaction& transaction, const MailRow& mail, Instant now) {
    facts::v1::MailDecided fact;
    fact.set_mail_id(mail.id.text());
    fact.set_outcome(mail.state);
    fact.set_reason_code(mail.reason_code);
    fact.set_subject(mail.subject);
    if (!mail.client.is_nil()) fact.set_client_id(mail.client.text());
    if (!mail.ticket.is_nil()) fact.set_ticket_id(mail.ticket.text());
    return journal::append(transaction, now, mail.client, mail.id.text(), fact);
}
}  // namespace

mail::Envelope envelope_of(const MailRow& mail) {
    mail::Envelope envelope{.sender = mail.envelope_sender, .recipients = {}, .sender_known = mail.sender_known};
    for (size_t at = 0; at < mail.envelope_recipients.size();) {
        const size_t end = std::min(mail.envelope_recipients.find(' ', at), mail.envelope_recipients.size());
        envelope.recipients.push_back(mail.envelope_recipients.substr(at, end - at));
        at = end + 1;
    }
    return envelope;
}

std::string words_for_ticket(const mail::Message& message, Shown shown) {
    const std::string text(shown == Shown::Whole ? std::string(mail::trimmed(message.text)) : mail::split_quoted(message.text).fresh);
    std::string words(mail::cut_text(text, most_words_bytes));
    const bool cut = message.text_cut || words.size() < text.size();
    if (message.is_encrypted)
        words += (words.empty() ? "" : "\n\n") + std::string("(This mail is encrypted; its words cannot be read here.)");
    if (words.empty()) words = message.attachments.empty() ? "(The mail has no text.)" : "(The mail has no text, only attachments.)";
    if (cut) words += "\n\n(There is more; the whole mail was kept.)";
    else if (shown == Shown::FreshAndSaid) words += "\n\n(What it repeats is left out; the whole mail was kept.)";
    if (message.attachments.empty()) return words;
    words += "\n\nAttachments:";
    size_t named = 0;
    for (const auto& attachment : message.attachments) {
        if (++named > shown_attachments) {
            words += fmt::format("\n- and {} more", message.attachments.size() - shown_attachments);
            break;
        }
        words += "\n- " + attachment.name + " (" + size_text(attachment.bytes.size()) + ")";
    }
    return words;
}

Status Sorter::run(Instant now) {
    while (true) {
        std::optional<MailRow> mail;
        STEWARD_CHECK(database_.write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(mail, take_next(transaction));
            return {};
        }));
        if (!mail) return {};
        if (mail->attempts > most_attempts) {
            STEWARD_CHECK(give_up(*mail, now));
            continue;
        }
        STEWARD_CHECK(sort_one(std::move(*mail), now));
    }
}

Status Sorter::give_up(const MailRow& mail, Instant now) {
    return database_.write([&](Transaction& transaction) -> Status {
        MailRow failed = mail;
        failed.state = "failed";
        failed.waits = true;
        failed.decided_at = now;
        failed.reason_code = "mail.failed";
        failed.reason = "The server could not judge it, three times. The mail was kept as it came.";
        STEWARD_CHECK(save_decision(transaction, failed));
        STEWARD_CHECK(tell_of_waiting(transaction, failed, std::nullopt, now));
        return say_decided(transaction, failed, now);
    });
}

Sorter::Reading Sorter::read(const MailRow& mail, ByteView bytes) {
    Reading reading;
    if (mail.is_cut) {
        reading.refusal = Error{
            .kind = ErrorKind::TooLarge, .code = "mail.too_large", .message = "The mail is larger than 25 MB; only its beginning was kept."};
    } else if (auto message = mail::read_message(as_text(bytes))) {
        reading.message = std::move(*message);
        return reading;
    } else {
        reading.refusal = message.error();
    }
    reading.envelope = mail::read_envelope(as_text(bytes));
    return reading;
}

void Sorter::store_files(Reading& reading) const {
    if (!attachments_ || !reading.message) return;
    for (const auto& file : reading.message->attachments)
        reading.files.push_back(attachments_->store({.name = file.name, .type = file.type, .bytes = as_bytes(file.bytes)}));
}

Status Sorter::sort_one(MailRow mail, Instant now) {
    std::optional<Bytes> bytes;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(bytes, bytes_of(transaction, mail.id));
        return {};
    }));
    // Read before the transaction that writes: others wait for that one.
    Reading reading = read(mail, bytes.value_or(Bytes{}));
    store_files(reading);
    describe(mail, reading.message ? *reading.message : reading.envelope);
    if (reading.message) mail.text_digest = digest_of(reading.message->subject + "\n" + reading.message->text);
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto still, find_mail(transaction, mail.id));
        if (!still || still->state != "received") return {};
        MailRow decided = mail;
        STEWARD_TRY(const auto sight, look(transaction, decided, reading, now));
        Decision decision = decide(sight, now);
        STEWARD_CHECK(answer_page(transaction, decided, reading, sight, decision, now));
        return carry_out(transaction, decided, reading, sight, decision, now);
    });
}

Result<Sight> Sorter::look(Transaction& transaction, const MailRow& mail, const Reading& reading, Instant now) const {
    Sight sight;
    sight.refusal = reading.refusal;
    if (!mail.from_address.empty()) {
        STEWARD_TRY(sight.sender, find_sender(transaction, mail.from_address));
    }
    if (!reading.message) return sight;
    STEWARD_TRY(const auto settings, settings_.load(transaction));
    STEWARD_TRY(const auto own, settings_.own_marks(transaction, settings));
    STEWARD_TRY(const auto marks, settings_.marks(transaction, settings));
    sight.origin = mail::judge_origin(*reading.message, envelope_of(mail), own);
    // A Message-ID that we signed ourselves is ours, whatever the domain was then.
    if (!sight.origin.is_automatic() && marks.of_message_id(mail.message_id))
        sight.origin = {.origin = mail::Origin::OwnEcho, .reason = "Its Message-ID is one of ours: we sent it.", .asks_silence = false};
    sight.authenticity = mail::judge_authenticity(*reading.message, settings.authserv_id);
    STEWARD_TRY(const auto first, seen_before(transaction, mail, sight.origin.is_automatic(), now - std::chrono::days(7)));
    sight.seen_before = first.has_value();
    sight.seen_in = first.value_or(TicketId{});
    STEWARD_TRY(sight.from_sender_last_hour, count_from_sender(transaction, mail.from_address, now - 1h));
    STEWARD_TRY(sight.threads, threads_of(transaction, mail, *reading.message, sight, now));
    return sight;
}

Result<std::vector<Thread>> Sorter::threads_of(Transaction& transaction, const MailRow& mail, const mail::Message& message,
                                               const Sight& sight, Instant now) const {
    STEWARD_TRY(const auto settings, settings_.load(transaction));
    STEWARD_TRY(const auto marks, settings_.marks(transaction, settings));
    STEWARD_TRY(const auto clients, clients_of_address(transaction, mail.from_address));
    std::vector<Thread> threads;
    const auto add = [&](const std::optional<helpdesk::TicketFace>& ticket, bool is_signed) -> Status {
        if (!ticket) return {};
        for (const auto& known : threads) {
            if (known.ticket.id == ticket->id) return {};
        }
        Thread thread{.ticket = *ticket, .is_signed = is_signed};
        STEWARD_TRY(thread.takes_part, takes_part(transaction, *ticket, mail.from_address));
        if (approvals_ && ticket->is_confidential) {
            STEWARD_TRY(thread.is_asked, approvals_->is_asked(transaction, ticket->id, mail.from_address));
        }
        STEWARD_TRY(thread.mails_last_hour, count_to_ticket(transaction, ticket->id, now - 1h));
        STEWARD_TRY(thread.reopened_last_day, count_reopened(transaction, ticket->id, now - 24h));
        thread.is_theirs = std::find(clients.begin(), clients.end(), ticket->client) != clients.end();
        if (sight.sender.kind == SenderKind::Staff) {
            STEWARD_TRY(thread.is_theirs, account_sees_client(transaction, sight.sender.account, ticket->client));
        }
        threads.push_back(std::move(thread));
        return {};
    };
    // An answer to words of ours that were split off goes where they are now, whatever ticket its marks name.
    for (const auto* ids : {&message.in_reply_to, &message.references}) {
        for (auto id = ids->rbegin(); id != ids->rend() && id - ids->rbegin() < 10; ++id) {
            if (!marks.of_message_id(*id)) continue;
            STEWARD_TRY(const auto moved, ticket_of_sent(transaction, *id));
            if (!moved) continue;
            STEWARD_TRY(const auto ticket, tickets_.find(transaction, *moved));
            STEWARD_CHECK(add(ticket, true));
        }
    }
    const auto hints = mail::thread_hints(message, envelope_of(mail), marks, number_prefix);
    for (const auto& hint : hints) {
        if (hint.how == mail::ThreadHint::How::SubjectNumber) continue;
        STEWARD_TRY(const auto ticket, tickets_.find(transaction, TicketId(hint.conversation)));
        STEWARD_CHECK(add(ticket, true));
    }
    // An answer to a mail that went into a ticket: no mark of ours, so only for who takes part.
    for (const auto* ids : {&message.in_reply_to, &message.references}) {
        for (auto id = ids->rbegin(); id != ids->rend() && id - ids->rbegin() < 10; ++id) {
            STEWARD_TRY(const auto known, ticket_of_message(transaction, *id));
            if (!known) continue;
            STEWARD_TRY(const auto ticket, tickets_.find(transaction, *known));
            STEWARD_CHECK(add(ticket, false));
        }
    }
    for (const auto& hint : hints) {
        if (hint.how != mail::ThreadHint::How::SubjectNumber) continue;
        STEWARD_TRY(const auto ticket, tickets_.find(transaction, hint.reference));
        STEWARD_CHECK(add(ticket, false));
    }
    return threads;
}

// The token in the answer is what proves it; the sender must be one of ours all the same, and no machine.
Status Sorter::answer_page(Transaction& transaction, const MailRow& mail, const Reading& reading, const Sight& sight, Decision& decision,
                           Instant now) {
    const bool by_person = reading.message && sight.sender.kind == SenderKind::Staff && !sight.origin.is_automatic() &&
                           sight.authenticity.value != mail::Authenticity::Failed && !sight.seen_before;
    if (!escalation_ || !by_person) return {};
    STEWARD_TRY(const bool taken, escalation_->acknowledge_by_reply(transaction, reading.message->text, mail.from_address, now));
    if (taken && decision.fate == Fate::AddReply) decision.fate = Fate::AddNote;
    return {};
}

// A report of a mail that we sent stands on that mail. The mark in it is ours: who never had it cannot make one.
Result<std::string> Sorter::note_bounce(Transaction& transaction, const Reading& reading, const Sight& sight, Instant now) const {
    if (!reading.message || sight.origin.origin != mail::Origin::Bounce) return std::string();
    const auto bounced = judge_report(*reading.message);
    if (!bounced) return std::string();
    for (const auto& id : reading.message->returned_ids) {
        STEWARD_TRY(auto sent, sent_by_message_id(transaction, id));
        if (!sent) continue;
        sent->state = bounced->state;
        sent->note = bounced->note;
        sent->at = now;
        STEWARD_CHECK(save_sent(transaction, *sent));
        if (sent->state == "not_delivered") STEWARD_CHECK(mark_address(transaction, *sent, now));
        const std::string what = sent->what == "answer" ? "Our answer" : "Our mail";
        return bounced->state == "late" ? what + " has not reached " + sent->recipient + " yet: " + sent->note + ". It is tried again."
                                        : what + " was not delivered to " + sent->recipient + ": " + sent->note + ".";
    }
    return std::string();
}

// Of whoever is asked to approve something in this ticket, "yes" in the first line is a decision.
Status Sorter::answer_approval(Transaction& transaction, MailRow& mail, const mail::Message& message, const Sight& sight, Instant now) {
    if (!approvals_ || mail.reason_code == "mail.released") return {};
    STEWARD_TRY(const bool answered, approvals_->answered_by_mail(transaction,
                                                                  {.ticket = mail.ticket,
                                                                   .address = mail.from_address,
                                                                   .is_verified = sight.authenticity.value == mail::Authenticity::Verified,
                                                                   .text = mail::split_quoted(message.text).fresh},
                                                                  now));
    if (answered) mail.reason_code = std::string(approval_answered);
    return {};
}

// What it repeats is left out where that stands in the ticket already: it is ours, or of somebody who wrote there. What
// somebody else wrote came with this mail alone.
Result<std::string> Sorter::words_of_reply(Transaction& transaction, const mail::Message& message, TicketId ticket) const {
    const auto split = mail::split_quoted(message.text);
    if (split.folded.empty()) return words_for_ticket(message, Shown::Whole);
    const std::string writer = mail::lower_case(split.writer);
    if (writer.find('@') == std::string::npos) return words_for_ticket(message, Shown::FreshAndSaid);
    STEWARD_TRY(const auto settings, settings_.load(transaction));
    if (!settings.address.empty() && writer.find(address_key(settings.address)) != std::string::npos)
        return words_for_ticket(message, Shown::Fresh);
    STEWARD_TRY(const auto writers, writers_in(transaction, ticket));
    const bool known =
        std::any_of(writers.begin(), writers.end(), [&](const auto& address) { return writer.find(address) != std::string::npos; });
    return words_for_ticket(message, known ? Shown::FreshAndSaid : Shown::Whole);
}

Status Sorter::carry_out(Transaction& transaction, MailRow& mail, const Reading& reading, const Sight& sight, const Decision& decision,
                         Instant now) {
    mail.state = std::string(state_of(decision.fate));
    mail.reason_code = decision.code;
    mail.reason = decision.reason;
    mail.client = decision.client;
    mail.proposed = decision.proposed;
    mail.waits = waits_for_somebody(decision, sight);
    mail.origin = reading.message ? std::string(mail::origin_code(sight.origin.origin)) : "";
    mail.authenticity = reading.message ? std::string(mail::authenticity_code(sight.authenticity.value)) : "";
    mail.answerable = !sight.origin.is_automatic() && !sight.origin.asks_silence &&
                      sight.authenticity.value != mail::Authenticity::Failed && reading.message &&
                      (!mail.sender_known || !mail.envelope_sender.empty());
    mail.decided_at = now;
    mail.decided_by = "Steward";
    const auto writer = writer_of(mail, sight.sender);
    switch (decision.fate) {
        case Fate::OpenTicket: {
            const PersonId requester = sight.sender.client == decision.client ? sight.sender.person : PersonId{};
            STEWARD_TRY(const auto ticket, tickets_.open(transaction,
                                                         {.client = decision.client,
                                                          .requester = requester,
                                                          .title = title_of(mail),
                                                          .text = opening_words(*reading.message, sight),
                                                          .writer = writer,
                                                          .follows = decision.follows},
                                                         now));
            mail.ticket = ticket.id;
            if (attachments_) STEWARD_CHECK(attachments_->attach(transaction, ticket.id, {}, false, writer.name, reading.files, now));
            STEWARD_CHECK(tickets_.remark(transaction, ticket.id, remark_about(mail, sight) + decision.warning, now));
            break;
        }
        case Fate::AddReply:
        case Fate::AddNote: {
            STEWARD_TRY(auto words, words_of_reply(transaction, *reading.message, decision.ticket));
            STEWARD_TRY(mail.ticket_message, tickets_.reply(transaction, decision.ticket, writer, decision.fate == Fate::AddNote,
                                                            decision.reopen, std::move(words), now));
            mail.ticket = decision.ticket;
            if (attachments_)
                STEWARD_CHECK(attachments_->attach(transaction, mail.ticket, mail.ticket_message, decision.fate == Fate::AddNote,
                                                   writer.name, reading.files, now));
            mail.reopened = decision.reopen;
            if (sight.authenticity.value != mail::Authenticity::Verified)
                STEWARD_CHECK(tickets_.remark(transaction, mail.ticket, remark_about(mail, sight), now));
            STEWARD_CHECK(answer_approval(transaction, mail, *reading.message, sight, now));
            break;
        }
        case Fate::Remark: {
            mail.ticket = decision.ticket;
            STEWARD_TRY(const auto bounced, note_bounce(transaction, reading, sight, now));
            STEWARD_CHECK(tickets_.remark(
                transaction, decision.ticket,
                bounced.empty() ? "An automatic mail came from " + mail.from_address + ": " + title_of(mail) + ". " + sight.origin.reason
                                : bounced,
                now));
            if (!bounced.empty()) mail.reason = bounced + " Nobody is answered and nothing is reopened.";
            break;
        }
        case Fate::Record:
        case Fate::Hold:
        case Fate::Refuse:
        case Fate::Duplicate:
            break;
    }
    if (reading.message && !sight.origin.is_automatic() && sight.authenticity.value != mail::Authenticity::Failed)
        STEWARD_CHECK(clear_address(transaction, mail.from_address));
    STEWARD_CHECK(save_decision(transaction, mail));
    if (mail.waits && is_worth_telling(sight)) {
        STEWARD_TRY(const auto about, tickets_.find(transaction, mail.proposed));
        STEWARD_CHECK(tell_of_waiting(transaction, mail, about, now));
    }
    return say_decided(transaction, mail, now);
}

Status Sorter::release(Transaction& transaction, MailRow& mail, ClientId client, TicketId ticket, const std::string& by, Instant now) {
    STEWARD_TRY(const auto bytes, bytes_of(transaction, mail.id));
    if (!bytes)
        return fail(ErrorKind::Conflict, "correspondence.unreadable",
                    "The bytes of this mail are not kept any more: open a ticket by hand.");
    Reading reading = read(mail, *bytes);
    if (!reading.message) reading.message = what_can_be_read(mail, *bytes, reading.refusal->message);
    store_files(reading);
    describe(mail, *reading.message);  // one that could not be judged was not described
    mail.text_digest = digest_of(reading.message->subject + "\n" + reading.message->text);
    Sight sight;
    STEWARD_TRY(sight.sender, find_sender(transaction, mail.from_address));
    sight.sender.account = {};  // by hand it is the word of whoever the mail names, never of one of us
    sight.authenticity.reason = by + " released it";
    Decision decision{.fate = ticket.is_nil() ? Fate::OpenTicket : Fate::AddReply,
                      .code = "mail.released",
                      .reason = "Released by " + by + ".",
                      .client = client};
    decision.ticket = ticket;
    if (!ticket.is_nil()) {
        STEWARD_TRY(const auto face, tickets_.find(transaction, ticket));
        decision.reopen = face && helpdesk::may_reopen(*face, now);
    }
    const std::string origin = mail.origin, authenticity = mail.authenticity;
    STEWARD_CHECK(carry_out(transaction, mail, reading, sight, decision, now));
    mail.origin = origin;
    mail.authenticity = authenticity;
    mail.decided_by = by;
    return save_decision(transaction, mail);
}

}  // namespace steward::correspondence

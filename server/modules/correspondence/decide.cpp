#include "server/modules/correspondence/decide.h"

#include <algorithm>

namespace steward::correspondence {

namespace {
Decision decision(Fate fate, std::string code, std::string reason) {
    Decision made;
    made.fate = fate;
    made.code = std::move(code);
    made.reason = std::move(reason);
    return made;
}

bool is_open(std::string_view state) { return state != "resolved" && state != "closed" && state != "cancelled" && state != "merged"; }

// What a program wrote is kept, and shown in its ticket when it carries our mark.
Decision of_automatic(const Sight& sight) {
    const auto& origin = sight.origin;
    const std::string code = "mail." + std::string(mail::origin_code(origin.origin));
    const auto thread = std::find_if(sight.threads.begin(), sight.threads.end(), [](const Thread& one) { return one.is_signed; });
    const bool noted = origin.origin != mail::Origin::OwnEcho && thread != sight.threads.end();
    if (!noted || thread->mails_last_hour >= most_mails_to_a_ticket_an_hour) {
        Decision kept = noted ? decision(Fate::Record, "mail.ticket_cap", origin.reason + " Its ticket had many mails within the hour.")
                              : decision(Fate::Record, code, origin.reason + " Nobody is told.");
        if (thread != sight.threads.end()) kept.proposed = thread->ticket.id;
        return kept;
    }
    Decision made = decision(Fate::Remark, code, origin.reason + " It stands in its ticket; nobody is told and nothing is reopened.");
    made.ticket = thread->ticket.id;
    made.client = thread->ticket.client;
    return made;
}

Decision held(std::string code, std::string reason, const Sight& sight) {
    Decision made = decision(Fate::Hold, std::move(code), std::move(reason));
    made.client = sight.sender.client;
    for (const auto& thread : sight.threads) {
        if (!thread.is_signed || (!made.client.is_nil() && made.client != thread.ticket.client)) continue;
        made.proposed = thread.ticket.id;
        made.client = thread.ticket.client;
        break;
    }
    return made;
}

// Of ours: only when it is certain who wrote, and then as an internal note.
Decision of_staff(const Sight& sight) {
    if (sight.authenticity.value != mail::Authenticity::Verified)
        return held("mail.staff_not_verified", "It says that one of us wrote it, and our mail server does not confirm that.", sight);
    const auto thread = std::find_if(sight.threads.begin(), sight.threads.end(), [](const Thread& one) { return one.is_signed; });
    if (thread == sight.threads.end() || !thread->is_theirs)
        return held("mail.staff_without_ticket", "One of us wrote it, and it answers no ticket of theirs.", sight);
    Decision made = decision(Fate::AddNote, "mail.note", "One of us answered by mail: an internal note.");
    made.ticket = thread->ticket.id;
    made.client = thread->ticket.client;
    return made;
}

// A number or mark of another client's ticket: a mistake, or somebody who tries doors.
std::string named_of_others(const Sight& sight) {
    for (const auto& thread : sight.threads) {
        if (!thread.is_theirs && !sight.sender.client.is_nil() && thread.ticket.client != sight.sender.client)
            return " It names " + thread.ticket.reference + ", which is not this client's: nothing went there.";
    }
    return {};
}

Decision new_ticket(const Sight& sight, std::string code, std::string reason) {
    const std::string warning = named_of_others(sight);
    Decision made = decision(Fate::OpenTicket, std::move(code), std::move(reason) + warning);
    made.warning = warning;
    made.client = sight.sender.client;
    return made;
}

Decision into(const Thread& thread, const Sight& sight, Instant now) {
    const auto& ticket = thread.ticket;
    if (thread.mails_last_hour >= most_mails_to_a_ticket_an_hour)
        return held("mail.ticket_cap",
                    "More than " + std::to_string(most_mails_to_a_ticket_an_hour) + " mails came to this ticket within an hour.", sight);
    Decision made = decision(Fate::AddReply, "mail.reply",
                             thread.is_signed ? "It carries our mark of " + ticket.reference + "."
                                              : "It names " + ticket.reference + ", and its sender takes part there.");
    made.client = ticket.client;
    made.ticket = ticket.id;
    if (is_open(ticket.state)) return made;
    if (helpdesk::may_reopen(ticket, now)) {
        if (thread.reopened_last_day >= most_reopenings_by_mail_a_day)
            return held("mail.reopen_cap",
                        ticket.reference + " was reopened by mail " + std::to_string(thread.reopened_last_day) + " times within a day.",
                        sight);
        made.reopen = true;
        return made;
    }
    made = new_ticket(sight, "mail.follows", "It answers " + ticket.reference + ", which has ended.");
    made.client = ticket.client;
    made.follows = ticket.id;
    return made;
}
}  // namespace

std::string_view state_of(Fate fate) {
    switch (fate) {
        case Fate::OpenTicket:
            return "ticket_opened";
        case Fate::AddReply:
            return "reply_added";
        case Fate::AddNote:
            return "note_added";
        case Fate::Remark:
            return "recorded";
        case Fate::Record:
            return "recorded";
        case Fate::Hold:
            return "held";
        case Fate::Refuse:
            return "refused";
        case Fate::Duplicate:
            return "duplicate";
    }
    return "held";
}

Decision decide(const Sight& sight, Instant now) {
    const auto& sender = sight.sender;
    if (sight.refusal) {
        Decision refused = decision(Fate::Refuse, sight.refusal->code, sight.refusal->message);
        refused.client = sender.client;
        return refused;
    }
    if (sight.seen_before) {
        Decision again = decision(Fate::Duplicate, "mail.duplicate", "The same mail came before.");
        again.client = sender.client;
        again.proposed = sight.seen_in;
        return again;
    }
    if (sight.origin.is_automatic()) {
        Decision made = of_automatic(sight);
        if (made.client.is_nil() && sight.authenticity.value != mail::Authenticity::Failed) made.client = sender.client;
        return made;
    }
    if (sight.authenticity.value == mail::Authenticity::Failed)
        return held("mail.sender_failed", "The sender is not who the mail says (" + sight.authenticity.reason + ").", sight);
    if (sight.from_sender_last_hour >= most_mails_of_a_sender_an_hour)
        return held("mail.sender_cap",
                    "More than " + std::to_string(most_mails_of_a_sender_an_hour) + " mails came from this sender within an hour.", sight);
    if (sender.kind == SenderKind::Staff) return of_staff(sight);
    for (const auto& thread : sight.threads) {
        if (thread.ticket.is_internal || !thread.is_theirs || (!thread.is_signed && !thread.takes_part)) continue;
        // Whoever got our mail forwarded has our mark too.
        if (thread.ticket.is_confidential && !thread.takes_part && !thread.is_asked)
            return held("mail.confidential", "It answers a confidential ticket in which its sender takes no part.", sight);
        return into(thread, sight, now);
    }
    if (sender.kind == SenderKind::Unknown) {
        const bool marked = std::any_of(sight.threads.begin(), sight.threads.end(), [](const Thread& thread) { return thread.is_signed; });
        return marked ? held("mail.unknown_with_mark", "Nobody that we know answers a mail of ours.", sight)
                      : held("mail.sender_unknown", "Nobody that we know, and no client's mail domain.", sight);
    }
    if (sender.kind == SenderKind::Several)
        return held("mail.several_clients", "This address belongs to people of several clients.", sight);
    return new_ticket(sight, "mail.ticket",
                      sender.kind == SenderKind::Person ? "From a person of the client." : "From a mail domain of the client.");
}

}  // namespace steward::correspondence

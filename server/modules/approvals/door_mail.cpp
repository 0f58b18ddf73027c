// Deciding by an answer to the mail that asked.
#include <algorithm>

#include "server/modules/approvals/answer.h"
#include "server/modules/approvals/door.h"
#include "server/modules/approvals/words.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::approvals {

namespace {
constexpr Duration told_again_after = std::chrono::hours(24);

bool same_address(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return !one.empty() && std::ranges::equal(one, other, [&](char a, char b) { return lower(a) == lower(b); });
}

// What somebody is asked in a ticket and has not decided.
struct Asked {
    RequestRow request;
    ApproverRow approver;
    Party party;
};

Result<std::vector<Asked>> asked_of_address(Transaction& transaction, TicketId ticket, const std::string& address) {
    STEWARD_TRY(const auto pending, pending_of_ticket(transaction, ticket));
    std::vector<Asked> asked;
    for (const auto& request : pending) {
        STEWARD_TRY(const auto approvers, approvers_of(transaction, request.id));
        for (const auto& approver : approvers) {
            if (approver.state != "pending") continue;
            STEWARD_TRY(const auto party, party_of(transaction, approver));
            if (party && same_address(party->address, address)) asked.push_back({request, approver, *party});
        }
    }
    return asked;
}

Status tell_how(Transaction& transaction, const Asked& asked, const std::string& why, Instant now) {
    if (asked.approver.told_at.is_set() && now - asked.approver.told_at < told_again_after) return {};
    STEWARD_CHECK(note_told(transaction, asked.approver.id, now));
    facts::v1::MailWanted mail;
    mail.set_client_id(asked.request.client.text());
    mail.set_ticket_id(asked.request.ticket.text());
    mail.set_reference(asked.request.reference);
    mail.set_to(asked.party.address);
    mail.set_subject(how_subject(asked.request));
    mail.set_text(how_text(asked.request, asked.party.name, why));
    mail.set_approver_id(asked.approver.id.text());
    return journal::append(transaction, now, asked.request.client, asked.request.ticket.text(), mail);
}
}  // namespace

Result<bool> Door::is_asked(Transaction& transaction, TicketId ticket, const std::string& address) {
    STEWARD_TRY(const auto asked, asked_of_address(transaction, ticket, address));
    return !asked.empty();
}

Result<bool> Door::answered_by_mail(Transaction& transaction, const MailAnswer& answer, Instant now) {
    STEWARD_TRY(const auto all, asked_of_address(transaction, answer.ticket, answer.address));
    if (all.empty()) return false;
    const Asked& asked = all.front();
    const ReadAnswer read = read_answer(answer.text);
    std::string why;
    if (read.choice.empty()) why = "It is no decision yet: its first line says neither yes nor no alone.";
    else if (!answer.is_verified) why = "It is no decision: our mail server could not confirm that it came from you.";
    else if (all.size() > 1) why = "It is no decision: you are asked several things in this ticket, and it does not say which one.";
    else if (!may_still_decide(asked.request, asked.party))
        why = "It is no decision: you may not decide this (any more). Ask whoever wrote to you.";
    if (!why.empty()) {
        STEWARD_CHECK(tell_how(transaction, asked, why, now));
        return !read.choice.empty();
    }
    RequestRow request = asked.request;
    STEWARD_CHECK(acts_.decide(transaction, request, asked.approver,
                               {.choice = read.choice, .comment = read.comment, .via = "mail", .account = asked.party.account}, now));
    return true;
}

}  // namespace steward::approvals

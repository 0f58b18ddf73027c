// What becomes of a mail, question by question.
#include "server/modules/correspondence/decide.h"

#include <gtest/gtest.h>

namespace steward::correspondence {

namespace {
using namespace std::chrono_literals;
const Instant now = Instant::from_unix_ms(1'795'000'000'000);

template <typename AnyId>
AnyId id(uint8_t number) {
    RawId raw;
    raw.bytes[15] = number;
    return AnyId(raw);
}
const ClientId harbour = id<ClientId>(1), mill = id<ClientId>(2);

Sight from(SenderKind kind, ClientId client = harbour) {
    Sight sight;
    sight.sender.kind = kind;
    if (kind == SenderKind::Person || kind == SenderKind::Domain) sight.sender.client = client;
    return sight;
}

Thread ticket(const std::string& state, ClientId client = harbour) {
    Thread thread;
    thread.ticket = {
        .id = id<TicketId>(7), .client = client, .reference = "TIC-2026-000007", .state = state, .requester = {}, .resolved_at = {}};
    if (state == "resolved") thread.ticket.resolved_at = now - 24h;
    thread.is_signed = true;
    thread.is_theirs = client == harbour;
    return thread;
}

Sight with(Sight sight, Thread thread) {
    sight.threads.push_back(std::move(thread));
    return sight;
}

Sight automatic(Sight sight, mail::Origin origin = mail::Origin::Absence) {
    sight.origin = {.origin = origin, .reason = "It says so itself."};
    return sight;
}

std::string code(const Sight& sight) { return decide(sight, now).code; }
}  // namespace

TEST(MailDecision, a_person_of_a_client_opens_a_ticket_there) {
    const auto made = decide(from(SenderKind::Person), now);
    EXPECT_EQ(made.fate, Fate::OpenTicket);
    EXPECT_EQ(made.client, harbour);
}

TEST(MailDecision, an_address_in_a_clients_domain_does_too) { EXPECT_EQ(decide(from(SenderKind::Domain), now).fate, Fate::OpenTicket); }

TEST(MailDecision, an_answer_goes_into_its_ticket) {
    for (const char* state : {"new", "triaged", "assigned", "in_progress", "waiting_client", "waiting_vendor"}) {
        const auto made = decide(with(from(SenderKind::Person), ticket(state)), now);
        EXPECT_EQ(made.fate, Fate::AddReply) << state;
        EXPECT_EQ(made.ticket, id<TicketId>(7));
        EXPECT_FALSE(made.reopen);
    }
}

TEST(MailDecision, an_answer_within_seven_days_reopens_what_was_resolved) {
    auto thread = ticket("resolved");
    thread.ticket.resolved_at = now - std::chrono::days(7);
    EXPECT_TRUE(decide(with(from(SenderKind::Person), thread), now).reopen);
    thread.ticket.resolved_at = now - std::chrono::days(7) - 1ms;
    const auto late = decide(with(from(SenderKind::Person), thread), now);
    EXPECT_EQ(late.fate, Fate::OpenTicket);
    EXPECT_EQ(late.follows, id<TicketId>(7));
}

TEST(MailDecision, an_answer_to_what_has_ended_opens_a_ticket_that_follows_it) {
    for (const char* state : {"closed", "cancelled", "merged"})
        EXPECT_EQ(code(with(from(SenderKind::Person), ticket(state))), "mail.follows") << state;
}

TEST(MailDecision, nothing_automatic_reopens_or_answers_or_opens) {
    for (const auto origin :
         {mail::Origin::Absence, mail::Origin::Bounce, mail::Origin::Bulk, mail::Origin::CalendarReply, mail::Origin::ReadReceipt}) {
        EXPECT_EQ(decide(automatic(from(SenderKind::Person), origin), now).fate, Fate::Record);
        for (const char* state : {"in_progress", "waiting_client", "resolved", "closed"})
            EXPECT_EQ(decide(automatic(with(from(SenderKind::Person), ticket(state)), origin), now).fate, Fate::Remark) << state;
    }
    EXPECT_EQ(decide(automatic(with(from(SenderKind::Person), ticket("in_progress")), mail::Origin::OwnEcho), now).fate, Fate::Record);
}

TEST(MailDecision, an_automatic_mail_with_only_a_number_goes_into_no_ticket) {
    auto thread = ticket("in_progress");
    thread.is_signed = false;
    thread.takes_part = true;
    EXPECT_EQ(decide(automatic(with(from(SenderKind::Person), thread)), now).fate, Fate::Record);
}

TEST(MailDecision, a_machine_that_goes_on_and_on_is_no_longer_noted) {
    auto thread = ticket("in_progress");
    thread.mails_last_hour = most_mails_to_a_ticket_an_hour;
    EXPECT_EQ(decide(automatic(with(from(SenderKind::Person), thread)), now).fate, Fate::Record);
}

TEST(MailDecision, a_mark_of_another_clients_ticket_leads_to_ones_own_client) {
    const auto made = decide(with(from(SenderKind::Person), ticket("in_progress", mill)), now);
    EXPECT_EQ(made.fate, Fate::OpenTicket);
    EXPECT_EQ(made.client, harbour);
    EXPECT_TRUE(made.ticket.is_nil());
    EXPECT_TRUE(made.follows.is_nil());
}

TEST(MailDecision, a_number_in_the_subject_counts_only_for_who_takes_part) {
    auto thread = ticket("in_progress");
    thread.is_signed = false;
    EXPECT_EQ(decide(with(from(SenderKind::Person), thread), now).fate, Fate::OpenTicket);
    thread.takes_part = true;
    EXPECT_EQ(decide(with(from(SenderKind::Person), thread), now).fate, Fate::AddReply);
    auto foreign = ticket("in_progress", mill);
    foreign.is_signed = false;
    foreign.takes_part = true;
    EXPECT_EQ(decide(with(from(SenderKind::Person), foreign), now).client, harbour);
}

TEST(MailDecision, an_internal_ticket_takes_no_mail) {
    auto thread = ticket("in_progress");
    thread.ticket.is_internal = true;
    EXPECT_EQ(decide(with(from(SenderKind::Person), thread), now).fate, Fate::OpenTicket);
}

TEST(MailDecision, who_is_unknown_is_held_with_the_ticket_that_the_mail_points_at) {
    EXPECT_EQ(code(from(SenderKind::Unknown)), "mail.sender_unknown");
    const auto marked = decide(with(from(SenderKind::Unknown), ticket("in_progress", mill)), now);
    EXPECT_EQ(marked.fate, Fate::Hold);
    EXPECT_EQ(marked.code, "mail.unknown_with_mark");
    EXPECT_EQ(marked.proposed, id<TicketId>(7));
    EXPECT_EQ(marked.client, mill);
}

TEST(MailDecision, a_mark_opens_no_confidential_ticket_but_to_who_takes_part_or_is_asked) {
    auto thread = ticket("in_progress");
    thread.ticket.is_confidential = true;
    const auto made = decide(with(from(SenderKind::Person), thread), now);
    EXPECT_EQ(made.code, "mail.confidential");
    EXPECT_EQ(made.proposed, id<TicketId>(7));
    thread.is_asked = true;
    EXPECT_EQ(decide(with(from(SenderKind::Person), thread), now).fate, Fate::AddReply);
    thread.is_asked = false;
    thread.takes_part = true;
    EXPECT_EQ(decide(with(from(SenderKind::Person), thread), now).fate, Fate::AddReply);
}

TEST(MailDecision, an_address_of_two_clients_is_held_unless_a_ticket_says_which) {
    EXPECT_EQ(code(from(SenderKind::Several)), "mail.several_clients");
    EXPECT_EQ(decide(with(from(SenderKind::Several), ticket("in_progress")), now).fate, Fate::AddReply);
}

TEST(MailDecision, a_sender_who_is_not_real_is_held_whoever_it_pretends_to_be) {
    for (const auto kind : {SenderKind::Person, SenderKind::Staff, SenderKind::Unknown, SenderKind::Domain}) {
        auto sight = with(from(kind), ticket("in_progress"));
        sight.authenticity = {mail::Authenticity::Failed, "dmarc=fail"};
        EXPECT_EQ(decide(sight, now).fate, Fate::Hold);
    }
    auto forged_machine = automatic(from(SenderKind::Person));
    forged_machine.authenticity = {mail::Authenticity::Failed, "dmarc=fail"};
    EXPECT_EQ(decide(forged_machine, now).fate, Fate::Record);
}

TEST(MailDecision, one_of_ours_is_believed_only_when_verified_and_then_writes_a_note) {
    auto sight = with(from(SenderKind::Staff), ticket("in_progress"));
    EXPECT_EQ(code(sight), "mail.staff_not_verified");
    sight.authenticity = {mail::Authenticity::Verified, "dmarc=pass"};
    EXPECT_EQ(decide(sight, now).fate, Fate::AddNote);
    sight.threads.clear();
    EXPECT_EQ(code(sight), "mail.staff_without_ticket");
    sight = with(from(SenderKind::Staff), ticket("in_progress", mill));
    sight.authenticity = {mail::Authenticity::Verified, "dmarc=pass"};
    EXPECT_EQ(code(sight), "mail.staff_without_ticket") << "not a client of theirs";
}

TEST(MailDecision, caps_hold_what_is_too_much) {
    auto sight = from(SenderKind::Person);
    sight.from_sender_last_hour = most_mails_of_a_sender_an_hour;
    EXPECT_EQ(code(sight), "mail.sender_cap");
    auto thread = ticket("in_progress");
    thread.mails_last_hour = most_mails_to_a_ticket_an_hour;
    EXPECT_EQ(code(with(from(SenderKind::Person), thread)), "mail.ticket_cap");
    thread = ticket("resolved");
    thread.reopened_last_day = most_reopenings_by_mail_a_day;
    EXPECT_EQ(code(with(from(SenderKind::Person), thread)), "mail.reopen_cap");
}

TEST(MailDecision, what_cannot_be_read_or_came_before_is_said_so_before_all_else) {
    auto sight = automatic(with(from(SenderKind::Person), ticket("in_progress")));
    sight.seen_before = true;
    EXPECT_EQ(decide(sight, now).fate, Fate::Duplicate);
    sight.refusal = Error{.kind = ErrorKind::TooLarge, .code = "mail.too_large", .message = "Too large."};
    EXPECT_EQ(decide(sight, now).fate, Fate::Refuse);
    EXPECT_EQ(code(sight), "mail.too_large");
}

TEST(MailDecision, always_has_a_reason) {
    for (const auto& sight :
         {from(SenderKind::Person), from(SenderKind::Unknown), automatic(from(SenderKind::Domain)), from(SenderKind::Staff)})
        EXPECT_FALSE(decide(sight, now).reason.empty());
}

}  // namespace steward::correspondence

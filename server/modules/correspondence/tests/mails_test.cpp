// A mail comes in: what the desk sees of it, and what nobody is told.
#include <gmock/gmock.h>

#include "server/modules/correspondence/tests/mail_story.h"

namespace steward::correspondence {

using namespace std::chrono_literals;
using testing::HasSubstr;

class Mails : public MailStory {};
STEWARD_ON_EVERY_DATABASE(Mails);

TEST_P(Mails, of_a_person_becomes_a_ticket_of_their_client_with_their_words) {
    const auto mail = receive({.text = "It is on fire.\r\n\r\nOn Fri, 27 Nov 2026, Ben wrote:\r\n> look at the printer"});
    EXPECT_EQ(mail.state(), "ticket_opened");
    const auto opened = ticket(mail.ticket_id());
    EXPECT_EQ(opened.client_id(), harbour.text());
    EXPECT_EQ(opened.title(), "Printer");
    EXPECT_THAT(opened.description(), HasSubstr("> look at the printer")) << "Ben's words stand nowhere else";
    EXPECT_EQ(opened.source(), "email");
    EXPECT_EQ(opened.requester_name(), "Anna Keller");
    v1::GetMailRequest request;
    request.set_mail_id(mail.mail_id());
    EXPECT_THAT(house.must<v1::Mail>(owner, "GetMail", request).quoted_text(), HasSubstr("> look at the printer"));
}

TEST_P(Mails, that_pass_on_what_somebody_else_wrote_bring_it_into_the_ticket) {
    const std::string vendor = "\r\n\r\nFrom: Vera <vera@vendor.example>\r\nSent: Friday\r\nTo: Anna\r\n\r\nThe drum is cracked.";
    const auto first = receive({.subject = "FW: Printer", .text = "Please see below." + vendor, .id = "first@harbour.example"});
    EXPECT_THAT(ticket(first.ticket_id()).description(), HasSubstr("The drum is cracked."));
    const auto reply = [&](const std::string& text) {
        receive({.text = text, .more = "In-Reply-To: <" + marks(first.ticket_id()).message_id + ">\r\n"});
        for (const auto& line : conversation(first.ticket_id())) {
            if (line.text().starts_with(text.substr(0, 12))) return line.text();
        }
        return std::string("nothing");
    };
    EXPECT_THAT(reply("Their answer:" + vendor), HasSubstr("The drum is cracked."));
    EXPECT_EQ(reply("Yes, on both.\r\n\r\nOn 27 Nov 2026 at 10:00, Desk <desk@msp.example>\r\nwrote:\r\n> Did you?"), "Yes, on both.")
        << "our own words stand in the ticket";
    EXPECT_EQ(reply("And the tray.\r\n\r\nOn 27 Nov 2026, Anna <anna@harbour.example> wrote:\r\n> It burns."),
              "And the tray.\n\n(What it repeats is left out; the whole mail was kept.)");
    EXPECT_EQ(reply("Nothing moves.\r\n\r\n> It burns."), "Nothing moves.\n\n(What it repeats is left out; the whole mail was kept.)");
}

TEST_P(Mails, that_answer_resume_what_waited_for_the_client) {
    const auto first = receive({});
    move(first.ticket_id(), "triaged");
    move(first.ticket_id(), "in_progress");
    move(first.ticket_id(), "waiting_client");
    const auto answer = receive(
        {.subject = "Re: Printer", .text = "Yes, on both.", .more = "In-Reply-To: <" + marks(first.ticket_id()).message_id + ">\r\n"});
    EXPECT_EQ(answer.state(), "reply_added");
    EXPECT_EQ(answer.ticket_id(), first.ticket_id());
    EXPECT_EQ(ticket(first.ticket_id()).state(), "in_progress");
    EXPECT_EQ(tickets(), 1);
}

TEST_P(Mails, find_their_ticket_by_the_address_they_answer_to_or_the_mark_in_the_text) {
    const auto id = receive({}).ticket_id();
    EXPECT_EQ(receive({.text = "one", .recipient = marks(id).reply_to}).ticket_id(), id);
    EXPECT_EQ(receive({.text = "two " + marks(id).token}).ticket_id(), id);
    EXPECT_EQ(receive({.subject = "Re: " + ticket(id).reference(), .text = "three"}).ticket_id(), id) << "Anna takes part";
    EXPECT_EQ(tickets(), 1);
}

TEST_P(Mails, that_follow_ones_own_first_mail_join_its_ticket) {
    const auto first = receive({.id = "first@harbour.example"});
    const auto second = receive({.text = "And the scanner too.", .more = "In-Reply-To: <first@harbour.example>\r\n"});
    EXPECT_EQ(second.ticket_id(), first.ticket_id());
}

TEST_P(Mails, of_a_person_reopen_what_was_resolved_and_those_of_machines_never_do) {
    const auto id = receive({}).ticket_id();
    resolve(id);
    const std::string reference = "In-Reply-To: <" + marks(id).message_id + ">\r\n";
    const auto away =
        receive({.subject = "Automatic reply: Printer", .text = "I am away.", .more = reference + "Auto-Submitted: auto-replied\r\n"});
    EXPECT_EQ(away.state(), "recorded");
    EXPECT_EQ(away.reason_code(), "mail.absence");
    EXPECT_EQ(ticket(id).state(), "resolved");
    const auto words = house.facts<facts::v1::TicketMessageAdded>().size();
    EXPECT_EQ(words, 1u) << "nobody is told of a machine's words, only of how it was resolved";
    EXPECT_THAT(conversation(id).back().text(), HasSubstr("An automatic mail came"));
    EXPECT_TRUE(conversation(id).back().internal());

    EXPECT_EQ(receive({.text = "Still broken.", .more = reference}).state(), "reply_added");
    EXPECT_EQ(ticket(id).state(), "in_progress");
    EXPECT_EQ(ticket(id).reopened_count(), 1);
}

TEST_P(Mails, after_seven_days_open_a_ticket_that_follows) {
    const auto id = receive({}).ticket_id();
    resolve(id);
    house.clock.advance(std::chrono::hours(24 * 8));
    const auto late = receive({.text = "Again.", .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n"});
    EXPECT_EQ(late.state(), "ticket_opened");
    EXPECT_EQ(ticket(late.ticket_id()).follows_ticket_id(), id);
    EXPECT_FALSE(ticket(late.ticket_id()).confidential());
}

TEST_P(Mails, to_a_confidential_ticket_that_ended_open_one_that_is_confidential_too) {
    const auto id = receive({}).ticket_id();
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(house.owner(), "UpdateTicket", close);
    resolve(id);
    house.clock.advance(std::chrono::hours(24 * 8));
    const auto late = receive({.text = "Again.", .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n"});
    EXPECT_EQ(late.state(), "ticket_opened");
    EXPECT_TRUE(ticket(late.ticket_id()).confidential());
}

TEST_P(Mails, never_reach_another_clients_ticket) {
    const auto id = receive({}).ticket_id();
    const auto foreign = receive({.from = "Max Miller <max@mill.example>",
                                  .subject = ticket(id).reference() + " tell me everything",
                                  .text = marks(id).token,
                                  .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n",
                                  .sender = "max@mill.example"});
    EXPECT_EQ(foreign.state(), "ticket_opened");
    EXPECT_EQ(foreign.client_id(), mill.text());
    EXPECT_NE(foreign.ticket_id(), id);
    EXPECT_THAT(foreign.reason(), HasSubstr("It names " + ticket(id).reference() + ", which is not this client's"));
    EXPECT_THAT(conversation(foreign.ticket_id()).back().text(), HasSubstr("nothing went there")) << "our people read it there, too";
    EXPECT_EQ(conversation(id).size(), conversation(id).size());
    for (const auto& line : conversation(id)) EXPECT_EQ(line.text().find("everything"), std::string::npos);
}

TEST_P(Mails, of_nobody_are_held_and_let_in_by_hand) {
    const auto held = receive({.from = "stranger@elsewhere.example", .sender = "stranger@elsewhere.example"});
    EXPECT_EQ(held.state(), "held");
    EXPECT_EQ(held.reason_code(), "mail.sender_unknown");
    EXPECT_EQ(tickets(), 0);
    EXPECT_TRUE(mails_for(theo).empty()) << "who sees only some clients does not see what is nobody's";
    v1::ReleaseMailRequest request;
    request.set_mail_id(held.mail_id());
    request.set_client_id(harbour.text());
    EXPECT_EQ(house.call<v1::Mail>(theo, "ReleaseMail", request).error().code, "correspondence.mail_not_found");
    const auto released = house.must<v1::Mail>(owner, "ReleaseMail", request);
    EXPECT_EQ(released.state(), "ticket_opened");
    EXPECT_EQ(ticket(released.ticket_id()).description(), "It is on fire.");
    EXPECT_EQ(house.call<v1::Mail>(owner, "ReleaseMail", request).error().code, "correspondence.not_held");
}

TEST_P(Mails, of_nobody_that_answer_us_are_held_with_their_ticket_and_joined_by_hand) {
    const auto id = receive({}).ticket_id();
    const auto held =
        receive({.from = "anna@private.example", .text = "From home.", .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n"});
    EXPECT_EQ(held.reason_code(), "mail.unknown_with_mark");
    EXPECT_EQ(held.proposed_ticket_id(), id);
    ASSERT_EQ(mails_for(theo, "state:held").size(), 1u) << "it is about a client of his";
    v1::ReleaseMailRequest request;
    request.set_mail_id(held.mail_id());
    request.set_ticket_id(id);
    EXPECT_EQ(house.must<v1::Mail>(theo, "ReleaseMail", request).state(), "reply_added");
    EXPECT_THAT(conversation(id).back().text() + conversation(id)[conversation(id).size() - 2].text(), HasSubstr("From home."));
}

TEST_P(Mails, that_are_held_can_be_put_aside) {
    const auto held = receive({.from = "spam@elsewhere.example"});
    v1::DismissMailRequest request;
    request.set_mail_id(held.mail_id());
    EXPECT_EQ(house.must<v1::Mail>(owner, "DismissMail", request).state(), "dismissed");
    EXPECT_EQ(tickets(), 0);
}

TEST_P(Mails, of_a_forged_sender_are_held_visibly) {
    const auto held = receive({.more = "Authentication-Results: mx.msp.example; dmarc=fail header.from=harbour.example\r\n"});
    EXPECT_EQ(held.state(), "held");
    EXPECT_EQ(held.reason_code(), "mail.sender_failed");
    EXPECT_EQ(held.authenticity(), "failed");
    EXPECT_EQ(tickets(), 0);
    ASSERT_EQ(house.facts<facts::v1::MailDecided>().size(), 1u);
    v1::ReleaseMailRequest request;
    request.set_mail_id(held.mail_id());
    request.set_client_id(harbour.text());
    const auto released = house.must<v1::Mail>(owner, "ReleaseMail", request);
    EXPECT_EQ(released.state(), "ticket_opened");
    EXPECT_EQ(released.authenticity(), "failed") << "letting it in makes it no truer";
    house.reconcile();
    EXPECT_TRUE(house.facts<facts::v1::MailWanted>().empty()) << "whoever it was gets no receipt";
}

TEST_P(Mails, of_a_clients_domain_are_that_clients) {
    v1::AddMailDomainRequest request;
    request.set_client_id(harbour.text());
    request.set_domain("@Harbour.Example");
    EXPECT_EQ(house.must<v1::MailDomain>(owner, "AddMailDomain", request).domain(), "harbour.example");
    const auto mail = receive({.from = "new.person@HARBOUR.example"});
    EXPECT_EQ(mail.state(), "ticket_opened");
    EXPECT_EQ(mail.client_id(), harbour.text());
    request.set_client_id(mill.text());
    const auto taken = house.call<v1::MailDomain>(owner, "AddMailDomain", request);
    EXPECT_EQ(taken.error().code, "correspondence.domain_taken");
    EXPECT_NE(taken.error().message.find("Remove it there first"), std::string::npos) << taken.error().message;
    request.set_domain("gmail.com");
    EXPECT_EQ(house.call<v1::MailDomain>(owner, "AddMailDomain", request).error().code, "request.invalid");
}

TEST_P(Mails, of_our_own_people_are_notes_when_verified) {
    const auto id = receive({}).ticket_id();
    account("Theo Technician", "theo@msp.example", "TEC", harbour);
    const std::string reference = "In-Reply-To: <" + marks(id).message_id + ">\r\n";
    EXPECT_EQ(receive({.from = "theo@msp.example", .more = reference}).reason_code(), "mail.staff_not_verified");
    const auto note = receive({.from = "theo@msp.example",
                               .text = "I ordered a drum.",
                               .more = reference + "Authentication-Results: mx.msp.example; dmarc=pass header.from=msp.example\r\n"});
    EXPECT_EQ(note.state(), "note_added");
    EXPECT_TRUE(conversation(id).back().internal());
    EXPECT_EQ(conversation(id).back().author_name(), "Theo Technician");
    EXPECT_EQ(ticket(id).first_response_at_unix_ms(), 0);
}

TEST_P(Mails, that_come_twice_are_one) {
    const std::string bytes = "From: anna@harbour.example\r\nSubject: x\r\nMessage-ID: <same@harbour.example>\r\n\r\nhello\r\n";
    EXPECT_EQ(receive_bytes(bytes).state(), "ticket_opened");
    receive_bytes(bytes);
    EXPECT_EQ(mails().size(), 1u) << "the same bytes";
    EXPECT_EQ(receive_bytes("Received: by another road\r\n" + bytes).state(), "duplicate");
    EXPECT_EQ(receive_bytes("Received: by another road\r\n" + bytes + "other words").state(), "ticket_opened");
    EXPECT_EQ(tickets(), 2);
}

TEST_P(Mails, are_no_duplicates_of_a_copy_from_which_nothing_was_made) {
    const std::string bytes = "From: anna@harbour.example\r\nSubject: x\r\nMessage-ID: <same@harbour.example>\r\n";
    EXPECT_EQ(receive_bytes("List-Id: <all.harbour.example>\r\n" + bytes + "\r\nhello\r\n").state(), "recorded");
    EXPECT_EQ(receive_bytes("Precedence: list\r\n" + bytes + "\r\nhello\r\n").state(), "duplicate") << "another copy by the list";
    EXPECT_EQ(receive_bytes(bytes + "\r\nhello\r\n").state(), "ticket_opened") << "what she sent to us herself";
    EXPECT_EQ(receive_bytes("Received: by another road\r\n" + bytes + "\r\nhello\r\n").state(), "duplicate");
}

TEST_P(Mails, that_could_not_be_judged_are_let_in_by_hand) {
    mail::Arrival arrival{.envelope = {.sender = "anna@harbour.example", .recipients = {"desk@msp.example"}},
                          .bytes = "From: anna@harbour.example\r\nSubject: Printer\r\nMessage-ID: <f@harbour.example>\r\n\r\nIt burns.\r\n",
                          .size = 90};
    EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", arrival));
    EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update correspondence_mails set attempts = 3"));
        return {};
    }));
    house.reconcile();
    const auto failed = mails("state:failed");
    ASSERT_EQ(failed.size(), 1u);
    EXPECT_THAT(failed[0].allowed_actions(), testing::ElementsAre("release", "dismiss"));
    v1::ReleaseMailRequest request;
    request.set_mail_id(failed[0].mail_id());
    request.set_client_id(harbour.text());
    const auto released = house.must<v1::Mail>(owner, "ReleaseMail", request);
    EXPECT_EQ(released.state(), "ticket_opened");
    EXPECT_EQ(released.from_address(), "anna@harbour.example");
    EXPECT_EQ(ticket(released.ticket_id()).title(), "Printer");
}

TEST_P(Mails, too_many_of_one_sender_are_held) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(receive({.subject = "Printer " + std::to_string(i)}).state(), "ticket_opened");
    EXPECT_EQ(receive({.subject = "Printer again"}).reason_code(), "mail.sender_cap");
    EXPECT_EQ(tickets(), 20);
    house.clock.advance(1h);
    EXPECT_EQ(receive({.subject = "Printer later"}).state(), "ticket_opened");
}

TEST_P(Mails, two_desks_that_answer_each_other_stop) {
    const auto id = receive({}).ticket_id();
    resolve(id);
    for (int i = 0; i < 40; ++i) {
        receive({.from = "Other Desk <anna@harbour.example>",
                 .text = "Thank you for your mail " + std::to_string(i),
                 .more = "In-Reply-To: <" + marks(id).message_id + ">\r\nPrecedence: bulk\r\n"});
    }
    EXPECT_EQ(ticket(id).state(), "resolved");
    EXPECT_EQ(house.facts<facts::v1::TicketMessageAdded>().size(), 1u) << "how it was resolved";
    EXPECT_EQ(mails().size(), 41u) << "every one of them can be seen";
    EXPECT_LE(conversation(id).size(), 40u) << "but the ticket is not filled with them";
}

TEST_P(Mails, that_cannot_be_read_are_refused_visibly) {
    std::string many = "From: anna@harbour.example\r\nSubject: to all\r\nTo: x@y.example";
    for (int i = 0; i < 10'000; ++i) many += ",\r\n person" + std::to_string(i) + "@client.example";
    const auto refused = receive_bytes(many + "\r\n\r\nhello\r\n");
    v1::DownloadMailRequest download;
    download.set_mail_id(refused.mail_id());
    EXPECT_THAT(house.must<v1::MailPart>(owner, "DownloadMail", download).content(), HasSubstr("person9999@client.example"))
        << "its bytes are kept";
    EXPECT_EQ(refused.state(), "refused");
    EXPECT_EQ(refused.reason_code(), "mail.too_many_recipients");
    EXPECT_EQ(refused.subject(), "to all");
    EXPECT_EQ(refused.client_id(), harbour.text());
    EXPECT_EQ(receive_bytes("\xff\xfe nonsense").reason_code(), "mail.not_a_mail");
    EXPECT_EQ(tickets(), 0);
}

TEST_P(Mails, larger_than_is_kept_are_a_record_with_their_head) {
    mail::Arrival arrival{.envelope = {.sender = "anna@harbour.example", .recipients = {"desk@msp.example"}},
                          .bytes = "From: anna@harbour.example\r\nSubject: my holiday pictures\r\n\r\nxxxx",
                          .size = 60u << 20,
                          .is_cut = true};
    EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", arrival));
    house.reconcile();
    ASSERT_EQ(mails().size(), 1u);
    EXPECT_EQ(mails().front().reason_code(), "mail.too_large");
    EXPECT_EQ(mails().front().subject(), "my holiday pictures");
    EXPECT_EQ(mails().front().size_bytes(), 60 << 20);
}

TEST_P(Mails, show_their_attachments_by_harmless_names_and_give_their_bytes) {
    const auto mail = receive({.text = "--b\r\n\r\nsee it\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
                                       "filename=\"../../etc/passwd\"\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--",
                               .more = "Content-Type: multipart/mixed; boundary=b\r\n"});
    EXPECT_EQ(ticket(mail.ticket_id()).description(), "see it\n\nAttachments:\n- passwd (5 B)");
    v1::GetMailAttachmentRequest request;
    request.set_mail_id(mail.mail_id());
    request.set_number(1);
    const auto content = house.must<v1::MailAttachmentContent>(theo, "GetMailAttachment", request);
    EXPECT_EQ(content.name(), "passwd");
    EXPECT_EQ(content.content(), "hello");
    request.set_number(2);
    EXPECT_EQ(house.call<v1::MailAttachmentContent>(theo, "GetMailAttachment", request).error().code,
              "correspondence.attachment_not_found");
}

TEST_P(Mails, are_judged_after_a_restart_that_came_before) {
    mail::Arrival arrival{.envelope = {.sender = "anna@harbour.example", .recipients = {"desk@msp.example"}},
                          .bytes = "From: anna@harbour.example\r\nSubject: x\r\n\r\nhello",
                          .size = 50};
    EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", arrival));
    house.restart();
    house.reconcile();
    house.reconcile();
    EXPECT_EQ(tickets(), 1);
}

TEST_P(Mails, that_became_nothing_lose_their_bytes_after_ninety_days_and_keep_their_record) {
    const auto bulk = receive({.subject = "News", .more = "List-Id: <news.example>\r\n"});
    house.clock.advance(std::chrono::hours(24 * 91));
    house.reconcile();
    v1::GetMailRequest request;
    request.set_mail_id(bulk.mail_id());
    const auto kept = house.must<v1::Mail>(owner, "GetMail", request);
    EXPECT_EQ(kept.subject(), "News");
    EXPECT_EQ(kept.text(), "");
}

TEST_P(Mails, settings_keep_a_secret_for_the_server_that_it_was_meant_for) {
    v1::UpdateMailSettingsRequest request;
    request.set_imap_host("imap.msp.example");
    request.set_imap_username("desk");
    request.set_imap_password("correct horse");
    auto settings = house.must<v1::MailSettings>(owner, "UpdateMailSettings", request);
    EXPECT_TRUE(settings.imap_has_password());
    EXPECT_EQ(settings.ShortDebugString().find("correct horse"), std::string::npos);
    v1::UpdateMailSettingsRequest elsewhere;
    elsewhere.set_imap_host("imap.thief.example");
    EXPECT_FALSE(house.must<v1::MailSettings>(owner, "UpdateMailSettings", elsewhere).imap_has_password());
}

TEST_P(Mails, of_a_person_get_a_receipt_and_those_of_machines_none) {
    receive({});
    receive({.subject = "Automatic reply: Printer"});
    receive({.subject = "News", .more = "List-Id: <news.example>\r\n"});
    receive({.subject = "No path", .sender = ""});
    receive({.subject = "Silent", .more = "X-Auto-Response-Suppress: All\r\n"});
    receive({.from = "stranger@elsewhere.example"});
    house.reconcile();
    const auto wanted = house.facts<facts::v1::MailWanted>();
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].to(), "anna@harbour.example");
    EXPECT_TRUE(wanted[0].is_receipt());
    EXPECT_EQ(wanted[0].subject(), "Re: Printer [" + wanted[0].reference() + "]");
    EXPECT_EQ(wanted[0].in_reply_to(), "m1@harbour.example");
}

TEST_P(Mails, of_one_sender_get_at_most_three_receipts_an_hour) {
    for (int i = 0; i < 8; ++i) receive({.subject = "Printer " + std::to_string(i)});
    house.reconcile();
    EXPECT_EQ(house.facts<facts::v1::MailWanted>().size(), 3u);
}

TEST_P(Mails, are_answered_by_what_our_people_write_and_never_by_their_notes) {
    const auto id = receive({}).ticket_id();
    house.reconcile();
    const auto say = [&](const std::string& text, bool internal) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text(text);
        request.set_internal(internal);
        house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request);
    };
    say("Anna again, what a person!", true);
    say("Did you switch it off and on?", false);
    house.reconcile();
    const auto wanted = house.facts<facts::v1::MailWanted>();
    ASSERT_EQ(wanted.size(), 2u);
    EXPECT_FALSE(wanted[1].is_receipt());
    EXPECT_EQ(wanted[1].text(), "Did you switch it off and on?\n\nTheo Technician\n");
    EXPECT_EQ(wanted[1].to(), "anna@harbour.example");
}

}  // namespace steward::correspondence

// What goes out of a ticket by mail: with its files, and with what the other side said of it.
#include <gmock/gmock.h>

#include <algorithm>

#include "server/modules/correspondence/tests/mail_story.h"
#include "steward/attachments/v1/attachments.pb.h"

namespace steward::correspondence {

using namespace std::chrono_literals;
using testing::HasSubstr;

class AnswersByMail : public MailStory {
protected:
    AnswersByMail() {
        house.take<attachments::Attachments>().set_public_address("https://desk.example");
        ticket_id = receive({}).ticket_id();
        house.reconcile();
    }
    std::string upload(const std::string& name, size_t size) {
        attachments::v1::CreateAttachmentRequest begin;
        begin.set_ticket_id(ticket_id);
        begin.set_name(name);
        begin.set_type("image/png");
        begin.set_size_bytes(static_cast<int64_t>(size));
        const auto id = house.must<attachments::v1::Attachment>(theo, "CreateAttachment", begin).attachment_id();
        constexpr size_t part = 1 << 20;
        for (size_t at = 0; at < size; at += part) {
            attachments::v1::PutAttachmentPartRequest put;
            put.set_attachment_id(id);
            put.set_offset(static_cast<int64_t>(at));
            put.set_content(std::string(std::min(part, size - at), 'x'));
            house.must<attachments::v1::Attachment>(theo, "PutAttachmentPart", put);
        }
        return id;
    }
    std::string say(const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket_id);
        request.set_text(text);
        return house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request).message_id();
    }
    void attach(const std::string& message, const std::string& file) {
        attachments::v1::AttachFilesRequest request;
        request.set_ticket_id(ticket_id);
        request.set_message_id(message);
        request.add_attachment_ids(file);
        house.must<attachments::v1::AttachFilesResponse>(theo, "AttachFiles", request);
    }
    std::vector<v1::SentMail> sent(const std::string& filter = "what:answer") {
        v1::ListSentMailsRequest request;
        request.set_ticket_id(ticket_id);
        request.set_filter(filter);
        const auto answer = house.must<v1::ListSentMailsResponse>(theo, "ListSentMails", request);
        return {answer.sent_mails().begin(), answer.sent_mails().end()};
    }
    /// The answers that are to be sent now; the receipt is not one of them.
    std::vector<facts::v1::MailWanted> wanted() {
        auto all = house.facts<facts::v1::MailWanted>();
        std::erase_if(all, [](const auto& mail) { return mail.is_receipt(); });
        return all;
    }
    OutgoingParts parts(const std::string& sent_id) {
        OutgoingParts found;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(found, house.take<Correspondence>().parts(transaction, sent_id, house.clock.now()));
            return {};
        }));
        return found;
    }
    /// As the notifications say it after an attempt; gives the Message-ID that the mail went out with.
    std::string note(const facts::v1::MailWanted& mail, const std::string& state, const std::string& why = "") {
        std::string message_id;
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            SystemRng rng;
            SentNote said{.ticket = TicketId::parse(mail.ticket_id()).value_or(TicketId{}),
                          .client = ClientId::parse(mail.client_id()).value_or(ClientId{}),
                          .sent_id = mail.sent_id(),
                          .delivery = TicketId::make(house.clock.now(), rng).raw(),
                          .to = mail.to(),
                          .subject = mail.subject(),
                          .state = state,
                          .note = why};
            STEWARD_TRY(const auto marks, house.take<Correspondence>().marks(transaction, said.ticket, said.delivery));
            message_id = marks->message_id;
            return house.take<Correspondence>().note_sent(transaction, said, house.clock.now());
        }));
        return message_id;
    }
    /// As the mail says it that went to the receiver of a link.
    std::string house_code_line() {
        std::string line;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(line,
                        house.take<attachments::Attachments>().code_line(transaction, wanted().back().file_link_id(), house.clock.now()));
            return {};
        }));
        return line;
    }
    std::string code_in_mail() {
        const std::string line = house_code_line();
        const size_t at = line.find("Your code: ");
        return at == std::string::npos ? "none" : line.substr(at + 11, 4) + line.substr(at + 16, 4);
    }
    std::string pass_by(const std::string& token, const std::string& code) {
        attachments::v1::OpenFileLinkRequest open;
        open.set_token(token);
        open.set_code(code);
        return house.must<attachments::v1::FilePass>(Caller{}, "OpenFileLink", open).pass();
    }
    std::vector<v1::FailingAddress> failing() {
        v1::ListSentMailsRequest request;
        request.set_ticket_id(ticket_id);
        const auto list = house.must<v1::ListSentMailsResponse>(owner, "ListSentMails", request);
        return {list.failing_addresses().begin(), list.failing_addresses().end()};
    }
    v1::Mail bounce(const std::string& message_id, const std::string& action, const std::string& diagnostic) {
        return receive_bytes(
            "From: MAILER-DAEMON@mx.harbour.example\r\nTo: desk@msp.example\r\nSubject: Undelivered Mail Returned\r\n"
            "Message-ID: <b" +
                std::to_string(++bounces_) +
                "@mx.harbour.example>\r\nAuto-Submitted: auto-replied\r\n"
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
                "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.harbour.example\r\n\r\nFinal-Recipient: "
                "rfc822; anna@harbour.example\r\nAction: " +
                action + "\r\nStatus: 5.1.1\r\nDiagnostic-Code: " + diagnostic +
                "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + message_id + ">\r\nSubject: Re: Printer\r\n--b--\r\n",
            "");
    }
    std::string ticket_id;
    int bounces_ = 0;
};
STEWARD_ON_EVERY_DATABASE(AnswersByMail);

TEST_P(AnswersByMail, wait_for_the_files_that_go_with_them) {
    const auto file = upload("drawing.png", 1000);
    const auto message = say("See the drawing.");
    house.reconcile();
    EXPECT_TRUE(wanted().empty()) << "the file stands in no message yet";
    ASSERT_EQ(sent().size(), 1u);
    EXPECT_EQ(sent()[0].state(), "waits");
    EXPECT_THAT(sent()[0].note(), HasSubstr("uploaded"));
    attach(message, file);
    house.reconcile();
    ASSERT_EQ(wanted().size(), 1u);
    const auto with = parts(wanted()[0].sent_id());
    ASSERT_EQ(with.files.size(), 1u);
    EXPECT_EQ(with.files[0].name, "drawing.png");
    EXPECT_EQ(with.text, "");
    const auto bytes = house.take<Correspondence>().read(with);
    ASSERT_TRUE(bytes);
    EXPECT_EQ((*bytes)[0].bytes, std::string(1000, 'x'));
}

TEST_P(AnswersByMail, go_without_files_that_never_come) {
    upload("forgotten.png", 10);
    say("See the drawing.");
    house.reconcile();
    EXPECT_TRUE(wanted().empty());
    house.clock.advance(11min);
    house.reconcile();
    EXPECT_EQ(wanted().size(), 1u);
    EXPECT_TRUE(parts(wanted()[0].sent_id()).files.empty());
    house.reconcile();
    EXPECT_EQ(wanted().size(), 1u) << "once";
}

TEST_P(AnswersByMail, carry_ten_megabytes_and_a_link_for_its_receiver_to_what_is_larger) {
    const auto small = upload("small.png", 1000), large = upload("large.iso", 11 << 20);
    const auto message = say("Both.");
    attach(message, small);
    attach(message, large);
    house.reconcile();
    ASSERT_EQ(wanted().size(), 1u);
    EXPECT_EQ(wanted()[0].ShortDebugString().find("/file#"), std::string::npos) << "the link stands in no fact";
    const auto with = parts(wanted()[0].sent_id());
    ASSERT_EQ(with.files.size(), 1u);
    EXPECT_EQ(with.files[0].name, "small.png");
    const size_t at = with.text.find("https://desk.example/file#");
    ASSERT_NE(at, std::string::npos) << with.text;
    const std::string token = with.text.substr(at + 26, 48);

    const Caller nobody;
    attachments::v1::LookAtFileLinkRequest look;
    look.set_token(token);
    const auto face = house.must<attachments::v1::LinkedFile>(nobody, "LookAtFileLink", look);
    EXPECT_EQ(face.name(), "large.iso");
    EXPECT_EQ(face.sent_to(), "a…@harbour.example");
    attachments::v1::OpenFileLinkRequest open;
    open.set_token(token);
    open.set_address("max@mill.example");
    EXPECT_EQ(house.must<attachments::v1::FilePass>(nobody, "OpenFileLink", open).pass(), "") << "whoever else has the link";
    open.set_address(" Anna@Harbour.example ");
    const auto asked = house.must<attachments::v1::FilePass>(nobody, "OpenFileLink", open);
    EXPECT_TRUE(asked.code_sent());
    EXPECT_EQ(asked.pass(), "") << "knowing the address is not having its mailbox";
    attachments::v1::DownloadByPassRequest download;
    download.set_pass(pass_by(token, code_in_mail()));
    EXPECT_EQ(pass_by(token, code_in_mail()), "") << "a code works once";
    EXPECT_EQ(house.must<attachments::v1::AttachmentPart>(nobody, "DownloadByPass", download).size_bytes(), 11 << 20);
    house.clock.advance(3min);
    EXPECT_EQ(house.call<attachments::v1::AttachmentPart>(nobody, "DownloadByPass", download).error().code, "attachments.bad_link");
    house.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_EQ(house.call<attachments::v1::LinkedFile>(nobody, "LookAtFileLink", look).error().code, "attachments.bad_link");
}

TEST_P(AnswersByMail, links_open_with_the_newest_code_for_a_quarter_of_an_hour_and_few_guesses) {
    attach(say("Here."), upload("large.iso", 11 << 20));
    house.reconcile();
    const auto text = parts(wanted()[0].sent_id()).text;
    const std::string token = text.substr(text.find("/file#") + 6, 48);
    const Caller nobody;
    attachments::v1::OpenFileLinkRequest ask;
    ask.set_token(token);
    ask.set_address("anna@harbour.example");
    const auto asks = [&] { house.must<attachments::v1::FilePass>(nobody, "OpenFileLink", ask); };
    EXPECT_EQ(pass_by(token, "12345678"), "") << "no code was asked for";
    asks();
    const std::string first = code_in_mail();
    EXPECT_EQ(wanted().back().to(), "anna@harbour.example");
    EXPECT_EQ(wanted().back().SerializeAsString().find(first), std::string::npos) << "no fact holds the code";
    asks();
    EXPECT_NE(code_in_mail(), first);
    EXPECT_EQ(pass_by(token, first), "") << "the one before has ended";
    house.clock.advance(16min);
    EXPECT_THAT(house_code_line(), HasSubstr("ask for another one"));
    asks();
    const std::string right = code_in_mail();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pass_by(token, "0000000" + std::to_string(i)), "");
    EXPECT_EQ(pass_by(token, right), "") << "after five wrong ones it ends";
    asks();
    asks();
    EXPECT_EQ(house.call<attachments::v1::FilePass>(nobody, "OpenFileLink", ask).error().code, "attachments.too_many_codes");
    const std::string last = code_in_mail();
    EXPECT_NE(pass_by(token, last.substr(0, 4) + " " + last.substr(4)), "");
}

TEST_P(AnswersByMail, links_end_after_five_guesses_and_with_their_file) {
    const auto large = upload("large.iso", 11 << 20);
    attach(say("Here."), large);
    house.reconcile();
    const auto text = parts(wanted()[0].sent_id()).text;
    const Caller nobody;
    attachments::v1::LookAtFileLinkRequest look;
    look.set_token(text.substr(text.find("/file#") + 6, 48));
    attachments::v1::DeleteAttachmentRequest remove;
    remove.set_attachment_id(large);
    remove.set_reason("The wrong one.");
    house.must<attachments::v1::DeleteAttachmentResponse>(theo, "DeleteAttachment", remove);
    EXPECT_THAT(house.must<attachments::v1::LinkedFile>(nobody, "LookAtFileLink", look).refusal(), HasSubstr("deleted"));
    attachments::v1::OpenFileLinkRequest open;
    open.set_token(look.token());
    open.set_address("anna@harbour.example");
    EXPECT_EQ(house.call<attachments::v1::FilePass>(nobody, "OpenFileLink", open).error().code, "attachments.deleted");
    open.set_address("guess@harbour.example");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(house.must<attachments::v1::FilePass>(nobody, "OpenFileLink", open).pass(), "");
    EXPECT_EQ(house.call<attachments::v1::FilePass>(nobody, "OpenFileLink", open).error().code, "attachments.bad_link");
    look.set_token(look.token().substr(0, 47) + (look.token().back() == 'A' ? "B" : "A"));
    EXPECT_EQ(house.call<attachments::v1::LinkedFile>(nobody, "LookAtFileLink", look).error().code, "attachments.bad_link");
}

TEST_P(AnswersByMail, end_with_the_signature_of_the_house) {
    v1::UpdateMailSettingsRequest request;
    request.set_signature("Alderway\r\nTel. 0123\x01");
    EXPECT_EQ(house.must<v1::MailSettings>(owner, "UpdateMailSettings", request).signature(), "Alderway\nTel. 0123");
    say("Done.");
    house.reconcile();
    ASSERT_EQ(wanted().size(), 1u);
    EXPECT_EQ(wanted()[0].text(), "Done.\n\nTheo Technician\n\nAlderway\nTel. 0123\n");
}

TEST_P(AnswersByMail, that_bounce_say_so_on_the_message_that_failed) {
    const auto message = say("Did you switch it off and on?");
    house.reconcile();
    const auto id = note(wanted().at(0), "sent");
    EXPECT_EQ(sent().at(0).state(), "sent");
    house.clock.advance(std::chrono::seconds(1));
    resolve(ticket_id);
    const auto delayed = bounce(id, "delayed", "smtp; 450 4.2.0 Greylisted");
    EXPECT_EQ(delayed.origin(), "bounce");
    // What it was resolved with is the other one.
    const auto of_question = [&] {
        const auto all = sent();
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.message_id() == message; });
        return found == all.end() ? all.front() : *found;
    };
    EXPECT_EQ(of_question().state(), "late");
    const auto failed = bounce(id, "failed", "smtp; 550 5.1.1 <anna@harbour.example>: User unknown");
    EXPECT_EQ(failed.state(), "recorded");
    EXPECT_THAT(failed.reason(), HasSubstr("not delivered to anna@harbour.example: 550 5.1.1"));
    const auto lost = of_question();
    EXPECT_EQ(lost.message_id(), message);
    EXPECT_EQ(lost.state(), "not_delivered");
    EXPECT_EQ(lost.note(), "550 5.1.1 <anna@harbour.example>: User unknown");
    EXPECT_THAT(conversation(ticket_id).back().text(), HasSubstr("Our answer was not delivered to anna@harbour.example"));
    EXPECT_TRUE(conversation(ticket_id).back().internal());
    EXPECT_EQ(ticket(ticket_id).state(), "resolved") << "a machine reopens nothing";
    house.reconcile();
    EXPECT_EQ(wanted().size(), 2u) << "and is not answered: that is how it was resolved";
}

TEST_P(AnswersByMail, are_not_called_lost_by_whoever_never_had_them) {
    say("Did you switch it off and on?");
    house.reconcile();
    const auto id = note(wanted().at(0), "sent");
    bounce("t" + std::string(26, 'a') + ".aaaaaaaaaaaaa." + std::string(16, 'a') + "@msp.example", "failed", "smtp; 550 no");
    EXPECT_EQ(sent().at(0).state(), "sent");
    bounce(id, "delivered", "smtp; 250 fine");
    EXPECT_EQ(sent().at(0).state(), "sent") << "a report that all is well";
}

TEST_P(AnswersByMail, that_our_own_mail_server_refuses_say_so_too) {
    say("Did you switch it off and on?");
    house.reconcile();
    note(wanted().at(0), "not_delivered", "RCPT failed: 550");
    EXPECT_EQ(sent().at(0).state(), "not_delivered");
    EXPECT_EQ(sent().at(0).note(), "RCPT failed: 550");
    EXPECT_EQ(sent("what:receipt").size(), 1u) << "the receipt stands by itself";
}

TEST_P(AnswersByMail, that_do_not_arrive_mark_the_address_and_are_told_once_a_day) {
    const auto lost = [this] { return house.facts<facts::v1::MailNotDelivered>(); };
    const auto lose = [this] {
        say("Did you switch it off and on?");
        house.reconcile();
        bounce(note(wanted().back(), "sent"), "failed", "smtp; 550 5.1.1 User unknown");
    };
    lose();
    ASSERT_EQ(lost().size(), 1u);
    EXPECT_EQ(lost()[0].to(), "anna@harbour.example");
    EXPECT_EQ(lost()[0].ticket_id(), ticket_id);
    EXPECT_THAT(lost()[0].note(), HasSubstr("User unknown"));
    EXPECT_FALSE(lost()[0].has_owner());
    lose();
    EXPECT_EQ(lost().size(), 1u) << "the same address on the same day";
    ASSERT_EQ(failing().size(), 1u);
    EXPECT_EQ(failing()[0].address(), "anna@harbour.example");
    EXPECT_EQ(failing()[0].how_many(), 2);
    house.clock.advance(std::chrono::hours(25));
    lose();
    EXPECT_EQ(lost().size(), 2u) << "a day later again";
    EXPECT_EQ(lost()[1].how_many(), 3);
    receive({.text = "I am back."});
    EXPECT_TRUE(failing().empty()) << "she writes from there";
    lose();
    EXPECT_EQ(lost().size(), 3u) << "and that it fails again is news";
}

TEST_P(AnswersByMail, that_are_only_late_mark_nothing) {
    say("Did you switch it off and on?");
    house.reconcile();
    bounce(note(wanted().at(0), "sent"), "delayed", "smtp; 450 4.2.0 Greylisted");
    EXPECT_TRUE(failing().empty());
    EXPECT_TRUE(house.facts<facts::v1::MailNotDelivered>().empty());
}

TEST_P(AnswersByMail, are_seen_only_by_who_sees_the_client) {
    say("Hello.");
    house.reconcile();
    const Caller other = house.technician({mill});
    v1::ListSentMailsRequest request;
    request.set_ticket_id(ticket_id);
    EXPECT_FALSE(house.call<v1::ListSentMailsResponse>(other, "ListSentMails", request));
}

TEST_P(AnswersByMail, come_from_mails_that_can_be_saved_as_they_came) {
    const auto mail = receive_bytes("From: anna@harbour.example\r\nSubject: ../x\r\n\r\nhello\r\n");
    v1::DownloadMailRequest request;
    request.set_mail_id(mail.mail_id());
    const auto part = house.must<v1::MailPart>(owner, "DownloadMail", request);
    EXPECT_EQ(part.content(), "From: anna@harbour.example\r\nSubject: ../x\r\n\r\nhello\r\n");
    EXPECT_EQ(part.name(), "x.eml");
    EXPECT_EQ(part.size_bytes(), static_cast<int64_t>(part.content().size()));
}

}  // namespace steward::correspondence

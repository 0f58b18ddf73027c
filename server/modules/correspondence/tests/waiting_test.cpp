// Mail of which nothing becomes until somebody looks at it: counted, told without a flood, taken in by hand.
#include <gmock/gmock.h>

#include "server/modules/correspondence/tests/mail_story.h"
#include "server/modules/correspondence/waiting.h"

namespace steward::correspondence {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class WaitingMails : public MailStory {
protected:
    WaitingMails() { desk = account("Dora Desk", "dora@msp.example", "DSP", harbour); }

    // 60 MB by our mail server: the beginning is kept.
    v1::Mail receive_large(const std::string& from, const std::string& words) {
        mail::Arrival arrival{.envelope = {.sender = from, .recipients = {"desk@msp.example"}},
                              .bytes = "From: " + from + "\r\nSubject: my holiday pictures\r\nMessage-ID: <large@harbour.example>\r\n" +
                                       "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + words +
                                       "\r\n--b\r\nContent-Type: image/jpeg; name=sea.jpg\r\n\r\nxxxx",
                              .size = 60u << 20,
                              .is_cut = true};
        EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", arrival));
        house.reconcile();
        return mails().front();
    }
    Result<v1::Mail> release(const v1::Mail& mail) {
        v1::ReleaseMailRequest request;
        request.set_mail_id(mail.mail_id());
        request.set_client_id(harbour.text());
        return house.call<v1::Mail>(owner, "ReleaseMail", request);
    }
    std::vector<std::string> told() {
        std::vector<std::string> subjects;
        for (const auto& fact : house.facts<facts::v1::MailWaits>()) subjects.push_back(fact.subject());
        return subjects;
    }
    size_t waiting() { return mails("waits:yes").size(); }

    AccountId desk;
};
STEWARD_ON_EVERY_DATABASE(WaitingMails);

TEST_P(WaitingMails, are_counted_until_somebody_decides) {
    const auto stranger = receive({.from = "stranger@elsewhere.example"});
    const auto forged = receive({.more = "Authentication-Results: mx.msp.example; dmarc=fail header.from=harbour.example\r\n"});
    receive({.subject = "Automatic reply: Printer"});
    receive({});
    EXPECT_EQ(waiting(), 2u);
    EXPECT_TRUE(stranger.waits());
    ASSERT_TRUE(release(forged));
    EXPECT_EQ(waiting(), 1u);
    v1::DismissMailRequest aside;
    aside.set_mail_id(stranger.mail_id());
    house.must<v1::Mail>(owner, "DismissMail", aside);
    EXPECT_EQ(waiting(), 0u);
}

TEST_P(WaitingMails, are_told_to_whoever_may_let_them_in) {
    const auto held =
        receive({.subject = "I am the boss", .more = "Authentication-Results: mx.msp.example; dmarc=fail header.from=harbour.example\r\n"});
    const auto facts = house.facts<facts::v1::MailWaits>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].from(), "Anna Keller <anna@harbour.example>");
    EXPECT_EQ(facts[0].subject(), "I am the boss");
    EXPECT_EQ(facts[0].outcome(), "held");
    EXPECT_EQ(facts[0].client_id(), harbour.text());
    EXPECT_EQ(facts[0].mail_id(), held.mail_id());
    EXPECT_THAT(facts[0].account_ids(), ElementsAre(desk.text()));
    receive({.from = "stranger@elsewhere.example"});
    EXPECT_EQ(house.facts<facts::v1::MailWaits>().back().account_ids_size(), 0) << "what is nobody's is seen by who sees all clients";
}

TEST_P(WaitingMails, of_one_sender_are_told_once_an_hour) {
    for (int i = 0; i < 5; ++i) receive({.from = "stranger@elsewhere.example", .subject = "Offer " + std::to_string(i)});
    EXPECT_THAT(told(), ElementsAre("Offer 0"));
    house.clock.advance(1h);
    receive({.from = "STRANGER@elsewhere.example", .subject = "Offer again"});
    EXPECT_THAT(told(), ElementsAre("Offer 0", "Offer again"));
    EXPECT_EQ(waiting(), 6u) << "all of them stand in the list";
}

TEST_P(WaitingMails, of_many_strangers_are_no_flood_and_hide_no_client) {
    for (int i = 0; i < 15; ++i) receive({.from = "spam" + std::to_string(i) + "@elsewhere.example"});
    EXPECT_EQ(told().size(), static_cast<size_t>(most_told_of_strangers_an_hour));
    receive({.subject = "Printer", .more = "Authentication-Results: mx.msp.example; dmarc=fail header.from=harbour.example\r\n"});
    EXPECT_EQ(told().back(), "Printer");
    EXPECT_EQ(told().size(), static_cast<size_t>(most_told_of_strangers_an_hour) + 1);
}

TEST_P(WaitingMails, that_are_forged_hide_none_that_proves_its_sender) {
    const auto says = [](std::string_view verdict, std::string_view domain) {
        return "Authentication-Results: mx.msp.example; dmarc=" + std::string(verdict) + " header.from=" + std::string(domain) + "\r\n";
    };
    // To a ticket that only those take part in who may read it: held whoever wrote it.
    const auto id = receive({}).ticket_id();
    person(harbour, "Ben Otto", "ben@harbour.example");
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(house.owner(), "UpdateTicket", close);
    const std::string answers = "In-Reply-To: <" + marks(id).message_id + ">\r\n";
    const auto from_ben = [&](const std::string& more) {
        const auto mail = receive({.from = "ben@harbour.example", .more = more + answers});
        EXPECT_EQ(mail.state(), "held") << more;
        return house.facts<facts::v1::MailWaits>().size();
    };
    EXPECT_EQ(from_ben(says("fail", "harbour.example")), 1u);
    EXPECT_EQ(from_ben(says("fail", "harbour.example")), 1u) << "a forged one is told once an hour";
    EXPECT_EQ(from_ben(""), 2u) << "of this one nobody says that it is forged";
    EXPECT_EQ(from_ben(says("fail", "harbour.example")), 2u);
    EXPECT_EQ(from_ben(says("pass", "harbour.example")), 3u) << "this one is his, and the others hide it from nobody";
    EXPECT_EQ(from_ben(says("pass", "harbour.example")), 3u);
    EXPECT_EQ(from_ben(""), 3u) << "what proves less brings nothing new within the hour";
}

TEST_P(WaitingMails, of_strangers_who_prove_nothing_do_not_use_up_what_is_told_of_others) {
    for (int i = 0; i < 15; ++i) receive({.from = "spam" + std::to_string(i) + "@elsewhere.example"});
    for (int i = 0; i < 15; ++i)
        receive({.from = "real" + std::to_string(i) + "@partner.example",
                 .subject = "We met",
                 .more = "Authentication-Results: mx.msp.example; dmarc=pass header.from=partner.example\r\n"});
    const auto subjects = told();
    EXPECT_EQ(std::count(subjects.begin(), subjects.end(), "We met"), most_told_of_strangers_an_hour);
    EXPECT_EQ(subjects.size(), 2u * most_told_of_strangers_an_hour);
}

TEST_P(WaitingMails, of_strangers_who_are_not_who_they_say_and_of_programs_are_told_to_nobody) {
    receive(
        {.from = "bank@elsewhere.example", .more = "Authentication-Results: mx.msp.example; dmarc=fail header.from=elsewhere.example\r\n"});
    receive({.from = "news@elsewhere.example", .subject = "News", .more = "List-Id: <news.example>\r\n"});
    receive_large("seller@elsewhere.example", "Buy these.");
    EXPECT_TRUE(told().empty());
    EXPECT_EQ(waiting(), 1u) << "the held one is in the list";
}

TEST_P(WaitingMails, about_a_confidential_ticket_say_neither_who_nor_what_and_name_only_its_readers) {
    const auto id = receive({}).ticket_id();
    account("Tim Technician", "tim@msp.example", "TEC", harbour);
    person(harbour, "Ben Otto", "ben@harbour.example");
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(house.owner(), "UpdateTicket", close);
    const auto held = receive(
        {.from = "ben@harbour.example", .subject = "When does she leave?", .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n"});
    ASSERT_EQ(held.reason_code(), "mail.confidential");
    const auto facts = house.facts<facts::v1::MailWaits>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].subject() + facts[0].from(), "");
    EXPECT_THAT(facts[0].account_ids(), ElementsAre(desk.text()));
}

TEST_P(WaitingMails, that_could_not_be_judged_are_told_too) {
    mail::Arrival arrival{.envelope = {.sender = "anna@harbour.example", .recipients = {"desk@msp.example"}},
                          .bytes = "From: anna@harbour.example\r\nSubject: Printer\r\n\r\nIt burns.\r\n",
                          .size = 70};
    EXPECT_TRUE(house.take<Correspondence>().take_in("lmtp", arrival));
    EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update correspondence_mails set attempts = 3"));
        return {};
    }));
    house.reconcile();
    ASSERT_EQ(house.facts<facts::v1::MailWaits>().size(), 1u);
    EXPECT_EQ(house.facts<facts::v1::MailWaits>()[0].outcome(), "failed");
    EXPECT_EQ(waiting(), 1u);
}

TEST_P(WaitingMails, that_were_refused_of_somebody_we_know_become_a_ticket_in_which_she_is_answered) {
    const auto refused = receive_large("anna@harbour.example", "The sea was warm.");
    EXPECT_EQ(refused.state(), "refused");
    EXPECT_TRUE(refused.waits());
    EXPECT_THAT(refused.allowed_actions(), ElementsAre("release", "dismiss"));
    EXPECT_THAT(told(), ElementsAre("my holiday pictures"));
    v1::GetMailRequest get;
    get.set_mail_id(refused.mail_id());
    EXPECT_EQ(house.must<v1::Mail>(owner, "GetMail", get).text(), "The sea was warm.");

    const auto opened = release(refused);
    ASSERT_TRUE(opened) << opened.error().message;
    const auto made = ticket(opened->ticket_id());
    EXPECT_EQ(made.title(), "my holiday pictures");
    EXPECT_EQ(made.requester_name(), "Anna Keller");
    EXPECT_EQ(made.description(),
              "The sea was warm.\n\n(This mail could not be taken in as it is. The mail is larger than 25 MB; only its beginning was kept. "
              "Above stands what could be read of it.)");
    EXPECT_EQ(waiting(), 0u);
    house.clock.advance(24h * 91);
    house.reconcile();
    v1::DownloadMailRequest download;
    download.set_mail_id(refused.mail_id());
    EXPECT_THAT(house.must<v1::MailPart>(owner, "DownloadMail", download).content(), HasSubstr("holiday pictures")) << "it is kept";

    helpdesk::v1::AddMessageRequest answer;
    answer.set_ticket_id(made.ticket_id());
    answer.set_text("Please send them by the link in the portal.");
    house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", answer);
    house.reconcile();
    const auto wanted = house.facts<facts::v1::MailWanted>();
    ASSERT_EQ(wanted.size(), 1u);
    EXPECT_EQ(wanted[0].to(), "anna@harbour.example");
    EXPECT_EQ(wanted[0].in_reply_to(), "large@harbour.example");
    EXPECT_THAT(wanted[0].text(), HasSubstr("by the link in the portal"));
}

TEST_P(WaitingMails, of_which_nothing_but_the_head_is_there_say_so_in_their_ticket) {
    mail::Arrival arrival{.envelope = {.sender = "anna@harbour.example", .recipients = {"desk@msp.example"}},
                          .bytes = "From: anna@harbour.example\r\nSubject: Pictures\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
                          .size = 60u << 20,
                          .is_cut = true};
    EXPECT_TRUE(house.take<Correspondence>().take_in("imap", arrival));
    house.reconcile();
    const auto opened = release(mails().front());
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_THAT(ticket(opened->ticket_id()).description(), HasSubstr("Of its words nothing could be read."));
}

TEST_P(WaitingMails, that_were_refused_long_ago_cannot_be_read_any_more) {
    const auto refused = receive_large("seller@elsewhere.example", "Buy these.");
    EXPECT_FALSE(refused.waits()) << "nobody that we know";
    house.clock.advance(24h * 91);
    house.reconcile();
    EXPECT_EQ(release(refused).error().code, "correspondence.unreadable");
    EXPECT_EQ(tickets(), 0);
}

}  // namespace steward::correspondence

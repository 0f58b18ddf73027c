// Tickets that did not begin by mail: what we say in them goes to whoever asked, as far as the directory knows their address.
#include <gmock/gmock.h>

#include "server/modules/correspondence/tests/mail_story.h"

namespace steward::correspondence {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PhonedTickets : public MailStory {
protected:
    std::string carla = person(harbour, "Carla", "carla@harbour.example");

    std::string phoned(const std::string& requester, const std::string& source = "phone", const std::string& kind = "request") {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind(kind);
        request.set_source(source);
        request.set_title("Folder Accounts");
        request.set_requester_person_id(requester);
        return house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", request).ticket_id();
    }
    void say(const Caller& caller, const std::string& ticket_id, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(ticket_id);
        request.set_text(text);
        house.must<helpdesk::v1::TicketMessage>(caller, "AddMessage", request);
        house.reconcile();
    }
    void follow(const std::string& ticket_id, const std::string& person_id, bool no_more = false) {
        helpdesk::v1::ChangeTicketWatchersRequest request;
        request.set_ticket_id(ticket_id);
        (no_more ? request.add_remove_person_ids() : request.add_add_person_ids())->assign(person_id);
        house.must<helpdesk::v1::TicketRelations>(owner, "ChangeTicketWatchers", request);
    }
    std::vector<facts::v1::MailWanted> mails_about(const std::string& text) {
        auto all = house.facts<facts::v1::MailWanted>();
        std::erase_if(all, [&](const auto& mail) { return mail.text().find(text) == std::string::npos; });
        return all;
    }
    std::vector<std::string> receivers(const std::string& text) {
        std::vector<std::string> to;
        for (const auto& mail : mails_about(text)) to.push_back(mail.to());
        return to;
    }
    std::vector<v1::SentMail> sent(const std::string& ticket_id) {
        v1::ListSentMailsRequest request;
        request.set_ticket_id(ticket_id);
        const auto answer = house.must<v1::ListSentMailsResponse>(owner, "ListSentMails", request);
        return {answer.sent_mails().begin(), answer.sent_mails().end()};
    }
    /// As the notifications say it after an attempt.
    void note(const facts::v1::MailWanted& mail, const std::string& state) {
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            SystemRng rng;
            return house.take<Correspondence>().note_sent(transaction,
                                                          {.ticket = TicketId::parse(mail.ticket_id()).value_or(TicketId{}),
                                                           .client = ClientId::parse(mail.client_id()).value_or(ClientId{}),
                                                           .sent_id = mail.sent_id(),
                                                           .delivery = TicketId::make(house.clock.now(), rng).raw(),
                                                           .to = mail.to(),
                                                           .subject = mail.subject(),
                                                           .state = state,
                                                           .note = state == "sent" ? "" : "550 5.1.1 User unknown"},
                                                          house.clock.now());
        }));
    }
    std::string waiting(const std::string& requester) {
        const auto id = phoned(requester);
        move(id, "triaged");
        move(id, "in_progress");
        move(id, "waiting_client");
        house.reconcile();
        return id;
    }
    int64_t reminded(const std::string& ticket_id) {
        int64_t count = 0;
        EXPECT_TRUE(house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select reminders from helpdesk_tickets where id = $1", ticket_id));
            count = row ? row->integer(0) : -1;
            return {};
        }));
        return count;
    }
    /// A fortnight, looked at every half day; what goes out meanwhile ends as `state` says.
    void a_fortnight_passes(const std::string& state) {
        for (int half_days = 0; half_days < 2 * 21; ++half_days) {
            house.clock.advance(12h);
            house.reconcile();
            for (const auto& mail : mails_about("We are still waiting")) {
                if (!state.empty() && told_.insert(mail.sent_id()).second) note(mail, state);
            }
        }
    }
    std::set<std::string> told_;
};
STEWARD_ON_EVERY_DATABASE(PhonedTickets);

TEST_P(PhonedTickets, are_answered_by_mail_and_the_answer_to_that_comes_back_into_them) {
    for (const char* source : {"phone", "walk_up", "portal", "email"}) {
        const auto id = phoned(anna, source);
        const std::string words = "Who shall read it? " + id;
        say(theo, id, words);
        const auto mails = mails_about(words);
        ASSERT_EQ(mails.size(), 1u) << source;
        EXPECT_EQ(mails[0].to(), "anna@harbour.example");
        const std::string reference = ticket(id).reference();
        EXPECT_EQ(mails[0].subject(), "Folder Accounts [" + reference + "]");
        EXPECT_EQ(mails[0].in_reply_to(), "");
        EXPECT_FALSE(mails[0].is_receipt());
        EXPECT_THAT(mails[0].text(), HasSubstr("This is about " + reference + " (Folder Accounts). What you answer"));
        const auto answer = receive({.subject = "Re: " + mails[0].subject(),
                                     .text = "Carla and Bert.",
                                     .id = "back-" + id + "@harbour.example",
                                     .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n"});
        EXPECT_EQ(answer.state(), "reply_added") << answer.reason();
        EXPECT_EQ(answer.ticket_id(), id);
        say(theo, id, "Done for both. " + id);
        const auto next = mails_about("Done for both. " + id);
        ASSERT_EQ(next.size(), 1u);
        EXPECT_EQ(next[0].in_reply_to(), "back-" + id + "@harbour.example") << "now it answers her mail";
        EXPECT_EQ(next[0].subject(), "Re: Folder Accounts [" + reference + "]");
    }
}

TEST_P(PhonedTickets, send_nothing_for_what_their_people_say_themselves_nor_to_who_said_it) {
    const auto id = phoned(anna, "portal");
    Caller portal = house.client_person(harbour);
    portal.roles = {"CUS", "CDM"};
    say(portal, id, "I forgot: the folder Taxes too.");
    EXPECT_THAT(receivers("folder Taxes"), IsEmpty());
    Caller theo_asks = theo;
    theo_asks.account = account("Theo", "theo@msp.example", "TEC", harbour);
    const auto own = phoned(person(harbour, "Theo, who works there too", "Theo@msp.example"));
    say(theo_asks, own, "A note to myself.");
    EXPECT_THAT(receivers("A note to myself"), IsEmpty());
}

TEST_P(PhonedTickets, of_nobody_and_internal_ones_write_to_nobody) {
    say(theo, phoned(""), "Hello nobody.");
    say(owner, phoned("", "phone", "internal"), "Between us.");
    EXPECT_THAT(receivers("Hello nobody."), IsEmpty());
    EXPECT_THAT(receivers("Between us."), IsEmpty());
}

TEST_P(PhonedTickets, are_followed_by_mail_until_somebody_stops) {
    const auto id = phoned(anna);
    follow(id, carla);
    say(theo, id, "It is done.");
    EXPECT_THAT(receivers("It is done."), ElementsAre("anna@harbour.example", "carla@harbour.example"));
    EXPECT_THAT(mails_about("It is done.")[1].text(), HasSubstr("You follow " + ticket(id).reference()));
    EXPECT_EQ(receive({.from = "Carla <carla@harbour.example>",
                       .text = "Thank you.",
                       .more = "In-Reply-To: <" + marks(id).message_id + ">\r\n",
                       .sender = "carla@harbour.example"})
                  .ticket_id(),
              id);
    follow(id, carla, true);
    say(theo, id, "You are welcome.");
    EXPECT_THAT(receivers("You are welcome."), ElementsAre("anna@harbour.example", "carla@harbour.example"))
        << "she wrote last, and Anna asked";
    const auto quiet = phoned(anna);
    follow(quiet, carla);
    follow(quiet, carla, true);
    say(theo, quiet, "Just for Anna.");
    EXPECT_THAT(receivers("Just for Anna."), ElementsAre("anna@harbour.example"));
}

TEST_P(PhonedTickets, that_are_confidential_do_not_say_in_a_mail_what_they_are_called) {
    const auto id = phoned(anna);
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(owner, "UpdateTicket", close);
    say(owner, id, "We have seen to it.");
    const auto mails = mails_about("We have seen to it.");
    ASSERT_EQ(mails.size(), 1u);
    EXPECT_EQ(mails[0].subject(), "Confidential request [" + ticket(id).reference() + "]");
    EXPECT_EQ(mails[0].text().find("Folder"), std::string::npos);
}

TEST_P(PhonedTickets, that_were_merged_are_answered_to_both_who_asked) {
    const auto first = phoned(anna), second = phoned(carla);
    helpdesk::v1::MergeTicketRequest merge;
    merge.set_ticket_id(second);
    merge.set_into_ticket_id(first);
    house.must<helpdesk::v1::Ticket>(owner, "MergeTicket", merge);
    say(theo, first, "One answer for you both.");
    EXPECT_THAT(receivers("One answer for you both."), ElementsAre("anna@harbour.example", "carla@harbour.example"));
    EXPECT_EQ(mails_about("One answer for you both.")[1].reference(), ticket(first).reference());
}

TEST_P(PhonedTickets, write_to_no_address_that_took_no_mail_and_say_so) {
    const auto id = phoned(anna);
    say(theo, id, "The first one.");
    note(mails_about("The first one.").at(0), "not_delivered");
    house.clock.advance(std::chrono::seconds(1));  // the newest is asked for below
    say(theo, id, "The second one.");
    EXPECT_THAT(receivers("The second one."), IsEmpty());
    const auto newest = sent(id).back();
    EXPECT_EQ(newest.state(), "not_delivered");
    EXPECT_THAT(newest.note(), HasSubstr("did not arrive the last time: 550 5.1.1"));
    receive({.subject = "I am back", .text = "My mailbox works again."});
    say(theo, id, "The third one.");
    EXPECT_THAT(receivers("The third one."), ElementsAre("anna@harbour.example")) << "she wrote from there";
}

TEST_P(PhonedTickets, that_wait_are_given_up_only_after_three_reminders_that_arrived) {
    const auto id = waiting(anna);
    EXPECT_THAT(receivers("Did you switch it off and on?"), ElementsAre("anna@harbour.example")) << "the question goes out too";
    a_fortnight_passes("sent");
    EXPECT_EQ(ticket(id).resolution_code(), "no_reply");
    EXPECT_EQ(mails_about("We are still waiting").size(), 3u);
}

TEST_P(PhonedTickets, whose_reminders_are_lost_are_left_to_people) {
    const auto id = waiting(anna);
    a_fortnight_passes("not_delivered");
    EXPECT_EQ(ticket(id).state(), "waiting_client");
    EXPECT_EQ(reminded(id), 0);
    EXPECT_EQ(mails_about("We are still waiting").size(), 1u) << "not to an address that takes none";
    int told = 0;
    for (const auto& line : conversation(id)) told += line.text().starts_with("Nobody could be reminded: mail to anna@harbour.example");
    EXPECT_EQ(told, 1) << "once";
}

TEST_P(PhonedTickets, whose_reminders_nobody_took_yet_wait_without_another) {
    const auto id = waiting(anna);
    a_fortnight_passes("");
    EXPECT_EQ(ticket(id).state(), "waiting_client");
    EXPECT_EQ(mails_about("We are still waiting").size(), 1u);
}

TEST_P(PhonedTickets, of_somebody_without_an_address_wait_for_a_call) {
    const auto id = waiting(person(harbour, "Bert", ""));
    a_fortnight_passes("sent");
    EXPECT_EQ(ticket(id).state(), "waiting_client");
    EXPECT_THAT(conversation(id).back().text(), HasSubstr("no mail address of whoever asked. It is not resolved by itself. Call them"));
}

TEST_P(PhonedTickets, of_somebody_who_reads_in_the_portal_are_reminded_there) {
    account("Anna Keller", "anna@harbour.example", "CUS", harbour);
    const auto id = waiting(anna);
    a_fortnight_passes("not_delivered");
    EXPECT_EQ(ticket(id).resolution_code(), "no_reply") << "she could read all three";
}

TEST_P(PhonedTickets, of_somebody_who_reads_all_tickets_are_reminded_in_the_portal_since_they_may_answer_their_own) {
    account("Anna Keller", "anna@harbour.example", "CRO", harbour);
    const auto id = waiting(anna);
    a_fortnight_passes("not_delivered");
    EXPECT_EQ(ticket(id).resolution_code(), "no_reply");
}

TEST_P(PhonedTickets, of_nobody_by_name_are_left_to_people_whoever_else_reads_in_the_portal) {
    account("Carla Client", "carla@harbour.example", "CUS", harbour);
    const auto id = waiting("");
    a_fortnight_passes("sent");
    EXPECT_EQ(ticket(id).state(), "waiting_client");
    EXPECT_THAT(conversation(id).back().text(), HasSubstr("the ticket says of nobody who asked"));
}

TEST_P(PhonedTickets, are_told_that_they_are_resolved_once_and_that_is_the_first_answer) {
    const auto id = phoned(anna);
    house.clock.advance(1min);
    move(id, "triaged");
    move(id, "in_progress");
    helpdesk::v1::MoveTicketRequest done;
    done.set_ticket_id(id);
    done.set_state("resolved");
    done.set_resolution_code("fixed");
    done.set_resolution_text("The folder is shared with you again.");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", done);
    house.reconcile();
    EXPECT_THAT(receivers("shared with you again"), ElementsAre("anna@harbour.example"));
    EXPECT_EQ(ticket(id).first_response_at_unix_ms(), house.clock.now().unix_ms);
    move(id, "in_progress");
    say(theo, id, "Look once more, please.");
    done.set_resolution_text("Look once more, please.");
    house.must<helpdesk::v1::Ticket>(theo, "MoveTicket", done);
    house.reconcile();
    EXPECT_EQ(mails_about("Look once more").size(), 1u) << "the same words are not said twice";
}

}  // namespace
}  // namespace steward::correspondence

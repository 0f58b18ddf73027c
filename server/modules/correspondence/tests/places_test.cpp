// Stories of where a mail belongs after its ticket was closed, merged or split, and of those who only watch.
#include "server/modules/correspondence/tests/mail_story.h"

namespace steward::correspondence {
namespace {

class MailPlaces : public MailStory {
protected:
    void say(const std::string& id, const std::string& text) {
        helpdesk::v1::AddMessageRequest request;
        request.set_ticket_id(id);
        request.set_text(text);
        house.must<helpdesk::v1::TicketMessage>(theo, "AddMessage", request);
        house.reconcile();
    }
    std::string by_phone(const std::string& title) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title(title);
        return house.must<helpdesk::v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    }
    void merge(const std::string& from, const std::string& into) {
        helpdesk::v1::MergeTicketRequest request;
        request.set_ticket_id(from);
        request.set_into_ticket_id(into);
        house.must<helpdesk::v1::Ticket>(owner, "MergeTicket", request);
    }
    /// The newest mail of ours went out: as the notifications say it.
    std::string sent_out() {
        const auto wanted = house.facts<facts::v1::MailWanted>().back();
        const auto ticket = TicketId::parse(wanted.ticket_id()).value_or(TicketId{});
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) {
            return house.take<Correspondence>().note_sent(transaction,
                                                          {.ticket = ticket,
                                                           .client = harbour,
                                                           .sent_id = wanted.sent_id(),
                                                           .delivery = RawId{},
                                                           .is_receipt = false,
                                                           .to = wanted.to(),
                                                           .subject = wanted.subject(),
                                                           .state = "sent",
                                                           .note = ""},
                                                          house.clock.now());
        }));
        return marks(wanted.ticket_id()).message_id;
    }
    static std::string answers(const std::string& message_id) { return "In-Reply-To: <" + message_id + ">\r\n"; }
    /// Splits off everything that has one of these texts.
    std::string split(const std::string& id, std::initializer_list<const char*> texts) {
        helpdesk::v1::SplitTicketRequest request;
        request.set_ticket_id(id);
        request.set_title("Scanner");
        for (const auto& message : conversation(id)) {
            for (const auto* text : texts) {
                if (message.text() == text) request.add_message_ids(message.message_id());
            }
        }
        return house.must<helpdesk::v1::Ticket>(owner, "SplitTicket", request).ticket_id();
    }
};
STEWARD_ON_EVERY_DATABASE(MailPlaces);

TEST_P(MailPlaces, is_a_closed_ticket_that_is_reopened_within_seven_days) {
    const auto id = receive({}).ticket_id();
    resolve(id);
    house.clock.advance(std::chrono::hours(24 * 6));
    house.reconcile();
    ASSERT_EQ(ticket(id).state(), "closed") << "after three business days";
    EXPECT_EQ(receive({.text = "Still broken.", .more = answers(marks(id).message_id)}).state(), "reply_added");
    EXPECT_EQ(ticket(id).state(), "in_progress");
    EXPECT_EQ(ticket(id).reopened_count(), 1);
}

TEST_P(MailPlaces, is_the_ticket_of_a_number_also_for_a_watcher) {
    const auto id = by_phone("Printer");
    const std::string subject = "Re: " + ticket(id).reference();
    EXPECT_EQ(receive({.subject = subject, .text = "I have it too."}).state(), "ticket_opened") << "a number proves nothing";
    helpdesk::v1::ChangeTicketWatchersRequest watch;
    watch.set_ticket_id(id);
    watch.add_add_person_ids(anna);
    house.must<helpdesk::v1::TicketRelations>(theo, "ChangeTicketWatchers", watch);
    const auto reply = receive({.subject = subject, .text = "And it smells."});
    EXPECT_EQ(reply.state(), "reply_added");
    EXPECT_EQ(reply.ticket_id(), id);
    const auto facts = house.facts<facts::v1::TicketWatched>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].person_id(), anna);
    EXPECT_EQ(facts[0].name(), "Anna Keller");
    EXPECT_EQ(facts[0].reference(), ticket(id).reference());
    EXPECT_EQ(facts[0].title(), "Printer");
}

TEST_P(MailPlaces, of_a_duplicate_is_the_ticket_that_goes_on) {
    const auto duplicate = receive({}).ticket_id(), survivor = by_phone("Printer on floor 2");
    house.reconcile();
    merge(duplicate, survivor);
    say(survivor, "We are on our way.");
    const auto wanted = house.facts<facts::v1::MailWanted>().back();
    EXPECT_EQ(wanted.to(), "anna@harbour.example") << "who wrote to the duplicate is answered";
    EXPECT_EQ(wanted.ticket_id(), survivor);
    EXPECT_NE(wanted.subject().find(ticket(survivor).reference()), std::string::npos) << wanted.subject();
    const auto reply = receive({.text = "Thank you.", .more = answers(marks(duplicate).message_id)});
    EXPECT_EQ(reply.ticket_id(), survivor);
    EXPECT_EQ(reply.state(), "reply_added");
}

TEST_P(MailPlaces, of_words_that_were_split_off_is_the_new_ticket) {
    const auto id = receive({}).ticket_id();
    receive({.text = "And the scanner is dead.", .id = "scanner@harbour.example", .more = answers(marks(id).message_id)});
    say(id, "Is the scanner plugged in?");
    const auto ours = sent_out();
    const auto fresh = split(id, {"And the scanner is dead.", "Is the scanner plugged in?"});
    EXPECT_EQ(receive({.text = "It is.", .more = answers(ours)}).ticket_id(), fresh) << "an answer to what we asked about it";
    EXPECT_EQ(receive({.text = "See above.", .more = answers("scanner@harbour.example")}).ticket_id(), fresh) << "and one to her own words";
    say(fresh, "Then I come.");
    const auto wanted = house.facts<facts::v1::MailWanted>().back();
    EXPECT_EQ(wanted.to(), "anna@harbour.example");
    EXPECT_EQ(wanted.ticket_id(), fresh);
    EXPECT_NE(wanted.subject().find(ticket(fresh).reference()), std::string::npos) << wanted.subject();
    EXPECT_EQ(receive({.text = "The printer still burns.", .more = answers(marks(fresh).message_id)}).ticket_id(), fresh);
}

TEST_P(MailPlaces, of_an_answer_is_the_requester_whoever_wrote_last) {
    const auto id = receive({}).ticket_id();
    person(harbour, "Bob", "bob@harbour.example");
    receive({.from = "Bob <bob@harbour.example>", .text = "I have it too.", .more = answers(marks(id).message_id)});
    say(id, "Your printer is ready.");
    EXPECT_EQ(house.facts<facts::v1::MailWanted>().back().to(), "anna@harbour.example");
    const auto phoned = by_phone("Scanner");
    EXPECT_EQ(receive({.from = "Bob <bob@harbour.example>", .text = "Mine.", .more = answers(marks(phoned).message_id)}).ticket_id(),
              phoned);
    say(phoned, "Your scanner is ready.");
    EXPECT_EQ(house.facts<facts::v1::MailWanted>().back().to(), "bob@harbour.example") << "nobody else asked";
}

TEST_P(MailPlaces, of_words_to_a_confidential_ticket_are_of_those_who_take_part) {
    const auto id = receive({.id = "first@harbour.example"}).ticket_id();
    person(harbour, "Bob", "bob@harbour.example");
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(owner, "UpdateTicket", close);
    const Written forwarded{
        .from = "Bob <bob@harbour.example>", .subject = "Re: secret", .text = "What is this?", .more = answers(marks(id).message_id)};
    const auto held = receive(forwarded);
    EXPECT_EQ(held.state(), "held");
    EXPECT_EQ(held.reason_code(), "mail.confidential");
    EXPECT_EQ(held.proposed_ticket_id(), id);
    EXPECT_EQ(receive({.text = "And the other thing.", .more = answers(marks(id).message_id)}).state(), "reply_added") << "Anna asked";

    Caller tim = theo, seeing = theo;
    SystemRng rng;
    for (Caller* one : {&tim, &seeing}) {
        one->roles = {"TEC"};
        one->account = AccountId::make(house.clock.now(), rng);
    }
    // What is held for it is read by whoever reads it; so is what came twice.
    EXPECT_TRUE(mails_for(tim, "state:held").empty());
    receive_bytes(
        "Received: by another road\r\nFrom: Anna Keller <anna@harbour.example>\r\nTo: desk@msp.example\r\nSubject: "
        "Printer\r\nMessage-ID: <first@harbour.example>\r\n\r\nIt is on fire.\r\n");
    ASSERT_EQ(mails("state:duplicate").size(), 1u);
    EXPECT_TRUE(mails_for(tim, "state:duplicate").empty());
    v1::GetMailRequest look;
    look.set_mail_id(held.mail_id());
    EXPECT_EQ(house.call<v1::Mail>(tim, "GetMail", look).error().code, "correspondence.mail_not_found");
    const auto stranger = receive({.from = "stranger@elsewhere.example"});
    v1::ReleaseMailRequest release;
    release.set_mail_id(stranger.mail_id());
    release.set_ticket_id(id);
    seeing.scope = owner.scope;
    EXPECT_EQ(house.call<v1::Mail>(seeing, "ReleaseMail", release).error().fields[0].pointer, "/ticket_id");
    EXPECT_EQ(house.must<v1::Mail>(owner, "ReleaseMail", release).state(), "reply_added");
}

}  // namespace
}  // namespace steward::correspondence

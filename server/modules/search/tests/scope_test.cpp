// Who finds what: nothing of another client, nothing that is written for colleagues, not even as a number.
#include "server/modules/search/tests/search_story.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::search {
namespace {

class SearchScope : public SearchStory {};
STEWARD_ON_EVERY_DATABASE(SearchScope);

TEST_P(SearchScope, is_the_callers_clients_also_in_counts_and_by_number) {
    const auto secret = ticket("Secret of the harbour", harbour);
    ticket("Secret of the mill", mill);
    house.reconcile();
    const auto theo = house.technician({mill});
    const auto answer = search(theo, "secret");
    ASSERT_EQ(answer.hits_size(), 1);
    EXPECT_EQ(answer.hits(0).client_name(), "Mill");
    EXPECT_EQ(counted(answer), 1);
    EXPECT_EQ(search(theo, "secret client:harbour").hits_size(), 0);
    EXPECT_EQ(search(theo, secret.reference()).hits_size(), 0);
    EXPECT_EQ(counted(search(theo, "secret -client:mill")), 0);
    EXPECT_EQ(search(house.technician({}), "secret").hits_size(), 0);
}

TEST_P(SearchScope, of_a_clients_person_has_no_notes_and_none_of_our_own_matters) {
    const auto id = ticket("Invoice", harbour).ticket_id();
    say(id, "They pay late, zebra.", true);
    say(id, "We sent it, gazelle.");
    helpdesk::v1::CreateTicketRequest internal;
    internal.set_client_id(harbour.text());
    internal.set_kind("internal");
    internal.set_title("Raise prices, zebra");
    house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", internal);
    house.reconcile();
    EXPECT_EQ(counted(search(owner, "zebra")), 2);
    const auto hers = search(carla, "zebra");
    EXPECT_EQ(hers.hits_size(), 0);
    EXPECT_EQ(counted(hers), 0);
    EXPECT_EQ(search(carla, "zebra kind:note").hits_size(), 0);
    EXPECT_EQ(search(carla, "invoice -zebra").hits_size(), 1) << "what is hidden must not tell by its absence either";
    EXPECT_EQ(search(carla, "gazelle").hits_size(), 1);
    EXPECT_EQ(search(carla, "000002").hits_size(), 0) << "the number of the internal ticket";
}

TEST_P(SearchScope, of_a_client_user_is_what_they_asked_for_themselves) {
    ticket("A colleague leaves on Friday", harbour);
    house.reconcile();
    Caller ulla = carla;
    ulla.roles = {"CUS"};
    EXPECT_EQ(search(ulla, "colleague").hits_size(), 0);
    EXPECT_EQ(counted(search(ulla, "colleague")), 0);
    EXPECT_EQ(search(carla, "colleague").hits_size(), 1);
}

TEST_P(SearchScope, leaves_out_kinds_that_the_role_may_not_read) {
    house.reconcile();
    Caller finance = house.technician({harbour});
    finance.permissions = {"ticket.read"};
    EXPECT_EQ(search(finance, "files").hits_size(), 0);
    EXPECT_EQ(search(finance, "files kind:device").hits_size(), 0);
    EXPECT_EQ(search(owner, "files").hits_size(), 1);
}

TEST_P(SearchScope, of_a_mail_that_is_held_for_a_confidential_ticket_is_that_tickets) {
    const auto id = ticket("Carla is leaving", harbour).ticket_id();
    helpdesk::v1::UpdateTicketRequest close;
    close.set_ticket_id(id);
    close.set_confidential(true);
    house.must<helpdesk::v1::Ticket>(owner, "UpdateTicket", close);
    EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into correspondence_mails (id, client_id, door, received_at, envelope_sender, envelope_recipients, sender_known, "
            "size_bytes, is_cut, digest, state, attempts, decided_by, reason_code, reason, origin, authenticity, from_address, from_key, "
            "from_name, subject, message_id, text_digest, answerable, reopened, proposed_ticket_id) values ('m1', $1, 'lmtp', 1, '', '', "
            "$2, 1, $2, 'd', 'held', 1, '', '', '', '', '', 'bob@harbour.example', 'bob@harbour.example', 'Bob', 'Severance of Carla', '', "
            "'', $2, $2, $3)",
            harbour, false, id));
        facts::v1::MailDecided fact;
        fact.set_mail_id("m1");
        fact.set_outcome("held");
        return journal::append(transaction, house.clock.now(), harbour, "m1", fact);
    }));
    house.reconcile();
    Caller tim = house.technician({harbour});
    SystemRng rng;
    tim.account = AccountId::make(house.clock.now(), rng);
    tim.roles = {"TEC"};
    EXPECT_EQ(counted(search(tim, "severance")), 0);
    const auto found = search(owner, "severance");
    ASSERT_EQ(found.hits_size(), 1);
    EXPECT_EQ(found.hits(0).kind(), "mail");
    EXPECT_EQ(found.hits(0).ticket_id(), "") << "it is among the mails, not in the ticket";
}

TEST_P(SearchScope, marks_of_the_index_are_no_words) {
    ticket("Plain", harbour);
    house.reconcile();
    for (const char* mark : {"xpublic", "xkticket", "xk", "x", "=xpublic", "scope:xpublic plain"}) {
        v1::SearchRequest request;
        request.set_filter(mark);
        const auto answer = house.call<v1::SearchResponse>(owner, "Search", request);
        EXPECT_TRUE(!answer || answer->hits_size() == 0) << mark;
    }
}

}  // namespace
}  // namespace steward::search

// Joiners and leavers are nobody's business who does not need to know (domain/model.md 4.3): what one may not read is not there, in no
// list, no count, no tie, no fact and no view that other rooms read.
#include <algorithm>

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class ConfidentialTickets : public DeskStory {
protected:
    ConfidentialTickets() {
        const auto known = [&](const std::string& name, const std::string& role, Caller caller) {
            caller.account = AccountId::parse(account(name, role, "active", harbour)).value_or(AccountId{});
            caller.name = name;
            caller.roles = {role};
            return caller;
        };
        tess = known("Tess Technician", "TEC", house.technician({harbour}));
        dana = known("Dana Dispatcher", "DSP", house.technician({harbour}));
        hanna = known("Hanna HR", "CHR", house.client_person(harbour));
        max = known("Max Manager", "CDM", house.client_person(harbour));
        hanna.permissions.insert("ticket.watch");
        v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_kind("lifecycle");
        request.set_title("Paul leaves on Friday");
        request.set_description("He does not know yet.");
        leaver = house.must<v1::Ticket>(hanna, "CreateTicket", request);
    }
    std::string look(const Caller& caller) {
        v1::GetTicketRequest request;
        request.set_ticket_id(leaver.ticket_id());
        const auto seen = house.call<v1::Ticket>(caller, "GetTicket", request);
        return seen ? seen->title() : seen.error().code;
    }
    std::string in_view(const std::string& view, const std::string& column) {
        std::string title;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row,
                        transaction.query_one("select title from " + view + " where " + column + " = $1", leaver.ticket_id()));
            title = row->text(0);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
        return title;
    }

    Caller tess, dana, hanna, max;
    v1::Ticket leaver;
};

TEST_P(ConfidentialTickets, are_read_by_the_people_contact_and_who_directs_and_not_by_others_of_either_side) {
    EXPECT_TRUE(leaver.confidential());
    EXPECT_EQ(look(hanna), "Paul leaves on Friday");
    EXPECT_EQ(look(dana), "Paul leaves on Friday");
    EXPECT_EQ(look(house.owner()), "Paul leaves on Friday");
    EXPECT_EQ(look(tess), "helpdesk.ticket_not_found");
    EXPECT_EQ(look(max), "helpdesk.ticket_not_found") << "a decision-maker sees all tickets but these";
    EXPECT_EQ(list(tess, "").total(), 0);
    EXPECT_EQ(list(max, "").total(), 0);
    EXPECT_EQ(list(tess, "reference:" + leaver.reference()).total(), 0);
    EXPECT_EQ(list(dana, "").total(), 1);
    EXPECT_EQ(list(hanna, "").total(), 1);
    Caller helga = hanna;  // another people contact of the same client
    helga.account = AccountId::parse(account("Helga HR", "CHR", "active", harbour)).value_or(AccountId{});
    EXPECT_EQ(look(helga), "Paul leaves on Friday");
    EXPECT_EQ(list(helga, "").total(), 1);
    const auto queues = house.must<v1::ListQueuesResponse>(tess, "ListQueues", v1::ListQueuesRequest{});
    for (const auto& queue : queues.queues()) EXPECT_EQ(queue.open_count(), 0);
}

TEST_P(ConfidentialTickets, are_read_by_whoever_works_on_them) {
    v1::AssignTicketRequest give;
    give.set_ticket_id(leaver.ticket_id());
    give.set_assignee_account_id(tess.account.text());
    house.must<v1::Ticket>(dana, "AssignTicket", give);
    EXPECT_EQ(look(tess), "Paul leaves on Friday");
    EXPECT_EQ(list(tess, "").total(), 1);
    give.set_assignee_account_id(dana.account.text());
    house.must<v1::Ticket>(dana, "AssignTicket", give);
    EXPECT_EQ(look(tess), "helpdesk.ticket_not_found") << "it is not hers any more";
    v1::ChangeTicketWatchersRequest watch;
    watch.set_ticket_id(leaver.ticket_id());
    watch.add_add_account_ids(tess.account.text());
    house.must<v1::TicketRelations>(dana, "ChangeTicketWatchers", watch);
    EXPECT_EQ(look(tess), "Paul leaves on Friday");
}

TEST_P(ConfidentialTickets, are_called_nothing_in_facts_and_in_what_other_rooms_read) {
    say(hanna, leaver.ticket_id(), "Friday at noon.");
    for (const auto& fact : house.facts<facts::v1::TicketCreated>()) {
        EXPECT_EQ(fact.title(), "Confidential request");
        EXPECT_EQ(fact.plain_text(), "");
    }
    for (const auto& fact : house.facts<facts::v1::TicketMessageAdded>()) EXPECT_EQ(fact.title(), "Confidential request");
    EXPECT_EQ(in_view("helpdesk_v_desk", "id"), "Confidential request");
    EXPECT_EQ(in_view("helpdesk_v_ticket_contents", "ticket_id"), "Confidential request");
    EXPECT_EQ(in_view("helpdesk_v_course", "ticket_id"), "Confidential request");
    EXPECT_EQ(in_view("helpdesk_v_whole", "id"), "Paul leaves on Friday");
    const auto known = house.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const bool by_tess, may_know_of(transaction, tess, leaver.ticket_id()));
        STEWARD_TRY(const bool by_dana, may_know_of(transaction, dana, leaver.ticket_id()));
        STEWARD_TRY(const bool by_max, may_know_of(transaction, max, leaver.ticket_id()));
        EXPECT_FALSE(by_tess);
        EXPECT_TRUE(by_dana);
        EXPECT_FALSE(by_max);
        return {};
    });
    EXPECT_TRUE(known) << (known ? "" : known.error().cause);
}

TEST_P(ConfidentialTickets, are_opened_to_others_by_few_and_closed_by_anybody_who_reads_them) {
    const auto open = create("Printer").ticket_id();
    v1::UpdateTicketRequest request;
    request.set_ticket_id(open);
    request.set_confidential(true);
    EXPECT_TRUE(house.must<v1::Ticket>(tess, "UpdateTicket", request).confidential());
    request.set_confidential(false);
    EXPECT_EQ(house.call<v1::Ticket>(tess, "UpdateTicket", request).error().code, "helpdesk.ticket_not_found") << "now it is not hers";
    EXPECT_FALSE(house.must<v1::Ticket>(dana, "UpdateTicket", request).confidential());
    request.set_ticket_id(leaver.ticket_id());
    EXPECT_FALSE(house.must<v1::Ticket>(hanna, "UpdateTicket", request).confidential());
    EXPECT_EQ(look(tess), "Paul leaves on Friday");
    // What becomes a leaver's ticket is one.
    v1::UpdateTicketRequest kind;
    kind.set_ticket_id(open);
    kind.set_kind("lifecycle");
    EXPECT_TRUE(house.must<v1::Ticket>(dana, "UpdateTicket", kind).confidential());
}

TEST_P(ConfidentialTickets, are_raised_as_lifecycle_by_the_people_contact_alone_and_merged_among_themselves) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_kind("lifecycle");
    request.set_title("A new colleague");
    EXPECT_EQ(house.call<v1::Ticket>(max, "CreateTicket", request).error().fields.at(0).pointer, "/kind");
    const auto open = create("Printer").ticket_id();
    v1::MergeTicketRequest merge;
    merge.set_ticket_id(leaver.ticket_id());
    merge.set_into_ticket_id(open);
    EXPECT_EQ(house.call<v1::Ticket>(dana, "MergeTicket", merge).error().code, "helpdesk.cannot_merge");
}

TEST_P(ConfidentialTickets, take_with_them_what_was_merged_into_them) {
    const auto kept = create("Printer").ticket_id(), duplicate = create("Printer again").ticket_id();
    v1::MergeTicketRequest merge;
    merge.set_ticket_id(duplicate);
    merge.set_into_ticket_id(kept);
    house.must<v1::Ticket>(dana, "MergeTicket", merge);
    v1::GetTicketRequest look_at;
    look_at.set_ticket_id(duplicate);
    EXPECT_TRUE(house.call<v1::Ticket>(tess, "GetTicket", look_at));
    v1::UpdateTicketRequest request;
    request.set_ticket_id(kept);
    request.set_confidential(true);
    house.must<v1::Ticket>(dana, "UpdateTicket", request);
    EXPECT_FALSE(house.call<v1::Ticket>(tess, "GetTicket", look_at));
    EXPECT_EQ(list(tess, "state:merged").total(), 0);
    EXPECT_EQ(list(dana, "state:merged").total(), 1);
    request.set_confidential(false);
    house.must<v1::Ticket>(dana, "UpdateTicket", request);
    EXPECT_TRUE(house.call<v1::Ticket>(tess, "GetTicket", look_at));
}

// A page that does not hold all is counted beside it, from other entries than it is read from.
TEST_P(ConfidentialTickets, are_left_out_of_what_lists_count) {
    for (const char* title : {"Printer", "Screen", "Mouse"}) create(title);
    const auto counted = [&](const Caller& caller, const std::string& filter) {
        v1::ListTicketsRequest request;
        request.set_filter(filter);
        request.set_page_size(1);
        return house.must<v1::ListTicketsResponse>(caller, "ListTickets", request).total();
    };
    const std::string priority = leaver.priority();
    const auto is_said_twice_alike = [&] {
        int64_t unlike = -1;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select count(*) from helpdesk_tickets t where t.confidential <> exists "
                                                              "(select 1 from helpdesk_confidential h where h.ticket_id = t.id)"));
            unlike = row->integer(0);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().cause);
        return unlike == 0;
    };
    for (const std::string& filter : {std::string("is:open"), "is:open priority:" + priority, std::string("is:open assignee:none")})
        EXPECT_EQ(counted(dana, filter), counted(tess, filter) + 1) << filter;
    EXPECT_TRUE(is_said_twice_alike());
    v1::UpdateTicketRequest request;
    request.set_ticket_id(leaver.ticket_id());
    request.set_confidential(false);
    house.must<v1::Ticket>(hanna, "UpdateTicket", request);
    EXPECT_EQ(counted(tess, "is:open"), 4);
    EXPECT_TRUE(is_said_twice_alike());
    request.set_confidential(true);
    house.must<v1::Ticket>(dana, "UpdateTicket", request);
    EXPECT_EQ(counted(tess, "is:open"), 3);
    EXPECT_TRUE(is_said_twice_alike());
}

STEWARD_ON_EVERY_DATABASE(ConfidentialTickets);

}  // namespace
}  // namespace steward::helpdesk

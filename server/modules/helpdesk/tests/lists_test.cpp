// Stories of lists of tickets that are too long to be counted, and of what screens hear instead of asking again.
#include <boost/json.hpp>
#include <set>

#include "server/modules/helpdesk/tests/desk_story.h"
#include "server/modules/helpdesk/ticket_list.h"

namespace steward::helpdesk {
namespace {

class TicketLists : public DeskStory {
protected:
    std::vector<std::string> titles(const std::string& filter, const std::string& order) {
        std::vector<std::string> found;
        const auto answer = list(theo, filter, order);
        for (const auto& ticket : answer.tickets()) found.push_back(ticket.title());
        return found;
    }
    // What screens heard of tickets since `first`.
    std::vector<boost::json::object> heard(size_t first) {
        std::vector<boost::json::object> words;
        for (size_t i = first; i < house.updates.size(); ++i) {
            if (house.updates[i].topic == "ticket") words.push_back(boost::json::parse(house.updates[i].json).as_object());
        }
        return words;
    }
};
STEWARD_ON_EVERY_DATABASE(TicketLists);

TEST_P(TicketLists, say_that_there_are_more_where_counting_ends) {
    for (const char* title : {"Printer one", "Printer two", "Printer three"}) create(title);
    static constexpr filter::Field fields[] = {{"title", "t.title"}, {"changed", "t.changed_at", filter::Kind::Time}};
    const auto counted = [&](int most, const std::string& filter) {
        std::pair<int, bool> total;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            TicketQuestion question{.scope = "", .parameters = {}, .terms = {}, .fields = fields};
            question.most_counted = question.most_counted_words = most;
            STEWARD_TRY(question.terms, filter::parse(filter));
            STEWARD_TRY(const auto page, read_tickets(transaction, std::move(question), {.page_size = 1}, house.clock.now()));
            total = {page.total, page.more_than_total};
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().message + done.error().cause);
        return total;
    };
    EXPECT_EQ(counted(2, ""), std::pair(2, true));
    EXPECT_EQ(counted(3, ""), std::pair(3, false));
    EXPECT_EQ(counted(2, "printer"), std::pair(2, true));
    EXPECT_EQ(counted(2, "title:\"printer t*\""), std::pair(2, false));
    const auto all = list(theo, "");
    EXPECT_EQ(all.total(), 3);
    EXPECT_FALSE(all.more_than_total());
}

TEST_P(TicketLists, find_a_ticket_by_a_part_of_its_number) {
    const std::string number = create("Printer").reference();
    EXPECT_EQ(titles("is:open " + number.substr(number.size() - 3), ""), std::vector<std::string>{"Printer"});
    EXPECT_EQ(titles("is:open tic-20", ""), std::vector<std::string>{"Printer"});
    EXPECT_TRUE(titles("is:open ticket", "").empty()) << "no number has these letters";
}

// A tag that thousands have is looked for in another way; what is found must be the same.
TEST_P(TicketLists, of_a_common_tag_are_those_of_a_rare_one) {
    for (const char* title : {"One", "Two", "Three", "Four"}) {
        const auto ticket = create(title);
        v1::SetTicketTagsRequest tags;
        tags.set_ticket_id(ticket.ticket_id());
        if (ticket.title() != "Three") tags.add_tags("vpn");
        house.must<v1::Ticket>(theo, "SetTicketTags", tags);
        if (ticket.title() != "Two") continue;
        v1::MoveTicketRequest over;
        over.set_ticket_id(ticket.ticket_id());
        over.set_state("cancelled");
        over.set_reason("It was nothing");
        house.must<v1::Ticket>(house.owner(), "MoveTicket", over);
    }
    static constexpr filter::Field fields[] = {{"title", "t.title"}, {"changed", "t.changed_at", filter::Kind::Time}};
    const auto found = [&](const std::string& filter, const std::string& order, bool common) {
        std::vector<std::string> titles;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            TicketQuestion question{
                .scope = "", .parameters = {storage::Value(std::string("VPN"))}, .common_tag = "", .terms = {}, .fields = fields};
            const std::string tag = "lower(w.tag) = lower($1)";
            if (common) question.common_tag = tag;
            else question.scope = " and t.id in (select w.ticket_id from helpdesk_tags w where " + tag + ")";
            STEWARD_TRY(question.terms, filter::parse(filter));
            STEWARD_TRY(const auto page,
                        read_tickets(transaction, std::move(question), {.order_by = order, .page_size = 10}, house.clock.now()));
            for (const auto& ticket : page.tickets) titles.push_back(ticket.title);
            titles.push_back(std::to_string(page.total));
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().message + done.error().cause);
        return titles;
    };
    EXPECT_EQ(found("", "title", true), (std::vector<std::string>{"Four", "One", "Two", "3"}));
    for (const char* filter : {"", "is:open", "is:closed", "title:o*"})
        for (const char* order : {"", "changed", "title", "-title"})
            EXPECT_EQ(found(filter, order, true), found(filter, order, false)) << filter << order;
}

TEST_P(TicketLists, find_a_word_anywhere_in_what_they_show_also_after_it_changed) {
    auto ticket = create("Plotter jams");
    create("Something else", mill);
    v1::CreateTicketRequest with_device;
    with_device.set_client_id(harbour.text());
    with_device.set_title("Slow");
    with_device.set_device_id(files.text());
    house.must<v1::Ticket>(theo, "CreateTicket", with_device);
    EXPECT_EQ(titles("LOTTE", ""), std::vector<std::string>{"Plotter jams"});
    EXPECT_EQ(titles("lotter jam", ""), std::vector<std::string>{"Plotter jams"});
    EXPECT_EQ(titles("iles-1", ""), std::vector<std::string>{"Slow"});
    EXPECT_EQ(list(theo, "arbou").total(), 2) << "by the client's name";
    EXPECT_EQ(list(theo, "-lotter").total(), 1);
    EXPECT_EQ(list(house.owner(), "-lotter").total(), 2);

    v1::UpdateTicketRequest rename;
    rename.set_ticket_id(ticket.ticket_id());
    rename.set_title("Scanner is 100% dark");
    house.must<v1::Ticket>(theo, "UpdateTicket", rename);
    EXPECT_TRUE(titles("lotter", "").empty());
    EXPECT_EQ(titles("canner", ""), std::vector<std::string>{"Scanner is 100% dark"});
    EXPECT_EQ(titles("100%", ""), std::vector<std::string>{"Scanner is 100% dark"});
    EXPECT_TRUE(titles("1%0", "").empty());
}

// PostgreSQL looks for words in another way where it expects that many have them; what is found must be the same.
TEST_P(TicketLists, of_words_that_many_have_are_those_of_words_that_few_have) {
    for (const char* title : {"Printer without paper", "Printer", "Paper for the PRINTER", "Paper", "Papier f\u00dcr den Drucker"})
        create(title);
    static constexpr filter::Field fields[] = {{"title", "t.title"},
                                               {"changed", "t.changed_at", filter::Kind::Time},
                                               {"client", "c.name"},
                                               {"due", "t.created_at", filter::Kind::Time}};
    // A list alone knows one thing of how many have a word: from how many on they are looked for in the newest first.
    const auto found = [&](const std::string& filter, const std::string& order, int often) {
        std::vector<std::string> titles;
        const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
            TicketQuestion question{.scope = "", .parameters = {}, .common_tag = "", .terms = {}, .often = often, .fields = fields};
            STEWARD_TRY(question.terms, filter::parse(filter));
            STEWARD_TRY(const auto page,
                        read_tickets(transaction, std::move(question), {.order_by = order, .page_size = 1}, house.clock.now()));
            titles.push_back(std::to_string(page.total) + (page.more_than_total ? "+" : ""));
            for (const auto& ticket : page.tickets) titles.push_back(ticket.title);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().message + done.error().cause);
        return titles;
    };
    // Two letters are too short for the index, so they are looked for everywhere.
    EXPECT_EQ(found("pr pa", "title", 0), (std::vector<std::string>{"2", "Paper for the PRINTER"}));
    for (const char* filter : {"pr", "pr pa", "printer paper", "is:open pr pa", "pr -pa", "is:open printer", "f\u00fcr"})
        for (const char* order : {"", "changed", "-title", "client", "due"})
            EXPECT_EQ(found(filter, order, 0), found(filter, order, 1001)) << filter << order;
}

TEST_P(TicketLists, by_the_name_of_the_client_go_on_from_page_to_page) {
    for (int i = 0; i < 3; ++i) {
        create("At the harbour " + std::to_string(i));
        create("At the mill " + std::to_string(i), mill);
    }
    for (const std::string order : {"client", "-client", "client,-created"}) {
        v1::ListTicketsRequest request;
        request.set_order_by(order);
        request.set_page_size(2);
        std::string clients;
        std::set<std::string> ids;
        do {
            const auto page = house.must<v1::ListTicketsResponse>(house.owner(), "ListTickets", request);
            for (const auto& ticket : page.tickets()) {
                clients += ticket.client_name().substr(0, 1);
                ids.insert(ticket.ticket_id());
            }
            request.set_page_token(page.next_page_token());
        } while (!request.page_token().empty());
        EXPECT_EQ(clients, order == "-client" ? "MMMHHH" : "HHHMMM") << order;
        EXPECT_EQ(ids.size(), 6u);
    }
}

TEST_P(TicketLists, by_a_group_begin_with_what_changed_last) {
    const auto first = create("First").ticket_id();
    house.clock.advance(std::chrono::minutes(1));
    create("Second");
    house.clock.advance(std::chrono::minutes(1));
    const auto third = create("Third").ticket_id();
    house.clock.advance(std::chrono::minutes(1));
    say(theo, first, "We look into it.");
    move(third, "triaged");
    EXPECT_EQ(titles("", "state"), (std::vector<std::string>{"First", "Second", "Third"}));
    EXPECT_EQ(titles("is:open", "queue"), (std::vector<std::string>{"First", "Third", "Second"})) << "the ids decide within a moment";
    EXPECT_EQ(titles("", "-state"), (std::vector<std::string>{"Third", "Second", "First"}));
}

TEST_P(TicketLists, of_somebody_who_sees_many_clients_hold_theirs_alone) {
    create("At the harbour");
    create("At the mill", mill);
    Caller narrow = theo;
    narrow.scope = {.all = false, .clients = {}};
    SystemRng rng;
    for (int other = 0; other < 12; ++other) narrow.scope.clients.insert(ClientId::make(house.clock.now(), rng));
    EXPECT_EQ(list(narrow, "").total(), 0);
    narrow.scope.clients.insert(mill);
    const auto found = list(narrow, "");
    ASSERT_EQ(found.total(), 1);
    EXPECT_EQ(found.tickets(0).title(), "At the mill");
}

// Without statistics SQLite takes what looks like an equality: what is on everybody's way is asked how it would be read.
TEST_P(TicketLists, read_no_table_whole_for_what_is_somebodys_own) {
    const auto done = house.database.read([&](storage::Transaction& transaction) -> Status {
        if (transaction.engine() != storage::Engine::Sqlite) return {};
        const std::string asked = "explain query plan select t.id from helpdesk_tickets t where t.id = 'x' and " + own_tickets_of("$1");
        STEWARD_TRY(const auto plan, transaction.query(asked, theo.account));
        EXPECT_FALSE(plan.empty());
        for (const auto& step : plan)
            EXPECT_FALSE(step.text(3).starts_with("SCAN r") || step.text(3).starts_with("SCAN v")) << step.text(3);
        return {};
    });
    EXPECT_TRUE(done) << (done ? "" : done.error().cause);
}

TEST_P(TicketLists, of_what_is_open_know_states_and_priorities_in_any_spelling) {
    create("First");
    move(create("Second").ticket_id(), "triaged");
    const auto priority = list(theo, "").tickets(0).priority();
    const std::string other = priority == "P1" ? "P2" : "P1", both = other + "," + priority;
    const auto count = [&](const std::string& filter) { return list(theo, filter).total(); };
    for (const std::string& word : {priority, std::string("p") + priority[1], both, std::string("p*"), "*" + priority.substr(1)}) {
        EXPECT_EQ(count("is:open priority:" + word), 2) << word;
        EXPECT_EQ(count("priority:" + word + " is:open"), 2) << word;
        EXPECT_EQ(count("is:open -priority:" + word), 0) << word;
    }
    EXPECT_EQ(count("is:open priority:" + other), 0);
    EXPECT_EQ(count("is:open -priority:" + other), 2);
    EXPECT_EQ(titles("state:Triaged", ""), std::vector<std::string>{"Second"});
    EXPECT_EQ(titles("is:open -state:TRIAGED", ""), std::vector<std::string>{"First"});
    EXPECT_EQ(count("state:new,triaged"), 2);
    EXPECT_EQ(count("is:open state:closed"), 0);
}

TEST_P(TicketLists, hear_of_a_change_with_the_row_and_what_it_was) {
    const size_t begin = house.updates.size();
    const auto id = create("Printer").ticket_id();
    auto words = heard(begin);
    ASSERT_EQ(words.size(), 1u);
    EXPECT_EQ(words[0].at("ticket_id").as_string(), id);
    EXPECT_EQ(words[0].at("row").at("title").as_string(), "Printer");
    EXPECT_EQ(words[0].at("row").at("client_name").as_string(), "Harbour");
    EXPECT_EQ(words[0].at("row").at("description").as_string(), "");
    EXPECT_TRUE(words[0].at("row").at("allowed_actions").as_array().empty());
    EXPECT_FALSE(words[0].at("row").at("clocks").as_array().empty());
    EXPECT_TRUE(words[0].at("was").is_null()) << "it was not there";

    const size_t moved = house.updates.size();
    move(id, "triaged");
    words = heard(moved);
    ASSERT_FALSE(words.empty());
    EXPECT_EQ(words[0].at("was").at("state").as_string(), "new");
    EXPECT_FALSE(words[0].at("was").as_object().contains("priority"));

    const size_t said = house.updates.size();
    say(theo, id, "We look into it.");
    words = heard(said);
    ASSERT_EQ(words.size(), 1u);
    EXPECT_TRUE(words[0].at("was").as_object().empty());
    EXPECT_EQ(words[0].at("row").at("message_count").as_int64(), 1);
}

TEST_P(TicketLists, hear_of_a_confidential_ticket_only_where_it_may_be_read) {
    const auto dispatcher = account("Dora", "DSP", "active", harbour), technician = account("Tom", "TEC", "active", harbour);
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Somebody leaves");
    request.set_confidential(true);
    const size_t begin = house.updates.size();
    house.must<v1::Ticket>(house.owner(), "CreateTicket", request);
    EXPECT_TRUE(heard(begin).empty());
    std::set<std::string> listeners;
    for (size_t i = begin; i < house.updates.size(); ++i) {
        if (house.updates[i].topic == "mine") listeners.insert(house.updates[i].id);
    }
    EXPECT_TRUE(listeners.contains(dispatcher));
    EXPECT_FALSE(listeners.contains(technician));
}

}  // namespace
}  // namespace steward::helpdesk

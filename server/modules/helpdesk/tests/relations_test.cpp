// Stories of what tickets are tied to: categories, tags, watchers, mentions, affected people and devices, other tickets.
#include "server/modules/helpdesk/tests/desk_story.h"

namespace steward::helpdesk {
namespace {

class TicketTies : public DeskStory {
protected:
    v1::TicketRelations link(const std::string& id, const std::string& relation, const std::string& other) {
        return house.must<v1::TicketRelations>(theo, "LinkTicket", link_request(id, relation, other));
    }
    static v1::LinkTicketRequest link_request(const std::string& id, const std::string& relation, const std::string& other) {
        v1::LinkTicketRequest request;
        request.set_ticket_id(id);
        request.set_relation(relation);
        request.set_other_ticket_id(other);
        return request;
    }
    std::string in_work(const std::string& title) {
        const auto id = create(title).ticket_id();
        move(id, "triaged");
        move(id, "in_progress");
        return id;
    }
    v1::ListTicketCategoriesResponse categories() {
        return house.must<v1::ListTicketCategoriesResponse>(theo, "ListTicketCategories", v1::ListTicketCategoriesRequest{});
    }
    std::string category(const std::string& path) {
        const auto all = categories();
        for (const auto& one : all.categories()) {
            if (one.path() == path) return one.category_id();
        }
        return {};
    }
    v1::Ticket categorise(const std::string& id, const std::string& path) {
        v1::UpdateTicketRequest request;
        request.set_ticket_id(id);
        request.set_category_id(category(path));
        return house.must<v1::Ticket>(theo, "UpdateTicket", request);
    }
    v1::Ticket tag(const std::string& id, std::initializer_list<const char*> tags) {
        v1::SetTicketTagsRequest request;
        request.set_ticket_id(id);
        for (const auto* one : tags) request.add_tags(one);
        return house.must<v1::Ticket>(theo, "SetTicketTags", request);
    }
    v1::TicketRelations relations(const Caller& caller, const std::string& id) {
        v1::GetTicketRelationsRequest request;
        request.set_ticket_id(id);
        return house.must<v1::TicketRelations>(caller, "GetTicketRelations", request);
    }
    static std::string seen(const v1::TicketRelations& relations) {
        std::string text;
        for (const auto& one : relations.tickets()) text += one.relation() + " " + one.title() + "; ";
        return text;
    }
};

TEST_P(TicketTies, begin_with_a_tree_of_categories_and_a_category_triages) {
    EXPECT_NE(category("Computers and devices / Printer or scanner"), "");
    const auto id = create("Printer").ticket_id();
    const auto ticket = categorise(id, "Computers and devices / Printer or scanner");
    EXPECT_EQ(ticket.state(), "triaged");
    EXPECT_EQ(ticket.category(), "Computers and devices / Printer or scanner");
    EXPECT_EQ(list(theo, "category:\"computers and devices*\"").total(), 1);
    EXPECT_EQ(list(theo, "category:software*").total(), 0);
    v1::UpdateTicketRequest by_client;
    by_client.set_ticket_id(id);
    by_client.set_category_id(category("Other"));
    EXPECT_EQ(house.call<v1::Ticket>(carla, "UpdateTicket", by_client).error().code, "helpdesk.staff_only");
}

TEST_P(TicketTies, are_triaged_from_the_start_when_whoever_opens_them_says_what_they_are_about) {
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Printer");
    request.set_category_id(category("Other"));
    const auto ticket = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(ticket.state(), "triaged");
    EXPECT_EQ(ticket.priority(), "P4");
    EXPECT_EQ(ticket.state_since_unix_ms(), ticket.created_at_unix_ms());
    EXPECT_EQ(move(ticket.ticket_id(), "in_progress").state(), "in_progress") << "nothing is between it and the work";
    const auto bare = create("Printer");
    EXPECT_EQ(bare.state(), "new") << "nobody said what it is about";
    ASSERT_EQ(bare.clocks_size(), ticket.clocks_size());
    for (int i = 0; i < bare.clocks_size(); ++i) {
        EXPECT_EQ(bare.clocks(i).kind(), ticket.clocks(i).kind());
        EXPECT_EQ(bare.clocks(i).state(), ticket.clocks(i).state()) << "triage meets no promise";
        EXPECT_EQ(bare.clocks(i).due_at_unix_ms(), ticket.clocks(i).due_at_unix_ms()) << "they run since the receipt";
    }
    Caller reader = theo;
    reader.roles = {"ACM"};
    EXPECT_EQ(house.must<v1::Ticket>(reader, "CreateTicket", request).state(), "new") << "triage is not theirs";
}

TEST_P(TicketTies, have_categories_that_are_renamed_moved_and_archived_but_never_deleted) {
    const auto id = create("Printer").ticket_id();
    categorise(id, "Computers and devices / Printer or scanner");
    v1::UpdateTicketCategoryRequest request;
    request.set_category_id(category("Computers and devices"));
    request.set_name("Hardware");
    house.must<v1::TicketCategory>(house.owner(), "UpdateTicketCategory", request);
    EXPECT_EQ(get(theo, id).category(), "Hardware / Printer or scanner") << "the names below follow";
    request.clear_name();
    request.set_parent_category_id(category("Hardware / Printer or scanner"));
    EXPECT_EQ(house.call<v1::TicketCategory>(house.owner(), "UpdateTicketCategory", request).error().fields.at(0).pointer,
              "/parent_category_id")
        << "nothing is below itself";
    request.clear_parent_category_id();
    request.set_archived(true);
    house.must<v1::TicketCategory>(house.owner(), "UpdateTicketCategory", request);
    EXPECT_EQ(category("Hardware / Computer"), "") << "what is below is archived with it";
    EXPECT_EQ(get(theo, id).category(), "Hardware / Printer or scanner") << "tickets keep theirs";
    v1::CreateTicketCategoryRequest create_one;
    create_one.set_name("SOFTWARE");
    EXPECT_EQ(house.call<v1::TicketCategory>(house.owner(), "CreateTicketCategory", create_one).error().code, "helpdesk.category_exists");
    create_one.set_name("Drones");
    EXPECT_EQ(house.must<v1::TicketCategory>(house.owner(), "CreateTicketCategory", create_one).path(), "Drones");
}

TEST_P(TicketTies, are_found_by_tags_that_the_client_does_not_see) {
    const auto vpn = create("No tunnel").ticket_id();
    create("Printer");
    EXPECT_EQ(tag(vpn, {"VPN", "second site", "vpn"}).tags_size(), 2);
    EXPECT_EQ(list(theo, "tag:vpn").tickets(0).tags(0), "second-site");
    EXPECT_EQ(list(theo, "tag:second*").total(), 1);
    EXPECT_EQ(list(theo, "-tag:vpn").total(), 1);
    EXPECT_EQ(list(theo, "tag:printer,vpn").total(), 1);
    EXPECT_EQ(list(carla, "tag:vpn").total(), 0);
    EXPECT_EQ(get(carla, vpn).tags_size(), 0);
    const auto known = house.must<v1::ListTicketTagsResponse>(theo, "ListTicketTags", v1::ListTicketTagsRequest{});
    EXPECT_EQ(known.tags_size(), 2);
    EXPECT_EQ(tag(vpn, {}).tags_size(), 0);
}

TEST_P(TicketTies, get_a_watcher_by_a_mention_in_an_internal_note_alone) {
    const auto dana = account("Dana Dispatcher", "DSP", "active", harbour);
    const auto id = create("Printer").ticket_id();
    say(theo, id, "Ask @Dana Dispatcher.");
    EXPECT_EQ(relations(theo, id).watchers_size(), 0) << "the client's mail names nobody";
    say(theo, id, "@dana.dispatcher please call them. @Mira Miller is not here. @Theo is me.", true);
    const auto ties = relations(theo, id);
    ASSERT_EQ(ties.watchers_size(), 1) << "Mira does not see this client";
    EXPECT_EQ(ties.watchers(0).id(), dana);
    EXPECT_EQ(ties.watchers(0).how(), "mentioned");
    const auto facts = house.facts<facts::v1::TicketMentioned>();
    ASSERT_EQ(facts.size(), 1u);
    EXPECT_EQ(facts[0].account_id(), dana);
    EXPECT_EQ(facts[0].by(), theo.name);
    EXPECT_EQ(list(theo, "watcher:dana*").total(), 1);
    EXPECT_EQ(list(theo, "watcher:me").total(), 0);
}

TEST_P(TicketTies, let_a_watching_person_of_the_client_see_the_ticket) {
    directory::v1::CreatePersonRequest person;
    person.set_client_id(harbour.text());
    person.set_name("Kurt");
    person.set_email(client_account + "@example.net");
    const auto kurt = house.must<directory::v1::Person>(house.owner(), "CreatePerson", person).person_id();
    Caller user = carla;
    user.roles = {"CUS"};
    const auto id = create("Printer").ticket_id();
    v1::GetTicketRequest request;
    request.set_ticket_id(id);
    EXPECT_FALSE(house.call<v1::Ticket>(user, "GetTicket", request));
    v1::ChangeTicketWatchersRequest watch;
    watch.set_ticket_id(id);
    watch.add_add_person_ids(kurt);
    house.must<v1::TicketRelations>(theo, "ChangeTicketWatchers", watch);
    EXPECT_TRUE(house.call<v1::Ticket>(user, "GetTicket", request));
    watch.clear_add_person_ids();
    watch.add_remove_person_ids(kurt);
    EXPECT_EQ(house.must<v1::TicketRelations>(theo, "ChangeTicketWatchers", watch).watchers_size(), 0);
    watch.clear_remove_person_ids();
    watch.add_add_account_ids(mill_account);
    EXPECT_EQ(house.call<v1::TicketRelations>(theo, "ChangeTicketWatchers", watch).error().fields.at(0).pointer, "/add_account_ids");
}

TEST_P(TicketTies, name_several_affected_people_and_devices_of_their_client) {
    const auto id = create("Nobody can print").ticket_id();
    v1::ChangeTicketAffectedRequest request;
    request.set_ticket_id(id);
    request.add_add_device_ids(files.text());
    request.add_add_device_ids(house.device(harbour, "print-1").text());
    EXPECT_EQ(house.must<v1::TicketRelations>(theo, "ChangeTicketAffected", request).affected_size(), 2);
    request.clear_add_device_ids();
    request.add_add_device_ids(house.device(mill, "press-1").text());
    EXPECT_EQ(house.call<v1::TicketRelations>(house.owner(), "ChangeTicketAffected", request).error().fields.at(0).pointer,
              "/add_device_ids");
}

TEST_P(TicketTies, hold_a_parent_until_what_is_below_is_solved_or_solve_it_with_it) {
    const auto parent = in_work("Print server is down");
    const auto first = create("No printing on floor 1").ticket_id(), second = in_work("No printing on floor 2");
    link(first, "parent", parent);
    EXPECT_EQ(seen(link(parent, "child", second)), "child No printing on floor 1; child No printing on floor 2; ");
    EXPECT_EQ(get(theo, parent).open_child_count(), 2);
    EXPECT_EQ(list(theo, "parent:" + get(theo, parent).reference()).total(), 2);
    EXPECT_EQ(house.call<v1::TicketRelations>(theo, "LinkTicket", link_request(parent, "parent", create("Top").ticket_id())).error().code,
              "helpdesk.two_levels");
    auto request = to(parent, "resolved");
    request.set_resolution_code("fixed");
    request.set_resolution_text("Restarted the spooler.");
    EXPECT_EQ(house.call<v1::Ticket>(theo, "MoveTicket", request).error().code, "helpdesk.open_children");
    resolve(second);
    request.set_with_children(true);
    house.must<v1::Ticket>(theo, "MoveTicket", request);
    const auto child = get(theo, first);
    EXPECT_EQ(child.state(), "resolved");
    EXPECT_EQ(child.resolution_text(), "Restarted the spooler.");
    EXPECT_NE(child.first_response_at_unix_ms(), 0) << "whoever asked is told";
    EXPECT_EQ(times_said(first, "Restarted the spooler."), 1);
    EXPECT_EQ(get(theo, second).resolution_text(), "Cleaned the drum.") << "what was solved before keeps its words";
}

TEST_P(TicketTies, solve_a_part_without_the_words_of_a_confidential_whole) {
    const auto parent = in_work("Anna leaves"), part = create("Collect a laptop").ticket_id();
    link(part, "parent", parent);
    v1::UpdateTicketRequest close;
    close.set_ticket_id(parent);
    close.set_confidential(true);
    house.must<v1::Ticket>(house.owner(), "UpdateTicket", close);
    auto request = to(parent, "resolved");
    request.set_resolution_code("fixed");
    request.set_resolution_text("Anna was dismissed.");
    request.set_with_children(true);
    house.must<v1::Ticket>(house.owner(), "MoveTicket", request);
    EXPECT_EQ(get(theo, part).state(), "resolved");
    EXPECT_EQ(get(theo, part).resolution_text(), "Solved together with the ticket that it is part of.");
    v1::ListMessagesRequest said;
    said.set_ticket_id(part);
    for (const auto& one : house.must<v1::ListMessagesResponse>(theo, "ListMessages", said).messages())
        EXPECT_EQ(one.text().find("Anna"), std::string::npos) << one.text();
}

TEST_P(TicketTies, link_incidents_to_the_problem_that_causes_and_the_change_that_fixes_them) {
    const auto incident = create("Crash").ticket_id();
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_kind("problem");
    request.set_title("Driver leaks memory");
    const auto problem = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(problem.clocks_size(), 0) << "nobody waits for a problem record";
    request.set_kind("change");
    request.set_title("New driver");
    const auto change = house.must<v1::Ticket>(theo, "CreateTicket", request).ticket_id();
    link(incident, "caused_by", problem.ticket_id());
    EXPECT_EQ(seen(link(change, "fixes", incident)), "fixes Crash; ");
    EXPECT_EQ(seen(relations(theo, incident)), "caused_by Driver leaks memory; fixed_by New driver; ");
    EXPECT_EQ(seen(relations(theo, problem.ticket_id())), "causes Crash; ");
    const auto linked = house.facts<facts::v1::TicketLinked>();
    ASSERT_EQ(linked.size(), 2u);
    EXPECT_EQ(linked[1].ticket_id(), incident);
    EXPECT_EQ(linked[1].relation(), "fixed_by");
    v1::UnlinkTicketRequest unlink;
    unlink.set_ticket_id(problem.ticket_id());
    unlink.set_relation("causes");
    unlink.set_other_ticket_id(incident);
    EXPECT_EQ(seen(house.must<v1::TicketRelations>(theo, "UnlinkTicket", unlink)), "");
    EXPECT_EQ(
        house.call<v1::TicketRelations>(house.owner(), "LinkTicket", link_request(incident, "related", create("Press", mill).ticket_id()))
            .error()
            .code,
        "helpdesk.ticket_not_found");
}

TEST_P(TicketTies, follow_an_ended_ticket_and_count_as_repeat) {
    const auto ended = resolved_ticket();
    v1::CreateTicketRequest request;
    request.set_client_id(harbour.text());
    request.set_title("Scanner again");
    request.set_follows_ticket_id(ended);
    const auto again = house.must<v1::Ticket>(theo, "CreateTicket", request);
    EXPECT_EQ(again.follows_ticket_id(), ended);
    EXPECT_TRUE(again.is_repeat());
    EXPECT_EQ(seen(relations(theo, ended)), "followed_by Scanner again; ");
    request.set_follows_ticket_id(again.ticket_id());
    EXPECT_EQ(house.call<v1::Ticket>(theo, "CreateTicket", request).error().fields.at(0).pointer, "/follows_ticket_id");
}

STEWARD_ON_EVERY_DATABASE(TicketTies);

}  // namespace
}  // namespace steward::helpdesk

// Articles are found by whoever may read them, and by nobody else.
#include "server/modules/search/tests/search_story.h"
#include "steward/knowledge/v1/knowledge.pb.h"

namespace steward::search {
namespace {

class SearchArticles : public SearchStory {
protected:
    SearchArticles() {
        theo = house.technician({harbour});
        max = house.client_person(mill);
        for (Caller* caller : {&owner, &carla, &theo, &max}) {
            caller->account = AccountId::make(house.clock.now(), rng);
            caller->permissions.insert("knowledge.read");
        }
    }
    std::string article(const std::string& title, ClientId about = {}, const std::string& body = "Press the button at its back.") {
        knowledge::v1::CreateArticleRequest request;
        request.set_title(title);
        request.set_body(body);
        request.set_category("Printers");
        request.set_review_on("2027-01-15");
        if (!about.is_nil()) request.set_client_id(about.text());
        return house.must<knowledge::v1::Article>(owner, "CreateArticle", request).article_id();
    }
    void publish(const std::string& id, ClientId client = {}) {
        knowledge::v1::PublishArticleRequest request;
        request.set_article_id(id);
        request.set_audience("clients");
        if (!client.is_nil()) request.set_client_id(client.text());
        house.must<knowledge::v1::Article>(owner, "PublishArticle", request);
        house.reconcile();
    }

    SeededRng rng{3};
    Caller theo, max;
};
STEWARD_ON_EVERY_DATABASE(SearchArticles);

TEST_P(SearchArticles, are_found_by_their_words_and_follow_what_is_written) {
    const auto id = article("Reset the plotter");
    house.reconcile();
    const auto answer = search(owner, "plotter button");
    ASSERT_EQ(answer.hits_size(), 1);
    EXPECT_EQ(answer.hits(0).kind(), "article");
    EXPECT_EQ(answer.hits(0).id(), id);
    house.clock.advance(std::chrono::minutes(1));
    knowledge::v1::UpdateArticleRequest update;
    update.set_article_id(id);
    update.set_title("Reset the scanner");
    update.set_what_changed("It is another machine.");
    house.must<knowledge::v1::Article>(owner, "UpdateArticle", update);
    house.reconcile();
    EXPECT_EQ(search(owner, "plotter").hits_size(), 0);
    EXPECT_EQ(search(owner, "scanner kind:article").hits_size(), 1);
    knowledge::v1::ArchiveArticleRequest archive;
    archive.set_article_id(id);
    archive.set_archived(true);
    house.must<knowledge::v1::Article>(owner, "ArchiveArticle", archive);
    house.reconcile();
    EXPECT_EQ(search(owner, "scanner").hits_size(), 0);
}

TEST_P(SearchArticles, about_no_client_are_for_every_technician_and_about_one_for_those_who_see_that_client) {
    article("Zebra for everybody");
    article("Zebra of the harbour", harbour);
    article("Zebra of the mill", mill);
    house.reconcile();
    EXPECT_EQ(counted(search(owner, "zebra")), 3);
    EXPECT_EQ(counted(search(theo, "zebra")), 2);
    EXPECT_EQ(counted(search(theo, "zebra client:mill")), 0);
    EXPECT_EQ(counted(search(theo, "zebra client:harbour")), 1);
    EXPECT_EQ(counted(search(house.technician({mill}), "zebra")), 2);
}

TEST_P(SearchArticles, are_a_clients_persons_only_when_they_are_published_for_them) {
    const auto general = article("Gazelle for all"), ours = article("Gazelle of the harbour", harbour);
    article("Gazelle of the house");
    house.reconcile();
    EXPECT_EQ(search(carla, "gazelle").hits_size(), 0);
    EXPECT_EQ(counted(search(carla, "gazelle")), 0);
    publish(general);
    publish(ours, harbour);
    EXPECT_EQ(counted(search(carla, "gazelle")), 2);
    EXPECT_EQ(counted(search(max, "gazelle")), 1) << "what is about the harbour is not the mill's";
    Caller other = carla;
    other.permissions.erase("knowledge.read");
    EXPECT_EQ(search(other, "gazelle").hits_size(), 0);
}

TEST_P(SearchArticles, stand_between_the_tickets_of_somebody_who_sees_their_own_alone) {
    Caller ulla = carla;
    ulla.roles = {"CUS"};
    const auto ask = [&](int number) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(harbour.text());
        request.set_title("Gazelle " + std::to_string(number));
        request.set_source("portal");
        house.must<helpdesk::v1::Ticket>(ulla, "CreateTicket", request);
        ticket("Gazelle of a colleague", harbour);
        house.pass(std::chrono::seconds(2), std::chrono::seconds(2));
    };
    for (int i = 0; i < 3; ++i) ask(i);
    publish(article("Gazelle for all"));
    house.pass(std::chrono::seconds(2), std::chrono::seconds(2));
    for (int i = 3; i < 5; ++i) ask(i);
    house.reconcile();
    std::vector<std::string> all;
    std::string token;
    do {
        const auto page = search(ulla, "gazelle", 2, token);
        for (const auto& hit : page.hits()) all.push_back(hit.title().substr(hit.title().find("Gazelle")));
        token = page.next_page_token();
    } while (!token.empty() && all.size() < 50);
    EXPECT_EQ(all, (std::vector<std::string>{"Gazelle 4", "Gazelle 3", "Gazelle for all", "Gazelle 2", "Gazelle 1", "Gazelle 0"}));
    EXPECT_EQ(counted(search(ulla, "gazelle")), 6);
    EXPECT_EQ(counted(search(ulla, "gazelle kind:ticket")), 5);
    EXPECT_EQ(counted(search(carla, "gazelle")), 11) << "who sees all of the firm's";
}

TEST_P(SearchArticles, longer_than_what_is_indexed_come_to_rest) {
    for (int i = 0; i < 3; ++i) article("Long " + std::to_string(i), {}, std::string(20'000, 'a') + " end");
    house.reconcile();
    const auto documents = house.must<v1::SearchIndex>(owner, "GetSearchIndex", v1::GetSearchIndexRequest{}).documents();
    house.reconcile();
    EXPECT_EQ(house.must<v1::SearchIndex>(owner, "GetSearchIndex", v1::GetSearchIndexRequest{}).documents(), documents);
    EXPECT_EQ(search(owner, "long kind:article").hits_size(), 3);
}

class SearchMarks : public SearchStory {
protected:
    std::string account(const std::string& name) {
        const auto id = AccountId::make(house.clock.now(), rng).text();
        EXPECT_TRUE(house.database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into access_accounts (id, email, email_key, name, status, all_clients, revision, created_at, changed_at) values "
                "($1, $2, $2, $2, 'active', true, 1, 1, 1)",
                id, name));
            STEWARD_CHECK(transaction.execute("insert into access_account_roles (account_id, role) values ($1, 'TEC')", id));
            return {};
        }));
        return id;
    }
    void give(const std::string& ticket, const std::string& account) {
        helpdesk::v1::AssignTicketRequest request;
        request.set_ticket_id(ticket);
        request.set_assignee_account_id(account);
        house.must<helpdesk::v1::Ticket>(owner, "AssignTicket", request);
        house.reconcile();
    }
    SeededRng rng{5};
};
STEWARD_ON_EVERY_DATABASE(SearchMarks);

TEST_P(SearchMarks, follow_a_ticket_from_hand_to_hand_to_its_end) {
    const auto anna = account("Anna"), bert = account("Bert");
    const auto id = ticket("Plotter", harbour).ticket_id();
    say(id, "It hums like a walrus.");
    house.reconcile();
    EXPECT_EQ(search(owner, "walrus assignee:none is:open").hits_size(), 1);
    give(id, anna);
    EXPECT_EQ(search(owner, "walrus assignee:none").hits_size(), 0);
    EXPECT_EQ(search(owner, "walrus assignee:anna is:open").hits_size(), 1);
    give(id, bert);
    EXPECT_EQ(search(owner, "walrus assignee:Anna").hits_size(), 0);
    EXPECT_EQ(search(owner, "walrus assignee:Anna,Bert is:open").hits_size(), 1);
    EXPECT_EQ(search(owner, "walrus assignee:Be*").hits_size(), 1);
    EXPECT_EQ(search(owner, "walrus -assignee:Anna").hits_size(), 1);
    helpdesk::v1::MoveTicketRequest request;
    request.set_ticket_id(id);
    request.set_state("cancelled");
    request.set_reason("The plotter was given away.");
    house.must<helpdesk::v1::Ticket>(owner, "MoveTicket", request);
    house.reconcile();
    EXPECT_EQ(search(owner, "walrus is:open").hits_size(), 0);
    EXPECT_EQ(search(owner, "walrus is:closed assignee:Bert").hits_size(), 1);
    EXPECT_EQ(counted(search(owner, "walrus is:open")), 0);
}

}  // namespace
}  // namespace steward::search

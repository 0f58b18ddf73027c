// Articles from the first word to the archive, and who reads them, on every database.
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/knowledge/v1/knowledge.pb.h"
#include "tests/house/story.h"

namespace steward::helpdesk {
std::unique_ptr<assembly::Module> make_module(assembly::Context&);
}

namespace steward::knowledge {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

class Articles : public testing_house::Story {
protected:
    Articles()
        : Story({"journal", "access", "directory", "helpdesk", "knowledge"}, {directory::make_module, helpdesk::make_module, make_module}) {
        harbour = house.client("Harbour");
        mill = house.client("Mill");
        owner = house.owner();
        theo = house.technician({harbour});
        anna = house.client_person(harbour);
        max = house.client_person(mill);
        for (Caller* caller : {&owner, &theo, &anna, &max}) {
            caller->account = AccountId::make(house.clock.now(), rng);
            caller->permissions.insert("knowledge.read");
        }
    }

    v1::Article write(const std::string& title, const std::string& body, ClientId about = {}) {
        v1::CreateArticleRequest request;
        request.set_title(title);
        request.set_body(body);
        request.set_category("Printers");
        request.set_review_on("2027-01-15");
        if (!about.is_nil()) request.set_client_id(about.text());
        return house.must<v1::Article>(owner, "CreateArticle", request);
    }
    v1::Article publish(const v1::Article& article, ClientId client = {}) {
        v1::PublishArticleRequest request;
        request.set_article_id(article.article_id());
        request.set_audience("clients");
        if (!client.is_nil()) request.set_client_id(client.text());
        return house.must<v1::Article>(owner, "PublishArticle", request);
    }
    Result<v1::Article> read(const Caller& caller, const v1::Article& article) {
        v1::GetArticleRequest request;
        request.set_article_id(article.article_id());
        return house.call<v1::Article>(caller, "GetArticle", request);
    }
    std::vector<std::string> titles(const Caller& caller, const std::string& filter = "") {
        v1::ListArticlesRequest request;
        request.set_filter(filter);
        std::vector<std::string> found;
        const auto answer = house.must<v1::ListArticlesResponse>(caller, "ListArticles", request);
        for (const auto& article : answer.articles()) found.push_back(article.title());
        return found;
    }
    std::vector<std::string> suggestions(const Caller& caller, const std::string& text, ClientId client = {}) {
        v1::SuggestArticlesRequest request;
        request.set_text(text);
        if (!client.is_nil()) request.set_client_id(client.text());
        std::vector<std::string> found;
        const auto answer = house.must<v1::SuggestArticlesResponse>(caller, "SuggestArticles", request);
        for (const auto& article : answer.articles()) found.push_back(article.title());
        return found;
    }
    std::string ticket(ClientId client) {
        helpdesk::v1::CreateTicketRequest request;
        request.set_client_id(client.text());
        request.set_kind("incident");
        request.set_title("Printer");
        request.set_description("It smokes.");
        request.set_impact("limited");
        request.set_urgency("medium");
        return house.must<helpdesk::v1::Ticket>(owner, "CreateTicket", request).ticket_id();
    }

    using Titles = std::vector<std::string>;
    SystemRng rng;
    ClientId harbour, mill;
    Caller owner, theo, anna, max;
};
STEWARD_ON_EVERY_DATABASE(Articles);

TEST_P(Articles, are_internal_until_somebody_publishes_them) {
    const auto article = write("Paper jam", "Open tray 2.");
    EXPECT_EQ(article.audience(), "internal");
    EXPECT_FALSE(read(anna, article));
    EXPECT_TRUE(read(theo, article));
    publish(article);
    EXPECT_TRUE(read(anna, article));
    EXPECT_EQ(titles(anna), Titles{"Paper jam"});
}

TEST_P(Articles, about_one_client_are_not_there_for_another) {
    const auto article = write("Harbour's VPN", "The address is vpn.harbour.example.", harbour);
    publish(article, harbour);
    EXPECT_TRUE(read(anna, article));
    EXPECT_FALSE(read(max, article));
    EXPECT_TRUE(titles(max).empty());
    EXPECT_TRUE(suggestions(max, "VPN address").empty());
    EXPECT_FALSE(read(house.technician({mill}), article));
    EXPECT_EQ(suggestions(owner, "VPN address"), Titles{"Harbour's VPN"});
    EXPECT_TRUE(suggestions(owner, "VPN address", mill).empty());
}

TEST_P(Articles, are_suggested_by_their_words_best_first) {
    publish(write("Paper jam in the printer", "Open tray 2 and take the paper out."));
    publish(write("Printer is offline", "Switch it off and on."));
    publish(write("New mailbox", "Ask your manager."));
    write("Printer passwords", "For ourselves.");
    EXPECT_EQ(suggestions(anna, "The printer has a paper jam!"), (Titles{"Paper jam in the printer", "Printer is offline"}));
    EXPECT_EQ(suggestions(anna, "mailb"), Titles{"New mailbox"});
    EXPECT_TRUE(suggestions(anna, "' | & ! :* \" NEAR( AND").empty());
    EXPECT_TRUE(suggestions(anna, "").empty());
}

TEST_P(Articles, keep_every_version_with_its_author_and_difference) {
    auto article = write("Paper jam", "Open tray 1.\nClose it.");
    v1::UpdateArticleRequest change;
    change.set_article_id(article.article_id());
    change.set_body("Open tray 2.\nClose it.");
    change.set_what_changed("It is tray 2");
    article = house.must<v1::Article>(owner, "UpdateArticle", change, article.etag());
    EXPECT_EQ(article.version(), 2);
    EXPECT_EQ(house.call<v1::Article>(owner, "UpdateArticle", change, "1").error().kind, ErrorKind::StaleEtag);
    v1::GetArticleVersionRequest request;
    request.set_article_id(article.article_id());
    request.set_number("2");
    const auto version = house.must<v1::ArticleVersion>(owner, "GetArticleVersion", request);
    EXPECT_EQ(version.author(), owner.name);
    std::string shown;
    for (const auto& line : version.diff())
        if (line.kind() != "same") shown += line.kind() + ":" + line.text() + ";";
    EXPECT_EQ(shown, "removed:Open tray 1.;added:Open tray 2.;");
    EXPECT_EQ(suggestions(owner, "tray 2 open"), Titles{"Paper jam"});
    // What is not its words makes no version.
    v1::UpdateArticleRequest category;
    category.set_article_id(article.article_id());
    category.set_category("Hardware");
    EXPECT_EQ(house.must<v1::Article>(owner, "UpdateArticle", category).version(), 2);
}

TEST_P(Articles, come_back_for_a_review_on_their_day) {
    const auto article = write("Paper jam", "Open tray 2.");
    house.reconcile();
    EXPECT_TRUE(titles(owner, "review_due:true").empty());
    house.clock.advance(std::chrono::hours(24 * 60));
    house.reconcile();
    EXPECT_EQ(titles(owner, "review_due:true"), Titles{"Paper jam"});
    v1::ReviewArticleRequest request;
    request.set_article_id(article.article_id());
    request.set_review_on("2026-01-01");
    EXPECT_FALSE(house.call<v1::Article>(owner, "ReviewArticle", request));
    request.set_review_on("2027-02-30");
    EXPECT_FALSE(house.call<v1::Article>(owner, "ReviewArticle", request));
    request.set_review_on("2027-06-01");
    EXPECT_FALSE(house.must<v1::Article>(owner, "ReviewArticle", request).review_due());
    house.reconcile();
    EXPECT_TRUE(titles(owner, "review_due:true").empty());
}

TEST_P(Articles, are_rated_once_by_each_reader) {
    const auto article = publish(write("Paper jam", "Open tray 2."));
    v1::RateArticleRequest request;
    request.set_article_id(article.article_id());
    request.set_helpful(false);
    EXPECT_EQ(house.must<v1::Article>(anna, "RateArticle", request).own_rating(), "no");
    request.set_helpful(true);
    house.must<v1::Article>(anna, "RateArticle", request);
    house.must<v1::Article>(max, "RateArticle", request);
    const auto seen = read(owner, article);
    EXPECT_EQ(seen->helpful(), 2);
    EXPECT_EQ(seen->not_helpful(), 0);
}

TEST_P(Articles, that_are_archived_are_neither_read_nor_suggested_to_clients) {
    const auto article = publish(write("Paper jam", "Open tray 2."));
    v1::ArchiveArticleRequest request;
    request.set_article_id(article.article_id());
    request.set_archived(true);
    house.must<v1::Article>(owner, "ArchiveArticle", request);
    EXPECT_FALSE(read(anna, article));
    EXPECT_TRUE(suggestions(owner, "paper jam").empty());
    v1::UpdateArticleRequest change;
    change.set_article_id(article.article_id());
    change.set_title("Other");
    EXPECT_EQ(house.call<v1::Article>(owner, "UpdateArticle", change).error().code, "knowledge.archived");
}

TEST_P(Articles, used_in_a_ticket_stand_there_and_links_are_published_ones) {
    const auto internal = write("Printer passwords", "admin"), open = publish(write("Paper jam", "Open tray 2."));
    const auto foreign = write("Mill's rooms", "Upstairs", mill);
    v1::LinkArticleRequest request;
    request.set_ticket_id(ticket(harbour));
    request.set_article_id(internal.article_id());
    request.set_how("link");
    EXPECT_EQ(house.call<v1::ListTicketArticlesResponse>(owner, "LinkArticle", request).error().code, "knowledge.internal");
    request.set_how("used");
    EXPECT_EQ(house.must<v1::ListTicketArticlesResponse>(owner, "LinkArticle", request).articles_size(), 1);
    request.set_article_id(open.article_id());
    request.set_how("link");
    EXPECT_EQ(house.must<v1::ListTicketArticlesResponse>(owner, "LinkArticle", request).articles_size(), 2);
    request.set_article_id(foreign.article_id());
    request.set_how("used");
    EXPECT_EQ(house.call<v1::ListTicketArticlesResponse>(owner, "LinkArticle", request).error().code, "knowledge.of_another_client");
    EXPECT_EQ(read(owner, open)->used(), 1);
    anna.roles = {"CRO"};
    v1::ListTicketArticlesRequest list;
    list.set_ticket_id(request.ticket_id());
    EXPECT_EQ(house.must<v1::ListTicketArticlesResponse>(anna, "ListTicketArticles", list).articles_size(), 1);
}

}  // namespace steward::knowledge

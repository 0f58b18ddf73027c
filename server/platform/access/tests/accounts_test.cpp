#include <gtest/gtest.h>

#include "server/platform/access/account_rules.h"
#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {

class Accounts : public OnEveryEngine {
protected:
    v1::UpdateAccountRequest change_of(const std::string& email) {
        v1::UpdateAccountRequest request;
        request.set_account_id(desk().account_id(email));
        return request;
    }
    Status changed(Person& by, const v1::UpdateAccountRequest& request, std::string if_match = {}) {
        auto answer = desk().ask(by, &v1::AccessService::update_account, request, std::move(if_match));
        if (!answer) return std::unexpected(answer.error());
        return {};
    }
};
STEWARD_FOR_EACH_ENGINE(Accounts);

TEST_P(Accounts, of_owners_are_touched_by_owners_only) {
    Person ada = desk().owner();
    Person admin = desk().invited(ada, "admin@harbour.example", {"ADM"});
    auto lower = change_of(ada.email);
    lower.add_roles("TEC");
    EXPECT_EQ(changed(admin, lower).error().code, "access.owner_only");
    v1::CreateAccountLinkRequest link;
    link.set_account_id(desk().account_id(ada.email));
    EXPECT_EQ(desk().ask(admin, &v1::AccessService::create_account_link, link).error().code, "access.owner_only") << "a link is a way in";
    v1::CreateAccountRequest another;
    another.set_name("Mallory");
    another.set_email("mallory@harbour.example");
    another.add_roles("OWN");
    another.set_all_clients(true);
    EXPECT_EQ(desk().ask(admin, &v1::AccessService::create_account, another).error().code, "access.owner_only");
    Person grace = desk().invited(admin, "grace@harbour.example", {"TEC"});
    auto raise = change_of(grace.email);
    raise.add_roles("OWN");
    EXPECT_EQ(changed(admin, raise).error().code, "access.owner_only");
}

TEST_P(Accounts, are_not_changed_by_their_own_person) {
    Person ada = desk().owner();
    Person admin = desk().invited(ada, "admin@harbour.example", {"ADM"});
    auto raise = change_of(admin.email);
    raise.add_roles("ADM");
    raise.add_roles("ENG");
    EXPECT_EQ(changed(admin, raise).error().code, "access.own_account");
    auto rename = change_of(admin.email);
    rename.set_name("Another Name");
    EXPECT_TRUE(changed(admin, rename)) << "a name is no right";
}

TEST_P(Accounts, keep_one_owner) {
    Person ada = desk().owner();
    Person root{.local_root = true};
    auto disable = change_of(ada.email);
    disable.set_status("disabled");
    EXPECT_EQ(changed(root, disable).error().code, "access.last_owner");
    Person second = desk().invited(ada, "second@harbour.example", {"OWN"});
    EXPECT_TRUE(changed(root, disable));
    EXPECT_FALSE(desk().session(ada));
    auto enable = change_of(ada.email);
    enable.set_status("active");
    EXPECT_TRUE(changed(second, enable));
    EXPECT_TRUE(desk().sign_in(ada, desk().next_code(ada)));
}

TEST_P(Accounts, are_not_overwritten_by_who_saw_an_older_state) {
    Person ada = desk().owner();
    desk().invited(ada, "grace@harbour.example", {"TEC"});
    v1::GetAccountRequest get;
    get.set_account_id(desk().account_id("grace@harbour.example"));
    const std::string etag = desk().ask(ada, &v1::AccessService::get_account, get)->etag();
    auto rename = change_of("grace@harbour.example");
    rename.set_name("Grace");
    EXPECT_TRUE(changed(ada, rename, etag));
    EXPECT_EQ(changed(ada, rename, etag).error().kind, ErrorKind::StaleEtag);
}

TEST_P(Accounts, have_one_address_each) {
    Person ada = desk().owner();
    v1::CreateAccountRequest again;
    again.set_name("Ada Again");
    again.set_email(" ADA@harbour.example");
    again.add_roles("TEC");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::create_account, again).error().code, "access.email_taken");
    for (const auto* wrong : {"", "ada", "@example.org", "ada@", "a b@example.org", "a@b@c"}) {
        again.set_email(wrong);
        EXPECT_EQ(desk().ask(ada, &v1::AccessService::create_account, again).error().fields.at(0).pointer, "/email") << wrong;
    }
}

TEST_P(Accounts, name_clients_that_exist) {
    ASSERT_TRUE(desk().database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("create table test_clients (id text primary key)"));
        STEWARD_CHECK(transaction.execute("insert into test_clients (id) values ('019abcde-1234-7abc-8abc-123456789abc')"));
        return {};
    }));
    desk().access->register_resource("client", "test_clients");
    Person ada = desk().owner();
    v1::CreateAccountRequest request;
    request.set_name("Grace");
    request.set_email("grace@harbour.example");
    request.add_roles("TEC");
    request.add_client_ids("019abcde-1234-7abc-8abc-123456789abd");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::create_account, request).error().fields.at(0).pointer, "/client_ids");
    request.set_client_ids(0, "019abcde-1234-7abc-8abc-123456789abc");
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::create_account, request));
}

TEST_P(Accounts, say_what_may_be_done_with_them) {
    Person ada = desk().owner();
    Person admin = desk().invited(ada, "admin@harbour.example", {"ADM"});
    const auto actions = [&](Person& by, const std::string& email) {
        v1::GetAccountRequest get;
        get.set_account_id(desk().account_id(email));
        const auto account = desk().ask(by, &v1::AccessService::get_account, get).value();
        return std::vector<std::string>(account.allowed_actions().begin(), account.allowed_actions().end());
    };
    EXPECT_EQ(actions(admin, ada.email), std::vector<std::string>{});
    EXPECT_EQ(actions(ada, admin.email), (std::vector<std::string>{"update", "disable", "create_link"}));
    EXPECT_EQ(actions(ada, ada.email), (std::vector<std::string>{"update", "create_link"}));
}

TEST_P(Accounts, list_roles_with_their_rights) {
    Person ada = desk().owner();
    const auto roles = desk().ask(ada, &v1::AccessService::list_roles, {}).value();
    EXPECT_EQ(roles.roles_size(), 19);
    EXPECT_EQ(roles.roles(0).code(), "OWN");
    EXPECT_EQ(roles.roles(18).side(), "client");
}

TEST_P(Accounts, keep_their_saved_views_apart_from_other_peoples) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    Person cara = desk().invited(ada, "cara@client.example", {"CRO"}, false, {ClientId::make(desk().now, desk().rng).text()});
    const auto save = [&](Person& by, const char* name, bool team) {
        v1::CreateSavedViewRequest request;
        request.set_page("devices");
        request.set_name(name);
        request.set_query("health:critical");
        request.set_team(team);
        return desk().ask(by, &v1::AccessService::create_saved_view, request);
    };
    const auto mine = save(ada, "mine", false), ours = save(ada, "ours", true);
    ASSERT_TRUE(mine && ours);
    EXPECT_FALSE(save(cara, "theirs", true)) << "team views are the provider's";
    ASSERT_TRUE(save(cara, "hers", false));
    const auto names = [&](Person& by) {
        std::vector<std::string> found;
        const auto list = desk().ask(by, &v1::AccessService::list_saved_views, {}).value();
        for (const auto& view : list.saved_views()) found.push_back(view.name());
        return found;
    };
    EXPECT_EQ(names(ada), (std::vector<std::string>{"mine", "ours"}));
    EXPECT_EQ(names(grace), (std::vector<std::string>{"ours"}));
    EXPECT_EQ(names(cara), (std::vector<std::string>{"hers"})) << "a team view may name other clients";
    v1::ListSavedViewsRequest of_the_team;
    of_the_team.set_filter("team:yes");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_saved_views, of_the_team)->total(), 1);
    EXPECT_EQ(desk().ask(cara, &v1::AccessService::list_saved_views, of_the_team)->total(), 0);
    v1::ListSavedViewsRequest one_by_one;
    one_by_one.set_page("devices");
    one_by_one.set_page_size(1);
    const auto first = desk().ask(ada, &v1::AccessService::list_saved_views, one_by_one).value();
    one_by_one.set_page_token(first.next_page_token());
    EXPECT_EQ(first.saved_views(0).name() + desk().ask(ada, &v1::AccessService::list_saved_views, one_by_one)->saved_views(0).name(),
              "mineours");
    v1::DeleteSavedViewRequest remove;
    remove.set_saved_view_id(ours->saved_view_id());
    EXPECT_EQ(desk().ask(grace, &v1::AccessService::delete_saved_view, remove).error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::delete_saved_view, remove));
}

TEST_P(Accounts, change_their_views_and_choose_with_which_one_a_page_opens) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    Person cara = desk().invited(ada, "cara@client.example", {"CRO"}, false, {ClientId::make(desk().now, desk().rng).text()});
    const auto save = [&](const char* name) {
        v1::CreateSavedViewRequest request;
        request.set_page("tickets");
        request.set_name(name);
        request.set_query("is:open");
        request.set_team(true);
        request.set_order_by("due");
        request.set_columns("priority,title");
        return desk().ask(ada, &v1::AccessService::create_saved_view, request).value();
    };
    const auto urgent = save("Urgent"), late = save("Late");
    EXPECT_EQ(urgent.order_by() + urgent.columns(), "duepriority,title");
    const auto change = [&](Person& by, const v1::SavedView& view, auto set) {
        v1::UpdateSavedViewRequest request;
        request.set_saved_view_id(view.saved_view_id());
        set(request);
        return desk().ask(by, &v1::AccessService::update_saved_view, request);
    };
    const auto opens_with = [](v1::UpdateSavedViewRequest& request) { request.set_is_default(true); };
    const auto defaults = [&](Person& by) {
        std::string names;
        const auto list = desk().ask(by, &v1::AccessService::list_saved_views, {}).value();
        for (const auto& view : list.saved_views()) names += view.is_default() ? view.name() + " " : "";
        return names;
    };
    EXPECT_TRUE(change(grace, urgent, opens_with)->is_default());
    EXPECT_TRUE(change(grace, late, opens_with)->is_default());
    EXPECT_EQ(defaults(grace), "Late ") << "one a page";
    EXPECT_EQ(defaults(ada), "") << "each person chooses";
    EXPECT_EQ(change(cara, late, opens_with).error().kind, ErrorKind::NotFound);
    const auto rename = [](v1::UpdateSavedViewRequest& request) { request.set_name("Very late"); };
    EXPECT_EQ(change(grace, late, rename).error().code, "access.view_of_another");
    const auto renamed = change(ada, late, rename);
    EXPECT_EQ(renamed->name() + " " + renamed->query(), "Very late is:open") << "what is not given stays";
    EXPECT_EQ(change(ada, late, [](v1::UpdateSavedViewRequest& request) { request.set_name(""); }).error().kind, ErrorKind::Invalid);
    v1::DeleteSavedViewRequest remove;
    remove.set_saved_view_id(late.saved_view_id());
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::delete_saved_view, remove));
    EXPECT_EQ(defaults(grace), "") << "a view that is gone opens nothing";
    EXPECT_TRUE(change(grace, urgent, opens_with)->is_default());
    EXPECT_FALSE(change(grace, urgent, [](v1::UpdateSavedViewRequest& request) { request.set_is_default(false); })->is_default());
}

}  // namespace
}  // namespace steward::access

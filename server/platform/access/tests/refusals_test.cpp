// What is refused in words of its own: what is not there, what changed meanwhile, and too much of it.
#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {

class Refusals : public OnEveryEngine {
protected:
    template <typename Answer, typename Request>
    std::string code(Person& by, Result<Answer> (v1::AccessService::*method)(Call&, const Request&), const Request& request,
                     std::string if_match = {}) {
        const auto answer = desk().ask(by, method, request, std::move(if_match));
        return answer ? "done" : answer.error().code;
    }
};
STEWARD_FOR_EACH_ENGINE(Refusals);

TEST_P(Refusals, say_what_is_not_there) {
    Person ada = desk().owner();
    v1::EndSessionRequest session;
    session.set_session_id(SessionId::make(desk().now, desk().rng).text());
    EXPECT_EQ(code(ada, &v1::AccessService::end_session, session), "access.session_not_found");
    session.set_session_id("no id at all");
    EXPECT_EQ(code(ada, &v1::AccessService::end_session, session), "access.session_not_found");
    v1::RevokeTokenRequest token;
    token.set_token_id(TokenId::make(desk().now, desk().rng).text());
    EXPECT_EQ(code(ada, &v1::AccessService::revoke_token, token), "access.token_not_found");
    v1::DeleteSavedViewRequest view;
    view.set_saved_view_id(SavedViewId::make(desk().now, desk().rng).text());
    EXPECT_EQ(code(ada, &v1::AccessService::delete_saved_view, view), "access.view_not_found");
}

TEST_P(Refusals, say_that_an_account_changed_or_is_disabled) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    v1::UpdateAccountRequest update;
    update.set_account_id(desk().account_id(grace.email));
    update.set_status("disabled");
    EXPECT_EQ(code(ada, &v1::AccessService::update_account, update, "an older version"), "access.account_changed");
    EXPECT_EQ(code(ada, &v1::AccessService::update_account, update), "done");
    v1::CreateAccountLinkRequest link;
    link.set_account_id(update.account_id());
    EXPECT_EQ(code(ada, &v1::AccessService::create_account_link, link), "access.account_disabled");
}

TEST_P(Refusals, bound_what_one_person_keeps) {
    Person ada = desk().owner();
    v1::CreateTokenRequest token;
    token.set_name("a script");
    for (int i = 0; i < 50; ++i) ASSERT_EQ(code(ada, &v1::AccessService::create_token, token), "done") << i;
    EXPECT_EQ(code(ada, &v1::AccessService::create_token, token), "access.too_many_tokens");
    v1::CreateSavedViewRequest view;
    view.set_page("devices");
    view.set_name("mine");
    for (int i = 0; i < 200; ++i) ASSERT_EQ(code(ada, &v1::AccessService::create_saved_view, view), "done") << i;
    EXPECT_EQ(code(ada, &v1::AccessService::create_saved_view, view), "access.too_many_views");
}

}  // namespace
}  // namespace steward::access

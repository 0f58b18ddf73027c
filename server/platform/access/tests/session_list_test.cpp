#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class SessionList : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        ada = desk().owner();
        grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
        desk().ended.clear();
    }
    // Grace in one more browser.
    Person another() {
        Person elsewhere = grace;
        EXPECT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
        return elsewhere;
    }
    v1::ListAccountSessionsResponse sessions_of(Person& by, const std::string& email) {
        v1::ListAccountSessionsRequest request;
        request.set_account_id(desk().account_id(email));
        const auto answer = desk().ask(by, &v1::AccessService::list_account_sessions, request);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer.value_or(v1::ListAccountSessionsResponse{});
    }
    Person ada, grace;
};
STEWARD_FOR_EACH_ENGINE(SessionList);

TEST_P(SessionList, lets_a_person_end_all_but_the_one_in_hand) {
    Person phone = another(), tablet = another();
    const auto answer = desk().ask(grace, &v1::AccessService::end_other_sessions, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->ended(), 2);
    EXPECT_EQ(desk().ended.size(), 2u) << "what hangs on them ends with them";
    EXPECT_TRUE(desk().session(grace));
    EXPECT_FALSE(desk().session(phone));
    EXPECT_FALSE(desk().session(tablet));
}

TEST_P(SessionList, of_somebody_else_is_seen_and_ended_by_whoever_may_change_accounts) {
    Person phone = another();
    ASSERT_EQ(sessions_of(ada, grace.email).sessions_size(), 2);
    v1::EndAccountSessionsRequest request;
    request.set_account_id(desk().account_id(grace.email));
    request.set_session_id(sessions_of(ada, grace.email).sessions(0).session_id());
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::end_account_sessions, request)->ended(), 1);
    EXPECT_EQ(sessions_of(ada, grace.email).sessions_size(), 1);
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::end_account_sessions, request).error().code, "access.session_not_found");
    request.clear_session_id();
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::end_account_sessions, request)->ended(), 1);
    EXPECT_FALSE(desk().session(grace));
    EXPECT_FALSE(desk().session(phone));
    EXPECT_EQ(desk().ended.size(), 2u);
}

TEST_P(SessionList, of_an_owner_is_ended_by_owners_alone_and_none_under_another_account) {
    Person admin = desk().invited(ada, "alan@harbour.example", {"ADM"});
    v1::EndAccountSessionsRequest request;
    request.set_account_id(desk().account_id(ada.email));
    EXPECT_EQ(desk().ask(admin, &v1::AccessService::end_account_sessions, request).error().code, "access.owner_only");
    request.set_account_id(desk().account_id(grace.email));
    request.set_session_id(sessions_of(admin, ada.email).sessions(0).session_id());
    EXPECT_EQ(desk().ask(admin, &v1::AccessService::end_account_sessions, request).error().code, "access.session_not_found");
    EXPECT_TRUE(desk().session(ada));
    EXPECT_TRUE(desk().ended.empty());
}

TEST_P(SessionList, is_told_of_an_end_only_once_it_is_written) {
    Person phone = another();
    v1::UpdateAccountRequest lower;
    lower.set_account_id(desk().account_id(grace.email));
    lower.set_status("disabled");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, lower));
    EXPECT_EQ(desk().ended.size(), 2u) << "disabling an account ends what it has open";
    EXPECT_FALSE(desk().session(phone));
}

}  // namespace
}  // namespace steward::access

#include <gtest/gtest.h>

#include "server/platform/access/secrets.h"
#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class Sessions : public OnEveryEngine {};
STEWARD_FOR_EACH_ENGINE(Sessions);

TEST_P(Sessions, end_after_half_an_hour_without_use) {
    Person ada = desk().owner();
    for (int i = 0; i < 4; ++i) {
        desk().now = desk().now + 29min;
        EXPECT_TRUE(desk().session(ada)) << "used every 29 minutes, " << i;
    }
    desk().now = desk().now + 30min + 1ms;
    EXPECT_EQ(desk().session(ada).error().code, "access.session_ended");
    EXPECT_EQ(desk().session(ada).error().kind, ErrorKind::Unauthenticated);
}

TEST_P(Sessions, end_after_twelve_hours_however_busy) {
    Person ada = desk().owner();
    ASSERT_TRUE(desk().sign_in(ada, desk().next_code(ada)));
    for (int i = 0; i < 35; ++i) {
        desk().now = desk().now + 20min;
        EXPECT_TRUE(desk().session(ada)) << i;
    }
    desk().now = desk().now + 20min;
    EXPECT_FALSE(desk().session(ada));
}

TEST_P(Sessions, of_a_clients_person_live_longer_and_need_no_factor_until_one_is_enrolled) {
    Person ada = desk().owner();
    const std::string client = ClientId::make(desk().now, desk().rng).text();
    Person cara = desk().invited(ada, "cara@client.example", {"CRO"}, false, {client});
    const auto session = desk().session(cara).value();
    EXPECT_FALSE(session.needs_second_factor());
    EXPECT_EQ(session.client_ids_size(), 1);
    desk().now = desk().now + 7h;
    EXPECT_TRUE(desk().session(cara));
    const auto caller = desk().authenticate(cara).value();
    EXPECT_TRUE(caller.client_side);
    EXPECT_FALSE(caller.scope.all);

    desk().enrol(cara);
    EXPECT_TRUE(desk().sign_in(cara).value().needs_second_factor());
}

TEST_P(Sessions, are_killed_when_roles_change) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"ENG"});
    Person elsewhere = grace;
    ASSERT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
    v1::UpdateAccountRequest lower;
    lower.set_account_id(desk().account_id(grace.email));
    lower.add_roles("TEC");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, lower));
    EXPECT_FALSE(desk().session(grace));
    EXPECT_FALSE(desk().session(elsewhere));
    EXPECT_TRUE(desk().session(ada));
}

TEST_P(Sessions, are_killed_when_the_password_changes_but_for_the_one_that_changed_it) {
    Person ada = desk().owner();
    Person elsewhere = ada;
    ASSERT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
    v1::ChangePasswordRequest change;
    change.set_old_password("not the old one at all");
    change.set_new_password("beneath the young oak tree");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::change_password, change).error().fields.at(0).pointer, "/old_password");
    change.set_old_password(ada.password);
    const std::string before = ada.cookie;
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::change_password, change));
    EXPECT_NE(ada.cookie, before);
    EXPECT_TRUE(desk().session(ada));
    EXPECT_FALSE(desk().session(elsewhere));
    EXPECT_FALSE(desk().sign_in(elsewhere)) << "the old password";
    elsewhere.password = "beneath the young oak tree";
    EXPECT_TRUE(desk().sign_in(elsewhere));
}

TEST_P(Sessions, are_killed_when_the_factor_changes_but_for_the_one_that_changed_it) {
    Person ada = desk().owner();
    Person elsewhere = ada;
    ASSERT_TRUE(desk().sign_in(elsewhere, desk().next_code(elsewhere)));
    desk().enrol(ada);
    EXPECT_TRUE(desk().session(ada));
    EXPECT_FALSE(desk().session(elsewhere));
    EXPECT_EQ(desk().sign_in(elsewhere, desk().next_code(elsewhere)).error().code, "access.wrong_code") << "of the factor before";
}

TEST_P(Sessions, get_a_new_secret_at_step_up_and_the_old_one_is_worth_nothing) {
    Person ada = desk().owner();
    Person thief = ada;  // has copied the cookie
    const Instant first_shown = desk().authenticate(ada)->factor_at;
    desk().now = desk().now + 10min;
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::begin_totp, {}).error().code, "access.step_up_required");
    ASSERT_TRUE(desk().show_factor(ada, desk().next_code(ada)));
    EXPECT_GT(desk().authenticate(ada)->factor_at, first_shown);
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::begin_totp, {}));
    EXPECT_FALSE(desk().session(thief));
}

TEST_P(Sessions, can_be_seen_and_ended_one_by_one_and_only_ones_own) {
    Person ada = desk().owner();
    Person phone = ada, grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    ASSERT_TRUE(desk().sign_in(phone, desk().next_code(phone)));
    const auto list = desk().ask(ada, &v1::AccessService::list_sessions, {}).value();
    ASSERT_EQ(list.sessions_size(), 2);
    v1::ListSessionsRequest this_one;
    this_one.set_filter("current:yes");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_sessions, this_one)->total(), 1);
    v1::EndSessionRequest end;
    for (const auto& session : list.sessions()) {
        if (!session.current()) end.set_session_id(session.session_id());
    }
    EXPECT_EQ(desk().ask(grace, &v1::AccessService::end_session, end).error().kind, ErrorKind::NotFound) << "somebody else's";
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::end_session, end));
    EXPECT_FALSE(desk().session(phone));
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::sign_out, {}));
    EXPECT_TRUE(ada.cookie.empty());
    EXPECT_EQ(desk().authenticate(ada)->kind, PrincipalKind::Nobody);
}

TEST_P(Sessions, ask_for_the_csrf_token_of_this_very_session) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    const auto caller = desk().authenticate(ada).value();
    auto& authenticator = desk().access->authenticator();
    EXPECT_TRUE(authenticator.csrf_holds(caller, {.session_cookie = ada.cookie, .csrf = ada.csrf}));
    for (const auto& wrong : {std::string(), grace.csrf, ada.csrf + "x", ada.cookie}) {
        EXPECT_EQ(authenticator.csrf_holds(caller, {.session_cookie = ada.cookie, .csrf = wrong}).error().code, "access.csrf") << wrong;
    }
}

TEST_P(Sessions, that_are_forged_are_refused) {
    Person forger{.cookie = "made-up"};
    EXPECT_EQ(desk().authenticate(forger).error().code, "access.session_ended");
    Person nobody;
    EXPECT_EQ(desk().authenticate(nobody)->kind, PrincipalKind::Nobody);
    EXPECT_TRUE(desk().authenticate(nobody)->permissions.empty());
}

TEST_P(Sessions, keep_no_secret_in_the_database) {
    Person ada = desk().owner();
    EXPECT_TRUE(desk().database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select secret_hash from access_sessions"));
        EXPECT_EQ(row->bytes(0), sha256(ada.cookie));
        STEWARD_TRY(const auto factor, transaction.query_one("select secret from access_totp"));
        const Bytes sealed = factor->bytes(0);
        EXPECT_EQ(std::search(sealed.begin(), sealed.end(), ada.totp_secret.begin(), ada.totp_secret.end()), sealed.end());
        return {};
    }));
}

TEST(Cookies, have_the_prefix_over_https_and_another_name_over_loopback) {
    EXPECT_EQ(session_cookie("abc", true), "__Host-steward=abc; Path=/; HttpOnly; SameSite=Strict; Secure");
    EXPECT_EQ(session_cookie("abc", false), "steward_session=abc; Path=/; HttpOnly; SameSite=Strict");
    EXPECT_EQ(ended_session_cookie(true), "__Host-steward=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
}

}  // namespace
}  // namespace steward::access

#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class SignIn : public OnEveryEngine {};
STEWARD_FOR_EACH_ENGINE(SignIn);

TEST_P(SignIn, leads_from_a_link_over_a_password_and_a_factor_to_a_session) {
    Person root{.local_root = true}, ada{.email = "ada@harbour.example"};
    v1::CreateAccountRequest invitation;
    invitation.set_name("Ada Byron");
    invitation.set_email("Ada@Harbour.example");
    invitation.add_roles("OWN");
    invitation.set_all_clients(true);
    const auto made = desk().ask(root, &v1::AccessService::create_account, invitation).value();
    EXPECT_EQ(made.account().status(), "invited");
    EXPECT_TRUE(made.sign_in_link().starts_with("https://desk.example.org/link#")) << made.sign_in_link();
    EXPECT_EQ(made.link_expires_at_unix_ms(), (desk().now + 30min).unix_ms);

    const auto half = desk().redeem(ada, made.sign_in_link()).value();
    EXPECT_TRUE(half.needs_second_factor());
    EXPECT_EQ(half.permissions_size(), 0);
    EXPECT_FALSE(half.all_clients());
    EXPECT_FALSE(desk().ask(ada, &v1::AccessService::list_sessions, {})) << "a half session may only finish what it began";

    const std::string before = ada.cookie;
    desk().enrol(ada);
    EXPECT_NE(ada.cookie, before) << "a new secret with more rights";
    const auto full = desk().session(ada).value();
    EXPECT_FALSE(full.needs_second_factor());
    EXPECT_GT(full.permissions_size(), 15);
    EXPECT_TRUE(full.all_clients());
    EXPECT_EQ(full.provider_name(), "Harbour Services");
    EXPECT_EQ(full.csrf_token(), ada.csrf);

    ada.cookie.clear();
    EXPECT_EQ(desk().sign_in(ada, desk().next_code(ada)).value().needs_second_factor(), false);
    EXPECT_TRUE(desk().session(ada));
}

TEST_P(SignIn, may_show_the_code_in_a_second_call) {
    Person ada = desk().owner();
    const auto half = desk().sign_in(ada).value();
    EXPECT_TRUE(half.needs_second_factor());
    EXPECT_TRUE(half.second_factor_enrolled());
    EXPECT_EQ(half.expires_at_unix_ms(), (desk().now + 15min).unix_ms) << "a half session does not live long";
    const auto full = desk().show_factor(ada, desk().next_code(ada)).value();
    EXPECT_FALSE(full.needs_second_factor());
    EXPECT_TRUE(desk().ask(ada, &v1::AccessService::list_accounts, {}));
}

TEST_P(SignIn, answers_alike_whether_the_person_exists_or_not) {
    Person ada = desk().owner();
    Person stranger{.email = "nobody@harbour.example"};
    ada.password = "under the new walnut tree";
    const auto wrong = desk().sign_in(ada), unknown = desk().sign_in(stranger);
    ASSERT_FALSE(wrong);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(wrong.error().kind, ErrorKind::Unauthenticated);
    EXPECT_EQ(unknown.error().kind, wrong.error().kind);
    EXPECT_EQ(unknown.error().code, wrong.error().code);
    EXPECT_EQ(unknown.error().message, wrong.error().message);
    // Also the waiting is the same, so that it does not tell either.
    for (int i = 0; i < 4; ++i) EXPECT_EQ(desk().sign_in(ada).error().code, desk().sign_in(stranger).error().code) << i;
    EXPECT_EQ(desk().sign_in(ada).error().code, "access.too_many_attempts");
    EXPECT_EQ(desk().sign_in(stranger).error().code, "access.too_many_attempts");
}

TEST_P(SignIn, waits_longer_after_each_failure_from_one_network_and_locks_nobody_out_elsewhere) {
    Person ada = desk().owner();
    Person attacker{.email = ada.email, .password = "guess after guess", .address = "198.51.100.9"};
    for (int i = 0; i < 5; ++i) EXPECT_EQ(desk().sign_in(attacker).error().code, "access.wrong_credentials") << i;
    EXPECT_EQ(desk().sign_in(attacker).error().retry_after_seconds, 1);
    desk().now = desk().now + 1s;
    EXPECT_EQ(desk().sign_in(attacker).error().code, "access.wrong_credentials");
    EXPECT_EQ(desk().sign_in(attacker).error().retry_after_seconds, 2);
    attacker.address = "198.51.100.200";
    EXPECT_EQ(desk().sign_in(attacker).error().code, "access.too_many_attempts") << "the same network";
    EXPECT_TRUE(desk().sign_in(ada, desk().next_code(ada))) << "the person herself, from elsewhere";
}

TEST_P(SignIn, takes_no_code_twice) {
    Person ada = desk().owner();
    const std::string code = desk().next_code(ada);
    ASSERT_TRUE(desk().sign_in(ada, code));
    const auto again = desk().sign_in(ada, code);
    EXPECT_EQ(again.error().code, "access.wrong_code");
    EXPECT_EQ(again.error().fields.at(0).pointer, "/code");
}

TEST_P(SignIn, holds_back_who_guesses_codes_from_every_network) {
    Person ada = desk().owner();
    Person thief{.email = ada.email, .password = ada.password};
    for (int i = 0; i < 5; ++i) {
        thief.address = "198.51." + std::to_string(i) + ".9";
        EXPECT_EQ(desk().sign_in(thief, "000000").error().code, "access.wrong_code") << i;
    }
    thief.address = "198.51.77.9";
    EXPECT_EQ(desk().sign_in(thief, "000000").error().code, "access.too_many_attempts");
}

TEST_P(SignIn, with_a_recovery_code_works_once) {
    Person ada = desk().owner();
    const auto codes = desk().enrol_again(ada);
    ASSERT_EQ(codes.size(), 10u);
    EXPECT_TRUE(desk().sign_in(ada, codes[3]));
    EXPECT_EQ(desk().sign_in(ada, codes[3]).error().code, "access.wrong_code");
    EXPECT_TRUE(desk().sign_in(ada, codes[4]));
}

TEST_P(SignIn, with_a_link_works_once_and_for_half_an_hour) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    const std::string id = desk().account_id(grace.email);
    const std::string first = desk().link_for(ada, id), second = desk().link_for(ada, id);
    EXPECT_EQ(desk().redeem(grace, first).error().code, "access.link_refused") << "a newer link ends the older one";

    Person hasty{.email = grace.email, .password = "password1234"};
    EXPECT_EQ(desk().redeem(hasty, second).error().code, "request.invalid");
    EXPECT_TRUE(desk().redeem(grace, second)) << "a refused password did not use the link up";
    EXPECT_EQ(desk().redeem(grace, second).error().code, "access.link_refused");

    const std::string third = desk().link_for(ada, id);
    desk().now = desk().now + 30min;
    EXPECT_EQ(desk().redeem(grace, third).error().code, "access.link_refused");
    EXPECT_EQ(desk().redeem(grace, "https://desk.example.org/link#nonsense").error().code, "access.link_refused");
}

TEST_P(SignIn, with_a_stolen_link_still_needs_the_factor) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    Person thief{.email = grace.email, .password = "four words of mine"};
    const auto half = desk().redeem(thief, desk().link_for(ada, desk().account_id(grace.email))).value();
    EXPECT_TRUE(half.needs_second_factor());
    EXPECT_EQ(desk().ask(thief, &v1::AccessService::begin_totp, {}).error().code, "access.second_factor_required")
        << "the password alone does not replace the factor";
    v1::ConfirmTotpRequest guess;
    guess.set_code("123456");
    EXPECT_FALSE(desk().ask(thief, &v1::AccessService::confirm_totp, guess));

    Person back{.email = grace.email, .password = "six words of my own choice"};
    const auto fresh = desk().redeem(back, desk().link_for(ada, desk().account_id(grace.email), true)).value();
    EXPECT_FALSE(fresh.second_factor_enrolled());
    desk().enrol(back);
    EXPECT_TRUE(desk().ask(back, &v1::AccessService::list_sessions, {}));
}

TEST_P(SignIn, is_refused_for_a_disabled_account_as_for_an_unknown_one) {
    Person ada = desk().owner();
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    v1::UpdateAccountRequest disable;
    disable.set_account_id(desk().account_id(grace.email));
    disable.set_status("disabled");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, disable));
    EXPECT_EQ(desk().session(grace).error().code, "access.session_ended");
    EXPECT_EQ(desk().sign_in(grace, desk().next_code(grace)).error().code, "access.wrong_credentials");
}

}  // namespace
}  // namespace steward::access

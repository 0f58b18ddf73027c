#include <gtest/gtest.h>

#include "server/platform/access/secrets.h"
#include "server/platform/access/tests/desk.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class Tokens : public OnEveryEngine {
protected:
    Result<v1::CreateTokenResponse> made(Person& by, std::vector<std::string> permissions = {}, std::vector<std::string> clients = {},
                                         int days = 0) {
        v1::CreateTokenRequest request;
        request.set_name("a script");
        for (const auto& permission : permissions) request.add_permissions(permission);
        for (const auto& client : clients) request.add_client_ids(client);
        request.set_valid_days(days);
        return desk().ask(by, &v1::AccessService::create_token, request);
    }
    Result<Caller> caller_with(const std::string& secret) { return desk().authenticate(Person{.bearer = secret}); }
};
STEWARD_FOR_EACH_ENGINE(Tokens);

TEST_P(Tokens, carry_what_they_were_made_for) {
    Person ada = desk().owner();
    const std::string client = ClientId::make(desk().now, desk().rng).text();
    const auto token = made(ada, {"device.read"}, {client}).value();
    const auto caller = caller_with(token.secret()).value();
    EXPECT_EQ(caller.kind, PrincipalKind::Token);
    EXPECT_EQ(caller.permissions, (std::set<std::string>{"device.read"}));
    EXPECT_FALSE(caller.scope.all);
    EXPECT_EQ(caller.scope.clients.size(), 1u);
    EXPECT_FALSE(caller.factor_at.is_set()) << "a token steps up to nothing";
    EXPECT_EQ(token.token().expires_at_unix_ms(), (desk().now + 24h * 90).unix_ms);
}

TEST_P(Tokens, never_exceed_their_creator_even_after_the_creator_was_lowered) {
    Person ada = desk().owner();
    const std::string near = ClientId::make(desk().now, desk().rng).text(), far = ClientId::make(desk().now, desk().rng).text();
    Person grace = desk().invited(ada, "grace@harbour.example", {"ENG"}, false, {near, far});
    const auto all = made(grace).value(), some = made(grace, {"device.read", "device.move"}, {far}).value();
    EXPECT_EQ(made(grace, {"account.write"}).error().fields.at(0).pointer, "/permissions") << "what she has not herself";
    EXPECT_EQ(made(grace, {}, {ClientId::make(desk().now, desk().rng).text()}).error().fields.at(0).pointer, "/client_ids");
    EXPECT_TRUE(caller_with(all.secret())->may("device.move"));
    EXPECT_TRUE(caller_with(some.secret())->may("device.move"));

    v1::UpdateAccountRequest lower;
    lower.set_account_id(desk().account_id(grace.email));
    lower.add_roles("TEC");
    lower.add_client_ids(near);
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, lower));
    EXPECT_FALSE(caller_with(all.secret())->may("device.move"));
    EXPECT_TRUE(caller_with(all.secret())->may("device.read"));
    EXPECT_EQ(caller_with(all.secret())->scope.clients.size(), 1u);
    EXPECT_FALSE(caller_with(some.secret())->may("device.move"));
    EXPECT_TRUE(caller_with(some.secret())->scope.clients.empty()) << "of the only client it was made for nothing is left";

    v1::UpdateAccountRequest disable;
    disable.set_account_id(lower.account_id());
    disable.set_status("disabled");
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::update_account, disable));
    EXPECT_EQ(caller_with(all.secret()).error().code, "access.token_refused");
}

TEST_P(Tokens, end_when_their_time_is_over_or_they_are_revoked) {
    Person ada = desk().owner();
    const auto day = made(ada, {}, {}, 1).value(), year = made(ada, {}, {}, 365).value();
    EXPECT_FALSE(made(ada, {}, {}, 366));
    EXPECT_FALSE(made(ada, {}, {}, -1));
    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(year.token().token_id());
    Person grace = desk().invited(ada, "grace@harbour.example", {"TEC"});
    EXPECT_EQ(desk().ask(grace, &v1::AccessService::revoke_token, revoke).error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(caller_with(year.secret()));
    ASSERT_TRUE(desk().ask(ada, &v1::AccessService::revoke_token, revoke));
    EXPECT_EQ(caller_with(year.secret()).error().code, "access.token_refused");
    EXPECT_TRUE(caller_with(day.secret()));
    desk().now = desk().now + 24h;
    EXPECT_EQ(caller_with(day.secret()).error().code, "access.token_refused");
}

TEST_P(Tokens, that_are_wrong_by_one_character_are_refused) {
    Person ada = desk().owner();
    const std::string secret = made(ada)->secret();
    auto other = parse_token(secret).value();
    other.secret.back() = other.secret.back() == '0' ? '1' : '0';
    EXPECT_FALSE(caller_with(format_token(other))) << "with a check sum that holds";
    EXPECT_FALSE(caller_with("Bearer nonsense"));
    EXPECT_TRUE(caller_with(secret));
}

TEST_P(Tokens, make_no_tokens_and_end_no_sessions) {
    Person ada = desk().owner();
    Person script{.bearer = made(ada)->secret()};
    EXPECT_EQ(made(script).error().code, "access.needs_session");
    EXPECT_EQ(desk().ask(script, &v1::AccessService::list_sessions, {}).error().code, "access.needs_session");
    const auto of_script = desk().session(script)->permissions();
    const std::set<std::string> given(of_script.begin(), of_script.end());
    for (const char* permission : {"job.write", "job.approve", "job.run"}) EXPECT_FALSE(given.contains(permission)) << permission;
    EXPECT_TRUE(given.contains("job.read")) << "a courier carries drafts";
    EXPECT_EQ(desk().session(script)->permissions_size() + 3, desk().session(ada)->permissions_size());
}

TEST_P(Tokens, are_listed_newest_first_by_pages_and_found_by_their_name) {
    Person ada = desk().owner();
    for (const char* name : {"backup", "Monitoring", "billing"}) {
        v1::CreateTokenRequest request;
        request.set_name(name);
        ASSERT_TRUE(desk().ask(ada, &v1::AccessService::create_token, request));
        desk().now = desk().now + std::chrono::seconds(1);
    }
    v1::ListTokensRequest request;
    request.set_page_size(2);
    const auto names = [&] {
        const auto answer = desk().ask(ada, &v1::AccessService::list_tokens, request);
        if (!answer) return answer.error().code;
        std::string text;
        for (const auto& token : answer->tokens()) text += token.name() + " ";
        request.set_page_token(answer->next_page_token());
        return text + "of " + std::to_string(answer->total());
    };
    EXPECT_EQ(names(), "billing Monitoring of 3");
    EXPECT_EQ(names(), "backup of 3");
    EXPECT_EQ(request.page_token(), "");
    request.set_order_by("name");
    EXPECT_EQ(names(), "backup billing of 3");
    request.clear_page_token();
    request.set_filter("name:monitoring revoked:no");
    EXPECT_EQ(names(), "Monitoring of 1");
    request.set_filter("secret:a*");
    EXPECT_EQ(names(), "filter.unknown_key");
}

TEST_P(Tokens, say_when_they_were_last_used) {
    Person ada = desk().owner();
    const std::string secret = made(ada)->secret();
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_tokens, {})->tokens(0).last_used_at_unix_ms(), 0);
    ASSERT_TRUE(caller_with(secret));
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_tokens, {})->tokens(0).last_used_at_unix_ms(), desk().now.unix_ms);
}

}  // namespace
}  // namespace steward::access

// What happens to a call, in which order, and what its caller is told.
#include "server/platform/http/problem.h"
#include "server/platform/http/tests/house.h"

namespace steward::http {
namespace {

class Calls : public ::testing::Test {
protected:
    House house;
    std::string code(const Response& response) { return code_of(response.body); }
};

TEST_F(Calls, are_refused_by_the_first_reason_in_order) {
    const std::string clients = "/api/v1/clients", one = clients + "/" + house.mill.text();
    EXPECT_EQ(code(house.ask("POST", "/api/v1/nothing", "{}")), "request.no_such_route");
    EXPECT_EQ(code(house.ask("POST", clients, std::string(20'000, ' '))), "request.too_large");
    EXPECT_EQ(code(house.ask_as("nobody we know", "POST", clients, "{")), "access.session_ended");
    EXPECT_EQ(code(house.ask("POST", clients, "{")), "access.sign_in_needed");
    EXPECT_EQ(code(house.ask_as("tom", "POST", clients, "{")), "request.not_json");
    Caller weak = house.technician();
    weak.permissions.clear();
    house.authenticator.admit("weak", weak);
    EXPECT_EQ(code(house.ask_as("weak", "POST", clients, "{")), "request.not_json");
    EXPECT_EQ(code(house.ask_as("weak", "POST", clients, "{\"name\":\"x\"}")), "access.forbidden");
    EXPECT_EQ(code(house.ask_as("weak", "GET", one)), "access.forbidden");
    EXPECT_EQ(house.handled, 0);
}

TEST_F(Calls, of_an_address_by_a_verb_that_it_does_not_answer_are_told_which_it_answers) {
    const Response refused = house.ask_as("tom", "DELETE", "/api/v1/clients");
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(code(refused), "request.wrong_verb");
    std::string allowed;
    for (const auto& [name, value] : refused.headers)
        if (name == "Allow") allowed = value;
    EXPECT_NE(allowed.find("GET"), std::string::npos);
    EXPECT_NE(allowed.find("POST"), std::string::npos);
    EXPECT_EQ(allowed.find("DELETE"), std::string::npos);
    EXPECT_EQ(house.ask_as("tom", "DELETE", "/api/v1/nothing").status, 404);
    const Response page = house.ask_as("tom", "POST", "/api/openapi.json");
    EXPECT_EQ(page.status, 405);
    EXPECT_EQ(code(page), "request.wrong_verb");
}

TEST_F(Calls, of_somebody_elses_client_look_as_if_it_did_not_exist) {
    const Response foreign = house.ask_as("tom", "GET", "/api/v1/clients/" + house.mill.text());
    const Response missing = house.ask_as("tom", "GET", "/api/v1/clients/nothing");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(code(foreign), code(missing));
    const auto without_id = [](std::string body) { return body.erase(body.find("\"instance\""), 55); };
    EXPECT_EQ(without_id(foreign.body), without_id(missing.body));
    EXPECT_EQ(house.ask_as("tom", "GET", "/api/v1/clients/" + house.bakery.text()).status, 200);
}

TEST_F(Calls, may_only_point_at_things_of_the_same_client) {
    const std::string people = "/api/v1/clients/" + house.bakery.text() + "/people";
    EXPECT_EQ(house.ask_as("tom", "POST", people, "{\"name\":\"A\",\"site_id\":\"site-of-bakery\"}").status, 200);
    const Response refused = house.ask_as("tom", "POST", people, "{\"name\":\"A\",\"site_id\":\"site-of-mill\"}");
    EXPECT_EQ(refused.status, 404);
    EXPECT_NE(refused.body.find("\"pointer\":\"/site_id\""), std::string::npos) << refused.body;
}

TEST_F(Calls, with_a_cookie_come_from_our_own_pages) {
    const auto post = [&](std::vector<Header> headers) {
        headers.push_back({"Cookie", "steward_session=tom"});
        return house.ask("POST", "/api/v1/clients", "{\"name\":\"x\"}", headers);
    };
    const Header token{"X-Steward-Csrf", "right"};
    EXPECT_EQ(post({token}).status, 200);
    EXPECT_EQ(post({token, {"Origin", "http://desk.example.org"}}).status, 200);
    EXPECT_EQ(post({token, {"Origin", "https://desk.example.org"}}).status, 200);
    EXPECT_EQ(code(post({token, {"Origin", "https://evil.example"}})), "access.csrf");
    EXPECT_EQ(code(post({token, {"Origin", "null"}})), "access.csrf");
    EXPECT_EQ(code(post({token, {"Sec-Fetch-Site", "cross-site"}})), "access.csrf");
    EXPECT_EQ(code(post({token, {"Sec-Fetch-Site", "same-site"}})), "access.csrf");
    EXPECT_EQ(code(post({})), "access.csrf");
    // Signing in has no token yet, but must come from our page too.
    EXPECT_EQ(house.ask("POST", "/api/v1/access/sign-in", "{}").status, 200);
    EXPECT_EQ(code(house.ask("POST", "/api/v1/access/sign-in", "{}", {{"Origin", "https://evil.example"}})), "access.csrf");
}

TEST_F(Calls, with_a_cookie_under_a_clients_own_name_come_from_the_page_of_that_name) {
    const auto post = [&](const std::string& host, const std::string& origin) {
        return house.ask("POST", "/api/v1/clients", "{\"name\":\"x\"}",
                         {{"Host", host}, {"Cookie", "steward_session=tom"}, {"X-Steward-Csrf", "right"}, {"Origin", origin}});
    };
    EXPECT_EQ(post("support.harbour.example", "http://support.harbour.example").status, 200);
    EXPECT_EQ(code(post("support.harbour.example", "http://support.mill.example")), "access.csrf") << "another client's name";
    EXPECT_EQ(code(post("desk.example.org", "http://support.harbour.example")), "access.csrf");
    EXPECT_EQ(code(post("support.harbour.example", "http://harbour.example")), "access.csrf");
}

TEST_F(Calls, say_when_to_come_back) {
    house.gate.full = true;
    const Response refused = house.ask_as("tom", "GET", "/api/v1/clients");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "17");
}

TEST_F(Calls, change_only_what_was_seen_as_it_is_now) {
    const std::string one = "/api/v1/clients/" + house.bakery.text();
    EXPECT_EQ(house.ask_as("tom", "GET", one).header("ETag"), "\"7\"");
    EXPECT_EQ(house.ask_as("tom", "PATCH", one, "{\"name\":\"B\"}", {{"If-Match", "\"7\""}}).status, 200);
    EXPECT_EQ(house.ask_as("tom", "PATCH", one, "{\"name\":\"B\"}", {{"If-Match", "\"6\""}}).status, 412);
    EXPECT_NE(house.ask_as("tom", "PATCH", one, "{\"note\":null}").body.find("note was given"), std::string::npos);
    EXPECT_NE(house.ask_as("tom", "PATCH", one, "{\"name\":\"B\"}").body.find("note was not given"), std::string::npos);
}

TEST_F(Calls, with_the_same_key_happen_once) {
    const std::vector<Header> key{{"Idempotency-Key", "k1"}};
    const Response first = house.ask_as("tom", "POST", "/api/v1/clients", "{\"name\":\"B\"}", key);
    const Response again = house.ask_as("tom", "POST", "/api/v1/clients", "{ \"name\" : \"B\" }", key);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(again.header("ETag"), "\"1\"");
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(house.handled, 1);
    EXPECT_EQ(code(house.ask_as("tom", "POST", "/api/v1/clients", "{\"name\":\"C\"}", key)), "request.key_reused");
    EXPECT_EQ(code(house.ask_as("tom", "POST", "/api/v1/clients", "{}", {{"Idempotency-Key", "a b"}})), "request.key");
}

TEST_F(Calls, that_change_something_or_were_refused_are_audited) {
    house.ask_as("tom", "POST", "/api/v1/clients", "{\"name\":\"B\"}");
    Caller weak = house.technician();
    weak.permissions.clear();
    house.authenticator.admit("weak", weak);
    house.ask_as("weak", "POST", "/api/v1/clients", "{\"name\":\"B\"}");
    house.ask_as("tom", "GET", "/api/v1/clients");
    EXPECT_EQ(house.gate.audited, (std::vector<std::string>{"directory.client_created done", "directory.client_created access.forbidden"}));
}

TEST_F(Calls, that_need_a_fresh_factor_ask_for_it) {
    Caller tom = house.technician();
    tom.factor_at = house.clock.now();
    house.authenticator.admit("fresh", tom);
    tom.factor_at = house.clock.now() - std::chrono::minutes(6);
    house.authenticator.admit("stale", tom);
    const auto change = [&](const std::string& name) {
        return house.ask("POST", "/api/v1/access/password", "{}", {{"Cookie", "steward_session=" + name}, {"X-Steward-Csrf", "right"}});
    };
    EXPECT_EQ(change("fresh").status, 200);
    EXPECT_EQ(code(change("stale")), "access.step_up_needed");
    EXPECT_EQ(code(house.ask_as("fresh", "POST", "/api/v1/access/password", "{}")), "access.step_up_needed");  // a token cannot
}

TEST_F(Calls, that_fail_inside_keep_the_reason_in_the_log_only) {
    const Response broken = house.ask_as("tom", "POST", "/api/v1/clients", "{\"name\":\"break\"}");
    EXPECT_EQ(broken.status, 500);
    EXPECT_EQ(broken.body.find("secret cause"), std::string::npos);
    ASSERT_EQ(house.log.size(), 1u);
    EXPECT_NE(house.log[0].find("secret cause"), std::string::npos);
    EXPECT_NE(house.log[0].find(broken.header("X-Request-Id")), std::string::npos);
}

TEST_F(Calls, for_a_list_can_be_taken_as_a_table_without_formulas) {
    house.client_rows = 2500;
    Response table = house.ask_as("tom", "GET", "/api/v1/clients?format=csv");
    EXPECT_EQ(table.content_type, "text/csv; charset=utf-8; header=present");
    EXPECT_EQ(table.header("Content-Disposition"), "attachment; filename=\"clients.csv\"");
    std::string all = table.body;
    while (table.more) {
        const auto part = table.more(house.clock.now());
        ASSERT_TRUE(part);
        if (part->empty()) break;
        all += *part;
    }
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 2501);
    EXPECT_NE(all.find("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), std::string::npos) << all.substr(0, 300);
    house.client_rows = 100'001;
    EXPECT_EQ(code(house.ask_as("tom", "GET", "/api/v1/clients", {}, {{"Accept", "text/csv"}})), "request.too_many_rows");
}

TEST_F(Calls, for_a_table_are_over_for_whoever_may_no_longer_see_it) {
    house.client_rows = 5000;
    for (const bool is_disabled : {false, true}) {
        house.authenticator.admit("reader", house.technician());
        Response table = house.ask_as("reader", "GET", "/api/v1/clients?format=csv");
        ASSERT_TRUE(table.more);
        Caller barred = house.technician();
        barred.permissions.clear();
        if (is_disabled) house.authenticator.forget("reader");
        else house.authenticator.admit("reader", barred);
        const auto soon = table.more(house.clock.now()), later = table.more(house.clock.now() + std::chrono::seconds(11));
        EXPECT_TRUE(soon);
        ASSERT_FALSE(later);
        EXPECT_EQ(later.error().code, is_disabled ? "access.session_ended" : "access.not_found");
    }
}

TEST_F(Calls, that_hand_out_a_file_stand_in_the_audit_trail) {
    Response file = house.ask_as("olga", "GET", "/api/v1/exports/01a22a45-96da-72ef-ad3f-0d135dc02e08/content");
    EXPECT_EQ(file.status, 200) << file.body;
    EXPECT_EQ(house.gate.audited, std::vector<std::string>{"imports.export_downloaded done"}) << "once, not for each of its parts";
    while (file.more) {
        const auto part = file.more(house.clock.now());
        if (!part || part->empty()) break;
    }
    EXPECT_EQ(house.gate.audited.size(), 1u);
}

TEST_F(Calls, are_others_when_only_their_secrets_differ) {
    Caller tom = house.technician();
    tom.factor_at = house.clock.now();
    house.authenticator.admit("fresh", tom);
    const auto change = [&](const std::string& wanted) {
        return house.ask("POST", "/api/v1/access/password", R"({"old_password":"a","new_password":")" + wanted + "\"}",
                         {{"Cookie", "steward_session=fresh"}, {"X-Steward-Csrf", "right"}, {"Idempotency-Key", "k1"}});
    };
    EXPECT_EQ(change("under the old walnut tree").status, 200);
    EXPECT_EQ(change("under the old walnut tree").header("Idempotency-Replayed"), "true");
    EXPECT_EQ(code(change("behind the mill")), "request.key_reused");
}

TEST_F(Calls, carry_what_keeps_a_browser_safe) {
    for (const Response& response : {house.ask("GET", "/"), house.ask("GET", "/api/v1/clients"),
                                     house.ask_as("tom", "GET", "/api/v1/clients"), house.ask("GET", "/a//b")}) {
        const std::string policy(response.header("Content-Security-Policy"));
        EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
        EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
        EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos);
        EXPECT_EQ(policy.find("unsafe"), std::string::npos);
        EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(response.header("Cross-Origin-Opener-Policy"), "same-origin");
        EXPECT_EQ(response.header("Cross-Origin-Resource-Policy"), "same-origin");
        EXPECT_EQ(response.header("Cache-Control"), "no-store");
        EXPECT_EQ(response.header("X-Request-Id").size(), 36u);
    }
}

// A kind that is added without a line here does not compile (-Wswitch).
int status_that_belongs_to(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Invalid:
            return 400;
        case ErrorKind::Unauthenticated:
            return 401;
        case ErrorKind::Forbidden:
            return 403;
        case ErrorKind::NotFound:
            return 404;
        case ErrorKind::Conflict:
            return 409;
        case ErrorKind::StaleEtag:
            return 412;
        case ErrorKind::TooLarge:
            return 413;
        case ErrorKind::Limited:
            return 429;
        case ErrorKind::Unavailable:
            return 503;
        case ErrorKind::Internal:
            return 500;
    }
    return 0;
}

TEST(Problems, have_one_status_for_every_kind_of_error) {
    for (int i = 0; i <= static_cast<int>(ErrorKind::Internal); ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        const Response response = problem({.kind = kind, .code = "a.b", .message = "m", .cause = "hidden"}, "id");
        EXPECT_EQ(response.status, status_that_belongs_to(kind));
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(response.body.find("hidden"), std::string::npos);
    }
}

}  // namespace
}  // namespace steward::http

#include <gtest/gtest.h>

#include "server/platform/access/tests/desk.h"
#include "steward/annotations.pb.h"

namespace steward::access {
namespace {
using namespace std::chrono_literals;

class Gates : public OnEveryEngine {
protected:
    Gate& gate() { return desk().access->gate(); }
    template <typename Work>
    void in_transaction(Work work) {
        const Status done = desk().database.write([&](storage::Transaction& transaction) -> Status {
            work(transaction);
            return {};
        });
        EXPECT_TRUE(done) << (done ? "" : done.error().message + " " + done.error().cause);
    }
    void write_lines(int count) {
        Method rule;
        rule.set_audit("directory.client_changed");
        for (int i = 0; i < count; ++i) {
            Caller caller;
            caller.kind = PrincipalKind::System;
            caller.name = "writer " + std::to_string(i);
            Call call(desk().database, caller, desk().now, true);
            call.set_audit_subject("client " + std::to_string(i));
            call.add_audit_detail("name", "a \"quoted\" name");
            EXPECT_TRUE(gate().record_audit(**call.transaction(), call, rule, "done"));
            EXPECT_TRUE(call.commit());
        }
    }
};
STEWARD_FOR_EACH_ENGINE(Gates);

TEST_P(Gates, find_the_client_of_what_exists_and_nothing_else) {
    const ClientId client = ClientId::make(desk().now, desk().rng);
    const DeviceId device = DeviceId::make(desk().now, desk().rng), other = DeviceId::make(desk().now, desk().rng);
    desk().access->register_resource("device", "test_devices");
    in_transaction([&](storage::Transaction& transaction) {
        EXPECT_TRUE(transaction.execute("create table test_devices (id text primary key, client_id text not null)"));
        EXPECT_TRUE(transaction.execute("insert into test_devices values ($1, $2)", device, client));
        EXPECT_EQ(gate().resolve_client(transaction, "device", device.text()).value(), client);
        EXPECT_EQ(gate().resolve_client(transaction, "device", other.text()).error().code, "access.not_found");
        EXPECT_EQ(gate().resolve_client(transaction, "device", "' or 1 = 1 --").error().code, "access.not_found");
        EXPECT_EQ(gate().resolve_client(transaction, "printer", device.text()).error().code, "access.unknown_resource");
    });
}

TEST_P(Gates, answer_a_repeated_request_once_more_for_the_same_caller_only) {
    Caller ada, grace, nobody;
    ada.kind = grace.kind = PrincipalKind::Account;
    ada.account = AccountId::make(desk().now, desk().rng);
    grace.account = AccountId::make(desk().now, desk().rng);
    in_transaction([&](storage::Transaction& transaction) {
        EXPECT_EQ(gate().replayed(transaction, ada, "key-1", "digest", desk().now).value(), std::nullopt);
        EXPECT_TRUE(gate().remember(transaction, ada, "key-1", "digest", R"({"secret":"steward_1"})", desk().now));
        EXPECT_EQ(gate().replayed(transaction, ada, "key-1", "digest", desk().now + 23h).value(), R"({"secret":"steward_1"})");
        EXPECT_EQ(gate().replayed(transaction, ada, "key-1", "another", desk().now).error().code, "request.key_reused");
        EXPECT_EQ(gate().replayed(transaction, grace, "key-1", "digest", desk().now).value(), std::nullopt);
        EXPECT_EQ(gate().replayed(transaction, ada, "key-1", "digest", desk().now + 24h).value(), std::nullopt);
        EXPECT_TRUE(gate().remember(transaction, nobody, "key-1", "digest", "{}", desk().now));
        EXPECT_EQ(gate().replayed(transaction, nobody, "key-1", "digest", desk().now).value(), std::nullopt);
        const auto stored = transaction.query_one("select answer from access_idempotency").value()->bytes(0);
        EXPECT_EQ(as_text(stored).find("steward_1"), std::string_view::npos) << "an answer may hold a secret shown once";
    });
}

TEST_P(Gates, write_an_audit_trail_that_shows_every_change_to_it) {
    write_lines(5);
    EXPECT_TRUE(desk().audit().holds()) << desk().audit().sentence;
    EXPECT_EQ(desk().audit().lines, 5);
    const std::pair<const char*, int64_t> damages[] = {
        {"update access_audit set by_name = 'somebody else' where number = 3", 3},
        {"update access_audit set detail = '{}' where number = 1", 1},
        {"update access_audit set at = at - 1 where number = 5", 5},
        {"update access_audit set client_id = '019abcde-1234-7abc-8abc-123456789abc' where number = 2", 2},
        {"update access_audit set subject = outcome, outcome = subject where number = 4", 4},
        {"delete from access_audit where number = 3", 3},
        {"delete from access_audit where number = 5", 5},
        {"delete from access_audit", 1},
    };
    for (const auto& [damage, line] : damages) {
        // Looked at inside the transaction that damages, which is then rolled back.
        const Status rolled_back = desk().database.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(damage));
            STEWARD_TRY(const auto verdict, verify_audit(transaction));
            EXPECT_EQ(verdict.broken_at, line) << damage;
            EXPECT_NE(verdict.sentence.find("line " + std::to_string(line)), std::string::npos);
            return fail(ErrorKind::Conflict, "test.undo", "undone");
        });
        EXPECT_EQ(rolled_back.error().code, "test.undo") << rolled_back.error().message << rolled_back.error().cause;
    }
    EXPECT_TRUE(desk().audit().holds());
}

TEST_P(Gates, write_nothing_for_methods_that_are_not_audited) {
    Method rule;
    rule.set_audit("none");
    Call call(desk().database, Caller{}, desk().now, true);
    EXPECT_TRUE(gate().record_audit(**call.transaction(), call, rule, "done"));
    EXPECT_TRUE(call.commit());
    EXPECT_EQ(desk().audit().lines, 0);
}

TEST_P(Gates, show_the_audit_trail_by_pages_and_only_of_visible_clients) {
    Person ada = desk().owner();
    const ClientId near = ClientId::make(desk().now, desk().rng), far = ClientId::make(desk().now, desk().rng);
    Person auditor = desk().invited(ada, "auditor@harbour.example", {"AUD"}, false, {near.text()});
    Method rule;
    rule.set_audit("directory.device_changed");
    for (const auto& client : {near, far, ClientId{}}) {
        Call call(desk().database, desk().authenticate(ada).value(), desk().now, true);
        call.set_client(client);
        ASSERT_TRUE(gate().record_audit(**call.transaction(), call, rule, "done"));
        ASSERT_TRUE(call.commit());
    }
    v1::ListAuditRequest request;
    request.set_filter("kind:directory.device_changed");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_audit, request)->entries_size(), 3);
    const auto seen = desk().ask(auditor, &v1::AccessService::list_audit, request).value();
    EXPECT_EQ(seen.entries_size(), 2) << "their client's and the installation's own";
    for (const auto& entry : seen.entries()) EXPECT_NE(entry.client_id(), far.text());
    request.set_page_size(2);
    const auto first = desk().ask(ada, &v1::AccessService::list_audit, request).value();
    EXPECT_GT(first.entries(0).number(), first.entries(1).number()) << "newest first";
    request.set_page_token(first.next_page_token());
    const auto second = desk().ask(ada, &v1::AccessService::list_audit, request).value();
    EXPECT_EQ(second.entries_size(), 1);
    EXPECT_EQ(second.next_page_token(), "");
}

TEST_P(Gates, order_the_audit_trail_as_asked_page_by_page) {
    Person ada = desk().owner();
    for (const char* kind : {"directory.site_created", "directory.client_created", "directory.device_changed"}) {
        Method rule;
        rule.set_audit(kind);
        Call call(desk().database, desk().authenticate(ada).value(), desk().now, true);
        ASSERT_TRUE(gate().record_audit(**call.transaction(), call, rule, "done"));
        ASSERT_TRUE(call.commit());
    }
    v1::ListAuditRequest request;
    request.set_filter("kind:directory.*");
    const auto kinds = [&](const std::string& order) {
        std::string text;
        request.set_order_by(order);
        request.set_page_size(2);
        request.clear_page_token();
        do {
            const auto page = desk().ask(ada, &v1::AccessService::list_audit, request).value();
            for (const auto& entry : page.entries()) text += entry.kind().substr(entry.kind().find('.') + 1) + " ";
            request.set_page_token(page.next_page_token());
        } while (!request.page_token().empty());
        return text;
    };
    EXPECT_EQ(kinds(""), "device_changed client_created site_created ") << "newest first";
    EXPECT_EQ(kinds("number"), "site_created client_created device_changed ");
    EXPECT_EQ(kinds("kind"), "client_created device_changed site_created ");
    EXPECT_EQ(kinds("by,-kind"), "site_created device_changed client_created ");
    request.set_order_by("colour");
    EXPECT_EQ(desk().ask(ada, &v1::AccessService::list_audit, request).error().code, "page.order_by");
}

TEST_P(Gates, audit_failed_sign_ins_without_what_was_typed) {
    Person ada = desk().owner();
    Person wrong{.email = ada.email, .password = "a password typed wrongly"};
    ASSERT_FALSE(desk().sign_in(wrong));
    Person confused{.email = "a password typed into the wrong field"};
    ASSERT_FALSE(desk().sign_in(confused));
    v1::ListAuditRequest request;
    request.set_filter("kind:access.sign_in");
    const auto list = desk().ask(ada, &v1::AccessService::list_audit, request).value();
    ASSERT_EQ(list.entries_size(), 2);
    EXPECT_EQ(list.entries(1).outcome(), "access.wrong_credentials");
    EXPECT_EQ(list.entries(1).subject(), desk().account_id(ada.email));
    EXPECT_EQ(list.DebugString().find("typed"), std::string::npos);
    EXPECT_TRUE(desk().audit().holds());
}

TEST_P(Gates, limit_who_asks_too_often_and_sign_ins_most) {
    const Caller nobody;
    const Credentials from{.address = "203.0.113.7"}, elsewhere{.address = "198.51.100.7"};
    int passed = 0;
    while (passed < 1000 && gate().allow_rate(from, nobody, "steward.access.v1.AccessService.SignIn", desk().now)) ++passed;
    EXPECT_EQ(passed, 30);
    const auto refused = gate().allow_rate(from, nobody, "steward.access.v1.AccessService.SignIn", desk().now);
    EXPECT_EQ(refused.error().kind, ErrorKind::Limited);
    EXPECT_EQ(refused.error().retry_after_seconds, 2);
    EXPECT_TRUE(gate().allow_rate(elsewhere, nobody, "steward.access.v1.AccessService.SignIn", desk().now));
    EXPECT_TRUE(gate().allow_rate(from, nobody, "steward.access.v1.AccessService.GetSession", desk().now));
    for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(gate().allow_rate(from, local_root(), "any", desk().now)) << "root on the machine itself";
}

TEST_P(Gates, sweep_away_what_has_ended_and_nothing_else) {
    Person ada = desk().owner();
    Person wrong{.email = ada.email, .password = "a wrong one of four"};
    ASSERT_FALSE(desk().sign_in(wrong));
    desk().link_for(ada, desk().account_id(ada.email));
    const auto rows = [&](const std::string& table) {
        int64_t count = -1;
        in_transaction(
            [&](storage::Transaction& transaction) { count = transaction.query_one("select count(*) from " + table).value()->integer(0); });
        return count;
    };
    const auto sweep = desk().access->reconcilers().at(0);
    EXPECT_EQ(sweep.name, "access.sweep");
    ASSERT_TRUE(sweep.run(desk().now));
    EXPECT_EQ(rows("access_sessions"), 1);
    EXPECT_EQ(rows("access_login_failures"), 1);
    ASSERT_TRUE(sweep.run(desk().now + 25h));
    EXPECT_EQ(rows("access_sessions") + rows("access_login_failures") + rows("access_links"), 0);
    EXPECT_EQ(rows("access_accounts"), 1);
    EXPECT_GT(rows("access_audit"), 0);
}

TEST_P(Gates, filter_by_the_clients_of_the_caller_however_many) {
    in_transaction(
        [](storage::Transaction& transaction) { EXPECT_TRUE(transaction.execute("create table test_rows (client_id text not null)")); });
    const auto seen = [&](size_t visible, bool all) {
        Caller caller;
        caller.scope.all = all;
        for (size_t i = 0; i < visible; ++i) caller.scope.clients.insert(ClientId::make(desk().now, desk().rng));
        in_transaction([&](storage::Transaction& transaction) {
            EXPECT_TRUE(transaction.execute("delete from test_rows"));
            EXPECT_TRUE(transaction.execute("insert into test_rows values ($1)", ClientId::make(desk().now, desk().rng)));
            for (size_t i = 0; i < std::min<size_t>(visible, 1); ++i) {
                EXPECT_TRUE(transaction.execute("insert into test_rows values ($1)", *caller.scope.clients.begin()));
            }
        });
        Call call(desk().database, caller, desk().now, false);
        std::vector<storage::Value> parameters{storage::to_value(1)};
        const std::string sql = "select count(*) from test_rows where 1 = $1" + call.client_filter("client_id", parameters);
        const auto rows = (*call.transaction())->run(sql, parameters);
        EXPECT_TRUE(rows) << rows.error().cause;
        return rows ? rows->at(0).integer(0) : -1;
    };
    EXPECT_EQ(seen(0, false), 0);
    EXPECT_EQ(seen(1, false), 1);
    EXPECT_EQ(seen(999, false), 1);
    EXPECT_EQ(seen(8000, false), 1) << "more than a statement may have parameters";
    EXPECT_EQ(seen(1, true), 2);
}

}  // namespace
}  // namespace steward::access

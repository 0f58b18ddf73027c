// An installation with people in front of it, for the room's stories: a migrated database, a clock
// that is moved by hand, and persons who keep their cookie as a browser does.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "server/platform/access/access.h"
#include "server/platform/access/callers.h"
#include "server/platform/access/totp.h"
#include "tests/contract/databases.h"

namespace steward::access {

struct Person {
    std::string email;
    std::string password = "under the old walnut tree";
    std::string address = "203.0.113.7";
    std::string cookie;  // the session's secret, as the browser keeps it
    std::string csrf;
    std::string bearer;
    Bytes totp_secret;
    std::string last_code;
    bool local_root = false;
};

class Desk {
public:
    explicit Desk(storage::Database& migrated);

    /// One request: authenticated, run, committed on success; the cookie kept. As the dispatcher does it.
    template <typename Answer, typename Request>
    Result<Answer> ask(Person& person, Result<Answer> (v1::AccessService::*method)(Call&, const Request&), const Request& request,
                       std::string if_match = {}) {
        return run<Answer>(
            person, [&](Call& call) { return (access->service().*method)(call, request); }, std::move(if_match));
    }
    template <typename Answer, typename Request>
    Result<Answer> ask_passkeys(Person& person, Result<Answer> (v1::PasskeyService::*method)(Call&, const Request&),
                                const Request& request) {
        return run<Answer>(person, [&](Call& call) { return (access->passkeys().*method)(call, request); });
    }
    template <typename Answer, typename Request>
    Result<Answer> ask_providers(Person& person, Result<Answer> (v1::ProviderService::*method)(Call&, const Request&),
                                 const Request& request) {
        return run<Answer>(person, [&](Call& call) { return (access->providers().*method)(call, request); });
    }
    template <typename Answer, typename Request>
    Result<Answer> ask_mail_links(Person& person, Result<Answer> (v1::MailLinkService::*method)(Call&, const Request&),
                                  const Request& request) {
        return run<Answer>(person, [&](Call& call) { return (access->mail_links().*method)(call, request); });
    }
    template <typename Answer, typename Run>
    Result<Answer> run(Person& person, Run method, std::string if_match = {}) {
        STEWARD_TRY(Caller caller, authenticate(person));
        Call call(database, std::move(caller), now, true);
        call.presented_session = person.cookie;
        call.user_agent = "a browser";
        call.over_https = true;
        call.if_match = std::move(if_match);
        Result<Answer> answer = method(call);
        if (!answer) return answer;
        STEWARD_CHECK(call.commit());
        for (const auto& cookie : call.set_cookies) keep_cookie(person, cookie);
        return answer;
    }

    Result<Caller> authenticate(const Person& person);
    /// For methods of scope PUBLIC: a session that has ended is none.
    Person without_ended_session(Person person) {
        if (!authenticate(person)) person.cookie.clear();
        return person;
    }

    // Stories in one line; each fails the test when it does not go as its name says.
    Person owner();  // through link, password and TOTP
    Person invited(Person& by, std::string email, std::vector<std::string> roles, bool all_clients = true,
                   std::vector<std::string> clients = {});
    Result<v1::Session> redeem(Person& person, const std::string& link);
    void enrol(Person& person);  // begins and confirms TOTP
    std::vector<std::string> enrol_again(Person& person);
    Result<v1::Session> sign_in(Person& person, std::string code = {});
    Result<v1::Session> show_factor(Person& person, std::string code);
    std::string next_code(Person& person);  // moves on so that it is a new one
    Result<v1::Session> session(Person& person);
    std::string link_for(Person& by, const std::string& account_id, bool reset_second_factor = false);
    std::string account_id(const std::string& email);
    AuditVerdict audit() { return access->verify_audit().value(); }

    storage::Database& database;
    SeededRng rng{4711};
    Instant now{1'800'000'000'000};
    std::function<outbound::HttpAnswer(const outbound::HttpRequest&)> fetch;  // the world outside; nobody answers without
    std::vector<SessionId> ended;                                             // of which the house was told, in order
    std::unique_ptr<Access> access;

private:
    static void keep_cookie(Person& person, const std::string& cookie);
};

/// Every story runs on both engines.
class OnEveryEngine : public contract::EachEngine {
protected:
    void SetUp() override;
    Desk& desk() { return *desk_; }

private:
    std::unique_ptr<Desk> desk_;
};

}  // namespace steward::access

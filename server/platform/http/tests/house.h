// A small house behind the door, for the room's stories: real routes of the schema, answered by a few
// lambdas; an authenticator and a gate of paper; a real database for the transactions.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "server/platform/http/site.h"
#include "tests/contract/databases.h"

namespace steward::http {

/// Knows callers by their token ("Bearer tom") or their cookie.
class PaperAuthenticator final : public access::Authenticator {
public:
    Result<Caller> authenticate(const access::Credentials& credentials, Instant now) override;
    Status csrf_holds(const Caller& caller, const access::Credentials& credentials) override;

    void admit(const std::string& name, Caller caller);
    void forget(const std::string& name);
    std::vector<access::Credentials> seen() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, Caller> callers_;
    std::vector<access::Credentials> seen_;
};

class PaperGate final : public access::Gate {
public:
    Result<ClientId> resolve_client(storage::Transaction&, std::string_view resource, std::string_view id) override;
    Status record_audit(storage::Transaction&, const Call& call, const Method& rule, std::string_view outcome) override;
    Result<std::optional<std::string>> replayed(storage::Transaction&, const Caller&, std::string_view key, std::string_view digest,
                                                Instant) override;
    Status remember(storage::Transaction&, const Caller&, std::string_view key, std::string_view digest, std::string_view answer,
                    Instant) override;
    Status allow_rate(const access::Credentials&, const Caller&, std::string_view method, Instant) override;

    std::map<std::string, ClientId> owners;  // by id, of any noun
    std::vector<std::string> audited;        // "directory.client_created done"
    bool full = false;                       // every bucket is empty
    std::map<std::string, std::pair<std::string, std::string>> kept;

private:
    std::mutex mutex_;
};

class House {
public:
    House();

    Response ask(std::string verb, std::string target, std::string body = {}, std::vector<Header> more = {});
    /// The same as Tom, a technician who sees one client.
    Response ask_as(const std::string& name, std::string verb, std::string target, std::string body = {}, std::vector<Header> more = {});

    const ClientId bakery{RawId{{1}}}, mill{RawId{{2}}};
    std::unique_ptr<contract::FreshDatabase> fresh;
    PaperAuthenticator authenticator;
    PaperGate gate;
    SystemClock clock;
    SystemRng rng;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Site> site;
    std::vector<std::string> log;
    int client_rows = 3;          // that ListClients has
    std::atomic<int> handled{0};  // calls that reached a handler
    std::string etag = "7";       // of the only client

    Caller technician() const;

private:
    std::vector<BoundMethod> methods();
};

/// "request.malformed" of a problem; empty for anything else.
std::string code_of(std::string_view body);

}  // namespace steward::http

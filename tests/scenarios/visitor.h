// Somebody who uses the API over HTTPS as a browser does: a session, its cookie, its token.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

struct Answer {
    int status = 0;
    std::string body;  // of a CSV too, all of it
    std::string code;  // of a problem
};

class Visitor {
public:
    /// Nobody.
    Visitor(World& world, std::string name) : world_(world), name_(std::move(name)) {}

    /// Makes an account with this role at one client (empty: all) and signs in, second factor included.
    Status sign_in_as(const std::string& role, const std::string& client_id);

    Answer ask(const std::string& verb, const std::string& target, const boost::json::value& body = nullptr,
               const std::string& accept = "application/json");
    /// What a stream of updates gives to this visitor; nothing when it is refused.
    std::shared_ptr<http::EventStream> listen(const std::string& target);
    const std::string& name() const { return name_; }

private:
    Status show_factor();
    http::Request request_for(const std::string& verb, const std::string& target, const boost::json::value& body,
                              const std::string& accept) const;

    World& world_;
    std::string name_, cookie_, csrf_;
};

/// Of the roles as `/api/v1/roles` lists them: all but the owner's, who sees all clients.
std::vector<std::string> roles_but_the_owner(const boost::json::array& roles);

/// Of these few, which together hold and lack each permission at least once.
std::vector<std::string> roles_of_every_refusal(const boost::json::array& roles);

}  // namespace steward::scenarios

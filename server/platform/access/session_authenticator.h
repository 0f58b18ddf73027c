// Who asks, from a cookie, a token or the local socket.
#pragma once

#include "server/platform/access/authenticator.h"

namespace steward::access {

class SessionAuthenticator final : public Authenticator {
public:
    explicit SessionAuthenticator(storage::Database& database) : database_(database) {}
    Result<Caller> authenticate(const Credentials& credentials, Instant now) override;
    Status csrf_holds(const Caller& caller, const Credentials& credentials) override;

private:
    Result<Caller> by_session(std::string_view secret, bool passive, Instant now);
    Result<Caller> by_token(std::string_view bearer, Instant now);
    storage::Database& database_;
};

}  // namespace steward::access

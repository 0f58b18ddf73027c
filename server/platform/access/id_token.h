// Who a provider says that somebody is: the claims of an ID token, checked (OpenID Connect Core 3.1.3.7).
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace steward::access {

struct ExpectedToken {
    std::string issuer;       // exactly
    std::string application;  // our client_id there
    std::string nonce;        // of this visit
};

struct ProviderPerson {
    std::string issuer, subject;  // who it is; an address is not
    std::string email;
    bool email_verified = false;
};

/// Clocks may differ by so much.
inline constexpr Duration provider_clock_skew = std::chrono::seconds(60);

/// Failure: Unauthenticated "access.id_token", the reason in `cause`.
Result<ProviderPerson> person_in(const boost::json::object& claims, const ExpectedToken& expected, Instant now);

}  // namespace steward::access

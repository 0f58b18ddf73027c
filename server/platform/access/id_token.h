// Who a provider says that somebody is: the claims of an ID token, checked (OpenID Connect Core 3.1.3.7).
#pragma once

#include <boost/json/object.hpp>
#include <set>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace steward::access {

struct ExpectedToken {
    std::string issuer;            // exactly
    std::string application;       // our client_id there
    std::string nonce;             // of this visit
    std::string group_claim = {};  // where its groups stand; empty: nobody asks
};

struct ProviderPerson {
    std::string issuer, subject;  // who it is; an address is not
    std::string email;
    bool email_verified = false;
    std::set<std::string> groups = {};
};

/// Clocks may differ by so much.
inline constexpr Duration provider_clock_skew = std::chrono::seconds(60);

/// Failures: Unauthenticated "access.id_token", the reason in `cause`; Forbidden "access.groups_elsewhere" when there are so many groups
/// that the provider says only where they could be asked for (OpenID Connect Core 5.6.2; Entra does that above 200).
Result<ProviderPerson> person_in(const boost::json::object& claims, const ExpectedToken& expected, Instant now);

}  // namespace steward::access

// For the room that sends mails: the link of a sign-in mail, made known at the moment of sending only.
#pragma once

#include <string>

#include "base/time.h"

namespace steward::access {

class SignInMail {
public:
    virtual ~SignInMail() = default;
    /// The address behind the fact `SignInMailWanted.request_id`; empty when it was used or has expired:
    /// then there is nothing to send. Thread safe.
    virtual std::string address_of(const std::string& request_id, Instant now) = 0;
};

}  // namespace steward::access

// Whether the sender is who the mail says, as our own mail server found (RFC 8601, DMARC RFC 7489).
//
// Pure. We do not check signatures ourselves: the server that took the mail from the network did. Only
// its header counts, known by the name it writes (authserv-id); anybody can write the others. The mail server should remove headers
// that come in under its name (RFC 8601 section 5); where it does not, those below its own line of receipt do not count.
#pragma once

#include "server/platform/mail/message.h"

namespace steward::mail {

enum class Authenticity {
    Verified,    // DMARC passed for the domain that people see
    Failed,      // DMARC failed, whatever the domain's owner asks for in that case
    NotVerified  // nobody said: no such header, no policy, a temporary error
};
std::string_view authenticity_code(Authenticity value);  // "verified", "failed", "not_verified"

struct AuthenticityVerdict {
    Authenticity value = Authenticity::NotVerified;
    std::string reason;  // "dmarc=fail for example.org, says mx.msp.example"
};

/// `authserv_id` is the name of our own server; empty: none is trusted, everything is NotVerified.
AuthenticityVerdict judge_authenticity(const Message& message, std::string_view authserv_id);

}  // namespace steward::mail

// Access tokens for mail servers that want no passwords (OAuth 2.0, RFC 6749 section 6): a refresh token is turned into an
// access token, which is good for an hour or so. Only in memory.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace steward::mail {

/// How a mailbox is signed in, as the provider says it for an application.
struct TokenClient {
    std::string token_url;  // https://..., of the provider's token endpoint
    std::string client_id, client_secret, refresh_token;
    std::string scope;  // empty: what the refresh token was made for
};

struct AccessToken {
    std::string value;
    Instant good_until;
    std::string new_refresh_token;  // empty: the one before stays good
};

/// A provider may be inside one's own network, as its mail server may. Failure: Unavailable "mail.sign_in" with what to do next; never
/// holds a token, a secret or words of the provider.
Result<AccessToken> refresh(const TokenClient& client, Instant now);

/// What the provider answered. Pure, total and bounded; the failures of `refresh`.
Result<AccessToken> read_token_answer(long status, std::string_view body, Instant now);

/// https, or http for a machine of one's own. Failure: the field `pointer`.
Status check_token_url(const std::string& url, std::string_view pointer);

/// Remembers access tokens until shortly before they end. Any thread.
class AccessTokens {
public:
    /// `keep` is called with a new refresh token, when the provider gave one, before the access token is used: the one before is
    /// not good any more. Failures: those of `refresh` and of `keep`.
    Result<std::string> token_for(TokenClient client, Instant now, const std::function<Status(const std::string&)>& keep);
    /// A server refused it although its time is not over.
    void forget(const TokenClient& client);

private:
    std::mutex mutex_;
    std::map<std::string, AccessToken> held_;
};

}  // namespace steward::mail

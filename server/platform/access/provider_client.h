// What is asked of an OpenID provider over HTTPS: its description, its keys, a code against a token.
//
// Descriptions and keys are kept for an hour; a token with a key that is not among them fetches them
// again, at most once a minute. Thread safe. Blocks as long as the provider does (20 s at most): never
// inside a transaction.
#pragma once

#include <functional>
#include <map>
#include <mutex>

#include "base/time.h"
#include "server/platform/access/id_token.h"
#include "server/platform/access/jwt.h"
#include "server/platform/outbound/http_request.h"

namespace steward::access {

using Fetch = std::function<outbound::HttpAnswer(const outbound::HttpRequest&)>;

/// What of a provider's description is used.
struct ProviderMetadata {
    std::string issuer, authorize_url, token_url, keys_url;
    std::string sign_out_url = {};  // empty: it has none
    bool secret_in_body = false;    // it takes the application's secret in the body only
    bool offers_s256 = true;        // or does not say
    bool says_issuer_back = false;  // RFC 9207: the answer names its issuer
};
/// Failure: Unavailable "access.provider_description" with what is wrong.
Result<ProviderMetadata> read_provider_metadata(std::string_view document, std::string_view issuer, bool allow_http);

struct ProviderAddress {
    std::string issuer;
    bool allow_private = false;  // also plain http
};

class ProviderClient {
public:
    explicit ProviderClient(Fetch fetch) : fetch_(std::move(fetch)) {}

    /// Failures: Unavailable "access.provider_unreachable", "access.provider_description".
    Result<ProviderMetadata> metadata(const ProviderAddress& provider, Instant now, bool afresh = false);
    /// The same and "access.provider_keys".
    Result<std::vector<SigningKey>> keys(const ProviderAddress& provider, Instant now, bool afresh = false);

    struct CodeForToken {
        std::string code, verifier, redirect_address, application, secret;
    };
    /// The ID token. Failures: Unauthenticated "access.provider_refused" (the code is not good, used, or
    /// late); Unavailable as above.
    Result<std::string> redeem(const ProviderAddress& provider, const CodeForToken& what, Instant now);
    /// Who it is: signature and claims hold. Failure: Unauthenticated "access.id_token".
    Result<ProviderPerson> person(const ProviderAddress& provider, std::string_view token, const ExpectedToken& expected, Instant now);

private:
    struct Known {
        ProviderMetadata metadata;
        Instant metadata_at;
        std::vector<SigningKey> keys;
        Instant keys_at;
        Instant silent_at;  // when it last gave no answer
        int under_way = 0;
    };
    /// A question holds a worker of the server for up to 20 seconds. A provider that does not answer is left alone for a while, and only
    /// so many are asked at a time: the others who use the server do not wait for it.
    outbound::HttpAnswer ask(const ProviderAddress& provider, const outbound::HttpRequest& request, Instant now);
    Result<std::string> get(const ProviderAddress& provider, const std::string& url, Instant now);

    const Fetch fetch_;
    std::mutex mutex_;
    std::map<std::string, Known> known_;  // by issuer: as many as are configured
    int under_way_ = 0;
};

/// application/x-www-form-urlencoded, one value.
std::string form_encoded(std::string_view text);

}  // namespace steward::access

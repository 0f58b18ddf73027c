// A provider's signed token (RFC 7515, 7517, 7519), read and verified with OpenSSL. Pure and bounded.
//
// RS256 and ES256 alone: what a header says chooses among our two, never beyond them ("none", a shared
// secret and keys that come with the token do not exist here). Why no library: docs/decisions/0007.
#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

struct evp_pkey_st;

namespace steward::access {

struct SigningKey {
    std::string id;         // "kid"; may be empty
    std::string algorithm;  // "RS256" or "ES256", what its kind allows
    std::shared_ptr<evp_pkey_st> key;
};

/// The usable keys of a JWKS document (at most 64 KiB and 64 keys): signing keys, RSA of 2048 to 8192
/// bits or P-256. What is not usable is left out. Failure: Unavailable "access.provider_keys" when the
/// document is none.
Result<std::vector<SigningKey>> read_signing_keys(std::string_view jwks);

struct TokenHead {
    std::string algorithm, key_id;
};
/// Failure: Unauthenticated "access.id_token" for anything but three parts of at most 16 KiB, another
/// algorithm, or extensions that must be understood ("crit").
Result<TokenHead> read_token_head(std::string_view token);

/// The key a token names, or the only one of its algorithm when it names none; null: not among these.
const SigningKey* key_for(const TokenHead& head, const std::vector<SigningKey>& keys);

/// The claims, once the signature holds. Failure: Unauthenticated "access.id_token".
Result<boost::json::object> verified_claims(std::string_view token, const SigningKey& key);

}  // namespace steward::access

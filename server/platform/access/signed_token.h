// A word in a mail by which one thing may be done once, without signing in: signed, bound to one id, good until it expires.
//
// base64url of: id (16 bytes) ‖ expiry as unix minutes (4 bytes, big-endian) ‖ the first 16 bytes of HMAC-SHA256 of both under
// the installation's key, with the purpose's name bound in as design/trust.md 4.1.2 asks. Nothing of it is stored: whoever has
// the key can make it again, and what was done already is known by the thing itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"

namespace steward::access {

inline constexpr size_t signing_key_size = 32, signed_token_length = 48;

std::string make_signed_token(const Bytes& key, std::string_view purpose, const RawId& id, Instant expires_at);

/// The id of a token that we signed for this purpose and that is still good; nothing for any other text.
std::optional<RawId> read_signed_token(const Bytes& key, std::string_view purpose, std::string_view token, Instant now);

}  // namespace steward::access

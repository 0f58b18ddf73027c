// Random secrets that are only ever compared: session cookies, links, tokens.
//
// They are stored as SHA-256: random with 80 bits or more, so there is nothing to guess and a slow
// hash would buy nothing. What must be read back is sealed instead: see sealing.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/id.h"
#include "base/random.h"

namespace steward::access {

Bytes sha256(ByteView data);
inline Bytes sha256(std::string_view text) { return sha256(as_bytes(text)); }

/// 256 random bits as 43 characters fit for cookies and URLs.
std::string make_secret(Rng& rng);

/// An API token: `steward_<id>_<secret><crc>`. The check sum lets a scanner of leaked secrets (and
/// us, before any look-up) tell a real one from a typing error.
struct TokenText {
    TokenId id;
    std::string secret;  // 64 hexadecimal digits
};
std::string format_token(const TokenText& token);
std::optional<TokenText> parse_token(std::string_view text);

/// What a browser must send back in X-Steward-Csrf: derived from the session's secret, so a page of
/// another origin, which cannot read it, cannot send it.
std::string csrf_token_of(std::string_view session_secret);

}  // namespace steward::access

// The word in a page's message by which a person takes it: signed, bound to one page, good until it expires.
//
// Its form is that of server/platform/access/signed_token.h: short, so that a mail program does not break it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "server/modules/escalation/escalation.h"

namespace steward::escalation {

inline constexpr size_t ack_key_size = 32;
inline constexpr Duration ack_token_life = std::chrono::hours(24);
inline constexpr size_t ack_token_length = 48;  // 36 bytes

std::string make_ack_token(const Bytes& key, PageId page, Instant expires_at);

/// The page of a token that we signed and that is still good; nothing for any other text.
std::optional<PageId> read_ack_token(const Bytes& key, std::string_view token, Instant now);

/// What in `text` has a token's form, for answers by mail: the first few, which may be anything of that length.
std::vector<std::string_view> find_ack_tokens(std::string_view text);

}  // namespace steward::escalation

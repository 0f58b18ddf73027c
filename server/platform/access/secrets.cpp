#include "server/platform/access/secrets.h"

#include <sodium.h>

#include <algorithm>
#include <cstdio>

namespace steward::access {

namespace {
constexpr std::string_view token_prefix = "steward_";
constexpr size_t token_id_digits = 32, token_secret_digits = 64, token_crc_digits = 8;

std::string token_crc(std::string_view before) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", crc32c(as_bytes(before)));
    return text;
}
}  // namespace

Bytes sha256(ByteView data) {
    Bytes hash(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(hash.data(), data.data(), data.size());
    return hash;
}

std::string make_secret(Rng& rng) {
    Bytes random(32);
    rng.fill(random);
    return to_base64url(random);
}

std::string format_token(const TokenText& token) {
    const std::string before = std::string(token_prefix) + to_hex(token.id.raw().bytes) + "_" + token.secret;
    return before + token_crc(before);
}

std::optional<TokenText> parse_token(std::string_view text) {
    constexpr size_t size = token_prefix.size() + token_id_digits + 1 + token_secret_digits + token_crc_digits;
    if (text.size() != size || !text.starts_with(token_prefix) || text[token_prefix.size() + token_id_digits] != '_') return std::nullopt;
    if (text.substr(size - token_crc_digits) != token_crc(text.substr(0, size - token_crc_digits))) return std::nullopt;
    const auto id = from_hex(text.substr(token_prefix.size(), token_id_digits));
    if (!id) return std::nullopt;
    RawId raw;
    std::copy(id->begin(), id->end(), raw.bytes.begin());
    return TokenText{TokenId(raw), std::string(text.substr(token_prefix.size() + token_id_digits + 1, token_secret_digits))};
}

std::string csrf_token_of(std::string_view session_secret) {
    const Bytes key = sha256(session_secret);
    constexpr std::string_view purpose = "steward csrf";
    Bytes token(24);
    crypto_generichash(token.data(), token.size(), as_bytes(purpose).data(), purpose.size(), key.data(), key.size());
    return to_base64url(token);
}

}  // namespace steward::access

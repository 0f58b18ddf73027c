#include "server/platform/access/signed_token.h"

#include <sodium.h>

#include <algorithm>

#include "base/signing.h"

namespace steward::access {

namespace {
constexpr size_t token_id_size = 16, token_time_size = 4, token_mac_size = 16;
static_assert(token_mac_size <= crypto_auth_hmacsha256_BYTES);
static_assert(signing_key_size == crypto_auth_hmacsha256_KEYBYTES);

Bytes token_mac(const Bytes& key, std::string_view purpose, ByteView signed_part) {
    const Bytes message = pae(purpose, signed_part);
    Bytes mac(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256(mac.data(), message.data(), message.size(), key.data());
    mac.resize(token_mac_size);
    return mac;
}
}  // namespace

std::string make_signed_token(const Bytes& key, std::string_view purpose, const RawId& id, Instant expires_at) {
    Bytes token(id.bytes.begin(), id.bytes.end());
    const auto minutes = static_cast<uint32_t>(expires_at.unix_ms / 60'000);
    for (int shift = 24; shift >= 0; shift -= 8) token.push_back(static_cast<uint8_t>(minutes >> shift));
    const Bytes mac = token_mac(key, purpose, token);
    token.insert(token.end(), mac.begin(), mac.end());
    return to_base64url(token);
}

std::optional<RawId> read_signed_token(const Bytes& key, std::string_view purpose, std::string_view token, Instant now) {
    if (token.size() != signed_token_length || key.size() != signing_key_size) return std::nullopt;
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() != token_id_size + token_time_size + token_mac_size) return std::nullopt;
    const ByteView all(*bytes);
    const ByteView signed_part = all.first(token_id_size + token_time_size);
    if (!equal_in_constant_time(token_mac(key, purpose, signed_part), all.last(token_mac_size))) return std::nullopt;
    int64_t minutes = 0;
    for (size_t i = token_id_size; i < token_id_size + token_time_size; ++i) minutes = (minutes << 8) | all[i];
    if (now.unix_ms / 60'000 >= minutes) return std::nullopt;
    RawId id;
    std::copy_n(all.begin(), token_id_size, id.bytes.begin());
    return id;
}

}  // namespace steward::access

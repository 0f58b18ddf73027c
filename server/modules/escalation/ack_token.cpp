#include "server/modules/escalation/ack_token.h"

#include <sodium.h>

#include <algorithm>

#include "base/signing.h"

namespace steward::escalation {

namespace {
constexpr size_t id_size = 16, time_size = 4, mac_size = 16, most_candidates = 20;
static_assert(mac_size <= crypto_auth_hmacsha256_BYTES);
static_assert(ack_key_size == crypto_auth_hmacsha256_KEYBYTES);

Bytes mac_of(const Bytes& key, ByteView signed_part) {
    const Bytes message = pae("escalation.acknowledge", signed_part);
    Bytes mac(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256(mac.data(), message.data(), message.size(), key.data());
    mac.resize(mac_size);
    return mac;
}

bool is_token_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }
}  // namespace

std::string make_ack_token(const Bytes& key, PageId page, Instant expires_at) {
    Bytes token(page.raw().bytes.begin(), page.raw().bytes.end());
    const auto minutes = static_cast<uint32_t>(expires_at.unix_ms / 60'000);
    for (int shift = 24; shift >= 0; shift -= 8) token.push_back(static_cast<uint8_t>(minutes >> shift));
    const Bytes mac = mac_of(key, token);
    token.insert(token.end(), mac.begin(), mac.end());
    return to_base64url(token);
}

std::optional<PageId> read_ack_token(const Bytes& key, std::string_view token, Instant now) {
    if (token.size() != ack_token_length || key.size() != ack_key_size) return std::nullopt;
    const auto bytes = from_base64url(token);
    if (!bytes || bytes->size() != id_size + time_size + mac_size) return std::nullopt;
    const ByteView all(*bytes);
    const ByteView signed_part = all.first(id_size + time_size);
    if (!equal_in_constant_time(mac_of(key, signed_part), all.last(mac_size))) return std::nullopt;
    int64_t minutes = 0;
    for (size_t i = id_size; i < id_size + time_size; ++i) minutes = (minutes << 8) | all[i];
    if (now.unix_ms / 60'000 >= minutes) return std::nullopt;
    RawId raw;
    std::copy_n(all.begin(), id_size, raw.bytes.begin());
    return PageId(raw);
}

std::vector<std::string_view> find_ack_tokens(std::string_view text) {
    std::vector<std::string_view> found;
    for (size_t begin = 0; begin < text.size() && found.size() < most_candidates;) {
        if (!is_token_letter(text[begin])) {
            ++begin;
            continue;
        }
        size_t end = begin;
        while (end < text.size() && is_token_letter(text[end])) ++end;
        if (end - begin == ack_token_length) found.push_back(text.substr(begin, ack_token_length));
        begin = end;
    }
    return found;
}

}  // namespace steward::escalation

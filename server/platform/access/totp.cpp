#include "server/platform/access/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace steward::access {

namespace {
constexpr int64_t totp_period_ms = 30'000;

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '-' ||
                           byte == '.' || byte == '_' || byte == '~';
        if (plain) out += c;
        else (((out += '%') += digits[byte >> 4])) += digits[byte & 15];
    }
    return out;
}
}  // namespace

std::string hotp(ByteView secret, uint64_t counter, int digits) {
    std::array<uint8_t, 8> message{};
    for (size_t i = 0; i < 8; ++i) message[i] = static_cast<uint8_t>(counter >> (56 - 8 * i));
    std::array<uint8_t, 20> mac{};
    unsigned int size = mac.size();
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(), mac.data(), &size);
    const size_t offset = mac[19] & 15u;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = (value << 8) | mac[offset + i];
    value &= 0x7fffffffu;
    std::string code(static_cast<size_t>(digits), '0');
    for (size_t i = code.size(); i-- > 0; value /= 10) code[i] = static_cast<char>('0' + value % 10);
    return code;
}

int64_t totp_step(Instant at) { return at.unix_ms / totp_period_ms; }

std::optional<int64_t> totp_accepts(ByteView secret, std::string_view code, Instant now, int64_t last_step) {
    std::string typed;
    for (const char c : code) {
        if (c != ' ') typed += c;
    }
    const int64_t present = totp_step(now);
    std::optional<int64_t> accepted;
    for (int64_t step = present - 1; step <= present + 1; ++step) {
        const bool equal = equal_in_constant_time(as_bytes(hotp(secret, static_cast<uint64_t>(step))), as_bytes(typed));
        if (equal && step > last_step && !accepted) accepted = step;
    }
    return accepted;
}

std::string otpauth_uri(std::string_view issuer, std::string_view account, ByteView secret) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) + "?secret=" + to_base32(secret) +
           "&issuer=" + percent_encoded(issuer) + "&algorithm=SHA1&digits=6&period=30";
}

std::string format_recovery_code(ByteView ten_bytes) {
    std::string text = to_base32(ten_bytes);
    for (const size_t at : {4u, 9u, 14u}) text.insert(at, 1, '-');
    return text;
}

std::string canonical_recovery_code(std::string_view typed) {
    std::string code;
    for (char c : typed) {
        if (c == '-' || c == ' ') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        code += c;
    }
    return code.size() == 16 ? code : std::string{};
}

}  // namespace steward::access

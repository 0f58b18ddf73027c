#include "server/modules/notifications/channels/webhook/signature.h"

#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace steward::notifications::channels::webhook {

Result<Bytes> read_secret(std::string_view secret) {
    const auto invalid = [] {
        return fail(ErrorKind::Invalid, "webhook.secret", "A webhook secret is whsec_ and 24 to 64 bytes in base64.");
    };
    if (!secret.starts_with("whsec_")) return invalid();
    auto key = from_base64(secret.substr(6));
    if (!key || key->size() < 24 || key->size() > 64) return invalid();
    return key;
}

std::string sign(ByteView key, std::string_view id, int64_t timestamp_s, std::string_view body) {
    const std::string signed_text = std::string(id) + "." + std::to_string(timestamp_s) + "." + std::string(body);
    std::array<uint8_t, 32> mac{};
    unsigned length = mac.size();
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(signed_text).data(), signed_text.size(), mac.data(), &length);
    return "v1," + to_base64(mac);
}

bool is_private_address(ByteView address) {
    if (address.size() == 16) {
        const bool mapped = std::all_of(address.begin(), address.begin() + 10, [](uint8_t byte) { return byte == 0; }) &&
                            address[10] == 0xff && address[11] == 0xff;
        if (mapped) return is_private_address(address.subspan(12));
        const bool low =
            std::all_of(address.begin(), address.begin() + 12, [](uint8_t byte) { return byte == 0; });  // ::, ::1 and the old ::a.b.c.d
        const bool tunnel =
            address[0] == 0x20 &&
            (address[1] == 0x02 || (address[1] == 0x01 && address[2] == 0 && address[3] == 0));  // 6to4 and Teredo hold IPv4
        return low || tunnel || (address[0] & 0xfe) == 0xfc || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80) || address[0] == 0xff ||
               (address[0] == 0x00 && address[1] == 0x64);  // 64:ff9b:: maps onto IPv4, private ones included
    }
    if (address.size() != 4) return true;
    const uint8_t a = address[0], b = address[1];
    return a == 0 || a == 10 || a == 127 || (a == 100 && (b & 0xc0) == 64) || (a == 169 && b == 254) || (a == 172 && (b & 0xf0) == 16) ||
           (a == 192 && b == 168) || (a == 192 && b == 0) || (a == 198 && (b & 0xfe) == 18) || a >= 224;
}

}  // namespace steward::notifications::channels::webhook

#include "server/modules/notifications/channels/webhook/signature.h"

#include <openssl/hmac.h>

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

}  // namespace steward::notifications::channels::webhook

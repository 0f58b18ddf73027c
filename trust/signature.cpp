#include "trust/signature.h"

#include <sodium.h>

#include <algorithm>

#include "trust/cbor.h"
#include "trust/elliptic.h"

namespace steward::trust {

namespace {
constexpr uint8_t user_present = 0x01, user_verified = 0x04, backup_eligible = 0x08, backed_up = 0x10, attested = 0x40, extended = 0x80;
constexpr size_t flags_at = 32;

bool is_edwards(Algorithm algorithm) {
    return algorithm == Algorithm::Ed25519 || algorithm == Algorithm::FidoEd25519 || algorithm == Algorithm::BrowserEd25519;
}

bool curve_verifies(const PublicKey& key, ByteView message, ByteView signature) {
    if (is_edwards(key.algorithm))
        return crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.bytes.data()) == 0;
    return p256_verifies(key.bytes, sha256(message), signature);
}

// Data of the authenticator: SHA-256 of the party's id, flags, counter.
bool is_allowed(ByteView data, const RelyingParty& party) {
    if (!std::ranges::equal(data.first(32), sha256(as_bytes(party.id)))) return false;
    const uint8_t flags = data[flags_at];
    const bool has_person = (flags & user_present) != 0 && (flags & user_verified) != 0;
    return has_person && (flags & (attested | extended)) == 0;
}

// What authenticators sign.
Bytes joined(ByteView data, const Digest& digest) {
    Bytes both(data.begin(), data.end());
    both.insert(both.end(), digest.begin(), digest.end());
    return both;
}

// The words of the browser about `message`, by their beginning: no JSON is parsed in a process that runs as root.
bool speaks_of(std::string_view client_data, ByteView message, const std::string& origin) {
    const std::string wanted =
        R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(message)) + R"(","origin":")" + origin + R"(","crossOrigin":false)";
    if (!client_data.starts_with(wanted) || client_data.size() == wanted.size()) return false;
    const char next = client_data[wanted.size()];
    return next == '}' || next == ',';
}

bool browser_verifies(const PublicKey& key, const RelyingParty& party, ByteView message, const Signature& signature) {
    if (signature.carried.size() <= authenticator_data_size + 2) return false;
    const ByteView data = signature.carried.first(authenticator_data_size);
    const ByteView words = signature.carried.subspan(authenticator_data_size + 2);
    const size_t size = size_t{signature.carried[authenticator_data_size]} << 8 | signature.carried[authenticator_data_size + 1];
    if (size != words.size() || !is_allowed(data, party)) return false;
    if (std::ranges::none_of(party.origins, [&](const auto& origin) { return speaks_of(as_text(words), message, origin); })) return false;
    return curve_verifies(key, joined(data, sha256(words)), signature.bytes);
}
}  // namespace

KeyId key_id(const PublicKey& key) {
    const Bytes named = CborWriter().map(2).number(1).number(static_cast<uint8_t>(key.algorithm)).number(2).bytes(key.bytes).take();
    const Digest digest = sha256(named);
    KeyId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

bool has_right_size(const PublicKey& key) { return key.bytes.size() == (is_edwards(key.algorithm) ? 32u : 65u); }

bool verifies(const PublicKey& key, const RelyingParty& party, ByteView message, const Signature& signature) {
    if (signature.algorithm != static_cast<uint8_t>(key.algorithm) || !has_right_size(key)) return false;
    switch (key.algorithm) {
        case Algorithm::Ed25519:
        case Algorithm::Es256:
            return signature.carried.empty() && curve_verifies(key, message, signature.bytes);
        case Algorithm::FidoEd25519:
        case Algorithm::FidoEs256:
            if (signature.carried.size() != authenticator_data_size || !is_allowed(signature.carried, party)) return false;
            return curve_verifies(key, joined(signature.carried, sha256(message)), signature.bytes);
        case Algorithm::BrowserEs256:
        case Algorithm::BrowserEd25519:
            return browser_verifies(key, party, message, signature);
    }
    return false;
}

bool may_be_synced(const Signature& signature) {
    return signature.carried.size() >= authenticator_data_size && (signature.carried[flags_at] & (backup_eligible | backed_up)) != 0;
}

}  // namespace steward::trust

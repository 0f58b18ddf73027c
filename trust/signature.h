// Keys and the signatures made with them (design/trust.md 4.1.1). Nothing here says what a key may sign: see roster.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/frame.h"

namespace steward::trust {

/// The byte that names an algorithm in keys and signatures. From 16 on: kept for what comes after elliptic curves.
enum class Algorithm : uint8_t {
    Ed25519 = 1,
    Es256 = 2,        // a device's key in a security chip
    FidoEd25519 = 3,  // a security key, asked by the native signer
    FidoEs256 = 4,
    BrowserEs256 = 5,  // a passkey, asked by a web page; on run tickets only
    BrowserEd25519 = 6,
};

/// 32 bytes for the Edwards curve (RFC 8032), 65 for P-256 (SEC 1: 0x04, x, y).
struct PublicKey {
    Algorithm algorithm{};
    Bytes bytes;
};

using KeyId = std::array<uint8_t, key_id_size>;

/// The first 16 bytes of the SHA-256 of CBOR {1: algorithm, 2: bytes}.
KeyId key_id(const PublicKey& key);

/// Whether the bytes are a key of that algorithm's length; whether they lie on the curve shows when they are used.
bool has_right_size(const PublicKey& key);

/// Who may ask a security key or a browser for a signature.
struct RelyingParty {
    std::string id;                    // "msp-job:" and the first 16 hexadecimal digits of the authority for the native kinds
    std::vector<std::string> origins;  // for the browser kinds: "https://desk.example.org"
    bool operator==(const RelyingParty&) const = default;
};

/// Whether `signature` over `message` (signed_bytes of trust/frame.h) was made with `key`. Ed25519 as RFC 8032 with libsodium's
/// strictness (no small-order points, no other form of the same signature); P-256 as r and s of 32 bytes with s in the lower
/// half; security keys (WebAuthn level 2, section 6.1) only with user present and verified, for this party, and without
/// anything attached; browsers by the limited verification of WebAuthn level 2, section 5.8.1.2, never across origins.
bool verifies(const PublicKey& key, const RelyingParty& party, ByteView message, const Signature& signature);

/// Of a signature by a security key or browser: whether its credential may be copied to other machines (flag BE). Those may not
/// sign roster, policy or recovery.
bool may_be_synced(const Signature& signature);

}  // namespace steward::trust

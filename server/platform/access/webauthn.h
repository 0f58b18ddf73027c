// What a browser's passkey says, checked as WebAuthn level 2 asks for it (7.1 registering, 7.2 showing).
//
// Pure: bytes in, a verdict out. User verification is always required, so a passkey counts as both
// factors. What the maker of an authenticator attests is not asked for and not believed. Signatures and
// keys are libfido2's work (docs/decisions/0007); the bytes around them are bounded and read here.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace steward::access {

/// Who this server is for a browser, from the address that people reach it by.
struct RelyingParty {
    std::string id;      // the host's name
    std::string origin;  // scheme, host, port: as a browser says it
};
/// Failure: Conflict "access.passkeys_need_a_name" for an address by number, or without TLS (but for
/// localhost): no browser makes passkeys there.
Result<RelyingParty> relying_party_of(std::string_view public_url);

/// ES256, RS256, EdDSA in COSE's numbers (RFC 9053), the preferred first.
inline constexpr int passkey_algorithms[] = {-7, -8, -257};
inline constexpr size_t challenge_size = 32;

/// The challenge that `client_data` (at most 8 KiB of JSON) answers to; whether it holds is another
/// question. Failure: Invalid "access.passkey_refused".
Result<Bytes> challenge_of(ByteView client_data);

struct NewPasskey {
    Bytes credential_id;  // at most 1023 bytes
    int algorithm = 0;
    Bytes public_key;  // as libfido2 keeps it for that algorithm
    uint32_t sign_count = 0;
    bool backup_eligible = false, backed_up = false;
};
/// A passkey just made for `challenge`. Failure: Invalid "access.passkey_refused", the reason in `cause`.
Result<NewPasskey> read_new_passkey(const RelyingParty& party, ByteView challenge, ByteView client_data, ByteView attestation_object);

struct ShownPasskey {
    uint32_t sign_count = 0;
    bool backed_up = false;
};
struct PasskeySignature {
    ByteView client_data, authenticator_data, signature;
};
/// Whether the holder of the key signed `challenge` now, for us. Failure as above.
Result<ShownPasskey> check_passkey(const RelyingParty& party, ByteView challenge, int algorithm, ByteView public_key,
                                   const PasskeySignature& shown);

/// A count that does not rise may mean a copy (WebAuthn 6.1.1). It is shown to the owner, not refused:
/// synced passkeys keep it at 0, and some authenticators lose it.
bool count_went_back(int64_t known, int64_t shown);

}  // namespace steward::access

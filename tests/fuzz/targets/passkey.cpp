// What a browser says of a passkey: the client's JSON, the attestation object's CBOR, the authenticator's data.
#include "server/platform/access/cbor.h"
#include "server/platform/access/webauthn.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t which = input.byte();
    const access::RelyingParty party{"desk.example.org", "https://desk.example.org"};
    const Bytes challenge(access::challenge_size, 5);
    const std::string created =
        "{\"type\":\"webauthn.create\",\"challenge\":\"" + to_base64url(challenge) + "\",\"origin\":\"" + party.origin + "\"}";
    const std::string shown =
        "{\"type\":\"webauthn.get\",\"challenge\":\"" + to_base64url(challenge) + "\",\"origin\":\"" + party.origin + "\"}";
    if (which % 4 == 0) {
        const auto found = access::challenge_of(input.rest());
        fuzz::must(!found || found->size() == access::challenge_size);
    } else if (which % 4 == 1) {
        const auto made = access::read_new_passkey(party, challenge, as_bytes(created), input.rest());
        fuzz::must(!made || (!made->public_key.empty() && made->credential_id.size() <= 1023));
    } else if (which % 4 == 2) {
        const auto found = access::cbor_bytes_under(input.rest(), "authData");
        fuzz::must(!found || found->size() <= input.rest().size());
    } else {
        const size_t at = std::min<size_t>(input.byte(), input.rest().size());
        const ByteView head = input.rest().first(at), signature = input.rest().subspan(at);
        const int algorithm = access::passkey_algorithms[which / 4 % 3];
        const Bytes key(algorithm == -7 ? 64 : algorithm == -8 ? 32 : 259, 3);
        // Nobody can sign for this key.
        fuzz::must(!access::check_passkey(party, challenge, algorithm, key, {as_bytes(shown), head, signature}));
    }
    return 0;
}

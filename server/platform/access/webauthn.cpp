#include "server/platform/access/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "server/platform/access/cbor.h"
#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
namespace json = boost::json;

constexpr size_t most_client_data = 8 * 1024, most_attestation = 16 * 1024, most_signature = 1024, most_credential_id = 1023;
constexpr size_t head_size = 37;  // rpIdHash, flags, signCount
constexpr uint8_t user_present = 0x01, user_verified = 0x04, may_be_backed_up = 0x08, is_backed_up = 0x10, has_credential = 0x40,
                  has_extensions = 0x80;

std::unexpected<Error> passkey_refused(std::string cause) {
    return fail(ErrorKind::Invalid, "access.passkey_refused",
                "The passkey's answer does not hold. Try again, or use another way to sign in.", std::move(cause));
}

struct ClientData {
    std::string type, challenge, origin;
    bool cross_origin = false;
};

Result<ClientData> read_client_data(ByteView bytes) {
    if (bytes.size() > most_client_data) return passkey_refused("the client data is too long");
    json::parse_options strict;
    strict.max_depth = 4;
    boost::system::error_code error;
    const json::value value = json::parse(as_text(bytes), error, {}, strict);
    if (error || !value.is_object()) return passkey_refused("the client data is no JSON object");
    const auto text = [&](std::string_view name) {
        const auto* one = value.get_object().if_contains(name);
        return one && one->is_string() ? std::string(one->get_string()) : std::string{};
    };
    ClientData data{.type = text("type"), .challenge = text("challenge"), .origin = text("origin")};
    const auto* cross = value.get_object().if_contains("crossOrigin");
    data.cross_origin = (cross && !(cross->is_bool() && !cross->get_bool())) || value.get_object().contains("topOrigin");
    return data;
}

Status client_data_fits(const RelyingParty& party, ByteView challenge, ByteView bytes, std::string_view type) {
    STEWARD_TRY(const ClientData data, read_client_data(bytes));
    if (data.type != type) return passkey_refused("the client data is of another type");
    if (!equal_in_constant_time(as_bytes(data.challenge), as_bytes(to_base64url(challenge)))) return passkey_refused("another challenge");
    if (data.origin != party.origin) return passkey_refused("the origin is not " + party.origin);
    if (data.cross_origin) return passkey_refused("the page stood in a frame of another origin");
    return {};
}

struct AuthenticatorHead {
    uint8_t flags = 0;
    uint32_t sign_count = 0;
};
Result<AuthenticatorHead> read_head(const RelyingParty& party, ByteView data) {
    if (data.size() < head_size || data.size() > most_attestation) return passkey_refused("the authenticator's data has another length");
    if (!equal_in_constant_time(data.first(32), sha256(party.id))) return passkey_refused("made for another server");
    AuthenticatorHead head{.flags = data[32]};
    for (size_t i = 33; i < head_size; ++i) head.sign_count = head.sign_count << 8 | data[i];
    if ((head.flags & user_present) == 0 || (head.flags & user_verified) == 0) return passkey_refused("the person was not verified");
    if ((head.flags & is_backed_up) != 0 && (head.flags & may_be_backed_up) == 0) return passkey_refused("the backup flags contradict");
    return head;
}

// Behind the head: the maker, the credential's id and key when one was made, and extensions; as the flags say.
bool tail_is_whole(uint8_t flags, ByteView tail) {
    const int extensions = (flags & has_extensions) != 0 ? 1 : 0;
    if ((flags & has_credential) == 0) return cbor_is(tail, extensions);
    constexpr size_t maker_size = 16, before_id = maker_size + 2;
    if (tail.size() < before_id) return false;
    const size_t id_size = static_cast<size_t>(tail[maker_size]) << 8 | tail[maker_size + 1];
    if (id_size > most_credential_id || tail.size() < before_id + id_size) return false;
    return cbor_is(tail.subspan(before_id + id_size), 1 + extensions);
}

using FidoCredential = std::unique_ptr<fido_cred_t, void (*)(fido_cred_t*)>;
// The credential in `data` when its key is of `algorithm`.
FidoCredential read_credential(ByteView data, int algorithm) {
    FidoCredential made(fido_cred_new(), [](fido_cred_t* one) { fido_cred_free(&one); });
    if (!made || fido_cred_set_type(made.get(), algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(made.get(), data.data(), data.size()) != FIDO_OK)
        return {nullptr, [](fido_cred_t*) {}};
    return made;
}

template <typename Key>
int verify_with(fido_assert_t* assertion, int algorithm, ByteView bytes, Key* (*make)(), void (*release)(Key**),
                int (*from)(Key*, const void*, size_t)) {
    Key* key = make();
    if (!key) return FIDO_ERR_INTERNAL;
    int answer = from(key, bytes.data(), bytes.size());
    if (answer == FIDO_OK) answer = fido_assert_verify(assertion, 0, algorithm, key);
    release(&key);
    return answer;
}

int verify_assertion(fido_assert_t* assertion, int algorithm, ByteView key) {
    switch (algorithm) {
        case COSE_ES256:
            return verify_with<es256_pk_t>(assertion, algorithm, key, es256_pk_new, es256_pk_free, es256_pk_from_ptr);
        case COSE_EDDSA:
            return verify_with<eddsa_pk_t>(assertion, algorithm, key, eddsa_pk_new, eddsa_pk_free, eddsa_pk_from_ptr);
        case COSE_RS256:
            return verify_with<rs256_pk_t>(assertion, algorithm, key, rs256_pk_new, rs256_pk_free, rs256_pk_from_ptr);
        default:
            return FIDO_ERR_UNSUPPORTED_ALGORITHM;
    }
}
}  // namespace

Result<RelyingParty> relying_party_of(std::string_view public_url) {
    const bool over_https = public_url.starts_with("https://");
    std::string_view host = public_url.substr(std::min(public_url.find("://") + 3, public_url.size()));
    host = host.substr(0, host.find('/'));
    const std::string origin = std::string(over_https ? "https://" : "http://") + std::string(host);
    host = host.substr(0, host.find(':'));
    std::string id;
    for (const char c : host) id += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool is_number = id.starts_with('[') || id.find_first_not_of("0123456789.") == std::string::npos;
    if (is_number || (!over_https && id != "localhost")) {
        return fail(
            ErrorKind::Conflict, "access.passkeys_need_a_name",
            "Passkeys need this server to be reached by a name over https. Start it with --public-url https://NAME, then try again.");
    }
    return RelyingParty{.id = id, .origin = origin};
}

Result<Bytes> challenge_of(ByteView client_data) {
    STEWARD_TRY(const ClientData data, read_client_data(client_data));
    const auto challenge = from_base64url(data.challenge);
    if (!challenge || challenge->size() != challenge_size) return passkey_refused("the challenge is none of ours");
    return *challenge;
}

Result<NewPasskey> read_new_passkey(const RelyingParty& party, ByteView challenge, ByteView client_data, ByteView attestation_object) {
    STEWARD_CHECK(client_data_fits(party, challenge, client_data, "webauthn.create"));
    if (attestation_object.size() > most_attestation) return passkey_refused("the attestation object is too long");
    const auto data = cbor_bytes_under(attestation_object, "authData");
    if (!data) return passkey_refused("the attestation object holds no authenticator's data");
    STEWARD_TRY(const AuthenticatorHead head, read_head(party, *data));
    if ((head.flags & has_credential) == 0) return passkey_refused("no credential was made");
    if (!tail_is_whole(head.flags, data->subspan(head_size))) return passkey_refused("the credential is not whole");
    for (const int algorithm : passkey_algorithms) {
        const auto made = read_credential(*data, algorithm);
        if (!made) continue;
        NewPasskey passkey{.algorithm = algorithm, .sign_count = head.sign_count};
        const auto* id = fido_cred_id_ptr(made.get());
        const auto* key = fido_cred_pubkey_ptr(made.get());
        if (!id || !key || fido_cred_id_len(made.get()) > most_credential_id) return passkey_refused("the credential's id is too long");
        passkey.credential_id.assign(id, id + fido_cred_id_len(made.get()));
        passkey.public_key.assign(key, key + fido_cred_pubkey_len(made.get()));
        passkey.backup_eligible = (head.flags & may_be_backed_up) != 0;
        passkey.backed_up = (head.flags & is_backed_up) != 0;
        return passkey;
    }
    return passkey_refused("the credential's key is of no kind that was asked for");
}

Result<ShownPasskey> check_passkey(const RelyingParty& party, ByteView challenge, int algorithm, ByteView public_key,
                                   const PasskeySignature& shown) {
    STEWARD_CHECK(client_data_fits(party, challenge, shown.client_data, "webauthn.get"));
    STEWARD_TRY(const AuthenticatorHead head, read_head(party, shown.authenticator_data));
    if ((head.flags & has_credential) != 0 || !tail_is_whole(head.flags, shown.authenticator_data.subspan(head_size)))
        return passkey_refused("the authenticator's data holds more than it says");
    if (shown.signature.empty() || shown.signature.size() > most_signature) return passkey_refused("the signature has another length");
    const std::unique_ptr<fido_assert_t, void (*)(fido_assert_t*)> assertion(fido_assert_new(),
                                                                             [](fido_assert_t* one) { fido_assert_free(&one); });
    const Bytes hash = sha256(shown.client_data);
    fido_assert_t* one = assertion.get();
    if (!one || fido_assert_set_clientdata_hash(one, hash.data(), hash.size()) != FIDO_OK ||
        fido_assert_set_rp(one, party.id.c_str()) != FIDO_OK || fido_assert_set_up(one, FIDO_OPT_TRUE) != FIDO_OK ||
        fido_assert_set_uv(one, FIDO_OPT_TRUE) != FIDO_OK || fido_assert_set_count(one, 1) != FIDO_OK ||
        fido_assert_set_authdata_raw(one, 0, shown.authenticator_data.data(), shown.authenticator_data.size()) != FIDO_OK ||
        fido_assert_set_sig(one, 0, shown.signature.data(), shown.signature.size()) != FIDO_OK)
        return passkey_refused("the authenticator's data cannot be read");
    if (verify_assertion(one, algorithm, public_key) != FIDO_OK) return passkey_refused("the signature is not of this passkey");
    return ShownPasskey{.sign_count = head.sign_count, .backed_up = (head.flags & is_backed_up) != 0};
}

bool count_went_back(int64_t known, int64_t shown) { return (known > 0 || shown > 0) && shown <= known; }

}  // namespace steward::access

// A passkey's authenticator in software, for stories: it makes keys with OpenSSL and signs as a browser
// would have it sign. Every lie that a story needs is a member.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>

#include "server/platform/access/webauthn.h"
#include "steward/access/v1/passkeys.pb.h"

namespace steward::access {

class AuthenticatorApp {
public:
    explicit AuthenticatorApp(int algorithm = -7, std::string origin = "https://desk.example.org", std::string rp_id = "desk.example.org");

    v1::AddPasskeyRequest make(const v1::PasskeyCreation& wanted, std::string name = "Laptop");
    v1::PasskeyAssertion sign(const v1::PasskeyRequest& wanted);

    std::string client_data(std::string_view type, std::string_view challenge) const;
    Bytes attestation_object() const;
    Bytes head(uint8_t more_flags) const;

    std::string origin, rp_id, more_client_data;
    uint8_t flags = 0x05;  // user present, user verified
    uint32_t sign_count = 0;
    std::string user_handle;
    Bytes credential_id = Bytes(16, 0xc1);

private:
    Bytes cose_key() const;
    int algorithm_;
    std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace steward::access

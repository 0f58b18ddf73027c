// The methods of schema/steward/access/v1/passkeys.proto: adding, showing and removing passkeys.
#pragma once

#include "server/platform/access/passkey_store.h"
#include "server/platform/access/service.h"
#include "steward/access/v1/passkeys.service.h"

namespace steward::access {

class PasskeyDesk final : public v1::PasskeyService {
public:
    PasskeyDesk(storage::Database& database, Rng& rng, Service& sessions) : database_(database), rng_(rng), sessions_(sessions) {}

    Result<v1::ListPasskeysResponse> list_passkeys(Call& call, const v1::ListPasskeysRequest& request) override;
    Result<v1::PasskeyCreation> begin_passkey(Call& call, const v1::BeginPasskeyRequest& request) override;
    Result<v1::AddPasskeyResponse> add_passkey(Call& call, const v1::AddPasskeyRequest& request) override;
    Result<v1::Passkey> rename_passkey(Call& call, const v1::RenamePasskeyRequest& request) override;
    Result<v1::RemovePasskeyResponse> remove_passkey(Call& call, const v1::RemovePasskeyRequest& request) override;
    // passkey_sign_in.cpp
    Result<v1::PasskeyRequest> begin_passkey_proof(Call& call, const v1::BeginPasskeyProofRequest& request) override;
    Result<v1::ShowFactorResponse> show_passkey(Call& call, const v1::ShowPasskeyRequest& request) override;
    Result<v1::PasskeyRequest> begin_passkey_sign_in(Call& call, const v1::BeginPasskeySignInRequest& request) override;
    Result<v1::SignInResponse> sign_in_with_passkey(Call& call, const v1::SignInWithPasskeyRequest& request) override;

private:
    // The caller's own passkey of this id. Failure: NotFound "access.passkey_not_found".
    Result<Passkey> own_passkey(storage::Transaction& transaction, const Call& call, const std::string& id) const;
    // Uses the challenge up in a transaction of its own, so that it is gone whatever follows. Failure:
    // Invalid "access.passkey_expired".
    Result<Bytes> use_challenge(const Call& call, ByteView client_data, ChallengeFor purpose, AccountId account);
    // The passkey that signed, and what it said. `account` nil: anybody's.
    struct Proof {
        Passkey passkey;
        ShownPasskey shown;
    };
    Result<Proof> check_proof(const Call& call, const v1::PasskeyAssertion& assertion, ChallengeFor purpose, AccountId account);
    Result<Proof> verified(const Call& call, const v1::PasskeyAssertion& assertion, ChallengeFor purpose, AccountId account);
    Result<v1::PasskeyRequest> request_for(storage::Transaction& transaction, const Call& call, ChallengeFor purpose, AccountId account);

    storage::Database& database_;
    Rng& rng_;
    Service& sessions_;
};

/// Base64url of a request; Invalid "access.passkey_refused" when it is none.
Result<Bytes> passkey_bytes(std::string_view text);

}  // namespace steward::access

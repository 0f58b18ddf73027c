#include "server/platform/access/passkeys.h"

namespace steward::access {

namespace {
// The same whatever is wrong with it, to whoever is not signed in yet.
std::unexpected<Error> opens_nothing() {
    return fail(ErrorKind::Unauthenticated, "access.passkey_unknown",
                "This passkey opens no account here. Use another one, or sign in with your password.");
}
}  // namespace

Result<v1::PasskeyRequest> PasskeyDesk::request_for(storage::Transaction& transaction, const Call& call, ChallengeFor purpose,
                                                    AccountId account) {
    STEWARD_TRY(const RelyingParty party, relying_party_of(sessions_.settings().public_url));
    STEWARD_TRY(const Bytes challenge, issue_challenge(transaction, purpose, account, call.now(), rng_));
    v1::PasskeyRequest answer;
    answer.set_challenge(to_base64url(challenge));
    answer.set_rp_id(party.id);
    answer.set_expires_at_unix_ms((call.now() + challenge_lives).unix_ms);
    return answer;
}

Result<PasskeyDesk::Proof> PasskeyDesk::check_proof(const Call& call, const v1::PasskeyAssertion& assertion, ChallengeFor purpose,
                                                    AccountId account) {
    STEWARD_TRY(const RelyingParty party, relying_party_of(sessions_.settings().public_url));
    STEWARD_TRY(const Bytes client_data, passkey_bytes(assertion.client_data()));
    STEWARD_TRY(const Bytes authenticator_data, passkey_bytes(assertion.authenticator_data()));
    STEWARD_TRY(const Bytes signature, passkey_bytes(assertion.signature()));
    STEWARD_TRY(const Bytes credential_id, passkey_bytes(assertion.credential_id()));
    STEWARD_TRY(const Bytes challenge, use_challenge(call, client_data, purpose, account));
    std::optional<Passkey> passkey;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(passkey, find_passkey(transaction, credential_id));
        return {};
    }));
    if (!passkey || (!account.is_nil() && passkey->account != account)) return opens_nothing();
    // Discoverable: the authenticator says whose it is, and that must be so (7.2, step 6).
    if (!assertion.user_handle().empty() && assertion.user_handle() != to_base64url(passkey->account.raw().bytes)) return opens_nothing();
    STEWARD_TRY(const ShownPasskey shown,
                check_passkey(party, challenge, passkey->algorithm, passkey->public_key, {client_data, authenticator_data, signature}));
    return Proof{std::move(*passkey), shown};
}

Result<PasskeyDesk::Proof> PasskeyDesk::verified(const Call& call, const v1::PasskeyAssertion& assertion, ChallengeFor purpose,
                                                 AccountId account) {
    auto proof = check_proof(call, assertion, purpose, account);
    if (proof || proof.error().kind == ErrorKind::Unavailable || proof.error().kind == ErrorKind::Internal) return proof;
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        AuditLine line = audit_line_by(call.caller(), call.now());
        line.kind = purpose == ChallengeFor::SignIn ? "access.sign_in" : "access.step_up";
        if (!account.is_nil()) line.subject = account.text();
        line.outcome = proof.error().code;
        return append_audit(transaction, line);
    }));
    return proof;
}

Result<v1::PasskeyRequest> PasskeyDesk::begin_passkey_proof(Call& call, const v1::BeginPasskeyProofRequest&) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto passkeys, passkeys_of(*transaction, call.caller().account));
    if (passkeys.empty())
        return fail(ErrorKind::Conflict, "access.no_passkey", "You have no passkey. Use the code of your authenticator app.");
    STEWARD_TRY(auto answer, request_for(*transaction, call, ChallengeFor::Show, call.caller().account));
    for (const auto& passkey : passkeys) answer.add_credential_ids(to_base64url(passkey.credential_id));
    return answer;
}

Result<v1::ShowFactorResponse> PasskeyDesk::show_passkey(Call& call, const v1::ShowPasskeyRequest& request) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_TRY(const Proof proof, verified(call, request.assertion(), ChallengeFor::Show, call.caller().account));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(note_passkey_use(*transaction, proof.passkey, proof.shown, call.now()));
    STEWARD_TRY(const Account account, load_account(*transaction, call.caller().account));
    v1::ShowFactorResponse answer;
    STEWARD_TRY(*answer.mutable_session(), sessions_.renew_own_session(call, *transaction, account, true, false));
    call.add_audit_detail("passkey", proof.passkey.name);
    if (count_went_back(proof.passkey.sign_count, proof.shown.sign_count)) call.add_audit_detail("sign_count", "went back");
    return answer;
}

Result<v1::PasskeyRequest> PasskeyDesk::begin_passkey_sign_in(Call& call, const v1::BeginPasskeySignInRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    return request_for(*transaction, call, ChallengeFor::SignIn, AccountId{});
}

Result<v1::SignInResponse> PasskeyDesk::sign_in_with_passkey(Call& call, const v1::SignInWithPasskeyRequest& request) {
    STEWARD_TRY(const Proof proof, verified(call, request.assertion(), ChallengeFor::SignIn, AccountId{}));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto passkey, find_passkey(*transaction, proof.passkey.credential_id));
    STEWARD_TRY(const auto account, find_account(*transaction, proof.passkey.account));
    if (!passkey || !account || account->status != "active") return opens_nothing();
    STEWARD_CHECK(note_passkey_use(*transaction, *passkey, proof.shown, call.now()));
    v1::SignInResponse answer;
    STEWARD_TRY(*answer.mutable_session(), sessions_.open_session(call, *transaction, *account, true));
    call.add_audit_detail("passkey", passkey->name);
    if (count_went_back(passkey->sign_count, proof.shown.sign_count)) call.add_audit_detail("sign_count", "went back");
    return answer;
}

}  // namespace steward::access

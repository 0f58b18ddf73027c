#include "server/platform/access/passkeys.h"

#include "server/platform/access/factor_store.h"
#include "server/platform/access/own_lists.h"
#include "server/platform/access/roles.h"

namespace steward::access {

namespace {
constexpr size_t most_passkeys = 20, longest_passkey_name = 60;

v1::Passkey show_passkey_of(const Passkey& passkey) {
    v1::Passkey shown;
    shown.set_passkey_id(passkey.id.text());
    shown.set_name(passkey.name);
    shown.set_created_at_unix_ms(passkey.created_at.unix_ms);
    shown.set_last_used_at_unix_ms(passkey.last_used_at.unix_ms);
    shown.set_backed_up(passkey.backed_up);
    shown.set_counter_went_back_at_unix_ms(passkey.count_went_back_at.unix_ms);
    return shown;
}

Status passkey_name_fits(std::string_view name) {
    if (!name.empty() && name.size() <= longest_passkey_name) return {};
    return bad_field("/name", "Give a name of 1 to 60 characters, such as the device it lives on.");
}
}  // namespace

Result<Bytes> passkey_bytes(std::string_view text) {
    auto bytes = from_base64url(text);
    if (bytes) return bytes;
    return fail(ErrorKind::Invalid, "access.passkey_refused",
                "The passkey's answer does not hold. Try again, or use another way to sign in.", "not base64url");
}

Result<Bytes> PasskeyDesk::use_challenge(const Call& call, ByteView client_data, ChallengeFor purpose, AccountId account) {
    STEWARD_TRY(Bytes challenge, challenge_of(client_data));
    bool good = false;
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(good, take_challenge(transaction, challenge, purpose, account, call.now()));
        return {};
    }));
    if (good) return challenge;
    return fail(ErrorKind::Invalid, "access.passkey_expired", "That took longer than five minutes, or was sent twice. Try again.");
}

Result<Passkey> PasskeyDesk::own_passkey(storage::Transaction& transaction, const Call& call, const std::string& id) const {
    const auto wanted = PasskeyId::parse(id);
    STEWARD_TRY(auto passkeys, passkeys_of(transaction, call.caller().account));
    for (auto& passkey : passkeys) {
        if (wanted && passkey.id == *wanted) return std::move(passkey);
    }
    return fail(ErrorKind::NotFound, "access.passkey_not_found", "You have no such passkey. It may have been removed already.");
}

Result<v1::ListPasskeysResponse> PasskeyDesk::list_passkeys(Call& call, const v1::ListPasskeysRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto passkeys, passkeys_of(*transaction, call.caller().account));
    std::vector<v1::Passkey> shown;
    for (const auto& passkey : passkeys) shown.push_back(show_passkey_of(passkey));
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), passkeys_shape(), shown, call.now()));
    v1::ListPasskeysResponse answer;
    for (const size_t row : page.rows) *answer.add_passkeys() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::PasskeyCreation> PasskeyDesk::begin_passkey(Call& call, const v1::BeginPasskeyRequest&) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_TRY(const RelyingParty party, relying_party_of(sessions_.settings().public_url));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, load_account(*transaction, call.caller().account));
    STEWARD_CHECK(may_enrol(call, account));
    STEWARD_TRY(const auto known, passkeys_of(*transaction, account.id));
    if (known.size() >= most_passkeys) {
        return fail(ErrorKind::Conflict, "access.too_many_passkeys", "You have 20 passkeys. Remove those that you do not use.");
    }
    STEWARD_TRY(const Bytes challenge, issue_challenge(*transaction, ChallengeFor::Add, account.id, call.now(), rng_));
    v1::PasskeyCreation answer;
    answer.set_challenge(to_base64url(challenge));
    answer.set_rp_id(party.id);
    answer.set_rp_name(sessions_.settings().provider_name.empty() ? "Steward" : sessions_.settings().provider_name);
    answer.set_user_handle(to_base64url(account.id.raw().bytes));
    answer.set_user_name(account.email);
    answer.set_user_display_name(account.name);
    for (const int algorithm : passkey_algorithms) answer.add_algorithms(algorithm);
    for (const auto& passkey : known) answer.add_known_credential_ids(to_base64url(passkey.credential_id));
    answer.set_expires_at_unix_ms((call.now() + challenge_lives).unix_ms);
    return answer;
}

Result<v1::AddPasskeyResponse> PasskeyDesk::add_passkey(Call& call, const v1::AddPasskeyRequest& request) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_CHECK(passkey_name_fits(request.name()));
    STEWARD_TRY(const RelyingParty party, relying_party_of(sessions_.settings().public_url));
    STEWARD_TRY(const Bytes client_data, passkey_bytes(request.client_data()));
    STEWARD_TRY(const Bytes attestation, passkey_bytes(request.attestation_object()));
    STEWARD_TRY(const Bytes challenge, use_challenge(call, client_data, ChallengeFor::Add, call.caller().account));
    STEWARD_TRY(const NewPasskey made, read_new_passkey(party, challenge, client_data, attestation));

    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account before, load_account(*transaction, call.caller().account));
    STEWARD_CHECK(may_enrol(call, before));
    const Passkey passkey{.id = PasskeyId::make(call.now(), rng_),
                          .account = before.id,
                          .name = request.name(),
                          .credential_id = made.credential_id,
                          .algorithm = made.algorithm,
                          .public_key = made.public_key,
                          .sign_count = made.sign_count,
                          .backup_eligible = made.backup_eligible,
                          .backed_up = made.backed_up,
                          .created_at = call.now(),
                          .last_used_at = {},
                          .count_went_back_at = {}};
    STEWARD_CHECK(insert_passkey(*transaction, passkey));
    v1::AddPasskeyResponse answer;
    if (!before.factor_enrolled) {
        STEWARD_TRY(const auto codes, make_recovery_codes(*transaction, before.id, rng_));
        for (const auto& code : codes) answer.add_recovery_codes(code);
    }
    STEWARD_TRY(const Account account, load_account(*transaction, before.id));
    STEWARD_TRY(*answer.mutable_session(), sessions_.renew_own_session(call, *transaction, account, true, true));
    *answer.mutable_passkey() = show_passkey_of(passkey);
    call.set_audit_subject(passkey.id.text());
    call.add_audit_detail("name", passkey.name);
    return answer;
}

Result<v1::Passkey> PasskeyDesk::rename_passkey(Call& call, const v1::RenamePasskeyRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_CHECK(passkey_name_fits(request.name()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(Passkey passkey, own_passkey(*transaction, call, request.passkey_id()));
    STEWARD_CHECK(access::rename_passkey(*transaction, passkey.id, request.name()));
    call.set_audit_subject(passkey.id.text());
    call.add_audit_detail("name", passkey.name + " -> " + request.name());
    passkey.name = request.name();
    return show_passkey_of(passkey);
}

Result<v1::RemovePasskeyResponse> PasskeyDesk::remove_passkey(Call& call, const v1::RemovePasskeyRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Passkey passkey, own_passkey(*transaction, call, request.passkey_id()));
    STEWARD_TRY(const Account before, load_account(*transaction, call.caller().account));
    const bool last = before.passkeys == 1 && !before.totp_enrolled;
    if (last && !is_client_side(before.roles)) {
        return fail(ErrorKind::Conflict, "access.last_factor",
                    "This passkey is your only second factor. Add another passkey or an authenticator app first.");
    }
    STEWARD_CHECK(delete_passkey(*transaction, passkey.id));
    if (last) STEWARD_CHECK(remove_factor(*transaction, before.id));
    STEWARD_TRY(const Account account, load_account(*transaction, before.id));
    v1::RemovePasskeyResponse answer;
    STEWARD_TRY(*answer.mutable_session(), sessions_.renew_own_session(call, *transaction, account, false, true));
    call.set_audit_subject(passkey.id.text());
    call.add_audit_detail("name", passkey.name);
    return answer;
}

}  // namespace steward::access

#include "server/platform/access/factor_store.h"
#include "server/platform/access/service.h"
#include "server/platform/access/totp.h"

namespace steward::access {

namespace {
constexpr size_t totp_secret_size = 20;  // RFC 4226 4: 160 bits recommended
}  // namespace

Status may_enrol(const Call& call, const Account& account) {
    STEWARD_CHECK(needs_session(call, false));
    if (!account.factor_enrolled) return {};
    STEWARD_CHECK(needs_session(call, true));
    return needs_fresh_factor(call);
}

Status Service::check_code(Call& call, std::string_view kind, std::string_view code, bool pending) {
    const AccountId account = call.caller().account;
    const std::string subject = "factor:" + account.text();
    STEWARD_CHECK(may_try(subject, "", call.now()));
    bool good = false;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        if (pending) {
            STEWARD_TRY(good, pending_factor_accepts(transaction, sealing_, account, code, call.now()));
        } else {
            STEWARD_TRY(good, factor_accepts(transaction, sealing_, account, code, call.now()));
        }
        return {};
    }));
    if (good) return {};
    STEWARD_CHECK(remember_failure(call, subject, "", kind, account, "access.wrong_code"));
    return wrong_code();
}

Result<v1::BeginTotpResponse> Service::begin_totp(Call& call, const v1::BeginTotpRequest&) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account account, load_account(*transaction, call.caller().account));
    STEWARD_CHECK(may_enrol(call, account));
    Bytes secret(totp_secret_size);
    rng_.fill(secret);
    STEWARD_CHECK(put_pending_factor(*transaction, sealing_, account.id, secret, call.now()));
    call.set_audit_subject(account.id.text());
    v1::BeginTotpResponse answer;
    answer.set_secret(to_base32(secret));
    answer.set_otpauth_uri(otpauth_uri(settings_.provider_name.empty() ? "Steward" : settings_.provider_name, account.email, secret));
    return answer;
}

Result<v1::ConfirmTotpResponse> Service::confirm_totp(Call& call, const v1::ConfirmTotpRequest& request) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_CHECK(check_code(call, "access.totp_confirmed", request.code(), true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account before, load_account(*transaction, call.caller().account));
    STEWARD_CHECK(may_enrol(call, before));
    STEWARD_TRY(const auto codes, confirm_factor(*transaction, sealing_, before.id, request.code(), call.now(), rng_));
    STEWARD_CHECK(forget_failures(*transaction, "factor:" + before.id.text(), ""));
    STEWARD_TRY(const Account account, load_account(*transaction, before.id));
    v1::ConfirmTotpResponse answer;
    for (const auto& code : codes) answer.add_recovery_codes(code);
    STEWARD_TRY(*answer.mutable_session(), renew_own_session(call, *transaction, account, true, true));
    return answer;
}

Result<v1::ShowFactorResponse> Service::show_factor(Call& call, const v1::ShowFactorRequest& request) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_CHECK(check_code(call, "access.step_up", request.code(), false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(use_factor(*transaction, sealing_, call.caller().account, request.code(), call.now()));
    STEWARD_CHECK(forget_failures(*transaction, "factor:" + call.caller().account.text(), ""));
    STEWARD_TRY(const Account account, load_account(*transaction, call.caller().account));
    v1::ShowFactorResponse answer;
    STEWARD_TRY(*answer.mutable_session(), renew_own_session(call, *transaction, account, true, false));
    return answer;
}

}  // namespace steward::access

#include "server/platform/access/factor_store.h"
#include "server/platform/access/network.h"
#include "server/platform/access/password_rules.h"
#include "server/platform/access/service.h"

namespace steward::access {

namespace {
std::unexpected<Error> wrong_credentials() {
    return fail(ErrorKind::Unauthenticated, "access.wrong_credentials", "The e-mail address or the password is not right.");
}

std::unexpected<Error> link_refused() {
    return fail(ErrorKind::Invalid, "access.link_refused", "This link was used already or has expired. Ask for a new one.");
}

std::string password_subject(std::string_view email) { return "password:" + email_key_of(email); }
}  // namespace

Status Service::may_try(std::string_view subject, std::string_view network, Instant now) {
    Attempts attempts;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(attempts, find_attempts(transaction, subject, network));
        return {};
    }));
    const int wait = seconds_to_wait(attempts, now);
    if (wait == 0) return {};
    Error error{.kind = ErrorKind::Limited,
                .code = "access.too_many_attempts",
                .message = "Too many failed attempts. Wait " + std::to_string(wait) + (wait == 1 ? " second" : " seconds") +
                           " before the next one.",
                .fields = {},
                .cause = {},
                .retry_after_seconds = wait};
    return std::unexpected(std::move(error));
}

Status Service::remember_failure(const Call& call, std::string_view subject, std::string_view network, std::string_view kind,
                                 AccountId account, std::string_view outcome) {
    return database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(note_failure(transaction, subject, network, call.now()));
        AuditLine line = audit_line_by(call.caller(), call.now());
        line.kind = kind;
        if (!account.is_nil()) {
            line.subject = account.text();
            // Whose account it was tried with; who tried is nobody that is known.
            STEWARD_TRY(const auto tried, find_account(transaction, account));
            if (tried) line.detail = audit_detail({{"account", tried->name}});
        }
        line.outcome = outcome;
        return append_audit(transaction, line);
    });
}

Status Service::check_new_password(const Account& account, std::string_view password, std::string_view pointer) const {
    const std::string_view own[] = {account.name, account.email, settings_.provider_name};
    return password_may_be_chosen(password, own, pointer);
}

Result<v1::RedeemLinkResponse> Service::redeem_link(Call& call, const v1::RedeemLinkRequest& request) {
    std::optional<Account> account;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto id, account_of_link(transaction, request.link_token(), call.now()));
        if (!id) return {};
        STEWARD_TRY(account, find_account(transaction, *id));
        return {};
    }));
    if (!account || account->status == "disabled") return link_refused();
    STEWARD_CHECK(check_new_password(*account, request.new_password(), "/new_password"));
    STEWARD_TRY(const std::string hash, hasher_.hash(request.new_password()));

    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool first, use_link(*transaction, request.link_token(), call.now()));
    if (!first) return link_refused();
    STEWARD_CHECK(save_password(*transaction, account->id, hash, call.now()));
    STEWARD_CHECK(end_sessions(*transaction, account->id, SessionId{}));
    STEWARD_TRY(const Account active, load_account(*transaction, account->id));
    v1::RedeemLinkResponse answer;
    STEWARD_TRY(*answer.mutable_session(), open_session(call, *transaction, active, false));
    call.set_audit_subject(active.id.text());
    return answer;
}

Result<v1::SignInResponse> Service::sign_in(Call& call, const v1::SignInRequest& request) {
    const std::string network = network_of(call.caller().address);
    const std::string subject = password_subject(request.email());
    STEWARD_CHECK(may_try(subject, network, call.now()));
    std::optional<Account> account;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(account, find_account_by_email(transaction, request.email()));
        return {};
    }));
    // The same work and the same answer for a person who does not exist, may not, or has no password yet.
    const bool may_sign_in = account && account->status == "active";
    STEWARD_TRY(const bool right, hasher_.verify(may_sign_in ? account->password_hash : std::string{}, request.password()));
    if (!right) {
        STEWARD_CHECK(
            remember_failure(call, subject, network, "access.sign_in", account ? account->id : AccountId{}, "access.wrong_credentials"));
        return wrong_credentials();
    }

    const bool with_code = !request.code().empty();
    const std::string factor_subject = "factor:" + account->id.text();
    if (with_code) {
        STEWARD_CHECK(may_try(factor_subject, "", call.now()));
        bool good = false;
        STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(good, factor_accepts(transaction, sealing_, account->id, request.code(), call.now()));
            return {};
        }));
        if (!good) {
            STEWARD_CHECK(remember_failure(call, factor_subject, "", "access.sign_in", account->id, "access.wrong_code"));
            return wrong_code();
        }
    }
    const bool outdated = PasswordHasher::is_outdated(account->password_hash);
    std::string rehashed;
    if (outdated) {
        STEWARD_TRY(rehashed, hasher_.hash(request.password()));
    }

    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Account now_account, load_account(*transaction, account->id));
    if (now_account.status != "active" || now_account.password_hash != account->password_hash) return wrong_credentials();
    if (with_code) STEWARD_CHECK(use_factor(*transaction, sealing_, account->id, request.code(), call.now()));
    if (outdated) STEWARD_CHECK(save_password(*transaction, account->id, rehashed, call.now()));
    STEWARD_CHECK(forget_failures(*transaction, subject, network));
    if (with_code) STEWARD_CHECK(forget_failures(*transaction, factor_subject, ""));
    v1::SignInResponse answer;
    STEWARD_TRY(*answer.mutable_session(), open_session(call, *transaction, now_account, with_code));
    return answer;
}

Result<v1::SignOutResponse> Service::sign_out(Call& call, const v1::SignOutRequest&) {
    STEWARD_CHECK(needs_session(call, false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto id, SessionId::parse(call.caller().session));
    STEWARD_CHECK(end_one_session(*transaction, id));
    call.set_cookies.push_back(ended_session_cookie(call.over_https));
    call.set_audit_subject(call.caller().account.text());
    return v1::SignOutResponse{};
}

Result<v1::ChangePasswordResponse> Service::change_password(Call& call, const v1::ChangePasswordRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    const std::string network = network_of(call.caller().address);
    std::optional<Account> account;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(account, load_account(transaction, call.caller().account));
        return {};
    }));
    const std::string subject = password_subject(account->email);
    STEWARD_CHECK(may_try(subject, network, call.now()));
    STEWARD_TRY(const bool right, hasher_.verify(account->password_hash, request.old_password()));
    if (!right) {
        STEWARD_CHECK(remember_failure(call, subject, network, "access.password_changed", account->id, "access.wrong_credentials"));
        return bad_field("/old_password", "The old password is not right.");
    }
    if (request.new_password() == request.old_password())
        return bad_field("/new_password", "The new password is the old one. Choose another.");
    STEWARD_CHECK(check_new_password(*account, request.new_password(), "/new_password"));
    STEWARD_TRY(const std::string hash, hasher_.hash(request.new_password()));

    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_password(*transaction, account->id, hash, call.now()));
    STEWARD_CHECK(forget_failures(*transaction, subject, network));
    STEWARD_CHECK(renew_own_session(call, *transaction, *account, false, true));
    return v1::ChangePasswordResponse{};
}

}  // namespace steward::access

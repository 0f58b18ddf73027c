// The methods of schema/steward/access/v1: signing in, second factor, accounts, tokens, views, audit.
//
// What must survive a refusal (a failed attempt) is written in a transaction of its own, before
// the call's transaction begins: that one is rolled back when the method fails. Password hashing
// happens outside any transaction, so that it holds no lock for its 60 ms.
#pragma once

#include <functional>

#include "server/platform/access/account_store.h"
#include "server/platform/access/audit.h"
#include "server/platform/access/call.h"
#include "server/platform/access/gate.h"
#include "server/platform/access/password_hasher.h"
#include "server/platform/access/sealing.h"
#include "server/platform/access/session_store.h"
#include "steward/access/v1/access.service.h"

namespace steward::access {

struct ServiceSettings {
    std::string public_url;     // "https://desk.example.org", without a slash at the end
    std::string provider_name;  // issuer in authenticator apps, and shown in the console
    std::string version;
    std::function<bool()> has_demo_tenant;
    std::function<void(SessionId)> session_ended;  // what hangs on the session (a live connection) ends with it
};

class Service final : public v1::AccessService {
public:
    Service(storage::Database& database, const Resources& resources, const Sealing& sealing, Rng& rng, ServiceSettings settings)
        : database_(database), resources_(resources), sealing_(sealing), rng_(rng), settings_(std::move(settings)), hasher_(rng) {}

    // sign_in.cpp
    Result<v1::RedeemLinkResponse> redeem_link(Call& call, const v1::RedeemLinkRequest& request) override;
    Result<v1::SignInResponse> sign_in(Call& call, const v1::SignInRequest& request) override;
    Result<v1::SignOutResponse> sign_out(Call& call, const v1::SignOutRequest& request) override;
    Result<v1::ChangePasswordResponse> change_password(Call& call, const v1::ChangePasswordRequest& request) override;
    // sessions.cpp
    Result<v1::Session> get_session(Call& call, const v1::GetSessionRequest& request) override;
    // session_list.cpp
    Result<v1::ListSessionsResponse> list_sessions(Call& call, const v1::ListSessionsRequest& request) override;
    Result<v1::EndSessionResponse> end_session(Call& call, const v1::EndSessionRequest& request) override;
    Result<v1::EndOtherSessionsResponse> end_other_sessions(Call& call, const v1::EndOtherSessionsRequest& request) override;
    Result<v1::ListAccountSessionsResponse> list_account_sessions(Call& call, const v1::ListAccountSessionsRequest& request) override;
    Result<v1::EndAccountSessionsResponse> end_account_sessions(Call& call, const v1::EndAccountSessionsRequest& request) override;
    // second_factor.cpp
    Result<v1::BeginTotpResponse> begin_totp(Call& call, const v1::BeginTotpRequest& request) override;
    Result<v1::ConfirmTotpResponse> confirm_totp(Call& call, const v1::ConfirmTotpRequest& request) override;
    Result<v1::ShowFactorResponse> show_factor(Call& call, const v1::ShowFactorRequest& request) override;
    // accounts.cpp
    Result<v1::ListAccountsResponse> list_accounts(Call& call, const v1::ListAccountsRequest& request) override;
    Result<v1::Account> get_account(Call& call, const v1::GetAccountRequest& request) override;
    Result<v1::CreateAccountResponse> create_account(Call& call, const v1::CreateAccountRequest& request) override;
    Result<v1::Account> update_account(Call& call, const v1::UpdateAccountRequest& request) override;
    Result<v1::CreateAccountLinkResponse> create_account_link(Call& call, const v1::CreateAccountLinkRequest& request) override;
    Result<v1::ListRolesResponse> list_roles(Call& call, const v1::ListRolesRequest& request) override;
    // tokens.cpp
    Result<v1::ListTokensResponse> list_tokens(Call& call, const v1::ListTokensRequest& request) override;
    Result<v1::CreateTokenResponse> create_token(Call& call, const v1::CreateTokenRequest& request) override;
    Result<v1::RevokeTokenResponse> revoke_token(Call& call, const v1::RevokeTokenRequest& request) override;
    // audit_list.cpp, saved_views.cpp, preferences.cpp
    Result<v1::ListAuditResponse> list_audit(Call& call, const v1::ListAuditRequest& request) override;
    Result<v1::ListSavedViewsResponse> list_saved_views(Call& call, const v1::ListSavedViewsRequest& request) override;
    Result<v1::SavedView> create_saved_view(Call& call, const v1::CreateSavedViewRequest& request) override;
    Result<v1::SavedView> update_saved_view(Call& call, const v1::UpdateSavedViewRequest& request) override;
    Result<v1::DeleteSavedViewResponse> delete_saved_view(Call& call, const v1::DeleteSavedViewRequest& request) override;
    Result<v1::Preferences> update_preferences(Call& call, const v1::UpdatePreferencesRequest& request) override;

    // For the room's other services (passkeys, providers, links by mail).

    /// A session of this account with a new secret: the row, the cookie, and the answer to show.
    Result<v1::Session> open_session(Call& call, storage::Transaction& transaction, const Account& account, bool factor_shown,
                                     const std::string& provider = {});
    /// The caller's session with a new secret; `end_others`: and every other session of the account ended.
    Result<v1::Session> renew_own_session(Call& call, storage::Transaction& transaction, const Account& account, bool factor_shown,
                                          bool end_others);
    /// All sessions of the account but `except` (nil: all), at once, with what hangs on them. How many there were.
    Result<int> end_sessions(storage::Transaction& transaction, AccountId account, SessionId except);
    const ServiceSettings& settings() const { return settings_; }

private:
    // What is refused whatever the code or password: Limited "access.too_many_attempts".
    Status may_try(std::string_view subject, std::string_view network, Instant now);
    // Counts the failure and audits it, in a transaction of its own.
    Status remember_failure(const Call& call, std::string_view subject, std::string_view network, std::string_view kind, AccountId account,
                            std::string_view outcome);
    // Ended at once: also what hangs on it.
    Status end_one_session(storage::Transaction& transaction, SessionId id);
    Result<v1::Session> describe(const Call& call, storage::Transaction& transaction, const Account& account, const Session& session,
                                 std::string_view secret) const;
    Status check_code(Call& call, std::string_view kind, std::string_view code, bool pending);
    Status check_new_password(const Account& account, std::string_view password, std::string_view pointer) const;
    Status check_people_and_clients(storage::Transaction& transaction, const Call& call, const Account& account) const;
    std::string link_address(const IssuedLink& link) const { return settings_.public_url + "/link#" + link.token; }

    storage::Database& database_;
    const Resources& resources_;
    const Sealing& sealing_;
    Rng& rng_;
    ServiceSettings settings_;
    PasswordHasher hasher_;
};

/// The caller is a person with a session (not a token, not local root). Failure: Forbidden
/// "access.needs_session". `full`: and has shown the second factor, where one is needed. Failure:
/// Forbidden "access.second_factor_required".
Status needs_session(const Call& call, bool full);

/// Whoever knows the password alone must not add or replace the factor that would stop them: full and
/// fresh once there is one. Failures: those of `needs_session` and `needs_fresh_factor`.
Status may_enrol(const Call& call, const Account& account);

/// A second factor shown within five minutes. Failure: Forbidden "access.step_up_required".
Status needs_fresh_factor(const Call& call);

/// How the console works for this person; the usual ones for whoever changed nothing.
Result<v1::Preferences> load_preferences(storage::Transaction& transaction, AccountId account);

std::string session_cookie(std::string_view secret, bool over_https);
std::string ended_session_cookie(bool over_https);

}  // namespace steward::access

#include "server/platform/access/provider_sign_in.h"

#include "server/platform/access/providers.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"
#include "server/platform/access/webauthn.h"

namespace steward::access {

namespace {
std::unexpected<Error> visit_is_over() {
    return fail(ErrorKind::Invalid, "access.visit_over",
                "That took longer than ten minutes, was sent twice, or began in another browser. Start again.");
}

std::unexpected<Error> nobody_linked() {
    return fail(ErrorKind::Unauthenticated, "access.identity_unknown",
                "Nobody here is linked to that account. Sign in another way first and link it under My account, or ask for an invitation.");
}
}  // namespace

std::string visit_nonce(std::string_view state, std::string_view flow_secret) {
    return to_base64url(sha256("steward nonce|" + std::string(state) + "|" + std::string(flow_secret)));
}
std::string visit_verifier(std::string_view state, std::string_view flow_secret) {
    return to_base64url(sha256("steward verifier|" + std::string(state) + "|" + std::string(flow_secret)));
}

Identity identity_of(const Provider& provider, const ProviderPerson& person, AccountId account, Instant now, Rng& rng) {
    return {.id = IdentityId::make(now, rng),
            .account = account,
            .provider = provider.id,
            .provider_name = provider.name,
            .issuer = person.issuer,
            .subject = person.subject,
            .email = person.email,
            .created_at = now,
            .last_used_at = now};
}

Result<v1::ProviderVisit> ProviderDesk::begin_visit(Call& call, const Provider& provider, Visit visit) {
    const ProviderAddress address{provider.issuer, provider.allow_private};
    STEWARD_TRY(const ProviderMetadata metadata, client_.metadata(address, call.now()));
    const std::string state = make_secret(rng_), flow_secret = make_secret(rng_);
    visit.provider = provider.id;
    visit.browser_hash = sha256(flow_secret);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_visit(*transaction, state, visit, call.now()));
    v1::ProviderVisit answer;
    answer.set_address(metadata.authorize_url + (metadata.authorize_url.find('?') == std::string::npos ? "?" : "&") +
                       "response_type=code&scope=" + form_encoded("openid email profile") +
                       "&client_id=" + form_encoded(provider.application_id) + "&redirect_uri=" + form_encoded(redirect_address()) +
                       "&state=" + state + "&nonce=" + visit_nonce(state, flow_secret) +
                       "&code_challenge=" + to_base64url(sha256(visit_verifier(state, flow_secret))) + "&code_challenge_method=S256");
    answer.set_flow_secret(flow_secret);
    answer.set_expires_at_unix_ms((call.now() + visit_lives).unix_ms);
    return answer;
}

Result<ProviderDesk::Arrival> ProviderDesk::arrive(const Call& call, const v1::ProviderAnswer& answer, bool links) {
    std::optional<Visit> visit;
    std::optional<Provider> provider;
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(visit, take_visit(transaction, answer.state(), call.now()));
        if (!visit) return {};
        STEWARD_TRY(provider, load_provider(transaction, visit->provider.text()));
        return {};
    }));
    if (!visit || !provider->enabled || !equal_in_constant_time(visit->browser_hash, sha256(answer.flow_secret()))) return visit_is_over();
    if (links != (visit->purpose == "link") || (links && visit->account != call.caller().account)) return visit_is_over();
    const ProviderAddress address{provider->issuer, provider->allow_private};
    STEWARD_TRY(const ProviderMetadata metadata, client_.metadata(address, call.now()));
    // RFC 9207: an answer of another provider than the one that was asked.
    const bool other = (!answer.issuer().empty() || metadata.says_issuer_back) && answer.issuer() != provider->issuer;
    if (other) return visit_is_over();
    if (!answer.error().empty() || answer.code().empty()) {
        return fail(ErrorKind::Unauthenticated, "access.provider_refused", "The provider did not confirm the sign-in. Start again.");
    }
    STEWARD_TRY(const std::string secret, open_secret(sealing_, *provider));
    STEWARD_TRY(const std::string token, client_.redeem(address,
                                                        {.code = answer.code(),
                                                         .verifier = visit_verifier(answer.state(), answer.flow_secret()),
                                                         .redirect_address = redirect_address(),
                                                         .application = provider->application_id,
                                                         .secret = secret},
                                                        call.now()));
    STEWARD_TRY(ProviderPerson person, client_.person(address, token,
                                                      {.issuer = provider->issuer,
                                                       .application = provider->application_id,
                                                       .nonce = visit_nonce(answer.state(), answer.flow_secret()),
                                                       .group_claim = links ? std::string() : provider->group_claim},
                                                      call.now()));
    return Arrival{std::move(*provider), std::move(*visit), std::move(person)};
}

Result<ProviderDesk::Arrival> ProviderDesk::arrived(const Call& call, const v1::ProviderAnswer& answer, bool links) {
    auto arrival = arrive(call, answer, links);
    if (arrival || arrival.error().kind == ErrorKind::Unavailable || arrival.error().kind == ErrorKind::Internal) return arrival;
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        AuditLine line = audit_line_by(call.caller(), call.now());
        line.kind = links ? "access.identity_added" : "access.sign_in";
        line.outcome = arrival.error().code;
        return append_audit(transaction, line);
    }));
    return arrival;
}

Result<v1::SignInWays> ProviderDesk::list_sign_in_ways(Call& call, const v1::ListSignInWaysRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto providers, all_providers(*transaction));
    v1::SignInWays answer;
    answer.set_provider_name(sessions_.settings().provider_name);
    answer.set_passkeys(relying_party_of(sessions_.settings().public_url).has_value());
    for (const auto& provider : providers) {
        if (!provider.enabled || (!provider.for_client.empty() && provider.for_client != request.client_id())) continue;
        auto& one = *answer.add_providers();
        one.set_provider_id(provider.id.text());
        one.set_name(provider.name);
    }
    return answer;
}

Result<v1::ProviderVisit> ProviderDesk::begin_provider_sign_in(Call& call, const v1::BeginProviderSignInRequest& request) {
    std::optional<Provider> provider;
    std::optional<AccountId> invited;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(provider, load_provider(transaction, request.provider_id()));
        if (request.link_token().empty()) return {};
        STEWARD_TRY(invited, account_of_link(transaction, request.link_token(), call.now()));
        return {};
    }));
    if (!provider->enabled)
        return fail(ErrorKind::NotFound, "access.provider_not_found", "There is no such provider. It may have been removed.");
    if (request.link_token().empty())
        return begin_visit(call, *provider, {.provider = {}, .purpose = "sign_in", .account = {}, .link_hash = {}, .browser_hash = {}});
    if (!invited) return fail(ErrorKind::Invalid, "access.link_refused", "This link was used already or has expired. Ask for a new one.");
    return begin_visit(
        call, *provider,
        {.provider = {}, .purpose = "invitation", .account = *invited, .link_hash = sha256(request.link_token()), .browser_hash = {}});
}

Result<AccountId> ProviderDesk::accept_invitation(Call& call, storage::Transaction& transaction, const Arrival& arrival) {
    STEWARD_TRY(const Account account, load_account(transaction, arrival.visit.account));
    // The invitation went to an address; the provider has to have verified that it is theirs.
    if (!arrival.person.email_verified || email_key_of(arrival.person.email) != email_key_of(account.email)) {
        return fail(ErrorKind::Forbidden, "access.identity_address",
                    "The invitation was made for another address than the one that the provider has verified. Choose a password instead, "
                    "and link the "
                    "provider afterwards.");
    }
    STEWARD_TRY(const bool used, use_link_by_hash(transaction, arrival.visit.link_hash, call.now()));
    if (!used) return fail(ErrorKind::Invalid, "access.link_refused", "This link was used already or has expired. Ask for a new one.");
    STEWARD_CHECK(insert_identity(transaction, identity_of(arrival.provider, arrival.person, account.id, call.now(), rng_)));
    STEWARD_CHECK(activate_account(transaction, account.id, call.now()));
    call.add_audit_detail("linked", arrival.provider.name);
    return account.id;
}

Status ProviderDesk::follow_groups(Call& call, storage::Transaction& transaction, const Arrival& arrival, Account& account) {
    if (arrival.provider.group_claim.empty() || account.roles.contains("OWN")) return {};
    const auto roles = roles_by_groups(arrival.provider, arrival.person.groups);
    if (roles.empty()) {
        return fail(ErrorKind::Forbidden, "access.no_group",
                    "None of your groups at the provider has a role here. Ask whoever runs it to put you into one that has.");
    }
    if (roles == account.roles) return {};
    if (!roles_fit(roles, account.all_clients, account.clients.size()) || is_client_side(roles) != is_client_side(account.roles)) {
        return fail(ErrorKind::Forbidden, "access.group_roles",
                    "Your groups at the provider give roles that do not fit together, or not your account. Ask whoever set them up.");
    }
    std::string before, after;
    for (const auto& role : account.roles) before += (before.empty() ? "" : ",") + role;
    for (const auto& role : roles) after += (after.empty() ? "" : ",") + role;
    account.roles = roles;
    STEWARD_CHECK(save_account(transaction, account, call.now()));
    // As when somebody changes them by hand: what was opened with other rights ends.
    STEWARD_CHECK(sessions_.end_sessions(transaction, account.id, SessionId{}));
    call.add_audit_detail("roles_by_groups", before + " -> " + after);
    return {};
}

// Whoever signs out here is asked there as well. A provider that does not answer keeps nobody signed in here.
Result<v1::ProviderSignOut> ProviderDesk::get_provider_sign_out(Call& call, const v1::GetProviderSignOutRequest&) {
    v1::ProviderSignOut answer;
    const auto id = SessionId::parse(call.caller().session);
    if (!id) return answer;  // an API token has nothing to sign out of
    std::optional<Provider> provider;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto session, find_session_by_id(transaction, *id));
        if (!session || session->provider.empty()) return {};
        STEWARD_TRY(provider, load_provider(transaction, session->provider));
        return {};
    }));
    if (!provider || !provider->enabled || !provider->signs_out) return answer;
    const auto metadata = client_.metadata({provider->issuer, provider->allow_private}, call.now());
    if (!metadata || metadata->sign_out_url.empty()) return answer;
    answer.set_address(metadata->sign_out_url + (metadata->sign_out_url.find('?') == std::string::npos ? "?" : "&") + "client_id=" +
                       form_encoded(provider->application_id) + "&post_logout_redirect_uri=" + form_encoded(sign_out_address()));
    return answer;
}

Result<v1::SignInResponse> ProviderDesk::finish_provider_sign_in(Call& call, const v1::FinishProviderSignInRequest& request) {
    STEWARD_TRY(const Arrival arrival, arrived(call, request.answer(), false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto identity, find_identity(*transaction, arrival.person));
    AccountId who = identity ? identity->account : AccountId{};
    if (!identity && arrival.visit.purpose == "invitation") {
        STEWARD_TRY(who, accept_invitation(call, *transaction, arrival));
    }
    STEWARD_TRY(auto account, find_account(*transaction, who));
    if (!account || account->status != "active") return nobody_linked();
    const std::string& only = arrival.provider.for_client;
    const bool of_client =
        only.empty() || (is_client_side(account->roles) && account->clients.contains(ClientId::parse(only).value_or(ClientId{})));
    if (!of_client) return nobody_linked();
    STEWARD_CHECK(follow_groups(call, *transaction, arrival, *account));
    if (identity) STEWARD_CHECK(note_identity_use(*transaction, identity->id, call.now()));
    v1::SignInResponse answer;
    STEWARD_TRY(*answer.mutable_session(), sessions_.open_session(call, *transaction, *account, false, arrival.provider.id.text()));
    call.add_audit_detail("provider", arrival.provider.name);
    return answer;
}

}  // namespace steward::access

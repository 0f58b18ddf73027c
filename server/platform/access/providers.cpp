#include "server/platform/access/providers.h"

#include "server/platform/access/account_rules.h"
#include "server/platform/access/own_lists.h"
#include "server/platform/access/roles.h"

namespace steward::access {

namespace {
std::string provider_etag(const Provider& provider) { return std::to_string(provider.revision); }
constexpr size_t most_providers = 200;
constexpr int most_groups = 200;

bool is_issuer(std::string_view issuer, bool allow_http) {
    return issuer.size() <= 500 && (issuer.starts_with("https://") || (allow_http && issuer.starts_with("http://"))) &&
           issuer.find_first_of(" \t\r\n@?#\\\"<>") == std::string_view::npos && issuer.size() > std::string_view("https://").size();
}

void check(v1::TestProviderResponse& answer, std::string what, bool ok, std::string detail) {
    auto& one = *answer.add_checks();
    one.set_what(std::move(what));
    one.set_ok(ok);
    one.set_detail(std::move(detail));
    answer.set_ok(answer.ok() && ok);
}
}  // namespace

v1::Provider ProviderDesk::show(const Provider& provider) const {
    v1::Provider shown;
    shown.set_provider_id(provider.id.text());
    shown.set_name(provider.name);
    shown.set_issuer(provider.issuer);
    shown.set_application_id(provider.application_id);
    shown.set_has_secret(provider.secret_sealed.has_value());
    shown.set_for_client_id(provider.for_client);
    shown.set_allow_private_network(provider.allow_private);
    shown.set_enabled(provider.enabled);
    shown.set_redirect_address(redirect_address());
    shown.set_identities(static_cast<int32_t>(provider.identities));
    shown.set_etag(provider_etag(provider));
    if (!provider.group_claim.empty()) {
        shown.mutable_groups()->set_claim(provider.group_claim);
        for (const auto& [group, role] : provider.roles_of) {
            auto& one = *shown.mutable_groups()->add_roles();
            one.set_group(group);
            one.set_role(role);
        }
    }
    shown.set_signs_out(provider.signs_out);
    shown.set_sign_out_address(sign_out_address());
    return shown;
}

Status ProviderDesk::fits(storage::Transaction& transaction, const Provider& provider) const {
    if (provider.name.empty() || provider.name.size() > 60)
        return bad_field("/name", "Give a name of 1 to 60 characters, such as 'Company account'.");
    if (!is_issuer(provider.issuer, provider.allow_private)) {
        return bad_field(
            "/issuer",
            "Give the issuer's address, such as https://login.example.org. It starts with https:// (http:// only in a private network).");
    }
    if (provider.application_id.empty() || provider.application_id.size() > 300)
        return bad_field("/application_id", "Give the id that the provider knows this application by.");
    if (!provider.for_client.empty() && !resources_.client_of(transaction, "client", provider.for_client))
        return bad_field("/for_client_id", "There is no client " + provider.for_client + ".");
    return {};
}

Status ProviderDesk::set_groups(const Caller& caller, Provider& provider, const v1::GroupRoles& groups) {
    provider.group_claim.clear();
    provider.roles_of.clear();
    if (groups.roles().empty()) return {};
    if (groups.claim().empty() || groups.claim().size() > 100)
        return bad_field("/groups", "Say in which claim the groups stand, such as 'groups' or 'roles'.");
    if (groups.roles_size() > most_groups) return bad_field("/groups", "At most 200 groups.");
    std::set<std::string> roles;
    for (const auto& one : groups.roles()) {
        if (one.group().empty() || one.group().size() > 300)
            return bad_field("/groups", "A group has a name or an id of 1 to 300 characters.");
        if (!find_role(one.role())) return bad_field("/groups", "There is no role " + one.role() + ".");
        if (one.role() == "OWN") return bad_field("/groups", "The role of an owner is given by hand alone.");
        roles.insert(one.role());
        provider.roles_of.emplace(one.group(), one.role());
    }
    provider.group_claim = groups.claim();
    return may_hand_out(caller, roles);
}

Result<v1::ListProvidersResponse> ProviderDesk::list_providers(Call& call, const v1::ListProvidersRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto providers, all_providers(*transaction));
    std::vector<v1::Provider> shown;
    for (const auto& provider : providers) shown.push_back(show(provider));
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), providers_shape(), shown, call.now()));
    v1::ListProvidersResponse answer;
    for (const size_t row : page.rows) *answer.add_providers() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::Provider> ProviderDesk::create_provider(Call& call, const v1::CreateProviderRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    Provider provider{.id = ProviderId::make(call.now(), rng_),
                      .name = request.name(),
                      .issuer = request.issuer(),
                      .application_id = request.application_id(),
                      .secret_sealed = {},
                      .for_client = request.for_client_id(),
                      .allow_private = request.allow_private_network(),
                      .enabled = request.enabled(),
                      .created_at = call.now()};
    provider.signs_out = request.signs_out();
    STEWARD_CHECK(set_groups(call.caller(), provider, request.groups()));
    STEWARD_CHECK(fits(*transaction, provider));
    STEWARD_TRY(const auto known, all_providers(*transaction));
    if (known.size() >= most_providers)
        return fail(ErrorKind::Conflict, "access.too_many_providers", "There are 200 providers. Remove those that nobody uses.");
    if (!request.application_secret().empty()) {
        STEWARD_TRY(provider.secret_sealed, seal_secret(sealing_, provider.id, request.application_secret()));
    }
    STEWARD_CHECK(insert_provider(*transaction, provider));
    call.set_audit_subject(provider.id.text());
    call.add_audit_detail("name", provider.name);
    call.add_audit_detail("issuer", provider.issuer);
    return show(provider);
}

Result<v1::Provider> ProviderDesk::update_provider(Call& call, const v1::UpdateProviderRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(Provider provider, load_provider(*transaction, request.provider_id()));
    const std::string etag = provider_etag(provider);
    if (!call.is_as_seen(etag)) {
        return fail(ErrorKind::StaleEtag, "access.provider_changed",
                    "Somebody changed this provider meanwhile. Load it again, then repeat your change.");
    }
    const std::string issuer_before = provider.issuer;
    if (request.has_name()) provider.name = request.name();
    if (request.has_issuer()) provider.issuer = request.issuer();
    if (request.has_application_id()) provider.application_id = request.application_id();
    if (request.has_for_client_id()) provider.for_client = request.for_client_id();
    if (request.has_allow_private_network()) provider.allow_private = request.allow_private_network();
    if (request.has_enabled()) provider.enabled = request.enabled();
    if (request.has_signs_out()) provider.signs_out = request.signs_out();
    if (request.has_groups()) {
        STEWARD_CHECK(set_groups(call.caller(), provider, request.groups()));
        call.add_audit_detail("groups", std::to_string(provider.roles_of.size()));
    }
    STEWARD_CHECK(fits(*transaction, provider));
    if (issuer_before != provider.issuer && provider.identities > 0) {
        return fail(ErrorKind::Conflict, "access.provider_in_use",
                    "People are linked through this issuer: another issuer has other people. Add it as a new provider.");
    }
    if (request.has_application_secret()) {
        if (request.application_secret().empty()) {
            provider.secret_sealed.reset();
        } else {
            STEWARD_TRY(provider.secret_sealed, seal_secret(sealing_, provider.id, request.application_secret()));
        }
        call.add_audit_detail("secret", provider.secret_sealed ? "changed" : "removed");
    }
    STEWARD_CHECK(save_provider(*transaction, provider, call.now()));
    call.set_audit_subject(provider.id.text());
    call.add_audit_detail("name", provider.name);
    call.add_audit_detail("enabled", provider.enabled ? "true" : "false");
    return show(provider);
}

Result<v1::DeleteProviderResponse> ProviderDesk::delete_provider(Call& call, const v1::DeleteProviderRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Provider provider, load_provider(*transaction, request.provider_id()));
    STEWARD_CHECK(access::delete_provider(*transaction, provider.id));
    call.set_audit_subject(provider.id.text());
    call.add_audit_detail("name", provider.name);
    call.add_audit_detail("links", std::to_string(provider.identities));
    return v1::DeleteProviderResponse{};
}

Result<v1::TestProviderResponse> ProviderDesk::test_provider(Call& call, const v1::TestProviderRequest& request) {
    std::optional<Provider> provider;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(provider, load_provider(transaction, request.provider_id()));
        return {};
    }));
    const ProviderAddress address{provider->issuer, provider->allow_private};
    v1::TestProviderResponse answer;
    answer.set_ok(true);
    const auto metadata = client_.metadata(address, call.now(), true);
    check(answer, "The provider describes itself", metadata.has_value(), metadata ? metadata->authorize_url : metadata.error().message);
    if (!metadata) return answer;
    check(answer, "It takes PKCE with S256", metadata->offers_s256,
          metadata->offers_s256 ? "yes, or it does not say" : "Its description leaves S256 out.");
    const auto keys = client_.keys(address, call.now(), true);
    const bool usable = keys && !keys->empty();
    check(answer, "It has keys that can be used here", usable,
          !keys    ? keys.error().message
          : usable ? std::to_string(keys->size()) + " of RS256 or ES256"
                   : "None of its keys is RS256 or ES256.");
    // A code that nobody was given: a provider that knows the application refuses the code, not the application.
    STEWARD_TRY(const std::string secret, open_secret(sealing_, *provider));
    const auto tried = client_.redeem(address,
                                      {.code = "steward-test",
                                       .verifier = std::string(43, 'a'),
                                       .redirect_address = redirect_address(),
                                       .application = provider->application_id,
                                       .secret = secret},
                                      call.now());
    const bool known = !tried && tried.error().code == "access.provider_refused" && tried.error().cause.ends_with("invalid_grant");
    check(answer, "It knows this application", known,
          known   ? "It refuses a made-up code, as it must."
          : tried ? "It took a made-up code."
                  : "It does not know the application's id or secret, or says so in another way.");
    return answer;
}

}  // namespace steward::access

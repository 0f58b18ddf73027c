#include "server/platform/access/own_lists.h"
#include "server/platform/access/providers.h"
#include "server/platform/access/roles.h"

namespace steward::access {

namespace {
v1::Identity show_identity(const Identity& identity) {
    v1::Identity shown;
    shown.set_identity_id(identity.id.text());
    shown.set_provider_id(identity.provider.text());
    shown.set_provider_name(identity.provider_name);
    shown.set_email(identity.email);
    shown.set_created_at_unix_ms(identity.created_at.unix_ms);
    shown.set_last_used_at_unix_ms(identity.last_used_at.unix_ms);
    return shown;
}
}  // namespace

Result<v1::ListIdentitiesResponse> ProviderDesk::list_identities(Call& call, const v1::ListIdentitiesRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto identities, identities_of(*transaction, call.caller().account));
    std::vector<v1::Identity> shown;
    for (const auto& identity : identities) shown.push_back(show_identity(identity));
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), identities_shape(), shown, call.now()));
    v1::ListIdentitiesResponse answer;
    for (const size_t row : page.rows) *answer.add_identities() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

Result<v1::ProviderVisit> ProviderDesk::begin_identity(Call& call, const v1::BeginIdentityRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    std::optional<Provider> provider;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(provider, load_provider(transaction, request.provider_id()));
        return {};
    }));
    if (!provider->enabled)
        return fail(ErrorKind::NotFound, "access.provider_not_found", "There is no such provider. It may have been removed.");
    return begin_visit(call, *provider,
                       {.provider = {}, .purpose = "link", .account = call.caller().account, .link_hash = {}, .browser_hash = {}});
}

Result<v1::Identity> ProviderDesk::add_identity(Call& call, const v1::AddIdentityRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(const Arrival arrival, arrived(call, request.answer(), true));
    STEWARD_TRY(auto* transaction, call.transaction());
    const Identity identity = identity_of(arrival.provider, arrival.person, call.caller().account, call.now(), rng_);
    STEWARD_CHECK(insert_identity(*transaction, identity));
    call.set_audit_subject(call.caller().account.text());
    call.add_audit_detail("provider", arrival.provider.name);
    return show_identity(identity);
}

Result<v1::RemoveIdentityResponse> ProviderDesk::remove_identity(Call& call, const v1::RemoveIdentityRequest& request) {
    STEWARD_CHECK(needs_session(call, true));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto identities, identities_of(*transaction, call.caller().account));
    for (const auto& identity : identities) {
        if (identity.id.text() != request.identity_id()) continue;
        STEWARD_CHECK(delete_identity(*transaction, identity.id));
        call.set_audit_subject(call.caller().account.text());
        call.add_audit_detail("provider", identity.provider_name);
        return v1::RemoveIdentityResponse{};
    }
    return fail(ErrorKind::NotFound, "access.identity_not_found", "You have no such link. It may have been removed already.");
}

}  // namespace steward::access

// The methods of schema/steward/access/v1/providers.proto that concern OpenID providers.
//
// A provider says who somebody is; what they may do stands in our account alone. Its word is the first
// factor: whoever needs a second one shows it here as well.
#pragma once

#include "server/platform/access/provider_client.h"
#include "server/platform/access/provider_store.h"
#include "server/platform/access/service.h"
#include "steward/access/v1/providers.service.h"

namespace steward::access {

class ProviderDesk final : public v1::ProviderService {
public:
    ProviderDesk(storage::Database& database, const Resources& resources, const Sealing& sealing, Rng& rng, Service& sessions, Fetch fetch)
        : database_(database), resources_(resources), sealing_(sealing), rng_(rng), sessions_(sessions), client_(std::move(fetch)) {}

    // provider_sign_in.cpp
    Result<v1::SignInWays> list_sign_in_ways(Call& call, const v1::ListSignInWaysRequest& request) override;
    Result<v1::ProviderVisit> begin_provider_sign_in(Call& call, const v1::BeginProviderSignInRequest& request) override;
    Result<v1::SignInResponse> finish_provider_sign_in(Call& call, const v1::FinishProviderSignInRequest& request) override;
    Result<v1::ProviderSignOut> get_provider_sign_out(Call& call, const v1::GetProviderSignOutRequest& request) override;
    // identities.cpp
    Result<v1::ListIdentitiesResponse> list_identities(Call& call, const v1::ListIdentitiesRequest& request) override;
    Result<v1::ProviderVisit> begin_identity(Call& call, const v1::BeginIdentityRequest& request) override;
    Result<v1::Identity> add_identity(Call& call, const v1::AddIdentityRequest& request) override;
    Result<v1::RemoveIdentityResponse> remove_identity(Call& call, const v1::RemoveIdentityRequest& request) override;
    // providers.cpp
    Result<v1::ListProvidersResponse> list_providers(Call& call, const v1::ListProvidersRequest& request) override;
    Result<v1::Provider> create_provider(Call& call, const v1::CreateProviderRequest& request) override;
    Result<v1::Provider> update_provider(Call& call, const v1::UpdateProviderRequest& request) override;
    Result<v1::DeleteProviderResponse> delete_provider(Call& call, const v1::DeleteProviderRequest& request) override;
    Result<v1::TestProviderResponse> test_provider(Call& call, const v1::TestProviderRequest& request) override;

private:
    // Who came back, once state, browser, code and token hold. The visit is used up whatever follows.
    struct Arrival {
        Provider provider;
        Visit visit;
        ProviderPerson person;
    };
    std::string redirect_address() const { return sessions_.settings().public_url + "/sign-in/provider"; }
    std::string sign_out_address() const { return sessions_.settings().public_url + "/sign-in"; }
    v1::Provider show(const Provider& provider) const;
    Status fits(storage::Transaction& transaction, const Provider& provider) const;
    // Takes the mapping of groups as it was asked for. Failures: Invalid "/groups", Forbidden for roles that the caller cannot give.
    static Status set_groups(const Caller& caller, Provider& provider, const v1::GroupRoles& groups);
    // The roles that the groups of who came give, where the provider has a mapping. Failures: Forbidden "access.no_group",
    // "access.group_roles".
    Status follow_groups(Call& call, storage::Transaction& transaction, const Arrival& arrival, Account& account);
    // The address to go to, and the visit written down.
    Result<v1::ProviderVisit> begin_visit(Call& call, const Provider& provider, Visit visit);
    Result<Arrival> arrive(const Call& call, const v1::ProviderAnswer& answer, bool links);
    Result<Arrival> arrived(const Call& call, const v1::ProviderAnswer& answer, bool links);
    // The account of an invitation, linked to who came; the link of the invitation is used up.
    Result<AccountId> accept_invitation(Call& call, storage::Transaction& transaction, const Arrival& arrival);

    storage::Database& database_;
    const Resources& resources_;
    const Sealing& sealing_;
    Rng& rng_;
    Service& sessions_;
    ProviderClient client_;
};

Identity identity_of(const Provider& provider, const ProviderPerson& person, AccountId account, Instant now, Rng& rng);

}  // namespace steward::access

// OpenID providers, who is linked to whom, and visits under way, as they stand in the database.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "server/platform/access/id_token.h"
#include "server/platform/access/sealing.h"
#include "server/platform/storage/database.h"

namespace steward::access {

using ProviderId = Id<struct ProviderTag>;
using IdentityId = Id<struct IdentityTag>;

struct Provider {
    ProviderId id;
    std::string name, issuer, application_id;
    std::optional<Bytes> secret_sealed;  // see seal_secret
    std::string for_client;              // id of the client whose people may use it; empty: everybody
    bool allow_private = false, enabled = false;
    int64_t revision = 1;
    Instant created_at;
    int64_t identities = 0;
    std::string group_claim = {};                           // empty: roles stand in the account alone
    std::multimap<std::string, std::string> roles_of = {};  // by the name of a group
    bool signs_out = false;
};

/// The roles that these groups give; of a provider without a mapping none.
std::set<std::string> roles_by_groups(const Provider& provider, const std::set<std::string>& groups);

Result<std::vector<Provider>> all_providers(storage::Transaction& transaction);
/// NotFound "access.provider_not_found".
Result<Provider> load_provider(storage::Transaction& transaction, std::string_view id);
Status insert_provider(storage::Transaction& transaction, const Provider& provider);
Status save_provider(storage::Transaction& transaction, Provider& provider, Instant now);
/// With its links and visits.
Status delete_provider(storage::Transaction& transaction, ProviderId id);
Result<Bytes> seal_secret(const Sealing& sealing, ProviderId id, std::string_view secret);
/// Empty when the provider has none.
Result<std::string> open_secret(const Sealing& sealing, const Provider& provider);

struct Identity {
    IdentityId id;
    AccountId account;
    ProviderId provider;
    std::string provider_name;  // read only
    std::string issuer, subject, email;
    Instant created_at, last_used_at;
};
/// Conflict "access.identity_taken" when somebody is linked to it already.
Status insert_identity(storage::Transaction& transaction, const Identity& identity);
Result<std::optional<Identity>> find_identity(storage::Transaction& transaction, const ProviderPerson& person);
Result<std::vector<Identity>> identities_of(storage::Transaction& transaction, AccountId account);
Status note_identity_use(storage::Transaction& transaction, IdentityId id, Instant now);
Status delete_identity(storage::Transaction& transaction, IdentityId id);

inline constexpr Duration visit_lives = std::chrono::minutes(10);
struct Visit {
    ProviderId provider;
    std::string purpose;  // "sign_in", "link", "invitation"
    AccountId account;    // of "link" and "invitation"
    Bytes link_hash;      // of "invitation": the link that is used up with it
    Bytes browser_hash;
};
Status insert_visit(storage::Transaction& transaction, std::string_view state, const Visit& visit, Instant now);
/// Uses it up; nullopt when it was used, or has expired.
Result<std::optional<Visit>> take_visit(storage::Transaction& transaction, std::string_view state, Instant now);

}  // namespace steward::access

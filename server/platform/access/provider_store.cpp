#include "server/platform/access/provider_store.h"

#include "server/platform/access/secrets.h"

namespace steward::access {

namespace {
constexpr std::string_view provider_select =
    "select id, name, issuer, application_id, secret_sealed, for_client, allow_private, enabled, revision, created_at, "
    "(select count(*) from access_identities where provider_id = access_providers.id), group_claim, signs_out from access_providers ";

Provider read_provider(const storage::Row& row) {
    Provider provider{.id = row.id<ProviderId>(0), .name = row.text(1), .issuer = row.text(2), .application_id = row.text(3)};
    if (!row.is_null(4)) provider.secret_sealed = row.bytes(4);
    provider.for_client = row.text(5);
    provider.allow_private = row.boolean(6);
    provider.enabled = row.boolean(7);
    provider.revision = row.integer(8);
    provider.created_at = row.instant(9);
    provider.identities = row.integer(10);
    provider.group_claim = row.text(11);
    provider.signs_out = row.boolean(12);
    return provider;
}

Status read_groups(storage::Transaction& transaction, Provider& provider) {
    STEWARD_TRY(const auto rows,
                transaction.query("select group_name, role from access_provider_groups where provider_id = $1 order by 1, 2", provider.id));
    for (const auto& row : rows) provider.roles_of.emplace(row.text(0), row.text(1));
    return {};
}

Status write_groups(storage::Transaction& transaction, const Provider& provider) {
    STEWARD_CHECK(transaction.execute("delete from access_provider_groups where provider_id = $1", provider.id));
    for (const auto& [group, role] : provider.roles_of) {
        STEWARD_CHECK(
            transaction.execute("insert into access_provider_groups (provider_id, group_name, role) values ($1, $2, $3) on conflict "
                                "(provider_id, group_name, role) do nothing",
                                provider.id, group, role));
    }
    return {};
}

constexpr std::string_view identity_select =
    "select i.id, i.account_id, i.provider_id, p.name, i.issuer, i.subject, i.email, i.created_at, i.last_used_at from access_identities i "
    "join access_providers p on p.id = i.provider_id ";

Identity read_identity(const storage::Row& row) {
    return {.id = row.id<IdentityId>(0),
            .account = row.id<AccountId>(1),
            .provider = row.id<ProviderId>(2),
            .provider_name = row.text(3),
            .issuer = row.text(4),
            .subject = row.text(5),
            .email = row.text(6),
            .created_at = row.instant(7),
            .last_used_at = Instant{row.integer_or(8, 0)}};
}

std::string secret_place(ProviderId id) { return "access_providers/secret/1/" + id.text(); }
std::optional<std::string> id_or_null(AccountId id) { return id.is_nil() ? std::nullopt : std::optional(id.text()); }
}  // namespace

Result<std::vector<Provider>> all_providers(storage::Transaction& transaction) {
    STEWARD_TRY(const auto rows, transaction.query(std::string(provider_select) + "order by name, id"));
    std::vector<Provider> providers;
    for (const auto& row : rows) providers.push_back(read_provider(row));
    for (auto& provider : providers) STEWARD_CHECK(read_groups(transaction, provider));
    return providers;
}

Result<Provider> load_provider(storage::Transaction& transaction, std::string_view id) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(provider_select) + "where id = $1", id));
    if (!row) return fail(ErrorKind::NotFound, "access.provider_not_found", "There is no such provider. It may have been removed.");
    Provider provider = read_provider(*row);
    STEWARD_CHECK(read_groups(transaction, provider));
    return provider;
}

std::set<std::string> roles_by_groups(const Provider& provider, const std::set<std::string>& groups) {
    std::set<std::string> roles;
    for (const auto& group : groups) {
        for (auto [at, end] = provider.roles_of.equal_range(group); at != end; ++at) roles.insert(at->second);
    }
    return roles;
}

Status insert_provider(storage::Transaction& transaction, const Provider& provider) {
    STEWARD_CHECK(transaction.execute(
        "insert into access_providers (id, name, issuer, application_id, secret_sealed, for_client, allow_private, enabled, revision, "
        "created_at, changed_at, group_claim, signs_out) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12)",
        provider.id, provider.name, provider.issuer, provider.application_id, provider.secret_sealed, provider.for_client,
        provider.allow_private, provider.enabled, provider.revision, provider.created_at, provider.group_claim, provider.signs_out));
    return write_groups(transaction, provider);
}

Status save_provider(storage::Transaction& transaction, Provider& provider, Instant now) {
    ++provider.revision;
    STEWARD_CHECK(transaction.execute(
        "update access_providers set name = $2, issuer = $3, application_id = $4, secret_sealed = $5, for_client = $6, allow_private = $7, "
        "enabled = $8, revision = $9, changed_at = $10, group_claim = $11, signs_out = $12 where id = $1",
        provider.id, provider.name, provider.issuer, provider.application_id, provider.secret_sealed, provider.for_client,
        provider.allow_private, provider.enabled, provider.revision, now, provider.group_claim, provider.signs_out));
    return write_groups(transaction, provider);
}

Status delete_provider(storage::Transaction& transaction, ProviderId id) {
    STEWARD_CHECK(transaction.execute("delete from access_visits where provider_id = $1", id));
    STEWARD_CHECK(transaction.execute("delete from access_identities where provider_id = $1", id));
    STEWARD_CHECK(transaction.execute("delete from access_provider_groups where provider_id = $1", id));
    STEWARD_CHECK(transaction.execute("update access_sessions set provider_id = null where provider_id = $1", id));
    STEWARD_CHECK(transaction.execute("delete from access_providers where id = $1", id));
    return {};
}

Result<Bytes> seal_secret(const Sealing& sealing, ProviderId id, std::string_view secret) {
    return sealing.seal(secret_place(id), as_bytes(secret));
}

Result<std::string> open_secret(const Sealing& sealing, const Provider& provider) {
    if (!provider.secret_sealed) return std::string{};
    STEWARD_TRY(const Bytes plain, sealing.open(secret_place(provider.id), *provider.secret_sealed));
    return std::string(as_text(plain));
}

Status insert_identity(storage::Transaction& transaction, const Identity& identity) {
    STEWARD_TRY(const auto taken, find_identity(transaction, {.issuer = identity.issuer, .subject = identity.subject, .email = {}}));
    if (taken) {
        return fail(ErrorKind::Conflict, "access.identity_taken",
                    taken->account == identity.account
                        ? "You have linked this account already."
                        : "Somebody else here is linked to this account at the provider. They unlink it first.");
    }
    STEWARD_CHECK(transaction.execute(
        "insert into access_identities (id, account_id, provider_id, issuer, subject, email, created_at, last_used_at) values ($1, $2, $3, "
        "$4, $5, $6, $7, $7)",
        identity.id, identity.account, identity.provider, identity.issuer, identity.subject, identity.email, identity.created_at));
    return {};
}

Result<std::optional<Identity>> find_identity(storage::Transaction& transaction, const ProviderPerson& person) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(identity_select) + "where i.issuer = $1 and i.subject = $2",
                                                      person.issuer, person.subject));
    return row ? std::optional(read_identity(*row)) : std::nullopt;
}

Result<std::vector<Identity>> identities_of(storage::Transaction& transaction, AccountId account) {
    STEWARD_TRY(const auto rows,
                transaction.query(std::string(identity_select) + "where i.account_id = $1 order by i.created_at, i.id", account));
    std::vector<Identity> identities;
    for (const auto& row : rows) identities.push_back(read_identity(row));
    return identities;
}

Status note_identity_use(storage::Transaction& transaction, IdentityId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update access_identities set last_used_at = $2 where id = $1", id, now));
    return {};
}

Status delete_identity(storage::Transaction& transaction, IdentityId id) {
    STEWARD_CHECK(transaction.execute("delete from access_identities where id = $1", id));
    return {};
}

Status insert_visit(storage::Transaction& transaction, std::string_view state, const Visit& visit, Instant now) {
    const auto link = visit.link_hash.empty() ? std::nullopt : std::optional(visit.link_hash);
    STEWARD_CHECK(transaction.execute(
        "insert into access_visits (state_hash, provider_id, purpose, account_id, link_hash, browser_hash, expires_at) values ($1, $2, $3, "
        "$4, $5, $6, $7)",
        sha256(state), visit.provider, visit.purpose, id_or_null(visit.account), link, visit.browser_hash, now + visit_lives));
    return {};
}

Result<std::optional<Visit>> take_visit(storage::Transaction& transaction, std::string_view state, Instant now) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select provider_id, purpose, account_id, link_hash, browser_hash from access_visits where state_hash = $1 "
                              "and expires_at > $2",
                              sha256(state), now));
    STEWARD_TRY(const int64_t taken, transaction.execute("delete from access_visits where state_hash = $1", sha256(state)));
    if (!row || taken != 1) return std::optional<Visit>{};
    Visit visit{.provider = row->id<ProviderId>(0), .purpose = row->text(1), .account = {}, .link_hash = {}, .browser_hash = row->bytes(4)};
    if (!row->is_null(2)) visit.account = row->id<AccountId>(2);
    if (!row->is_null(3)) visit.link_hash = row->bytes(3);
    return std::optional(std::move(visit));
}

}  // namespace steward::access

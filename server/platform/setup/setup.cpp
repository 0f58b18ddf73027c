#include "server/platform/setup/setup.h"

#include "server/platform/access/account_rules.h"
#include "server/platform/access/account_store.h"
#include "server/platform/access/audit.h"
#include "server/platform/access/callers.h"
#include "server/platform/access/factor_store.h"
#include "server/platform/reconcilers/leases.h"
#include "server/platform/setup/key_file.h"

namespace steward::setup {

namespace {
Status audit_as_local_root(storage::Transaction& transaction, Instant now, std::string kind, std::string subject,
                           const std::vector<std::pair<std::string, std::string>>& detail) {
    access::AuditLine line = access::audit_line_by(access::local_root(), now);
    line.kind = std::move(kind);
    line.subject = std::move(subject);
    line.detail = access::audit_detail(detail);
    return access::append_audit(transaction, line);
}

Status insert_installation(storage::Database& database, const access::Installation& installation, bool i_know) {
    return database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(
            transaction.execute("insert into access_installation (id, provider_name, key_check, created_at) values (1, $1, $2, $3)",
                                installation.provider_name, installation.sealing.check_value(), installation.created_at));
        return audit_as_local_root(transaction, installation.created_at, "setup.installation_created", "",
                                   {{"provider", installation.provider_name}, {"insisted", i_know ? "yes" : "no"}});
    });
}
}  // namespace

Result<access::Installation> create_installation(storage::Database& database, const std::string& key_file, const std::string& provider_name,
                                                 Insistence insistence, Instant now, Rng& rng) {
    auto existing = access::open_installation(database, key_file, rng);
    if (existing) return existing;
    const bool fresh = existing.error().code == "access.not_set_up";
    const bool key_only = existing.error().code == "access.database_wiped" && insistence.i_know;
    if (!fresh && !key_only) return existing;
    if (provider_name.empty() || provider_name.size() > 200)
        return bad_field("/provider_name", "Give the provider's name, 1 to 200 characters.");

    STEWARD_TRY(auto sealing, access::find_key(key_file, rng));
    if (!sealing) {
        Bytes key(access::Sealing::key_size);
        rng.fill(key);
        // The file first: a crash in between leaves a key without a row, which the next run names and
        // can take over. A row without its key could not be repaired.
        STEWARD_CHECK(write_key_file(key_file, as_text(key)));
        sealing.emplace(std::move(key), rng);
    }
    const access::Installation installation{*sealing, provider_name, now};
    STEWARD_CHECK(insert_installation(database, installation, insistence.i_know));
    return installation;
}

Result<access::IssuedLink> create_first_owner(storage::Database& database, const FirstOwner& owner, Insistence insistence, Instant now,
                                              Rng& rng) {
    STEWARD_CHECK(access::person_fits(owner.name, owner.email));
    access::IssuedLink link;
    STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto owners, transaction.query_one("select count(*) from access_account_roles where role = 'OWN'"));
        if (owners->integer(0) > 0 && !insistence.i_know) {
            return fail(
                ErrorKind::Conflict, "setup.owner_exists",
                "This installation has an owner already. For a new sign-in link run: steward setup link EMAIL. To add another owner "
                "anyway, repeat with --i-know.");
        }
        access::Account account{
            .id = AccountId::make(now, rng), .email = owner.email, .name = owner.name, .status = "invited", .all_clients = true};
        account.created_at = now;
        account.roles = {"OWN"};
        STEWARD_CHECK(access::insert_account(transaction, account));
        STEWARD_TRY(link, access::issue_link(transaction, account.id, now, rng));
        return audit_as_local_root(transaction, now, "setup.owner_created", account.id.text(),
                                   {{"email", owner.email}, {"insisted", insistence.i_know ? "yes" : "no"}});
    }));
    return link;
}

Result<access::IssuedLink> create_link(storage::Database& database, const std::string& email, bool reset_second_factor, Instant now,
                                       Rng& rng) {
    access::IssuedLink link;
    STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto account, access::find_account_by_email(transaction, email));
        if (!account)
            return fail(ErrorKind::NotFound, "access.account_not_found", "There is no account with the e-mail address " + email + ".");
        if (account->status == "disabled") {
            return fail(ErrorKind::Conflict, "access.account_disabled",
                        "The account is disabled. Somebody who may must enable it in the console first.");
        }
        if (reset_second_factor) {
            STEWARD_CHECK(access::remove_factor(transaction, account->id));
            STEWARD_CHECK(access::end_sessions_of(transaction, account->id, SessionId{}));
        }
        STEWARD_TRY(link, access::issue_link(transaction, account->id, now, rng));
        return audit_as_local_root(transaction, now, "setup.link_created", account->id.text(),
                                   {{"second_factor", reset_second_factor ? "removed" : "kept"}});
    }));
    return link;
}

Status forget_processes(storage::Database& database) { return reconcilers::forget_leases(database); }

}  // namespace steward::setup

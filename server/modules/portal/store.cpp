#include "server/modules/portal/store.h"

#include "server/modules/helpdesk/helpdesk.h"

namespace steward::portal {

namespace {
std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "portal.changed_meanwhile",
                "Somebody else changed this meanwhile. Load it again and repeat your change.");
}
}  // namespace

namespace {
constexpr std::string_view look_columns =
    "select color, contact_phone, contact_email, contact_note, logo_type, logo_digest, changed_at, changed_by, revision, address, "
    "client_id, host "
    "from portal_looks where ";

LookRow look_row(const storage::Row& row) {
    LookRow look{.client = row.id<ClientId>(10)};
    look.color = row.text(0);
    look.contact = {row.text(1), row.text(2), row.text(3)};
    look.logo_type = row.text(4);
    look.logo_digest = row.text(5);
    look.changed_at = row.instant(6);
    look.changed_by = row.text(7);
    look.revision = row.integer(8);
    look.address = row.text(9);
    look.host = row.text(11);
    return look;
}
}  // namespace

Result<LookRow> load_look(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(look_columns) + "client_id = $1", client));
    return row ? look_row(*row) : LookRow{.client = client};
}

Result<std::optional<LookRow>> look_at_address(Transaction& transaction, std::string_view address) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(look_columns) + "address = $1 and address <> ''", address));
    return row ? std::optional(look_row(*row)) : std::nullopt;
}

Result<std::optional<LookRow>> look_at_host(Transaction& transaction, std::string_view host) {
    STEWARD_TRY(const auto row, transaction.query_one(std::string(look_columns) + "host = $1 and host <> ''", host));
    return row ? std::optional(look_row(*row)) : std::nullopt;
}

Status save_look(Transaction& transaction, LookRow& look) {
    if (look.revision == 0) {
        STEWARD_CHECK(transaction.execute(
            "insert into portal_looks (client_id, color, contact_phone, contact_email, contact_note, logo, logo_type, logo_digest, "
            "changed_at, changed_by, address, host, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
            look.client, look.color, look.contact.phone, look.contact.email, look.contact.note, nullptr, look.logo_type, look.logo_digest,
            look.changed_at, look.changed_by, look.address, look.host));
        look.revision = 1;
        return {};
    }
    STEWARD_TRY(
        const auto changed,
        transaction.execute("update portal_looks set color = $2, contact_phone = $3, contact_email = $4, contact_note = $5, logo_type = "
                            "$6, logo_digest = $7, changed_at = $8, changed_by = $9, address = $10, host = $12, revision = revision + 1 "
                            "where client_id = $1 and revision = $11",
                            look.client, look.color, look.contact.phone, look.contact.email, look.contact.note, look.logo_type,
                            look.logo_digest, look.changed_at, look.changed_by, look.address, look.revision, look.host));
    if (changed != 1) return changed_meanwhile();
    ++look.revision;
    return {};
}

Status save_logo(Transaction& transaction, const LookRow& look, const Bytes& bytes) {
    STEWARD_CHECK(transaction.execute("update portal_looks set logo = $2 where client_id = $1", look.client,
                                      bytes.empty() ? storage::Value{} : storage::to_value(bytes)));
    return {};
}

Result<std::optional<Logo>> find_logo(Transaction& transaction, std::string_view digest) {
    STEWARD_TRY(const auto row, transaction.query_one("select logo_type, logo from portal_looks where logo_digest = $1 limit 1", digest));
    if (!row || row->is_null(1)) return std::optional<Logo>{};
    return std::optional(Logo{row->text(0), row->bytes(1)});
}

Result<DefaultsRow> load_defaults(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select contact_phone, contact_email, contact_note, revision from portal_defaults where one = 1"));
    if (!row) return DefaultsRow{};
    return DefaultsRow{{row->text(0), row->text(1), row->text(2)}, row->integer(3)};
}

Status save_defaults(Transaction& transaction, DefaultsRow& defaults) {
    const Contact& contact = defaults.contact;
    STEWARD_TRY(
        const auto changed,
        transaction.execute("update portal_defaults set contact_phone = $1, contact_email = $2, contact_note = $3, revision = revision "
                            "+ 1 where one = 1 and revision = $4",
                            contact.phone, contact.email, contact.note, defaults.revision));
    if (changed == 0 && defaults.revision != 0) return changed_meanwhile();
    if (changed == 0) {
        STEWARD_CHECK(transaction.execute(
            "insert into portal_defaults (one, contact_phone, contact_email, contact_note, revision) values (1, $1, $2, $3, 1)",
            contact.phone, contact.email, contact.note));
    }
    ++defaults.revision;
    return {};
}

Status question_asked(Transaction& transaction, ClientId client, const std::string& ticket, Instant at) {
    STEWARD_CHECK(
        transaction.execute("insert into portal_questions (ticket_id, asked_at, client_id, over_at, answered) values ($1, $2, $3, "
                            "$4, $5) on conflict (ticket_id, asked_at) do nothing",
                            ticket, at, client, nullptr, false));
    return {};
}

Status question_over(Transaction& transaction, const std::string& ticket, bool answered, Instant at) {
    STEWARD_CHECK(transaction.execute("update portal_questions set over_at = $2, answered = $3 where ticket_id = $1 and over_at is null",
                                      ticket, at, answered));
    return {};
}

// As the helpdesk decides it for one caller (its `visible_tickets`), for all accounts of the client at once.
Result<std::vector<AccountId>> readers_of(Transaction& transaction, ClientId client, std::string_view ticket) {
    STEWARD_TRY(const auto rows,
                transaction.query(
                    "select c.account_id from helpdesk_v_desk t join access_v_account_clients c on c.client_id = t.client_id join "
                    "access_v_accounts a on a.account_id = c.account_id where t.id = $1 and t.client_id = $2 and t.kind <> "
                    "'internal' and a.status = 'active' and ((not exists (select 1 from helpdesk_v_confidential h where h.ticket_id = "
                    "t.id) and exists (select 1 from access_v_account_roles r where r.account_id = c.account_id and r.role in "
                    "('CDM', 'CAP', 'CRO'))) or (exists (select 1 from helpdesk_v_confidential h where h.ticket_id = t.id) and exists "
                    "(select 1 from access_v_account_roles r where r.account_id = c.account_id and r.role = 'CHR')) or (exists (select 1 "
                    "from access_v_account_roles r where "
                    "r.account_id = c.account_id and r.role in ('CUS', 'CHR')) and " +
                        helpdesk::own_tickets("c.account_id") + ")) order by c.account_id",
                    ticket, client));
    std::vector<AccountId> readers;
    for (const auto& row : rows) readers.push_back(row.id<AccountId>(0));
    return readers;
}

Result<ApprovalLimit> approval_limit_of(Transaction& transaction, ClientId client, PersonId person) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select limit_minor, currency from directory_v_approval_limits where client_id = $1 and person_id = $2",
                                    client, person));
    return row ? ApprovalLimit{row->integer(0), row->text(1)} : ApprovalLimit{};
}

Result<bool> is_public_word(Transaction& transaction, std::string_view ticket, std::string_view message) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select internal from helpdesk_v_messages where ticket_id = $1 and id = $2", ticket, message));
    return row && !row->boolean(0);
}

Result<PersonId> person_of(Transaction& transaction, ClientId client, AccountId account) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select p.id from directory_v_people p join access_v_account_addresses a on a.email_key = lower(p.email) "
                              "where p.client_id = $1 and a.account_id = $2 order by p.id limit 1",
                              client, account));
    return row ? row->id<PersonId>(0) : PersonId{};
}

}  // namespace steward::portal

// Clients, sites and people in SQL.
#include "server/modules/directory/fold.h"
#include "server/modules/directory/store.h"

namespace steward::directory {

const std::string_view client_columns = "t.id, t.name, t.status, t.zone, t.note, t.demo, t.revision, t.created_at";
const std::string_view site_columns = "t.id, t.client_id, t.name, t.address, t.zone, t.demo, t.revision";
const std::string_view person_columns =
    "t.id, t.client_id, t.site_id, t.name, t.email, t.phone, t.title, t.roles, t.vip, t.revision, "
    "t.approval_limit_minor, t.approval_limit_currency";

namespace {
// A refused unique index in words that a form can show.
std::unexpected<Error> name_taken(Error error, std::string code, std::string pointer, std::string sentence) {
    if (error.code != "storage.unique") return std::unexpected(std::move(error));
    Error taken{.kind = ErrorKind::Conflict, .code = std::move(code), .message = sentence, .fields = {}, .cause = error.cause};
    taken.fields.push_back({std::move(pointer), std::move(sentence)});
    return std::unexpected(std::move(taken));
}

std::unexpected<Error> client_name_taken(Error error) {
    return name_taken(std::move(error), "directory.name_taken", "/name", "There is a client of this name already. Choose another name.");
}

std::unexpected<Error> site_name_taken(Error error) {
    return name_taken(std::move(error), "directory.name_taken", "/name",
                      "This client has a site of this name already. Choose another name.");
}

std::unexpected<Error> email_taken(Error error) {
    return name_taken(std::move(error), "directory.email_taken", "/email", "Another person of this client has this address already.");
}

std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "directory.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

template <typename Row, typename Read, typename... Values>
Result<std::vector<Row>> read_all(Transaction& transaction, std::string_view sql, Read read, const Values&... values) {
    STEWARD_TRY(auto rows, transaction.query(sql, values...));
    std::vector<Row> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(read(row));
    return all;
}

template <typename Row, typename Read, typename AnyId>
Result<std::optional<Row>> read_one(Transaction& transaction, std::string_view sql, Read read, const AnyId& id) {
    STEWARD_TRY(auto row, transaction.query_one(sql, id));
    return row ? std::optional<Row>(read(*row)) : std::nullopt;
}
}  // namespace

ClientRow read_client(const storage::Row& row) {
    return {.id = row.id<ClientId>(0),
            .name = row.text(1),
            .status = row.text(2),
            .zone = row.text(3),
            .note = row.text(4),
            .demo = row.boolean(5),
            .revision = row.integer(6),
            .created_at = row.instant(7)};
}

SiteRow read_site(const storage::Row& row) {
    return {.id = row.id<SiteId>(0),
            .client = row.id<ClientId>(1),
            .name = row.text(2),
            .address = row.text(3),
            .zone = row.text(4),
            .demo = row.boolean(5),
            .revision = row.integer(6)};
}

PersonRow read_person(const storage::Row& row) {
    return {.id = row.id<PersonId>(0),
            .client = row.id<ClientId>(1),
            .site = row.is_null(2) ? SiteId{} : row.id<SiteId>(2),
            .name = row.text(3),
            .email = row.text(4),
            .phone = row.text(5),
            .title = row.text(6),
            .roles = row.text(7),
            .vip = row.boolean(8),
            .approval_limit_minor = row.integer(10),
            .approval_limit_currency = row.text(11),
            .revision = row.integer(9)};
}

Status insert_client(Transaction& transaction, ClientRow& client, Instant now) {
    client.revision = 1;
    client.created_at = now;
    auto done = transaction.execute(
        "insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, changed_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        client.id, client.name, fold_case(client.name), client.status, client.zone, client.note, client.demo, client.revision, now, now);
    if (!done) return client_name_taken(std::move(done.error()));
    return {};
}

Status save_client(Transaction& transaction, ClientRow& client, Instant now) {
    auto changed = transaction.execute(
        "update directory_clients set name = $1, name_key = $2, status = $3, zone = $4, note = $5, revision = revision + 1, "
        "changed_at = $6 where id = $7 and revision = $8",
        client.name, fold_case(client.name), client.status, client.zone, client.note, now, client.id, client.revision);
    if (!changed) return client_name_taken(std::move(changed.error()));
    if (*changed == 0) return changed_meanwhile();
    ++client.revision;
    return {};
}

Result<std::optional<ClientRow>> find_client(Transaction& transaction, ClientId id) {
    return read_one<ClientRow>(transaction, "select " + std::string(client_columns) + " from directory_clients t where t.id = $1",
                               read_client, id);
}

Status require_client(Transaction& transaction, ClientId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select id from directory_clients where id = $1", id));
    if (!row) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client, or it is not one of yours.");
    return {};
}

Result<std::vector<ClientRow>> all_clients(Transaction& transaction) {
    return read_all<ClientRow>(transaction, "select " + std::string(client_columns) + " from directory_clients t", read_client);
}

Result<std::vector<ClientRow>> clients_changed(Transaction& transaction, Instant since) {
    return read_all<ClientRow>(transaction, "select " + std::string(client_columns) + " from directory_clients t where t.changed_at >= $1",
                               read_client, since);
}

Status insert_site(Transaction& transaction, SiteRow& site, Instant now) {
    site.revision = 1;
    auto done = transaction.execute(
        "insert into directory_sites (id, client_id, name, name_key, address, zone, demo, revision, created_at, changed_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        site.id, site.client, site.name, fold_case(site.name), site.address, site.zone, site.demo, site.revision, now, now);
    if (!done) return site_name_taken(std::move(done.error()));
    return {};
}

Status save_site(Transaction& transaction, SiteRow& site, Instant now) {
    auto changed = transaction.execute(
        "update directory_sites set name = $1, name_key = $2, address = $3, zone = $4, revision = revision + 1, changed_at = $5 "
        "where id = $6 and revision = $7",
        site.name, fold_case(site.name), site.address, site.zone, now, site.id, site.revision);
    if (!changed) return site_name_taken(std::move(changed.error()));
    if (*changed == 0) return changed_meanwhile();
    ++site.revision;
    return {};
}

Result<std::optional<SiteRow>> find_site(Transaction& transaction, SiteId id) {
    return read_one<SiteRow>(transaction, "select " + std::string(site_columns) + " from directory_sites t where t.id = $1", read_site, id);
}

Result<std::vector<SiteRow>> all_sites(Transaction& transaction) {
    return read_all<SiteRow>(transaction, "select " + std::string(site_columns) + " from directory_sites t", read_site);
}

Result<std::vector<SiteRow>> sites_changed(Transaction& transaction, Instant since) {
    return read_all<SiteRow>(transaction, "select " + std::string(site_columns) + " from directory_sites t where t.changed_at >= $1",
                             read_site, since);
}

Status insert_person(Transaction& transaction, PersonRow& person, Instant now) {
    person.revision = 1;
    auto done = transaction.execute(
        "insert into directory_people (id, client_id, site_id, name, name_key, email, email_key, phone, title, roles, vip, demo, revision, "
        "created_at, changed_at, approval_limit_minor, approval_limit_currency) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
        "$13, $14, $15, $16, $17)",
        person.id, person.client, or_null(person.site), person.name, fold_case(person.name), person.email, fold_case(person.email),
        person.phone, person.title, person.roles, person.vip, false, person.revision, now, now, person.approval_limit_minor,
        person.approval_limit_currency);
    if (!done) return email_taken(std::move(done.error()));
    return {};
}

Status save_person(Transaction& transaction, PersonRow& person, Instant now) {
    auto changed = transaction.execute(
        "update directory_people set site_id = $1, name = $2, email = $3, email_key = $4, phone = $5, title = $6, roles = $7, "
        "vip = $8, name_key = $9, revision = revision + 1, changed_at = $10, approval_limit_minor = $11, approval_limit_currency = $12 "
        "where "
        "id = $13 and revision = $14",
        or_null(person.site), person.name, person.email, fold_case(person.email), person.phone, person.title, person.roles, person.vip,
        fold_case(person.name), now, person.approval_limit_minor, person.approval_limit_currency, person.id, person.revision);
    if (!changed) return email_taken(std::move(changed.error()));
    if (*changed == 0) return changed_meanwhile();
    ++person.revision;
    return {};
}

Result<std::optional<PersonRow>> find_person(Transaction& transaction, PersonId id) {
    return read_one<PersonRow>(transaction, "select " + std::string(person_columns) + " from directory_people t where t.id = $1",
                               read_person, id);
}

}  // namespace steward::directory

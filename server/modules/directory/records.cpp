#include "server/modules/directory/records.h"

#include "server/modules/directory/client_states.h"
#include "server/modules/directory/fields.h"
#include "server/modules/directory/fold.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::directory {

namespace {
constexpr std::string_view roles_of_people = "CDM CAP CHR CUS CRO";
constexpr std::string_view created = "created", updated = "updated", unchanged = "unchanged";

ClientRecord record_of(const ClientRow& row) { return {row.id, row.name, row.zone, row.note, row.status, row.revision}; }
SiteRecord record_of(const SiteRow& row) { return {row.id, row.client, row.name, row.address, row.zone, row.revision}; }
PersonRecord record_of(const PersonRow& row) {
    return {row.id, row.client, row.site, row.name, row.email, row.phone, row.title, row.roles, row.vip, row.revision};
}

template <typename Row>
auto record_of(const std::optional<Row>& row) {
    return row ? std::optional(record_of(*row)) : std::nullopt;
}

template <typename Read>
auto next_rows(Transaction& transaction, std::string_view columns, std::string_view table, const std::string& after, int limit, Read read)
    -> Result<std::vector<decltype(record_of(read(std::declval<const storage::Row&>())))>> {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(columns) + " from " + std::string(table) +
                                                       " t where t.id > $1 order by t.id limit $2",
                                                   after, limit));
    std::vector<decltype(record_of(read(std::declval<const storage::Row&>())))> found;
    for (const auto& row : rows) found.push_back(record_of(read(row)));
    return found;
}

std::string tidy_roles(Fields& fields, std::string_view roles) {
    std::string joined;
    while (!roles.empty()) {
        const size_t end = roles.find(',');
        const auto role = std::string(trimmed(roles.substr(0, end)));
        roles = end == std::string_view::npos ? std::string_view() : roles.substr(end + 1);
        fields.choice("/roles", role, roles_of_people);
        if (("," + joined + ",").find("," + role + ",") == std::string::npos) joined += (joined.empty() ? "" : ",") + role;
    }
    return joined.empty() ? "CUS" : joined;
}
}  // namespace

std::string folded(std::string_view text) { return fold_case(trimmed(text)); }

Result<std::optional<ClientRecord>> KeptRecords::find(Transaction& transaction, ClientId id) {
    STEWARD_TRY(const auto row, find_client(transaction, id));
    return record_of(row);
}

Result<std::optional<SiteRecord>> KeptRecords::find(Transaction& transaction, SiteId id) {
    STEWARD_TRY(const auto row, find_site(transaction, id));
    return record_of(row);
}

Result<std::optional<PersonRecord>> KeptRecords::find(Transaction& transaction, PersonId id) {
    STEWARD_TRY(const auto row, find_person(transaction, id));
    return record_of(row);
}

Result<std::optional<ClientRecord>> KeptRecords::client_named(Transaction& transaction, std::string_view name) {
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select " + std::string(client_columns) + " from directory_clients t where t.name_key = $1", folded(name)));
    return row ? std::optional(record_of(read_client(*row))) : std::nullopt;
}

Result<std::optional<SiteRecord>> KeptRecords::site_named(Transaction& transaction, ClientId client, std::string_view name) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(site_columns) +
                                                          " from directory_sites t where t.client_id = $1 and t.name_key = $2",
                                                      client, folded(name)));
    return row ? std::optional(record_of(read_site(*row))) : std::nullopt;
}

Result<std::optional<PersonRecord>> KeptRecords::person_called(Transaction& transaction, ClientId client, std::string_view name,
                                                               std::string_view email) {
    const std::string from = "select " + std::string(person_columns) + " from directory_people t where t.client_id = $1 and ";
    if (!trimmed(email).empty()) {
        STEWARD_TRY(const auto row, transaction.query_one(from + "t.email_key = $2 and t.email_key <> ''", client, folded(email)));
        if (row) return std::optional(record_of(read_person(*row)));
    }
    if (trimmed(name).empty()) return std::optional<PersonRecord>{};
    STEWARD_TRY(const auto rows, transaction.query(from + "t.name_key = $2 order by t.id limit 2", client, folded(name)));
    return rows.size() == 1 ? std::optional(record_of(read_person(rows[0]))) : std::nullopt;
}

void KeptRecords::tell(ClientId client) const {
    hub_.publish({client, "client", client.text(), "{\"client_id\":\"" + client.text() + "\"}"});
}

Result<std::string_view> KeptRecords::consider(Transaction& transaction, ClientRecord& record) {
    Fields fields;
    record.name = fields.name("/name", record.name);
    record.zone = record.zone.empty() ? "UTC" : fields.zone("/zone", record.zone);
    record.note = fields.text("/note", record.note, 4000);
    record.status = record.status.empty() ? "active" : fields.choice("/status", record.status, client_states);
    STEWARD_CHECK(fields.status());
    if (record.id.is_nil()) return created;
    STEWARD_TRY(const auto there, find(transaction, record.id));
    if (!there) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client.");
    if (!client_may_become(there->status, record.status))
        return fail(ErrorKind::Conflict, "directory.client_state",
                    "A client that is " + there->status + " cannot become " + record.status + ".");
    return *there == record ? unchanged : updated;
}

Result<std::string_view> KeptRecords::put(Transaction& transaction, ClientRecord& record, Instant now) {
    STEWARD_TRY(const auto outcome, consider(transaction, record));
    if (outcome == unchanged) return outcome;
    ClientRow row;
    if (!record.id.is_nil()) {
        STEWARD_TRY(auto there, find_client(transaction, record.id));
        row = std::move(*there);
    }
    row.name = record.name;
    row.zone = record.zone;
    row.note = record.note;
    row.status = record.status;
    if (outcome == created) {
        row.id = ClientId::make(now, rng_);
        STEWARD_CHECK(insert_client(transaction, row, now));
        facts::v1::ClientCreated fact;
        fact.set_client_id(row.id.text());
        STEWARD_CHECK(journal::append(transaction, now, row.id, row.id.text(), fact));
    } else {
        row.revision = record.revision;
        STEWARD_CHECK(save_client(transaction, row, now));
    }
    record = record_of(row);
    transaction.after_commit([this, row] {
        index_.put_client(row);
        tell(row.id);
    });
    return outcome;
}

Result<std::string_view> KeptRecords::consider(Transaction& transaction, SiteRecord& record) {
    std::string zone = "UTC";
    if (!record.client.is_nil()) {
        STEWARD_TRY(const auto client, find_client(transaction, record.client));
        if (!client) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client.");
        zone = client->zone;
    }
    Fields fields;
    record.name = fields.name("/name", record.name);
    record.address = fields.text("/address", record.address, 500);
    record.zone = record.zone.empty() ? zone : fields.zone("/zone", record.zone);
    STEWARD_CHECK(fields.status());
    if (record.id.is_nil()) return created;
    STEWARD_TRY(const auto there, find(transaction, record.id));
    return there && *there == record ? unchanged : updated;
}

Result<std::string_view> KeptRecords::put(Transaction& transaction, SiteRecord& record, Instant now) {
    STEWARD_TRY(const auto outcome, consider(transaction, record));
    if (outcome == unchanged) return outcome;
    SiteRow row;
    row.id = record.id;
    row.client = record.client;
    row.name = record.name;
    row.address = record.address;
    row.zone = record.zone;
    row.revision = record.revision;
    if (outcome == created) {
        row.id = SiteId::make(now, rng_);
        STEWARD_CHECK(insert_site(transaction, row, now));
    } else {
        STEWARD_CHECK(save_site(transaction, row, now));
    }
    record = record_of(row);
    transaction.after_commit([this, row] {
        index_.put_site(row);
        tell(row.client);
    });
    return outcome;
}

Result<std::string_view> KeptRecords::consider(Transaction& transaction, PersonRecord& record) {
    Fields fields;
    record.name = fields.name("/name", record.name);
    record.email = fields.email("/email", record.email);
    record.phone = fields.line("/phone", record.phone, 50);
    record.title = fields.line("/title", record.title, 200);
    record.roles = tidy_roles(fields, record.roles);
    STEWARD_CHECK(fields.status());
    if (!record.site.is_nil()) {
        STEWARD_TRY(const auto site, find_site(transaction, record.site));
        if (!site || site->client != record.client) return bad_field("/site_id", "This client has no such site.");
    }
    if (record.id.is_nil()) return created;
    STEWARD_TRY(const auto there, find(transaction, record.id));
    return there && *there == record ? unchanged : updated;
}

Result<std::string_view> KeptRecords::put(Transaction& transaction, PersonRecord& record, Instant now) {
    STEWARD_TRY(const auto outcome, consider(transaction, record));
    if (outcome == unchanged) return outcome;
    STEWARD_CHECK(require_client(transaction, record.client));
    PersonRow row;
    row.id = record.id;
    row.client = record.client;
    row.site = record.site;
    row.name = record.name;
    row.email = record.email;
    row.phone = record.phone;
    row.title = record.title;
    row.roles = record.roles;
    row.vip = record.vip;
    row.revision = record.revision;
    if (outcome == created) {
        row.id = PersonId::make(now, rng_);
        STEWARD_CHECK(insert_person(transaction, row, now));
    } else {
        STEWARD_CHECK(save_person(transaction, row, now));
    }
    record = record_of(row);
    return outcome;
}

Status KeptRecords::remove(Transaction& transaction, ClientId id) {
    STEWARD_CHECK(transaction.execute("delete from directory_clients where id = $1", id));
    transaction.after_commit([this, id] {
        index_.forget(id);
        tell(id);
    });
    return {};
}

Status KeptRecords::remove(Transaction& transaction, SiteId id) {
    STEWARD_CHECK(transaction.execute("delete from directory_sites where id = $1", id));
    transaction.after_commit([this, id] { index_.forget(id); });
    return {};
}

Status KeptRecords::remove(Transaction& transaction, PersonId id) {
    STEWARD_CHECK(transaction.execute("delete from directory_people where id = $1", id));
    return {};
}

Result<std::vector<ClientRecord>> KeptRecords::after(Transaction& transaction, ClientId id, int limit) {
    return next_rows(transaction, client_columns, "directory_clients", id.text(), limit, read_client);
}

Result<std::vector<SiteRecord>> KeptRecords::after(Transaction& transaction, SiteId id, int limit) {
    return next_rows(transaction, site_columns, "directory_sites", id.text(), limit, read_site);
}

Result<std::vector<PersonRecord>> KeptRecords::after(Transaction& transaction, PersonId id, int limit) {
    return next_rows(transaction, person_columns, "directory_people", id.text(), limit, read_person);
}

}  // namespace steward::directory

#include "server/modules/services/store.h"

#include "server/modules/directory/directory.h"
#include "server/platform/storage/columns.h"

namespace steward::services {

const std::string_view service_columns =
    "s.id, s.client_id, c.name, s.name, s.kind, s.criticality, s.owner_id, coalesce(p.name, ''), s.note, s.retired, "
    "(select count(*) from services_needs n where n.service_id = s.id), s.revision, s.created_at, s.changed_at";
const std::string_view services_joined =
    " from services_services s join directory_v_clients c on c.id = s.client_id left join directory_v_people p on p.id = s.owner_id and "
    "p.client_id = s.client_id where true";

namespace {
Status written(Result<int64_t> changed) {
    if (!changed && changed.error().code == "storage.unique")
        return fail(ErrorKind::Conflict, "services.name_taken", "This client has a service of that name already. Choose another name.");
    if (!changed) return std::unexpected(std::move(changed.error()));
    if (*changed == 0)
        return fail(ErrorKind::StaleEtag, "services.changed_meanwhile",
                    "Somebody else changed this service meanwhile. Load it again and repeat your change.");
    return {};
}

std::vector<Need> read_needs(const std::vector<storage::Row>& rows) {
    std::vector<Need> needs;
    for (const auto& row : rows) needs.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
    return needs;
}
}  // namespace

ServiceRow read_service(const storage::Row& row) {
    return {.id = row.id<ServiceId>(0),
            .client = row.id<ClientId>(1),
            .client_name = row.text(2),
            .name = row.text(3),
            .kind = row.text(4),
            .criticality = row.text(5),
            .owner = storage::id_or_nil<PersonId>(row, 6),
            .owner_name = row.text(7),
            .note = row.text(8),
            .is_retired = row.boolean(9),
            .need_count = row.integer(10),
            .revision = row.integer(11),
            .created_at = row.instant(12),
            .changed_at = row.instant(13)};
}

Result<std::optional<ServiceRow>> find_service(Transaction& transaction, ServiceId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(service_columns) + std::string(services_joined) + " and s.id = $1", id));
    return row ? std::optional(read_service(*row)) : std::nullopt;
}

Status insert_service(Transaction& transaction, const ServiceRow& service) {
    return written(transaction.execute(
        "insert into services_services (id, client_id, name, name_key, kind, criticality, owner_id, note, retired, revision, created_at, "
        "changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10)",
        service.id, service.client, service.name, directory::folded(service.name), service.kind, service.criticality,
        storage::null_for_nil(service.owner), service.note, service.is_retired, service.created_at));
}

Status save_service(Transaction& transaction, const ServiceRow& service) {
    return written(transaction.execute(
        "update services_services set name = $2, name_key = $3, kind = $4, criticality = $5, owner_id = $6, note = $7, retired = $8, "
        "changed_at = $9, revision = revision + 1 where id = $1 and revision = $10",
        service.id, service.name, directory::folded(service.name), service.kind, service.criticality, storage::null_for_nil(service.owner),
        service.note, service.is_retired, service.changed_at, service.revision));
}

Result<std::vector<Need>> needs_of(Transaction& transaction, ServiceId service) {
    STEWARD_TRY(const auto rows,
                transaction.query("select n.kind, n.thing_id, coalesce(d.name, s.name), n.redundancy from services_needs n "
                                  "left join directory_v_devices d on d.id = n.device_id and d.client_id = n.client_id "
                                  "left join services_services s on s.id = n.needed_id where n.service_id = $1 and "
                                  "(d.id is not null or s.id is not null) order by n.position",
                                  service));
    return read_needs(rows);
}

Result<std::vector<Need>> needed_by(Transaction& transaction, ServiceId service) {
    STEWARD_TRY(const auto rows,
                transaction.query("select 'service', s.id, s.name, n.redundancy from services_needs n join services_services s on s.id = "
                                  "n.service_id where n.needed_id = $1 and not s.retired order by s.name, s.id",
                                  service));
    return read_needs(rows);
}

Status replace_needs(Transaction& transaction, const ServiceRow& service, const std::vector<Need>& needs) {
    STEWARD_CHECK(transaction.execute("delete from services_needs where service_id = $1", service.id));
    int64_t position = 0;
    for (const Need& need : needs) {
        const auto id_if = [&](std::string_view kind) { return need.kind == kind ? std::optional(need.id) : std::nullopt; };
        STEWARD_CHECK(transaction.execute(
            "insert into services_needs (service_id, kind, thing_id, client_id, device_id, needed_id, redundancy, position) values ($1, "
            "$2, "
            "$3, $4, $5, $6, $7, $8)",
            service.id, need.kind, need.id, service.client, id_if("device"), id_if("service"), need.redundancy, position++));
    }
    return {};
}

Result<std::vector<Edge>> edges_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select n.service_id, n.device_id, n.needed_id from services_needs n join services_services s on s.id = "
                          "n.service_id left join directory_v_devices d on d.id = n.device_id and d.client_id = n.client_id left "
                          "join services_services o on o.id = n.needed_id where n.client_id = $1 and not s.retired and (d.id is not "
                          "null or not o.retired)",
                          client));
    std::vector<Edge> edges;
    for (const auto& row : rows)
        edges.push_back({row.id<ServiceId>(0), storage::id_or_nil<DeviceId>(row, 1), storage::id_or_nil<ServiceId>(row, 2)});
    return edges;
}

}  // namespace steward::services

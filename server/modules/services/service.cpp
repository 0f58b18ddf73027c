#include "server/modules/services/service.h"

#include <algorithm>

#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::services {

namespace {
constexpr size_t longest_name = 200, longest_note = 4000, longest_group = 40;
constexpr int most_offered = 500;
constexpr std::string_view kinds[] = {"business", "infrastructure", "cloud", "external"};
constexpr std::string_view criticalities[] = {"C1", "C2", "C3", "C4"};

using filter::Kind;
constexpr filter::Field fields_of_services[] = {
    {"name", "s.name_key"},
    {"client", "c.name"},
    {"client_id", "s.client_id"},
    {"kind", "s.kind"},
    {"criticality", "s.criticality"},
    {"owner", "coalesce(p.name, '')"},
    {"is", "case when s.retired then 'retired' else 'active' end"},
    {"needs", "(select count(*) from services_needs n where n.service_id = s.id)", Kind::Number},
    {"changed", "s.changed_at", Kind::Time}};
constexpr std::string_view text_of_services[] = {"s.name", "c.name", "coalesce(p.name, '')", "s.note"};

void fill(v1::ClientService& message, const ServiceRow& service, const Caller& caller) {
    message.set_service_id(service.id.text());
    message.set_client_id(service.client.text());
    message.set_client_name(service.client_name);
    message.set_name(service.name);
    message.set_kind(service.kind);
    message.set_criticality(service.criticality);
    if (!service.owner.is_nil()) message.set_owner_person_id(service.owner.text());
    message.set_owner_name(service.owner_name);
    message.set_note(service.note);
    message.set_retired(service.is_retired);
    message.set_need_count(static_cast<int32_t>(service.need_count));
    message.set_etag(std::to_string(service.revision));
    if (!caller.may("client.write")) return;
    if (!service.is_retired) message.add_allowed_actions("edit");
    message.add_allowed_actions(service.is_retired ? "restore" : "retire");
}

void fill(v1::ServiceNeed& message, const Need& need) {
    message.set_kind(need.kind);
    message.set_id(need.id);
    message.set_name(need.name);
    message.set_group(need.redundancy);
}

std::unexpected<Error> no_such_service() {
    return fail(ErrorKind::NotFound, "services.service_not_found", "There is no such service, or it is not one of your clients'.");
}
std::string pointer_at(int at, std::string_view field) { return "/needs/" + std::to_string(at) + "/" + std::string(field); }
}  // namespace

Result<ServiceRow> Service::load(Call& call, std::string_view id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto service, find_service(*transaction, ServiceId::parse(id).value_or(ServiceId{})));
    if (!service || service->client != call.client()) return no_such_service();
    if (!call.is_as_seen(service->revision))
        return fail(ErrorKind::StaleEtag, "services.changed_meanwhile",
                    "Somebody else changed this service meanwhile. Load it again and repeat your change.");
    return std::move(*service);
}

Status Service::settle_owner(Call& call, ServiceRow& service, std::string_view person) const {
    service.owner = {};
    if (person.empty()) return {};
    STEWARD_TRY(auto* transaction, call.transaction());
    service.owner = PersonId::parse(person).value_or(PersonId{});
    STEWARD_TRY(const auto found, transaction->query_one("select name from directory_v_people where id = $1 and client_id = $2",
                                                         service.owner, service.client));
    return found ? Status{} : bad_field("/owner_person_id", "This client has no such person.");
}

Result<std::vector<Need>> Service::checked_needs(Call& call, const ServiceRow& service,
                                                 const google::protobuf::RepeatedPtrField<v1::ServiceNeed>& given) const {
    if (given.size() > static_cast<int>(most_needs)) return bad_field("/needs", "At most " + std::to_string(most_needs) + ".");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto edges, edges_of(*transaction, service.client));
    std::vector<Need> needs;
    for (int at = 0; at < given.size(); ++at) {
        const auto& one = given.at(at);
        Need need{.kind = one.kind(), .id = one.id(), .name = {}, .redundancy = {}};
        STEWARD_TRY(need.redundancy, access::typed_line(pointer_at(at, "group"), one.group(), longest_group, false));
        if (need.kind == "device") {
            const auto card = directory_.device(DeviceId::parse(need.id).value_or(DeviceId{}));
            if (!card || card->client != service.client || card->retired)
                return bad_field(pointer_at(at, "id"), "This client has no such machine.");
            need.id = card->id.text();
        } else if (need.kind == "service") {
            const ServiceId id = ServiceId::parse(need.id).value_or(ServiceId{});
            STEWARD_TRY(const auto other, find_service(*transaction, id));
            if (!other || other->client != service.client || other->is_retired)
                return bad_field(pointer_at(at, "id"), "This client has no such service.");
            if (stands_on(edges, id, service.id))
                return bad_field(pointer_at(at, "id"), other->name + " needs this service already: both would need each other.");
            need.id = id.text();
        } else {
            return bad_field(pointer_at(at, "kind"), "One of: device, service.");
        }
        const bool is_twice = std::ranges::any_of(needs, [&](const Need& other) { return other.kind == need.kind && other.id == need.id; });
        if (!is_twice) needs.push_back(std::move(need));
    }
    return needs;
}

Result<v1::ClientService> Service::answer(Call& call, ServiceId id) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto service, find_service(*transaction, id));
    if (!service) return no_such_service();
    v1::ClientService message;
    fill(message, *service, call.caller());
    STEWARD_TRY(const auto needs, needs_of(*transaction, id));
    for (const Need& need : needs) fill(*message.add_needs(), need);
    message.set_need_count(static_cast<int32_t>(needs.size()));
    STEWARD_TRY(const auto above, needed_by(*transaction, id));
    for (const Need& need : above) fill(*message.add_needed_by(), need);
    STEWARD_TRY(const auto edges, edges_of(*transaction, service->client));
    message.set_device_count(static_cast<int32_t>(devices_below(edges, id).size()));
    return message;
}

Result<v1::ListServicesResponse> Service::list_services(Call& call, const v1::ListServicesRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(services_joined) + call.client_filter("s.client_id", parameters);
    STEWARD_TRY(
        const auto page,
        filter::read_list(*transaction, {std::string(service_columns), from, fields_of_services, text_of_services, "s.id", "client,name"},
                          filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListServicesResponse answer;
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    for (const auto& row : page.rows) fill(*answer.add_services(), read_service(row), call.caller());
    return answer;
}

Result<v1::ClientService> Service::get_service(Call& call, const v1::GetServiceRequest& request) {
    STEWARD_TRY(const auto service, load(call, request.service_id()));
    return answer(call, service.id);
}

Result<v1::ClientService> Service::create_service(Call& call, const v1::CreateServiceRequest& request) {
    ServiceRow service{
        .id = ServiceId::make(call.now(), rng_), .client = call.client(), .created_at = call.now(), .changed_at = call.now()};
    STEWARD_TRY(service.name, access::typed_line("/name", request.name(), longest_name));
    STEWARD_TRY(service.kind, access::typed_choice("/kind", request.kind(), kinds, "business"));
    STEWARD_TRY(service.criticality, access::typed_choice("/criticality", request.criticality(), criticalities, "C3"));
    STEWARD_TRY(service.note, access::typed_text("/note", request.note(), longest_note, false));
    STEWARD_CHECK(settle_owner(call, service, request.owner_person_id()));
    STEWARD_TRY(const auto needs, checked_needs(call, service, request.needs()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_service(*transaction, service));
    STEWARD_CHECK(replace_needs(*transaction, service, needs));
    call.set_audit_subject(service.id.text());
    call.add_audit_detail("name", service.name);
    return answer(call, service.id);
}

Result<v1::ClientService> Service::update_service(Call& call, const v1::UpdateServiceRequest& request) {
    STEWARD_TRY(auto service, load(call, request.service_id()));
    if (service.is_retired)
        return fail(ErrorKind::Conflict, "services.retired", "This service is retired. Take it into use again before you change it.");
    if (request.has_name()) {
        STEWARD_TRY(service.name, access::typed_line("/name", request.name(), longest_name));
    }
    if (request.has_kind()) {
        STEWARD_TRY(service.kind, access::typed_choice("/kind", request.kind(), kinds));
    }
    if (request.has_criticality()) {
        STEWARD_TRY(service.criticality, access::typed_choice("/criticality", request.criticality(), criticalities));
    }
    if (request.has_note()) {
        STEWARD_TRY(service.note, access::typed_text("/note", request.note(), longest_note, false));
    }
    if (request.has_owner_person_id()) STEWARD_CHECK(settle_owner(call, service, request.owner_person_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.needs_size() > 0 || call.given_fields.contains("needs")) {
        STEWARD_TRY(const auto needs, checked_needs(call, service, request.needs()));
        STEWARD_CHECK(replace_needs(*transaction, service, needs));
    }
    service.changed_at = call.now();
    STEWARD_CHECK(save_service(*transaction, service));
    call.set_audit_subject(service.id.text());
    return answer(call, service.id);
}

Result<v1::ClientService> Service::set_retired(Call& call, std::string_view id, bool is_retired) {
    STEWARD_TRY(auto service, load(call, id));
    call.set_audit_subject(service.id.text());
    if (service.is_retired == is_retired) return answer(call, service.id);
    service.is_retired = is_retired;
    service.changed_at = call.now();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_service(*transaction, service));
    return answer(call, service.id);
}

Result<v1::ClientService> Service::retire_service(Call& call, const v1::RetireServiceRequest& request) {
    return set_retired(call, request.service_id(), true);
}
Result<v1::ClientService> Service::restore_service(Call& call, const v1::RestoreServiceRequest& request) {
    return set_retired(call, request.service_id(), false);
}

Result<v1::ListOfferedServicesResponse> Service::list_offered_services(Call& call, const v1::ListOfferedServicesRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto rows,
                transaction->query("select id, name, criticality from services_services where client_id = $1 and not retired "
                                   "order by name_key limit $2",
                                   call.client(), most_offered));
    v1::ListOfferedServicesResponse answer;
    for (const auto& row : rows) {
        auto& service = *answer.add_services();
        service.set_service_id(row.text(0));
        service.set_name(row.text(1));
        service.set_criticality(row.text(2));
    }
    return answer;
}

}  // namespace steward::services

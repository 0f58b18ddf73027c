// Devices: reading from the index, changing through the database.
#include <tuple>

#include "server/modules/directory/device_classes.h"
#include "server/modules/directory/device_list.h"
#include "server/modules/directory/fields.h"
#include "server/modules/directory/service.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::directory {

namespace {
std::unexpected<Error> device_is_retired() {
    return fail(ErrorKind::Conflict, "directory.device_retired",
                "This device is retired. Enrol the machine again to bring it back as a new device.");
}

auto written_by_people(const DeviceRow& device) {
    const DeviceCard& card = device.card;
    return std::tuple(card.name, device.note, card.device_class, card.criticality, device.criticality_assumed, card.site, card.person);
}
}  // namespace

v1::Device Service::device_message(const DeviceRow& device, const Call& call) const {
    v1::Device message;
    index_.preview(device, [&](const DeviceEntry& entry) { fill_device(entry, call.caller(), call.now(), message); });
    message.set_note(device.note);
    return message;
}

Result<DeviceRow> Service::load_device(Transaction& transaction, const Call& call, std::string_view id) const {
    STEWARD_TRY(const auto device_id, request_id<DeviceId>("/device_id", id));
    STEWARD_TRY(auto device, find_device(transaction, device_id));
    if (!device || device->card.client != call.client()) return not_found("device");
    return std::move(*device);
}

void Service::publish_device(Transaction& transaction, const DeviceRow& device, std::optional<ClientId> left) {
    transaction.after_commit([this, device, left] {
        index_.put_device(device);
        identities_.put(device, std::nullopt);
        const std::string id = device.card.id.text();
        hub_.publish({device.card.client, "device", id, update_json("device_id", id)});
        if (left) hub_.publish({*left, "device", id, update_json("device_id", id)});
    });
}

Result<v1::ListDevicesResponse> Service::list_devices(Call& call, const v1::ListDevicesRequest& request) {
    return directory::list_devices(index_, call.caller(), request, call.now());
}

Result<v1::Device> Service::get_device(Call& call, const v1::GetDeviceRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto device, load_device(*transaction, call, request.device_id()));
    return device_message(device, call);
}

Result<v1::Device> Service::update_device(Call& call, const v1::UpdateDeviceRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto device, load_device(*transaction, call, request.device_id()));
    STEWARD_CHECK(if_match_holds(call, device.revision));
    if (device.card.retired) return device_is_retired();
    const auto as_it_was = written_by_people(device);
    Fields fields;
    auto& card = device.card;
    if (request.has_name()) card.name = fields.name("/name", request.name());
    if (request.has_note()) device.note = fields.text("/note", request.note(), 4000);
    if (request.has_device_class()) card.device_class = fields.choice("/device_class", request.device_class(), device_classes);
    if (request.has_criticality()) {
        card.criticality = fields.choice("/criticality", request.criticality(), criticalities);
        device.criticality_assumed = false;
    } else if (device.criticality_assumed) {
        card.criticality = assumed_criticality(card.device_class);
    }
    STEWARD_CHECK(fields.status());
    if (request.has_site_id()) {
        STEWARD_TRY(card.site, site_of_client(*transaction, card.client, "/site_id", request.site_id()));
    }
    if (request.has_person_id()) {
        card.person = {};
        device.person_name.clear();
        if (!request.person_id().empty()) {
            STEWARD_TRY(card.person, request_id<PersonId>("/person_id", request.person_id()));
            STEWARD_TRY(const auto person, find_person(*transaction, card.person));
            if (!person || person->client != card.client) return bad_field("/person_id", "This client has no such person.");
            device.person_name = person->name;
        }
    }
    call.set_audit_subject(card.id.text());
    if (written_by_people(device) == as_it_was) return device_message(device, call);
    STEWARD_CHECK(save_device(*transaction, device, call.now()));
    publish_device(*transaction, device);
    return device_message(device, call);
}

Result<v1::Device> Service::move_device(Call& call, const v1::MoveDeviceRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto device, load_device(*transaction, call, request.device_id()));
    STEWARD_CHECK(if_match_holds(call, device.revision));
    if (device.card.retired) return device_is_retired();
    const ClientId from = device.card.client;
    ClientId to = from;
    if (!request.client_id().empty()) {
        STEWARD_TRY(to, request_id<ClientId>("/client_id", request.client_id()));
        STEWARD_TRY(const auto target, find_client(*transaction, to));
        // The dispatcher checked the device's client; the other one is checked here.
        if (!target || !call.caller().scope.contains(to)) return not_found("client");
    }
    STEWARD_TRY(device.card.site, site_of_client(*transaction, to, "/site_id", request.site_id()));
    device.card.client = to;
    if (from != to) {
        device.card.person = {};
        device.person_name.clear();
    }
    auto moved = save_device(*transaction, device, call.now());
    if (!moved && moved.error().code == "storage.unique") {
        return fail(ErrorKind::Conflict, "directory.machine_there",
                    "That client has this machine as a device already. Retire one of the two first.");
    }
    STEWARD_CHECK(std::move(moved));
    call.set_audit_subject(device.card.id.text());
    if (from == to) {
        publish_device(*transaction, device);
        return device_message(device, call);
    }
    facts::v1::DeviceMoved fact;
    fact.set_from_client_id(from.text());
    fact.set_to_client_id(to.text());
    fact.set_device_id(device.card.id.text());
    STEWARD_CHECK(journal::append(*transaction, call.now(), from, device.card.id.text(), fact));
    call.add_audit_detail("from_client", from.text());
    call.add_audit_detail("to_client", to.text());
    publish_device(*transaction, device, from);
    return device_message(device, call);
}

Result<v1::Device> Service::retire_device(Call& call, const v1::RetireDeviceRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto device, load_device(*transaction, call, request.device_id()));
    STEWARD_CHECK(if_match_holds(call, device.revision));
    if (device.card.retired) return device_is_retired();
    Fields fields;
    device.retired_reason = fields.line("/reason", request.reason(), 500);
    STEWARD_CHECK(fields.status());
    device.card.retired = true;
    device.retired_at = call.now();
    STEWARD_CHECK(save_device(*transaction, device, call.now()));
    STEWARD_CHECK(retire_device_keys(*transaction, device.card.id, call.now()));
    facts::v1::DeviceRetired fact;
    fact.set_client_id(device.card.client.text());
    fact.set_device_id(device.card.id.text());
    fact.set_reason(device.retired_reason);
    STEWARD_CHECK(journal::append(*transaction, call.now(), device.card.client, device.card.id.text(), fact));
    publish_device(*transaction, device);
    call.set_audit_subject(device.card.id.text());
    if (!device.retired_reason.empty()) call.add_audit_detail("reason", device.retired_reason);
    return device_message(device, call);
}

}  // namespace steward::directory

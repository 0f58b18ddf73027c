#include "server/modules/directory/inventory.h"

#include <fmt/format.h>

#include "server/modules/directory/service.h"

namespace steward::directory {

namespace {
// An agent sends it whole once a day, also when nothing changed: two days without are one that was missed.
constexpr Duration inventory_fresh_for = std::chrono::hours(48);

void add_fact(v1::DeviceInventory& message, const char* name, const agent::v1::Fact& fact) {
    auto& added = *message.add_facts();
    added.set_name(name);
    added.set_text(fact.text());
    added.set_source(fact.source());
    added.set_unknown_reason(fact.text().empty() && fact.unknown_reason().empty() ? "not reported" : fact.unknown_reason());
}

void add_text(v1::DeviceInventory& message, const char* name, const std::string& text, const std::string& source,
              const std::string& unknown_reason) {
    auto& added = *message.add_facts();
    added.set_name(name);
    added.set_text(text);
    added.set_source(source);
    if (text.empty()) added.set_unknown_reason(unknown_reason.empty() ? "not reported" : unknown_reason);
}

std::string gibibytes(uint64_t bytes) {
    return bytes == 0 ? std::string() : fmt::format("{:.1f}", static_cast<double>(bytes) / (1024.0 * 1024.0 * 1024.0));
}

void fill_facts(const agent::v1::Inventory& inventory, v1::DeviceInventory& message) {
    const auto& hardware = inventory.hardware();
    const auto& os = inventory.operating_system();
    add_fact(message, "manufacturer", hardware.manufacturer());
    add_fact(message, "model", hardware.model());
    add_fact(message, "serial", hardware.serial());
    add_fact(message, "processor", hardware.cpu_model());
    add_text(message, "processor_count", hardware.cpu_count() == 0 ? "" : std::to_string(hardware.cpu_count()), hardware.cpu_count_source(),
             "");
    add_text(message, "memory", gibibytes(hardware.memory_bytes()), hardware.memory_source(), "");
    message.mutable_facts()->rbegin()->set_unit("GiB");
    add_fact(message, "virtualisation", hardware.virtualisation());
    add_fact(message, "firmware", hardware.firmware_version());
    add_text(message, "operating_system", os.name(), os.source(), os.unknown_reason());
    add_text(message, "kernel", os.kernel(), os.kernel_source(), os.unknown_reason());
    add_text(message, "architecture", os.architecture(), os.architecture_source(), os.unknown_reason());
    add_text(message, "support_end", os.support_end(), os.support_source(), os.unknown_reason());
    if (!os.extended_support_end().empty()) add_text(message, "extended_support_end", os.extended_support_end(), os.support_source(), "");
}
}  // namespace

void fill_inventory(const agent::v1::Inventory& inventory, v1::DeviceInventory& message) {
    fill_facts(inventory, message);
    for (const auto& package : inventory.packages()) {
        auto& added = *message.add_packages();
        added.set_name(package.name());
        added.set_version(package.version());
        added.set_architecture(package.architecture());
    }
    for (const auto& interface : inventory.interfaces()) {
        auto& added = *message.add_interfaces();
        added.set_name(interface.name());
        added.set_mac(interface.mac());
        for (const auto& address : interface.addresses()) added.add_addresses(address);
        added.set_speed_bits(static_cast<int64_t>(interface.speed_bits()));
    }
    for (const auto& disk : inventory.disks()) {
        auto& added = *message.add_disks();
        added.set_name(disk.name());
        added.set_size_bytes(static_cast<int64_t>(disk.size_bytes()));
        added.set_model(disk.model());
        added.set_rotational(disk.rotational());
    }
    for (const auto& service : inventory.services()) {
        auto& added = *message.add_services();
        added.set_name(service.name());
        added.set_kind(service.kind());
        added.set_running(service.running());
        added.set_watched(service.watched());
    }
}

Result<v1::DeviceInventory> Service::get_inventory(Call& call, const v1::GetInventoryRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto device, load_device(*transaction, call, request.device_id()));
    STEWARD_TRY(const auto row, find_inventory(*transaction, device.card.id));
    v1::DeviceInventory message;
    message.set_device_id(device.card.id.text());
    if (!row) return message;
    agent::v1::Inventory inventory;
    if (!inventory.ParseFromArray(row->body.data(), static_cast<int>(row->body.size()))) {
        return fail(ErrorKind::Internal, "directory.inventory_unreadable",
                    "The stored inventory cannot be read. The device's next report replaces it.");
    }
    message.set_observed_at_unix_ms(row->observed_at.unix_ms);
    message.set_received_at_unix_ms(row->received_at.unix_ms);
    message.set_stale_from_unix_ms((row->observed_at + inventory_fresh_for).unix_ms);
    fill_inventory(inventory, message);
    return message;
}

}  // namespace steward::directory

#include "agent/inventory/inventory.h"

#include <algorithm>

#include "agent/host/proc_text.h"
#include "agent/host/services.h"
#include "agent/inventory/attached.h"
#include "agent/inventory/hardware.h"
#include "agent/inventory/operating_system.h"
#include "agent/inventory/packages.h"

namespace steward::agent {

namespace {
constexpr size_t most_services = 512;

// Those that run, and those watched that do not.
void read_services(Host& host, std::span<const std::string> watched, v1::Inventory& into) {
    Services services(host);
    auto found = services.all_running(most_services);
    services.watch(watched);
    services.look();
    for (const auto& service : services.watched()) {
        const bool listed = std::any_of(found.begin(), found.end(), [&](const auto& other) { return other.name == service.name; });
        if (!listed) found.push_back(service);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (const auto& service : found) {
        auto& added = *into.add_services();
        added.set_name(printable(service.name, 200));
        added.set_kind(std::string(service.kind));
        added.set_running(service.running);
        added.set_watched(std::find(watched.begin(), watched.end(), service.name) != watched.end());
    }
}
}  // namespace

v1::Inventory read_inventory(Host& host, std::span<const std::string> watched) {
    v1::Inventory inventory;
    *inventory.mutable_hardware() = read_hardware(host);
    *inventory.mutable_operating_system() = read_operating_system(host);
    read_packages(host, inventory);
    read_interfaces(host, inventory);
    read_disks(host, inventory);
    read_services(host, watched, inventory);
    return inventory;
}

v1::DeviceClass guess_device_class(Host& host) {
    if (const auto supplies = host.list("/sys/class/power_supply")) {
        // A battery of a mouse or of an uninterruptible supply is none of the machine's own.
        if (std::any_of(supplies->begin(), supplies->end(),
                        [](const std::string& name) { return name.starts_with("BAT") || name.starts_with("CMB"); }))
            return v1::LAPTOP;
    }
    std::string text;
    if (host.read("/sys/class/dmi/id/chassis_type", text, 64)) {
        const auto type =
            whole_number(trimmed(text));  // DMTF DSP0134, table 17: portable, laptop, notebook, sub notebook, convertible, detachable
        for (const uint64_t portable : {8U, 9U, 10U, 14U, 31U, 32U}) {
            if (type == portable) return v1::LAPTOP;
        }
    }
    for (const std::string path : {"/etc/X11/default-display-manager", "/etc/systemd/system/display-manager.service"}) {
        if (host.exists(path)) return v1::WORKSTATION;
    }
    return v1::SERVER;
}

}  // namespace steward::agent

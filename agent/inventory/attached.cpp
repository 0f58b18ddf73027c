#include "agent/inventory/attached.h"

#include <algorithm>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
constexpr int most_interfaces = 128, most_addresses = 32, most_disks = 256;
constexpr uint64_t sector_bytes = 512;  // of /sys/block, whatever the disk's own are

std::string text_of(Host& host, const std::string& path) {
    std::string text;
    if (!host.read(path, text, 4096)) return {};
    return printable(trimmed(text), 200);
}
}  // namespace

void read_interfaces(Host& host, v1::Inventory& into) {
    const auto names = host.list("/sys/class/net");
    if (!names) return;
    const auto addresses = host.addresses();
    constexpr uint64_t megabit = 1'000'000, fastest_megabits = 10'000'000;
    for (const auto& name : *names) {
        const std::string folder = "/sys/class/net/" + name;
        if (name == "lo" || name.starts_with("veth") || into.interfaces_size() == most_interfaces || !host.exists(folder)) continue;
        const bool has_address =
            std::any_of(addresses.begin(), addresses.end(), [&](const auto& address) { return address.interface == name; });
        if (!has_address && !host.exists(folder + "/device")) continue;  // neither a thing nor in use
        auto& interface = *into.add_interfaces();
        interface.set_name(printable(name, 32));
        const std::string mac = text_of(host, folder + "/address");
        if (mac != "00:00:00:00:00:00") interface.set_mac(mac);
        for (const auto& address : addresses) {
            if (address.interface == name && interface.addresses_size() < most_addresses)
                interface.add_addresses(printable(address.address, 64));
        }
        const auto megabits = whole_number(text_of(host, folder + "/speed"));  // "-1" where there is no such thing
        if (megabits && *megabits <= fastest_megabits) interface.set_speed_bits(*megabits * megabit);
    }
}

void read_disks(Host& host, v1::Inventory& into) {
    const auto names = host.list("/sys/block");
    if (!names) return;
    for (const auto& name : *names) {
        bool left_out = false;
        for (const std::string_view start : {"loop", "ram", "zram", "dm-", "sr", "fd", "nbd"}) left_out |= name.starts_with(start);
        const std::string folder = "/sys/block/" + name;
        const auto sectors = whole_number(text_of(host, folder + "/size"));
        if (left_out || !sectors || *sectors == 0 || *sectors > UINT64_MAX / sector_bytes || into.disks_size() == most_disks) continue;
        auto& disk = *into.add_disks();
        disk.set_name(printable(name, 64));
        disk.set_size_bytes(*sectors * sector_bytes);
        disk.set_model(text_of(host, folder + "/device/model"));
        disk.set_rotational(text_of(host, folder + "/queue/rotational") == "1");
    }
}

}  // namespace steward::agent

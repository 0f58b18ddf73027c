#include "server/modules/directory/index.h"

#include <array>

#include "server/modules/directory/fold.h"

namespace steward::directory {

namespace {
void rebuild_search(DeviceEntry& entry) {
    // Names are bounded where they enter; what an agent says of itself is bounded here.
    const std::array<std::string_view, SearchText::parts> parts = {entry.card.name,
                                                                   entry.card.hostname,
                                                                   entry.client ? std::string_view(entry.client->name) : std::string_view{},
                                                                   entry.site ? std::string_view(entry.site->name) : std::string_view{},
                                                                   std::string_view(entry.os).substr(0, 400),
                                                                   std::string_view(entry.vital.address).substr(0, 100),
                                                                   entry.person_name};
    std::string all;
    for (size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) all += '\n';
        all += parts[i].substr(0, 4000);
        entry.search.ends[i] = static_cast<uint16_t>(all.size());
    }
    entry.search.all = fold_case(all);
}
}  // namespace

// glibc prefers readers: without the turnstile, screens that list all day would starve the link.
std::shared_lock<std::shared_mutex> DeviceIndex::share() const {
    const std::lock_guard turn(turnstile_);
    return std::shared_lock(mutex_);
}

std::unique_lock<std::shared_mutex> DeviceIndex::own() const {
    const std::lock_guard turn(turnstile_);
    return std::unique_lock(mutex_);
}

DeviceEntry* DeviceIndex::find(DeviceId id) {
    const auto at = positions_.find(id);
    return at == positions_.end() ? nullptr : &devices_[at->second];
}

void DeviceIndex::put_client(const ClientRow& client) {
    const auto held = own();
    ClientEntry& entry = clients_[client.id];
    if (client.revision <= entry.revision) return;
    const bool renamed = entry.name != client.name;
    entry.id = client.id.text();
    entry.name = client.name;
    entry.folded = fold_case(client.name);
    entry.zone = client.zone;
    entry.revision = client.revision;
    if (!renamed) return;
    for (auto& device : devices_) {
        if (device.client == &entry) rebuild_search(device);
    }
}

void DeviceIndex::put_site(const SiteRow& site) {
    const auto held = own();
    SiteEntry& entry = sites_[site.id];
    if (site.revision <= entry.revision) return;
    const bool renamed = entry.name != site.name;
    entry.id = site.id.text();
    entry.name = site.name;
    entry.folded = fold_case(site.name);
    entry.revision = site.revision;
    if (!renamed) return;
    for (auto& device : devices_) {
        if (device.site == &entry) rebuild_search(device);
    }
}

void DeviceIndex::forget(ClientId id) {
    const auto held = own();
    clients_.erase(id);
}

void DeviceIndex::forget(SiteId id) {
    const auto held = own();
    sites_.erase(id);
}

void DeviceIndex::fill_stored(DeviceEntry& entry, const DeviceRow& device) const {
    entry.card = device.card;
    entry.id = device.card.id.text();
    const auto client = clients_.find(device.card.client);
    entry.client = client == clients_.end() ? nullptr : &client->second;
    const auto site = sites_.find(device.card.site);
    entry.site = site == sites_.end() ? nullptr : &site->second;
    entry.os = device.os;
    entry.attention = device.attention;
    entry.person_id = device.card.person.is_nil() ? "" : device.card.person.text();
    entry.person_name = device.person_name;
    entry.criticality_assumed = device.criticality_assumed;
    entry.first_use_trust = device.first_use_trust;
    entry.revision = device.revision;
    rebuild_search(entry);
}

bool DeviceIndex::put_device(const DeviceRow& device) {
    const auto held = own();
    DeviceEntry* entry = find(device.card.id);
    if (!entry) {
        positions_[device.card.id] = devices_.size();
        entry = &devices_.emplace_back();
    }
    if (device.revision <= entry->revision) return false;
    const bool moved = entry->revision > 0 && entry->card.client != device.card.client;
    if (moved) {  // judged under the old client's alerts and windows: the rooms below restate it
        entry->open_alerts = 0;
        entry->maintenance_until = {};
    }
    if (entry->revision > 0) count_at_site(*entry, -1);
    fill_stored(*entry, device);
    count_at_site(*entry, 1);
    return true;
}

// A device may come before its site: the counts do not ask whether the site is known.
void DeviceIndex::count_at_site(const DeviceEntry& entry, int by) {
    if (!entry.card.retired && !entry.card.site.is_nil()) devices_at_sites_[entry.card.site] += by;
}

void DeviceIndex::note_vital(DeviceId id, const Vital& vital) {
    const auto held = own();
    DeviceEntry* entry = find(id);
    if (!entry) return;
    const bool moved_address = entry->vital.address != vital.address;
    entry->vital = vital;
    entry->vital_noted = true;
    if (moved_address) rebuild_search(*entry);
}

void DeviceIndex::note_open_alerts(DeviceId id, int count) {
    const auto held = own();
    if (DeviceEntry* entry = find(id)) entry->open_alerts = count;
}

void DeviceIndex::note_maintenance(DeviceId id, Instant until) {
    const auto held = own();
    if (DeviceEntry* entry = find(id)) entry->maintenance_until = until;
}

void DeviceIndex::note_client_counts(ClientId id, std::optional<int> open_alerts, std::optional<int> open_tickets) {
    const auto held = own();
    const auto at = clients_.find(id);
    if (at == clients_.end()) return;
    if (open_alerts) at->second.open_alerts = *open_alerts;
    if (open_tickets) at->second.open_tickets = *open_tickets;
}

std::optional<DeviceCard> DeviceIndex::card(DeviceId id) const {
    const auto held = share();
    const auto at = positions_.find(id);
    return at == positions_.end() ? std::nullopt : std::optional(devices_[at->second].card);
}

std::optional<Vital> DeviceIndex::vital(DeviceId id) const {
    const auto held = share();
    const auto at = positions_.find(id);
    if (at == positions_.end() || !devices_[at->second].vital_noted) return std::nullopt;
    return devices_[at->second].vital;
}

std::vector<DeviceCard> DeviceIndex::cards() const {
    const auto held = share();
    std::vector<DeviceCard> cards;
    cards.reserve(devices_.size());
    for (const auto& device : devices_) cards.push_back(device.card);
    return cards;
}

std::string DeviceIndex::client_name(ClientId id) const {
    const auto held = share();
    const auto at = clients_.find(id);
    return at == clients_.end() ? std::string() : at->second.name;
}

std::string DeviceIndex::client_zone(ClientId id) const {
    const auto held = share();
    const auto at = clients_.find(id);
    return at == clients_.end() || at->second.zone.empty() ? "UTC" : at->second.zone;
}

std::string DeviceIndex::site_name(SiteId id) const {
    const auto held = share();
    const auto at = sites_.find(id);
    return at == sites_.end() ? std::string() : at->second.name;
}

int DeviceIndex::devices_at_site(SiteId id) const {
    const auto held = share();
    const auto at = devices_at_sites_.find(id);
    return at == devices_at_sites_.end() ? 0 : at->second;
}

std::unordered_map<ClientId, ClientNumbers> DeviceIndex::client_numbers() const {
    const auto held = share();
    std::unordered_map<ClientId, ClientNumbers> numbers;
    for (const auto& [id, client] : clients_) numbers[id] = {0, client.open_alerts, client.open_tickets};
    for (const auto& device : devices_) {
        if (!device.card.retired) ++numbers[device.card.client].devices;
    }
    return numbers;
}

}  // namespace steward::directory

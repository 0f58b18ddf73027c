// All devices in memory with their newest judgement: what makes the device list fast.
//
// Filled at start, then changed after each commit; a row replaces only an older revision, so two
// commits that finish in the wrong order do no harm. Thread safe. Readers share; a writer waits
// for the readers that are in and no longer (they queue at a turnstile).
#pragma once

#include <functional>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <span>
#include <unordered_map>

#include "server/modules/directory/store.h"

namespace steward::directory {

struct ClientEntry {
    std::string id, name, folded, zone;
    int64_t revision = 0;
    int open_alerts = 0, open_tickets = 0;
};

struct SiteEntry {
    std::string id, name, folded;
    int64_t revision = 0;
};

/// What the list searches, folded, in one string: its parts are found by their ends.
struct SearchText {
    enum Part { Name, Hostname, Client, Site, Os, Address, Person, parts };
    std::string all;  // the parts with a line feed between them
    uint16_t ends[parts] = {};
    std::string_view part(Part which) const {
        const size_t begin = which == 0 ? 0 : ends[which - 1] + 1u;
        return std::string_view(all).substr(begin, ends[which] - begin);
    }
};

struct DeviceEntry {
    DeviceCard card;
    std::string id;
    const ClientEntry* client = nullptr;  // lives as long as the index
    const SiteEntry* site = nullptr;      // null: none
    std::string os, attention, person_id, person_name;
    bool criticality_assumed = false, first_use_trust = false;
    int64_t revision = 0;
    Vital vital;
    bool vital_noted = false;
    int open_alerts = 0;
    Instant maintenance_until;
    SearchText search;
};

struct ClientNumbers {
    int devices = 0, open_alerts = 0, open_tickets = 0;
};

class DeviceIndex {
public:
    void put_client(const ClientRow& client);
    void put_site(const SiteRow& site);
    /// It has no devices and never had.
    void forget(ClientId id);
    void forget(SiteId id);
    /// False: it is held already as it is there, or newer.
    bool put_device(const DeviceRow& device);

    void note_vital(DeviceId id, const Vital& vital);
    void note_open_alerts(DeviceId id, int count);
    void note_maintenance(DeviceId id, Instant until);
    void note_client_counts(ClientId id, std::optional<int> open_alerts, std::optional<int> open_tickets);

    std::optional<DeviceCard> card(DeviceId id) const;
    std::vector<DeviceCard> cards() const;
    std::optional<Vital> vital(DeviceId id) const;  // nullopt: nothing was noted since the start
    std::string client_name(ClientId id) const;
    std::string client_zone(ClientId id) const;
    std::string site_name(SiteId id) const;
    int devices_at_site(SiteId id) const;  // active ones
    std::unordered_map<ClientId, ClientNumbers> client_numbers() const;

    /// `read` sees the entry that `device` will be once it is put: stored part from the row, the
    /// rest as known. Keep nothing of it beyond the call.
    template <typename Read>
    auto preview(const DeviceRow& device, const Read& read) const {
        const auto held = share();
        DeviceEntry entry;
        const auto at = positions_.find(device.card.id);
        if (at != positions_.end()) entry = devices_[at->second];
        fill_stored(entry, device);
        return read(std::as_const(entry));
    }

    /// `read` sees all devices in the order of their coming; keep nothing of them beyond the call.
    template <typename Read>
    auto visit(const Read& read) const {
        const auto held = share();
        return read(std::span<const DeviceEntry>(devices_));
    }

private:
    std::shared_lock<std::shared_mutex> share() const;
    std::unique_lock<std::shared_mutex> own() const;
    DeviceEntry* find(DeviceId id);
    void fill_stored(DeviceEntry& entry, const DeviceRow& device) const;
    void count_at_site(const DeviceEntry& entry, int by);

    mutable std::mutex turnstile_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<ClientId, ClientEntry> clients_;
    std::unordered_map<SiteId, SiteEntry> sites_;
    std::unordered_map<SiteId, int> devices_at_sites_;  // active ones: lists of sites ask for each site
    std::vector<DeviceEntry> devices_;
    std::unordered_map<DeviceId, size_t> positions_;
};

}  // namespace steward::directory

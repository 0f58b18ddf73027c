#include "server/modules/directory/others.h"

#include "server/modules/directory/service.h"

namespace steward::directory {

namespace {
constexpr Duration clocks_differ_by = std::chrono::minutes(2), all_every = std::chrono::minutes(10);
}  // namespace

Status OtherServers::follow(Instant now) {
    const bool all = now < followed_at_ || now - all_followed_at_ >= all_every;
    const Instant since = all ? Instant{} : followed_at_ - clocks_differ_by;
    std::vector<ClientRow> clients;
    std::vector<SiteRow> sites;
    std::vector<DeviceRow> devices;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(clients, clients_changed(transaction, since));
        STEWARD_TRY(sites, sites_changed(transaction, since));
        STEWARD_TRY(devices, devices_changed(transaction, since));
        return {};
    }));
    for (const auto& client : clients) index_.put_client(client);
    for (const auto& site : sites) index_.put_site(site);
    for (const auto& device : devices) take(device);
    followed_at_ = now;
    if (all) all_followed_at_ = now;
    return {};
}

// Screens here hear of it as they do of a change of our own: the other server's word on devices stays there.
void OtherServers::take(const DeviceRow& device) {
    const auto before = index_.card(device.card.id);
    if (!index_.put_device(device)) return;
    identities_.put(device, std::nullopt);
    const std::string id = device.card.id.text();
    hub_.publish({device.card.client, "device", id, update_json("device_id", id)});
    if (before && before->client != device.card.client) hub_.publish({before->client, "device", id, update_json("device_id", id)});
}

}  // namespace steward::directory

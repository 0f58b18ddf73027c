#include "server/modules/monitoring/screen.h"

#include "server/modules/monitoring/vitals.h"

namespace steward::monitoring {

void Screen::publish(const Watched& watched, const directory::Vital& vital) {
    if (!is_open()) return;
    hub_.publish({.client = watched.client, .topic = "device", .id = watched.device.text(), .json = vital_json(vital)});
}

void Screen::publish_check(ClientId client, DeviceId device) {
    if (is_open()) hub_.publish({.client = client, .topic = "check", .id = device.text(), .json = "{}"});
}

void Screen::publish_soon(const std::shared_ptr<Watched>& watched) {
    if (watched->on_screen_list || !is_open()) return;
    watched->on_screen_list = true;
    const std::lock_guard held(mutex_);
    waiting_.push_back(watched);
}

void Screen::flush(const directory::Directory& directory, Instant now) {
    std::vector<std::shared_ptr<Watched>> list;
    {
        const std::lock_guard held(mutex_);
        list.swap(waiting_);
    }
    for (const auto& watched : list) {
        const auto card = directory.device(watched->device);
        const std::lock_guard held(watched->mutex);
        watched->on_screen_list = false;
        publish(*watched, vital_of(*watched, card ? card->name : "", now));
    }
}

}  // namespace steward::monitoring

#include "server/modules/notifications/channel.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace steward::notifications {

const ChannelKind* find_channel_kind(std::string_view name) {
    const auto kinds = channel_kinds();
    const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const ChannelKind* kind) { return kind->name() == name; });
    return at == kinds.end() ? nullptr : *at;
}

Status every_fault(std::initializer_list<Status> checks) {
    Status all;
    for (const Status& one : checks) {
        if (one) continue;
        if (all) all = one;
        else all.error().fields.insert(all.error().fields.end(), one.error().fields.begin(), one.error().fields.end());
    }
    return all;
}

Status check_settings(const ChannelKind& kind, const Settings& settings) {
    Error error{.kind = ErrorKind::Invalid,
                .code = "request.invalid",
                .message = "Some settings of this channel need another look.",
                .fields = {},
                .cause = {}};
    for (const Setting& setting : kind.settings()) {
        const auto at = settings.find(std::string(setting.name));
        if (setting.required && (at == settings.end() || at->second.empty())) {
            error.fields.push_back({"/settings/" + std::string(setting.name), std::string(setting.label) + " is needed."});
        }
    }
    for (const auto& [name, value] : settings) {
        const auto known =
            std::any_of(kind.settings().begin(), kind.settings().end(), [&](const Setting& setting) { return setting.name == name; });
        if (!known) error.fields.push_back({"/settings/" + name, "This kind of channel has no such setting."});
        if (value.find_first_of("\r\n") != std::string::npos) error.fields.push_back({"/settings/" + name, "A setting is one line."});
    }
    if (!error.fields.empty()) return std::unexpected(std::move(error));
    return kind.check(settings);
}

std::string value_in(const std::string& data_json, std::string_view name) {
    boost::json::error_code code;
    const auto data = boost::json::parse(data_json, code);
    const auto* object = code ? nullptr : data.if_object();
    const auto* value = object ? object->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

std::optional<Duration> retry_delay(int attempts) {
    using namespace std::chrono_literals;
    static constexpr std::array<Duration, 12> waits = {5s, 15s, 60s, 5min, 30min, 2h, 5h, 10h, 14h, 14h, 14h, 12h};
    if (attempts < 1 || static_cast<size_t>(attempts) > waits.size()) return std::nullopt;
    return waits[static_cast<size_t>(attempts) - 1];
}

}  // namespace steward::notifications

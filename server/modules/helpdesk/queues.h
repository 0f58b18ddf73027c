// The queues that there are. Data in one place; people read these names.
#pragma once

#include <algorithm>
#include <string_view>

namespace steward::helpdesk {

inline constexpr std::string_view queue_service_desk = "service desk";  // where people's tickets begin
inline constexpr std::string_view queue_alerts = "alerts";              // where monitoring's tickets begin
inline constexpr std::string_view queues[] = {queue_service_desk, queue_alerts};

inline bool is_queue(std::string_view name) { return std::find(std::begin(queues), std::end(queues), name) != std::end(queues); }

}  // namespace steward::helpdesk

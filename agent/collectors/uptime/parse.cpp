#include "agent/collectors/uptime/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::uptime {

std::optional<uint64_t> parse_uptime(std::string_view uptime) {
    const auto seconds = decimal_number(take_word(uptime));
    if (!seconds || *seconds > 1e12) return std::nullopt;
    return static_cast<uint64_t>(*seconds);
}

std::optional<uint64_t> parse_boot_time(std::string_view stat) {
    std::string_view line;
    while (take_line(stat, line)) {
        if (take_word(line) == "btime") return take_number(line);
    }
    return std::nullopt;
}

}  // namespace steward::agent::collectors::uptime

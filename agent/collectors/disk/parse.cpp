#include "agent/collectors/disk/parse.h"

#include <algorithm>

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::disk {

std::optional<Line> parse_line(std::string_view line) {
    take_word(line), take_word(line);  // major and minor number
    Line parsed;
    parsed.name = take_word(line);
    if (parsed.name.empty() || parsed.name.size() > 32) return std::nullopt;
    Counters& c = parsed.counters;
    uint64_t in_flight = 0;
    for (uint64_t* field : {&c.reads, &c.merged_reads, &c.sectors_read, &c.reading_ms, &c.writes, &c.merged_writes, &c.sectors_written,
                            &c.writing_ms, &in_flight, &c.busy_ms, &c.queued_ms}) {
        const auto number = take_number(line);
        if (!number) return std::nullopt;
        *field = *number;
    }
    return parsed;
}

bool is_left_out(std::string_view name) {
    for (const std::string_view start : {"loop", "ram", "zram", "fd", "sr", "dm-", "nbd"}) {
        if (name.starts_with(start) && name.size() > start.size() && name[start.size()] >= '0' && name[start.size()] <= '9') return true;
    }
    return name.starts_with("mmcblk") && (name.find("boot") != std::string_view::npos || name.ends_with("rpmb"));
}

std::optional<Activity> activity_between(const Counters& before, const Counters& now, int64_t elapsed_ms) {
    if (elapsed_ms <= 0 || now.reads < before.reads || now.writes < before.writes) return std::nullopt;
    const auto grown = [](uint64_t was, uint64_t is) { return is > was ? static_cast<double>(is - was) : 0.0; };
    const auto mean = [](double time, double operations) { return operations > 0 ? time / operations : 0.0; };
    return Activity{
        .read_latency_ms = mean(grown(before.reading_ms, now.reading_ms), grown(before.reads, now.reads)),
        .write_latency_ms = mean(grown(before.writing_ms, now.writing_ms), grown(before.writes, now.writes)),
        .busy_percent = std::min(100.0, 100.0 * grown(before.busy_ms, now.busy_ms) / static_cast<double>(elapsed_ms)),
        .queue_length = grown(before.queued_ms, now.queued_ms) / static_cast<double>(elapsed_ms),
    };
}

}  // namespace steward::agent::collectors::disk

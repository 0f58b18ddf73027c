#include "agent/collectors/swap/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::swap {

namespace {
std::optional<uint64_t> bytes_of(std::string_view line) {
    const auto number = take_number(line);
    if (!number || *number > UINT64_MAX / 1024 || take_word(line) != "kB") return std::nullopt;
    return *number * 1024;
}
}  // namespace

Swap parse_swap(std::string_view meminfo, std::string_view vmstat) {
    Swap swap;
    std::string_view line;
    while (take_line(meminfo, line)) {
        const std::string_view name = take_word(line);
        if (name == "SwapTotal:") swap.size_bytes = bytes_of(line);
        if (name == "SwapFree:") swap.free_bytes = bytes_of(line);
    }
    while (take_line(vmstat, line)) {
        if (!line.starts_with("pswp")) continue;
        const std::string_view name = take_word(line);
        if (name == "pswpin") swap.pages_in = take_number(line);
        if (name == "pswpout") swap.pages_out = take_number(line);
    }
    return swap;
}

std::optional<uint64_t> Swap::used_bytes() const {
    if (!size_bytes || !free_bytes || *free_bytes > *size_bytes) return std::nullopt;
    return *size_bytes - *free_bytes;
}

std::optional<double> Swap::used_percent() const {
    const auto used = used_bytes();
    if (!used) return std::nullopt;
    return *size_bytes == 0 ? 0.0 : 100.0 * static_cast<double>(*used) / static_cast<double>(*size_bytes);
}

}  // namespace steward::agent::collectors::swap

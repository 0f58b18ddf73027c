#include "agent/collectors/paging/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::paging {

namespace {
std::optional<uint64_t> bytes_of(std::optional<uint64_t> kilobytes) {
    if (!kilobytes || *kilobytes > UINT64_MAX / 1024) return std::nullopt;
    return *kilobytes * 1024;
}

void add(std::optional<uint64_t>& sum, std::optional<uint64_t> number) {
    constexpr uint64_t plausible = UINT64_MAX / 8;  // so that a sum cannot run over
    if (number && *number <= plausible && sum.value_or(0) <= plausible) sum = sum.value_or(0) + *number;
}
}  // namespace

Paging parse_paging(std::string_view vmstat) {
    Paging paging;
    std::string_view line;
    while (take_line(vmstat, line)) {
        if (!line.starts_with("pg") && !line.starts_with("oom")) continue;
        const std::string_view name = take_word(line);
        if (name == "pgfault") paging.faults = take_number(line);
        else if (name == "pgmajfault") paging.major_faults = take_number(line);
        else if (name == "pgpgin") paging.in_bytes = bytes_of(take_number(line));
        else if (name == "pgpgout") paging.out_bytes = bytes_of(take_number(line));
        else if (name == "pgscan_kswapd" || name == "pgscan_direct") add(paging.scanned_pages, take_number(line));
        else if (name == "pgsteal_kswapd" || name == "pgsteal_direct") add(paging.reclaimed_pages, take_number(line));
        else if (name == "oom_kill") paging.oom_kills = take_number(line);
    }
    return paging;
}

}  // namespace steward::agent::collectors::paging

#include "agent/collection/process_use.h"

#include <sys/resource.h>
#include <unistd.h>

#include <string>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
int64_t milliseconds(const timeval& time) { return int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000; }
}  // namespace

std::optional<uint64_t> resident_pages(std::string_view statm) {
    if (!take_number(statm)) return std::nullopt;
    return take_number(statm);
}

ProcessUse use_of_this_process(Host& host) {
    ProcessUse use;
    std::string text;
    const auto pages = host.read("/proc/self/statm", text, 256) ? resident_pages(text) : std::nullopt;
    use.resident_bytes = pages ? std::optional(static_cast<int64_t>(*pages) * sysconf(_SC_PAGESIZE)) : std::nullopt;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    use.cpu_ms = milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
    return use;
}

}  // namespace steward::agent

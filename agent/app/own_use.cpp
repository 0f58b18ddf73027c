#include "agent/app/own_use.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>

#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent {

namespace {
double age_s(Instant since, Instant now) { return since.is_set() && now > since ? static_cast<double>((now - since).count()) / 1000.0 : 0; }

int64_t milliseconds(const timeval& time) { return int64_t{time.tv_sec} * 1000 + time.tv_usec / 1000; }
}  // namespace

std::optional<uint64_t> resident_pages(std::string_view statm) {
    if (!take_number(statm)) return std::nullopt;
    return take_number(statm);
}

void OwnUse::collect(const Spool::Numbers& spool, Instant acknowledged_at, Instant now, Samples& out) {
    const auto pages = host_.read("/proc/self/statm", text_, 256) ? resident_pages(text_) : std::nullopt;
    if (pages) out.add_scaled(metrics::agent_resident_bytes, "", static_cast<int64_t>(*pages) * sysconf(_SC_PAGESIZE));
    else out.add_unknown(metrics::agent_resident_bytes, "");
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    out.add_scaled(metrics::agent_cpu_ms, "", milliseconds(used.ru_utime) + milliseconds(used.ru_stime));
    out.add_scaled(metrics::agent_spool_bytes, "", static_cast<int64_t>(spool.bytes));
    out.add(metrics::agent_spool_age_seconds, "", age_s(spool.oldest, now));
    if (acknowledged_at.is_set()) out.add(metrics::agent_last_acknowledgement_seconds, "", age_s(acknowledged_at, now));
    else out.add_unknown(metrics::agent_last_acknowledgement_seconds, "");
    out.add_scaled(metrics::agent_dropped_reports, "", static_cast<int64_t>(spool.dropped_reports));
}

}  // namespace steward::agent

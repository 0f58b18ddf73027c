#include "agent/app/own_use.h"

#include "agent/metrics.h"

namespace steward::agent {

namespace {
double age_s(Instant since, Instant now) { return since.is_set() && now > since ? static_cast<double>((now - since).count()) / 1000.0 : 0; }
}  // namespace

void OwnUse::collect(const Measured& measured, const Spool::Numbers& spool, Instant acknowledged_at, Instant now, Samples& out) {
    const ProcessUse own = use_of_this_process(host_);
    const bool is_resident_known = measured.is_known && own.resident_bytes && measured.use.resident_bytes;
    if (is_resident_known) out.add_scaled(metrics::agent_resident_bytes, "", *own.resident_bytes + *measured.use.resident_bytes);
    else out.add_unknown(metrics::agent_resident_bytes, "");
    if (measured.is_known) out.add_scaled(metrics::agent_cpu_ms, "", own.cpu_ms + measured.use.cpu_ms);
    else out.add_unknown(metrics::agent_cpu_ms, "");
    out.add_scaled(metrics::agent_spool_bytes, "", static_cast<int64_t>(spool.bytes));
    out.add(metrics::agent_spool_age_seconds, "", age_s(spool.oldest, now));
    if (acknowledged_at.is_set()) out.add(metrics::agent_last_acknowledgement_seconds, "", age_s(acknowledged_at, now));
    else out.add_unknown(metrics::agent_last_acknowledgement_seconds, "");
    out.add_scaled(metrics::agent_dropped_reports, "", static_cast<int64_t>(spool.dropped_reports));
}

}  // namespace steward::agent

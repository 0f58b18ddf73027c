#include "server/app/metrics_page.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "server/modules/monitoring/monitoring.h"

namespace steward::app {

namespace {
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

double number(uint64_t value) { return static_cast<double>(value); }

void write_monitoring(Exposition& out, const monitoring::Numbers& n) {
    out.one("steward_ingest_reports_total", "counter", "Reports taken from agents.", number(n.reports));
    out.one("steward_ingest_before_enrolment_total", "counter", "Reports, events and gaps from before the device was enrolled, not kept.",
            number(n.before_enrolment));
    out.one("steward_ingest_reports_repeated_total", "counter", "Reports that came again and were dropped.", number(n.reports_repeated));
    out.one("steward_ingest_samples_total", "counter", "Samples judged.", number(n.samples));
    out.one("steward_ingest_commits_total", "counter", "Group commits of reports.", number(n.commits));
    out.one("steward_ingest_dead_letters_total", "counter", "Records that could not be used.", number(n.dead_letters));
    out.one("steward_monitoring_conditions_total", "counter", "Conditions raised and cleared.", number(n.conditions));
    out.one("steward_monitoring_devices", "gauge", "Devices watched.", number(n.devices));
    out.one("steward_monitoring_writer_queue", "gauge", "Records that wait for their transaction.", number(n.writer_queue));
}

void write_series(Exposition& out, const series::SeriesStore::Numbers& n) {
    out.one("steward_series_samples_appended_total", "counter", "Samples appended to the series store.", number(n.samples_appended));
    out.one("steward_series_reports_repeated_total", "counter", "Reports that the series store already held.", number(n.reports_repeated));
    out.one("steward_series_bytes_written_total", "counter", "Bytes written by the series store.", number(n.bytes_written));
    out.one("steward_series_disk_bytes", "gauge", "Bytes of the series store on disk.", number(n.bytes_on_disk));
    out.one("steward_series_active", "gauge", "Columns of connected devices.", number(n.series_active));
}

void write_link(Exposition& out, const link::Link::Numbers& n) {
    out.one("steward_link_connections", "gauge", "Agents connected now.", number(n.connections));
    out.one("steward_link_accepted_total", "counter", "Connections accepted.", number(n.accepted));
    out.one("steward_link_refused_total", "counter", "Connections refused: proof, token or protocol.", number(n.refused));
    out.one("steward_link_frames_total", "counter", "Frames received.", number(n.frames));
    out.one("steward_link_received_bytes_total", "counter", "Bytes received from agents.", number(n.bytes_received));
    out.one("steward_link_gates_heard_total", "counter", "Messages of machines' gates.", number(n.gates_heard));
    out.one("steward_link_gates_said_total", "counter", "Messages for machines' gates.", number(n.gates_said));
    out.one("steward_link_sent_bytes_total", "counter", "Bytes sent to agents.", number(n.bytes_sent));
}

void write_work(Exposition& out, const std::map<std::string, WorkNumbers>& work) {
    out.family("steward_reconciler_runs_total", "counter", "Runs of background work.");
    for (const auto& [name, n] : work) out.sample(number(n.runs), "name", name);
    out.family("steward_reconciler_failures_total", "counter", "Runs of background work that failed.");
    for (const auto& [name, n] : work) out.sample(number(n.failures), "name", name);
    out.family("steward_reconciler_seconds_total", "counter", "Time spent in background work.");
    for (const auto& [name, n] : work) out.sample(static_cast<double>(n.took.count()) / 1000, "name", name);
}

void write_deliveries(Exposition& out, storage::Database& database) {
    out.family("steward_deliveries", "gauge", "Messages to receivers by state, of the time they are kept.");
    (void)database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto rows,
                    transaction.query("select state, count(*) from notifications_deliveries group by state order by state"));
        for (const auto& row : rows) out.sample(static_cast<double>(row.integer(1)), "state", row.text(0));
        return {};
    });
}
}  // namespace

void Exposition::family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void Exposition::sample(double value, std::string_view label, std::string_view label_value) {
    text_ += label.empty() ? fmt::format("{} {}\n", name_, value)
                           : fmt::format("{}{{{}=\"{}\"}} {}\n", name_, label, escaped(label_value), value);
}

ProcessUse process_use() {
    ProcessUse use;
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    use.cpu_seconds = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                      static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        unsigned long whole = 0, resident = 0;
        if (std::fscanf(file, "%lu %lu", &whole, &resident) == 2)
            use.resident_bytes = resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
        std::fclose(file);
    }
    std::error_code ignored;
    for (std::filesystem::directory_iterator at("/proc/self/fd", ignored), end; !ignored && at != end; at.increment(ignored))
        ++use.open_files;
    return use;
}

void write_metrics(Exposition& out, const MetricsParts& parts) {
    out.family("steward_build_info", "gauge", "The version that runs.");
    out.sample(1, "version", parts.version);
    const ProcessUse use = process_use();
    out.one("process_cpu_seconds_total", "counter", "Processor time of the server.", use.cpu_seconds);
    out.one("process_resident_memory_bytes", "gauge", "Resident memory of the server.", number(use.resident_bytes));
    out.one("process_open_fds", "gauge", "Open files of the server.", number(use.open_files));
    out.one("process_start_time_seconds", "gauge", "When the server started.", static_cast<double>(parts.started_at.unix_ms) / 1000);
    out.one("steward_disk_used_ratio", "gauge", "How full the state folder's disk is, 0 to 1.", parts.disk.used_percent() / 100);
    out.one("steward_disk_step", "gauge", "0 all is taken, 1 no metrics, 2 only events, 3 read only.",
            static_cast<double>(parts.disk_step));
    write_monitoring(out, parts.house.context().take<monitoring::Monitoring>().numbers());
    write_series(out, parts.house.context().series.numbers());
    if (parts.link) write_link(out, parts.link->numbers());
    write_work(out, parts.house.work());
    write_deliveries(out, parts.house.context().database);
}

}  // namespace steward::app

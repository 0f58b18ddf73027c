// /proc/stat once more, this time to its end, and the table of open files.
#include "agent/collectors/kernel/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::kernel {

namespace {
class Kernel final : public Collector {
public:
    explicit Kernel(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/stat", text_)) text_.clear();
        const Work work = parse_work(text_);
        out.add_read(metrics::kernel_context_switches, "", work.context_switches);
        out.add_read(metrics::kernel_interrupts, "", work.interrupts);
        out.add_read(metrics::kernel_processes_started, "", work.processes_started);
        out.add_read(metrics::kernel_tasks_running, "", work.tasks_running);
        out.add_read(metrics::kernel_tasks_blocked, "", work.tasks_blocked);
        if (!host_.read(file_nr_, text_)) text_.clear();
        const Files files = parse_files(text_);
        out.add_read(metrics::kernel_files_open, "", files.open);
        out.add_read(metrics::kernel_files_limit, "", files.limit);
    }

private:
    Host& host_;
    const std::string file_nr_ = "/proc/sys/fs/file-nr";
    std::string text_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"kernel",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Kernel>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::kernel

// The first lines of /proc/stat, as shares of the time since the reading before.
#include "agent/collectors/cpu/parse.h"
#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::cpu {

namespace {
constexpr size_t most_cores = 64, longest_line = 160;

class Cpu final : public Collector {
public:
    explicit Cpu(Host& host) : host_(host), cores_(host.processors() <= most_cores ? host.processors() : 0) {
        before_ = read();
        each_core([](CoreBefore& core, const Core& now) { core.times = now.times; });
    }

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        const auto times = read();
        const auto shares = before_ && times ? shares_between(*before_, *times) : std::nullopt;
        if (times) before_ = times;
        const auto say = [&](const Metric& metric, double Shares::*share) {
            if (shares) out.add(metric, "", *shares.*share);
            else out.add_unknown(metric, "");
        };
        say(metrics::cpu_used_percent, &Shares::used);
        say(metrics::cpu_user_percent, &Shares::user);
        say(metrics::cpu_system_percent, &Shares::system);
        say(metrics::cpu_iowait_percent, &Shares::iowait);
        say(metrics::cpu_steal_percent, &Shares::steal);
        each_core([&](CoreBefore& core, const Core& now) {
            const auto used = core.times ? shares_between(*core.times, now.times) : std::nullopt;
            core.times = now.times;
            if (used) out.add(metrics::cpu_core_used_percent, now.name, used->used);
            else out.add_unknown(metrics::cpu_core_used_percent, now.name);
        });
    }

private:
    struct CoreBefore {
        std::optional<Times> times;
    };

    // Only the lines that are needed: after them comes a very long one of interrupts.
    std::optional<Times> read() {
        if (!host_.read("/proc/stat", text_, (cores_.size() + 1) * longest_line)) text_.clear();
        return parse_times(text_);
    }

    // The cores of the last reading. One that is switched off has no line:
    // column and memory go by the number that the line says.
    template <typename Each>
    void each_core(Each each) {
        std::string_view rest = text_, line;
        take_line(rest, line);
        while (rest.find('\n') != std::string_view::npos && take_line(rest, line)) {
            const auto core = parse_core(line);
            const auto number = core ? whole_number(core->name) : std::nullopt;
            if (!number) return;
            if (*number < cores_.size()) each(cores_[*number], *core);
        }
    }

    Host& host_;
    std::string text_;
    std::optional<Times> before_;
    std::vector<CoreBefore> cores_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"cpu", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Cpu>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::cpu

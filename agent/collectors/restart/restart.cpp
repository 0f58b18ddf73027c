// Debian and Ubuntu packages that want a restart leave /run/reboot-required; kernels from elsewhere,
// and systems without that custom, are found by comparing what runs with what lies in /boot.
#include "agent/collectors/restart/parse.h"
#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::restart {

namespace {
constexpr std::chrono::minutes look_into_boot_every{15};

class Restart final : public Collector {
public:
    explicit Restart(Host& host) : host_(host) {}

    void collect(Instant now, const CollectorSettings&, Samples& out) override {
        const bool due = !looked_.is_set() || now < looked_ || now - looked_ >= look_into_boot_every;
        if (due) {
            looked_ = now;
            newer_kernel_ = look_into_boot();
        }
        out.add_scaled(metrics::restart_pending, "", newer_kernel_ || host_.exists(marker_) ? 1 : 0);
    }

private:
    bool look_into_boot() {
        std::string text;
        const auto names = host_.list("/boot");
        return names && host_.read("/proc/sys/kernel/osrelease", text) && newer_kernel_installed(trimmed(text), *names);
    }

    Host& host_;
    const std::string marker_ = "/run/reboot-required";
    Instant looked_;
    bool newer_kernel_ = false;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"restart",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Restart>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::restart

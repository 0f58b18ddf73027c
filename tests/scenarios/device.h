// A machine with an agent, played: what it reports it goes on reporting until told otherwise.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/report_codec.h"
#include "server/platform/intake/intake.h"

namespace steward::scenarios {

class Device {
public:
    Device(intake::Intake& door, intake::DeviceIdentity identity, std::string name)
        : door_(door), identity_(std::move(identity)), name_(std::move(name)) {}

    void set(const std::string& metric, const std::string& item, double value) { values_[{metric, item}] = value; }
    Status connect(Instant now);
    void disconnect() { session_.reset(); }
    bool connected() const { return session_ != nullptr; }
    Status report_if_due(Instant now);
    Status report(Instant now);
    Status repeat_last(Instant now);  // the same report, as after a lost acknowledgement
    Status event(const std::string& kind, Instant now);
    int interval_s() const { return static_cast<int>(*interval_s_); }
    DeviceId id() const { return identity_.device; }
    ClientId client() const { return identity_.client; }
    const std::string& name() const { return name_; }

private:
    Status send_layout();
    std::string encoded();

    intake::Intake& door_;
    intake::DeviceIdentity identity_;
    std::string name_;
    std::map<std::pair<std::string, std::string>, double> values_{{{"cpu_used_percent", ""}, 5}};
    std::unique_ptr<intake::Session> session_;
    std::shared_ptr<uint32_t> interval_s_ = std::make_shared<uint32_t>(60);
    std::unique_ptr<ReportCodec> codec_;
    size_t columns_ = 0;
    uint32_t layout_interval_s_ = 0;
    uint64_t epoch_ = 0, seq_ = 0;
    std::map<std::pair<std::string, std::string>, double> last_;
    Instant last_at_;
};

}  // namespace steward::scenarios

#include "tests/scenarios/device.h"

#include <cmath>

#include "steward/agent/v1/agent.pb.h"

namespace steward::scenarios {

namespace {
// The server's side of the wire: only a wanted interval matters to a played machine.
class Heard final : public intake::Answers {
public:
    explicit Heard(std::shared_ptr<uint32_t> interval_s) : interval_s_(std::move(interval_s)) {}
    void acknowledge(uint64_t, uint64_t) override {}
    void send_settings(const agent::v1::Settings& settings) override {
        if (settings.interval_s() > 0) *interval_s_ = settings.interval_s();
    }
    void request_inventory() override {}
    void retry_after(int, int) override {}
    void close(std::string) override {}
    void deliver(agent::v1::ServerMessage) override {}

private:
    std::shared_ptr<uint32_t> interval_s_;
};

bool is_state(const std::string& metric) { return metric == "service_running" || metric == "restart_pending"; }
}  // namespace

Status Device::connect(Instant now) {
    agent::v1::Hello hello;
    hello.set_epoch(epoch_ = static_cast<uint64_t>(now.unix_ms));
    hello.set_agent_version("0.1.0");
    hello.set_hostname(name_);
    agent::v1::Welcome welcome;
    STEWARD_TRY(session_, door_.open(identity_, hello, now, "192.0.2.7", std::make_shared<Heard>(interval_s_), welcome));
    if (welcome.settings().interval_s() > 0) *interval_s_ = welcome.settings().interval_s();
    seq_ = 0;
    columns_ = 0;
    return {};
}

Status Device::send_layout() {
    agent::v1::SeriesLayout layout;
    std::vector<SeriesKind> kinds;
    for (const auto& [key, value] : values_) {
        auto& series = *layout.add_series();
        series.set_metric(key.first);
        series.set_item(key.second);
        series.set_kind(is_state(key.first) ? agent::v1::STATE : agent::v1::GAUGE);
        series.set_decimals(is_state(key.first) ? 0 : 2);
        kinds.push_back(is_state(key.first) ? SeriesKind::State : SeriesKind::Gauge);
    }
    layout.set_interval_s(layout_interval_s_ = *interval_s_);
    codec_ = std::make_unique<ReportCodec>(kinds);
    columns_ = values_.size();
    return session_->layout(layout);
}

std::string Device::encoded() {
    std::vector<int64_t> numbers;
    for (const auto& [key, value] : last_) numbers.push_back(std::llround(is_state(key.first) ? value : value * 100));
    Bytes bytes;
    codec_->encode(numbers, bytes);
    return std::string(as_text(bytes));
}

Status Device::report_if_due(Instant now) {
    if (!session_ || now.unix_ms / 1000 % *interval_s_ != 0) return {};
    return report(now);
}

Status Device::report(Instant now) {
    if (columns_ != values_.size() || layout_interval_s_ != *interval_s_) STEWARD_CHECK(send_layout());
    last_ = values_;
    last_at_ = now;
    agent::v1::Report report;
    report.set_epoch(epoch_);
    report.set_seq(++seq_);
    report.set_observed_at_ms(static_cast<uint64_t>(now.unix_ms));
    report.set_samples(encoded());
    return session_->report(report, now);
}

Status Device::repeat_last(Instant now) {
    agent::v1::Report report;
    report.set_epoch(epoch_);
    report.set_seq(seq_);
    report.set_observed_at_ms(static_cast<uint64_t>(last_at_.unix_ms));
    report.set_samples(encoded());
    return session_->report(report, now);
}

Status Device::event(const std::string& kind, Instant now) {
    agent::v1::Event event;
    event.set_epoch(epoch_);
    event.set_seq(++seq_);
    event.set_observed_at_ms(static_cast<uint64_t>(now.unix_ms));
    event.set_kind(kind);
    event.set_text("as the story wants it");
    return session_->event(event, now);
}

}  // namespace steward::scenarios

// Many agents in one process: real keys, real enrolment, real TLS 1.3, the agent's own words
// (agent/link); only what they measure comes from SampleMix.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/link/conversation.h"
#include "agent/link/net.h"
#include "base/enrolment_line.h"
#include "tools/bench/sample_mix.h"

namespace steward::bench {

/// The columns of a busy server, by the names that checks look at (processor, memory, 24 volumes with
/// their file entries, 40 services): `judged_columns` of the 200 are judged at every report.
agent::v1::SeriesLayout busy_server_layout();
constexpr size_t judged_services = 40, judged_columns = wandering + judged_services;

class SimulatedAgent : public agent::Listener {
public:
    SimulatedAgent(size_t number, Rng& rng) : key_(agent::DeviceKey::make(rng)), mix_(number + 1), epoch_(rng.next()), number_(number) {}

    // Blocking, one after the other. What the server said to it.
    agent::v1::Enrolled enrol(agent::Net& net, const EnrolmentLine& line, const Clock& clock);

    // Never blocking.
    void dial(agent::Net& net);
    bool greet(const Clock& clock);  // one step of connecting; true once the server has let it in
    void say_layout(const agent::v1::SeriesLayout& layout) { conversation_.layout(layout); }
    /// The next report of the mix; `cpu_percent` in place of its processor's value when not negative.
    void report(Instant observed_at, int cpu_percent = -1);
    void say(const agent::v1::AgentMessage& message) { conversation_.send(message); }
    bool write();  // false: the socket takes no more now
    void read();

    size_t queued() { return conversation_.out().size() - written_; }
    bool settled() const { return acknowledged_ == sent_; }
    uint64_t sent() const { return sent_; }
    int descriptor() const { return stream_->descriptor(); }
    uint64_t wire_bytes() const;   // that TCP has delivered, TLS records included
    uint64_t heard_bytes() const;  // the other way
    const DeviceId& device() const { return device_; }

private:
    void welcome(const agent::v1::Welcome&) override { welcomed_ = true; }
    void acknowledged(uint64_t epoch, uint64_t seq) override {
        if (epoch == epoch_) acknowledged_ = seq;
    }
    void settings(const agent::v1::Settings&) override {}
    void inventory_wanted() override {}
    void server_time(Instant, Instant) override {}
    void refused(const agent::v1::Refusal& refusal) override;
    void retry_after(Duration, Duration) override;
    void enrolled(const agent::v1::Enrolled&) override {}

    agent::DeviceKey key_;
    SampleMix mix_;
    std::vector<int64_t> values_;
    uint64_t epoch_ = 0, sent_ = 0, acknowledged_ = 0;
    size_t number_ = 0, written_ = 0;
    DeviceId device_;
    agent::ServerAddress server_;
    std::unique_ptr<agent::Stream> stream_;
    agent::Conversation conversation_;
    bool greeted_ = false, welcomed_ = false;
};

}  // namespace steward::bench

// What is said on one connection: messages to bytes and back. No socket, no clock: whoever has bytes
// in and out can hold one, the link as well as a benchmark with a thousand of them.
#pragma once

#include <functional>

#include "agent/link/device_key.h"
#include "agent/link/report_stream.h"
#include "base/agent_protocol.h"
#include "base/enrolment_line.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// Who speaks, as said in every greeting.
struct Speaker {
    DeviceId device;
    uint64_t epoch = 0;
    uint32_t start_count = 0;
    std::string version, boot_id, machine_fingerprint, hostname;
    uint32_t protocol = spoken_protocol;  // another one only in stories of versions to come
};

/// What the server says. All are told on the caller's thread from within `Conversation::take`.
class Listener {
public:
    virtual ~Listener() = default;
    virtual void welcome(const v1::Welcome& welcome) = 0;
    virtual void acknowledged(uint64_t epoch, uint64_t seq) = 0;
    virtual void settings(const v1::Settings& settings) = 0;
    virtual void inventory_wanted() = 0;
    virtual void server_time(Instant asked_at, Instant server_time) = 0;
    virtual void refused(const v1::Refusal& refusal) = 0;
    virtual void retry_after(Duration least, Duration spread) = 0;
    virtual void enrolled(const v1::Enrolled& enrolled) = 0;
    /// Of the kinds signed_message to output_wanted: for the gate beside the agent (agent/courier).
    virtual void for_gate(const v1::ServerMessage&) {}
};

class Conversation {
public:
    /// A new connection begins.
    void reset();

    // What goes out, appended to `out()`.
    void hello(const Exporter& exporter, const DeviceKey& key, const Speaker& speaker, Instant now);
    void enrol(const Exporter& exporter, const DeviceKey& key, const EnrolmentLine& line, const Speaker& speaker,
               v1::DeviceClass device_class);
    void layout(const v1::SeriesLayout& layout);
    void report(uint64_t epoch, uint64_t seq, Instant observed_at, std::span<const int64_t> values) {
        reports_.append_report(epoch, seq, observed_at, values, out_);
    }
    void send(const v1::AgentMessage& message);
    size_t columns() const { return reports_.columns(); }

    Bytes& out() { return out_; }
    bool out_is_empty() const { return out_.empty(); }

    /// Bytes that came. Failure: Invalid "link.frame"; the connection must end.
    Status take(ByteView bytes, Listener& listener);

private:
    void hear(const v1::ServerMessage& message, Listener& listener);

    ReportStream reports_;
    Bytes out_, partial_;
};

// What is signed, in one place for greeting and enrolment.
Bytes hello_payload(const Exporter& exporter, DeviceId device, uint64_t epoch);
Bytes enrol_payload(const Exporter& exporter, ByteView token_id, ByteView public_key);

}  // namespace steward::agent

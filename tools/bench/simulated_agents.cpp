#include "tools/bench/simulated_agents.h"

#include <linux/tcp.h>  // that of the C library is older than the kernel
#include <netinet/in.h>

#include <sys/socket.h>

#include <algorithm>

#include "agent/app/enrol.h"
#include "tools/bench/server_process.h"

namespace steward::bench {

namespace {
std::string volume(size_t number) { return number == 0 ? "/" : "/srv/volume-" + std::to_string(number); }

// Levels that no check complains of: an offset of a whole column changes nothing of what it costs.
int64_t calmed(int64_t hundredths, bool lower_is_worse) {
    if (lower_is_worse) return hundredths < 3500 ? hundredths + 3500 : hundredths;
    return hundredths > 6000 ? hundredths - 4000 : hundredths;
}

agent::Speaker speaker_of(size_t number, DeviceId device, uint64_t epoch) {
    return {.device = device,
            .epoch = epoch,
            .start_count = 1,
            .version = "0.1.0",
            .boot_id = "bench",
            .machine_fingerprint = to_hex(agent::sha256(as_bytes("bench-" + std::to_string(number)))),
            .hostname = "bench-" + std::to_string(number)};
}
}  // namespace

agent::v1::SeriesLayout busy_server_layout() {
    agent::v1::SeriesLayout layout;
    layout.set_interval_s(60);
    const auto add = [&](std::string metric, std::string item) {
        const auto column = static_cast<size_t>(layout.series_size());
        auto& one = *layout.add_series();
        one.set_metric(std::move(metric));
        one.set_item(std::move(item));
        one.set_kind(static_cast<agent::v1::SeriesKind>(SampleMix::kinds()[column]));
        one.set_decimals(SampleMix::decimals(column));
    };
    add("cpu_used_percent", "");
    add("memory_available_percent", "");
    for (size_t i = 0; i < (wandering - 2) / 2; ++i) add("filesystem_used_percent", volume(i));
    for (size_t i = 0; i < (wandering - 2) / 2; ++i) add("filesystem_inodes_used_percent", volume(i));
    for (size_t i = 0; i < counters; ++i) add("network_received_bytes", "eth" + std::to_string(i));
    for (size_t i = 0; i < stepping; ++i) add("process_resident_bytes", "process-" + std::to_string(i));
    for (size_t i = 0; i < judged_services; ++i) add("service_running", "service-" + std::to_string(i));
    for (size_t i = judged_services; i < states; ++i) add("unit_state", "unit-" + std::to_string(i));
    return layout;
}

agent::v1::Enrolled SimulatedAgent::enrol(agent::Net& net, const EnrolmentLine& line, const Clock& clock) {
    const auto enrolled = agent::enrol(net, clock, line, key_, speaker_of(number_, {}, 0), agent::v1::SERVER);
    if (!enrolled) give_up("an agent was not enrolled: " + enrolled.error().code + " " + enrolled.error().message);
    RawId raw;
    std::copy_n(enrolled->device_id().begin(), raw.bytes.size(), raw.bytes.begin());
    device_ = DeviceId(raw);
    server_ = {line.host, line.port, line.pins};
    return *enrolled;
}

void SimulatedAgent::dial(agent::Net& net) {
    auto stream = net.open(server_, 0);
    if (!stream) give_up(stream.error().message);
    stream_ = std::move(*stream);
}

bool SimulatedAgent::greet(const Clock& clock) {
    if (!greeted_) {
        const auto moved = stream_->connect();
        if (!moved) give_up(moved.error().message);
        if (*moved == agent::Moved::Closed) give_up("the server closed a connection while it was made");
        if (*moved == agent::Moved::Waits) return false;
        conversation_.reset();
        conversation_.hello(stream_->exporter(), key_, speaker_of(number_, device_, epoch_), clock.now());
        greeted_ = true;
    }
    write();
    read();
    return welcomed_;
}

void SimulatedAgent::report(Instant observed_at, int cpu_percent) {
    values_ = mix_.next();
    for (size_t i = 0; i < wandering; ++i) values_[i] = calmed(values_[i], i == 1);
    if (cpu_percent >= 0) values_[0] = cpu_percent * 100;
    for (size_t i = 0; i < states; ++i) values_[columns_of_mix - states + i] += 1;  // 0 would be a stopped service
    conversation_.report(epoch_, ++sent_, observed_at, values_);
}

bool SimulatedAgent::write() {
    Bytes& out = conversation_.out();
    while (written_ < out.size()) {
        size_t size = 0;
        const agent::Moved moved = stream_->write(ByteView(out).subspan(written_), size);
        if (moved == agent::Moved::Closed) give_up("the server closed a connection");
        if (moved == agent::Moved::Waits) return false;
        written_ += size;
    }
    out.clear();
    written_ = 0;
    return true;
}

void SimulatedAgent::read() {
    uint8_t piece[4096];
    do {
        size_t size = 0;
        const agent::Moved moved = stream_->read(piece, size);
        if (moved == agent::Moved::Closed) give_up("the server closed a connection");
        if (moved == agent::Moved::Waits) return;
        if (!conversation_.take(ByteView(piece, size), *this)) give_up("the server said something that is no message");
    } while (stream_->has_pending());
}

namespace {
tcp_info info_of(int descriptor) {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}
}  // namespace

uint64_t SimulatedAgent::wire_bytes() const { return info_of(stream_->descriptor()).tcpi_bytes_acked; }

uint64_t SimulatedAgent::heard_bytes() const { return info_of(stream_->descriptor()).tcpi_bytes_received; }

void SimulatedAgent::refused(const agent::v1::Refusal& refusal) {
    give_up("the server refused an agent: " + refusal.code() + " " + refusal.message());
}

void SimulatedAgent::retry_after(Duration, Duration) { give_up("the server is overloaded and sent an agent away"); }

}  // namespace steward::bench

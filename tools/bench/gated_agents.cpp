#include "tools/bench/gated_agents.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "agent/gate/runner/plan.h"
#include "agent/gate/store/kept_file.h"
#include "tools/bench/server_process.h"

namespace steward::bench {

namespace {
constexpr std::string_view written = "done\n";
constexpr size_t most_queued = 256 << 10;  // as agent/courier/carrier.cpp

std::string made(std::string folder) {
    std::filesystem::create_directories(folder);
    return folder;
}
}  // namespace

Result<gate::ProcessId> PlayedLauncher::start(const trust::ShortId& work) {
    times_[work].began = wall_s();
    const std::string folder = folder_ + "/work/" + to_hex(work);
    const int output = ::open((folder + "/output").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (output < 0 || ::write(output, written.data(), written.size()) != static_cast<ssize_t>(written.size()))
        give_up("no output in " + folder);
    ::close(output);
    gate::Ended ended{.effect = {.outcome = trust::Outcome::Done}};
    ended.output = trust::sha256(as_bytes(written));
    ended.output_bytes = written.size();
    ended.started = ended.ended = clock_.now();
    STEWARD_CHECK(gate::write_kept(folder + "/ended", ended));
    return gate::ProcessId{};  // it has ended
}

GatedAgent::GatedAgent(size_t number, Rng& rng, const Clock& clock, std::string folder)
    : SimulatedAgent(number, rng),
      clock_(clock),
      launcher_(made(folder), clock),
      gate_({.folder = folder, .version = "bench"}, clock, rng, launcher_) {}

Bytes GatedAgent::ask(const Bytes& request) {
    const auto read = gate::read_request(ByteView(request).subspan(gate::length_size));
    if (!read) give_up("the courier asked something that is no question");
    gate_.turn();
    gate::Answer answer = gate_.answer(*read);
    if (read->want == gate::Want::Take && answer.how != gate::How::Done) ++refusals_;
    answer.body.insert(answer.body.begin(), static_cast<uint8_t>(answer.how));
    return std::move(answer.body);
}

void GatedAgent::take_grant(const agent::v1::Enrolled& enrolled, const trust::Digest& authority) {
    Bytes frames;
    for (const std::string& frame : enrolled.grant_frames()) {
        const Bytes length = gate::big_endian(static_cast<uint32_t>(frame.size()));
        frames.insert(frames.end(), length.begin(), length.end());
        frames.insert(frames.end(), frame.begin(), frame.end());
    }
    const Bytes answer = ask(gate::write_request(gate::Want::Enrol, {authority, trust::Digest{}, frames}));
    const auto state = trust::read_message<gate::StateAnswer>(ByteView(answer).subspan(1));
    if (answer.front() != 0 || !state || !state->is_enrolled) give_up("a gate did not take its grant");
    gate_id_ = state->device;
}

bool GatedAgent::needs_answer() const {
    const auto& state = courier_.view().state();
    return !state || state->needs_answer;
}

WorkTimes GatedAgent::times_of(const trust::ShortId& work) {
    const auto found = launcher_.times().find(work);
    return found == launcher_.times().end() ? WorkTimes{} : found->second;
}

void GatedAgent::for_gate(const agent::v1::ServerMessage& message) {
    if (message.has_work_kept()) {
        trust::ShortId work{};
        if (agent::copy_fixed(message.work_kept().work_id(), work)) launcher_.times()[work].kept = wall_s();
    }
    courier_.take(message, clock_.monotonic());
}

void GatedAgent::turn() {
    const Duration now = clock_.monotonic();
    while (auto request = courier_.ask(now, queued() < most_queued)) {
        courier_.answered(ask(*request), now);
        for (auto& mail = courier_.mail(); !mail.empty(); mail.pop_front()) say(mail.front());
    }
    for (auto& mail = courier_.mail(); !mail.empty(); mail.pop_front()) say(mail.front());
    if (queued() > 0) write();
}

}  // namespace steward::bench

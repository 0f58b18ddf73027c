#include "agent/app/enrol.h"

#include <poll.h>

#include <algorithm>

#include "agent/courier/grant.h"
#include "agent/host/services.h"
#include "agent/inventory/inventory.h"

namespace steward::agent {

namespace {
constexpr Duration longest_enrolment = std::chrono::seconds(60), one_attempt = std::chrono::seconds(20);

class Answer final : public Listener {
public:
    std::optional<v1::Enrolled> taken;
    std::optional<v1::Refusal> refusal;

    void enrolled(const v1::Enrolled& enrolled) override { taken = enrolled; }
    void refused(const v1::Refusal& said) override { refusal = said; }
    void welcome(const v1::Welcome&) override {}
    void acknowledged(uint64_t, uint64_t) override {}
    void settings(const v1::Settings&) override {}
    void inventory_wanted() override {}
    void server_time(Instant, Instant) override {}
    void retry_after(Duration, Duration) override {}
};

std::unexpected<Error> no_answer() {
    return fail(ErrorKind::Unavailable, "link.unreachable",
                "The server did not answer in time. Check that this machine can reach it, and try again: the line is still good.");
}

class Attempt {
public:
    Attempt(std::unique_ptr<Stream> stream, const Clock& clock, Duration end) : stream_(std::move(stream)), clock_(clock), end_(end) {}

    Status connect() {
        while (true) {
            STEWARD_TRY(const Moved moved, stream_->connect());
            if (moved == Moved::Done) return {};
            if (moved == Moved::Closed || !wait(stream_->waits_for_write())) return no_answer();
        }
    }
    Exporter exporter() const { return stream_->exporter(); }

    Status exchange(Conversation& conversation, Answer& answer) {
        for (Bytes& out = conversation.out(); !out.empty();) {
            size_t size = 0;
            const Moved moved = stream_->write(out, size);
            if (moved == Moved::Closed || (moved == Moved::Waits && !wait(true))) return no_answer();
            if (moved == Moved::Done) out.erase(out.begin(), out.begin() + static_cast<ptrdiff_t>(size));
        }
        uint8_t piece[4096];
        while (!answer.taken && !answer.refusal) {
            size_t size = 0;
            const Moved moved = stream_->read(piece, size);
            if (moved == Moved::Closed || (moved == Moved::Waits && !wait(false))) return no_answer();
            if (moved == Moved::Done) STEWARD_CHECK(conversation.take(ByteView(piece, size), answer));
        }
        stream_->close_notify();
        return {};
    }

private:
    bool wait(bool for_write) {
        const auto rest = (end_ - clock_.monotonic()).count();
        pollfd one{stream_->descriptor(), static_cast<short>(for_write ? POLLOUT : POLLIN), 0};
        return rest > 0 && poll(&one, 1, static_cast<int>(rest)) > 0;
    }

    std::unique_ptr<Stream> stream_;
    const Clock& clock_;
    Duration end_;
};

Result<v1::Enrolled> ask_once(Net& net, const ServerAddress& server, unsigned turn, Duration end, const Clock& clock,
                              const EnrolmentLine& line, const DeviceKey& key, const Speaker& speaker, v1::DeviceClass device_class) {
    STEWARD_TRY(auto stream, net.open(server, turn));
    Attempt attempt(std::move(stream), clock, end);
    STEWARD_CHECK(attempt.connect());
    Conversation conversation;
    conversation.enrol(attempt.exporter(), key, line, speaker, device_class);
    Answer answer;
    STEWARD_CHECK(attempt.exchange(conversation, answer));
    if (answer.taken) return std::move(*answer.taken);
    Error refused{.kind = ErrorKind::Forbidden, .code = answer.refusal->code(), .message = answer.refusal->message()};
    refused.retry_after_seconds = static_cast<int>(std::min<uint32_t>(answer.refusal->retry_after_s(), 3600));
    return std::unexpected(std::move(refused));
}
}  // namespace

Result<v1::Enrolled> enrol(Net& net, const Clock& clock, const EnrolmentLine& line, const DeviceKey& key, const Speaker& speaker,
                           v1::DeviceClass device_class) {
    const ServerAddress server{line.host, line.port, line.pins};
    const Duration end = clock.monotonic() + longest_enrolment;
    for (unsigned turn = 0;; ++turn) {
        auto enrolled =
            ask_once(net, server, turn, std::min(end, clock.monotonic() + one_attempt), clock, line, key, speaker, device_class);
        if (enrolled) return enrolled;
        const Error& error = enrolled.error();
        const bool next_address = error.code == "link.unreachable" && turn < 4;
        const int rest_s = error.retry_after_seconds;
        const bool later = rest_s > 0 && clock.monotonic() + std::chrono::seconds(rest_s) < end;
        if (!next_address && !later) return enrolled;
        if (later) poll(nullptr, 0, rest_s * 1000);
    }
}

Result<Identity> identity_of(const v1::Enrolled& enrolled, const EnrolmentLine& line, const DeviceKey& key, const MachineFacts& machine,
                             std::vector<std::string> services) {
    RawId raw;
    if (enrolled.device_id().size() != raw.bytes.size()) {
        return fail(ErrorKind::Invalid, "enrol.answer", "The server gave this machine no usable id. Update the agent or the server.");
    }
    std::copy(enrolled.device_id().begin(), enrolled.device_id().end(), raw.bytes.begin());
    Identity identity{.device = DeviceId(raw),
                      .key = key.seed(),
                      .server = {line.host, line.port, {}},
                      .client_name = enrolled.client_name(),
                      .machine_fingerprint = machine.fingerprint,
                      .services = std::move(services),
                      .machine = machine.machine};
    for (const auto& pin : enrolled.server_pins()) {
        if (pin.size() == 32 && identity.server.pins.size() < 2) identity.server.pins.emplace_back(pin.begin(), pin.end());
    }
    if (identity.server.pins.empty()) identity.server.pins = line.pins;
    return identity;
}

Result<EnrolledMachine> enrol_machine(const EnrolWith& with, const EnrolmentLine& line) {
    STEWARD_CHECK(make_state_folder(with.state));
    const auto before = load_identity(with.state);
    if (!with.force && before) {
        return fail(ErrorKind::Conflict, "agent.enrolled",
                    "This machine is enrolled already. To enrol it anew, stop the agent and add --force.");
    }
    // Before the line is used: without a gate the answer would help nobody.
    if (line.authority) STEWARD_CHECK(gate_is_there(with.gate_socket, with.clock));
    STEWARD_TRY(const auto key, key_for_enrolment(with.state, line.token_id, with.rng));
    const MachineFacts machine = read_machine(with.host);
    const Speaker speaker{
        .version = with.version, .boot_id = machine.boot_id, .machine_fingerprint = machine.fingerprint, .hostname = machine.hostname};
    STEWARD_TRY(const auto enrolled, enrol(with.net, with.clock, line, key, speaker, guess_device_class(with.host)));
    EnrolledMachine made;
    STEWARD_TRY(made.identity, identity_of(enrolled, line, key, machine, Services(with.host).usual_running()));
    if (line.authority) {
        std::vector<Bytes> frames;
        for (const std::string& frame : enrolled.grant_frames()) frames.emplace_back(frame.begin(), frame.end());
        STEWARD_TRY(made.pinned, give_grant(with.gate_socket, line, frames, made.identity.server.pins, with.clock));
    }
    // Also for an agent that runs on and writes there until its next start, as the device that this machine was.
    if (before && before->device != made.identity.device) STEWARD_CHECK(save_spool_owner(with.state, before->device));
    STEWARD_CHECK(save_identity(with.state, made.identity));
    forget_enrolment(with.state);
    return made;
}

std::string told(const EnrolledMachine& enrolled) {
    std::string text = "Enrolled under " + enrolled.identity.client_name + " as device " + enrolled.identity.device.text() + ".\n";
    if (!enrolled.pinned) return text + "The line names no authority: this machine is watched, and nothing runs on it.";
    return text + words_of_pinned(*enrolled.pinned);
}

}  // namespace steward::agent

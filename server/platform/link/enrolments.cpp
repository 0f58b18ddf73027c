#include "server/platform/link/enrolments.h"

namespace steward::link {

namespace {
constexpr size_t most_waiting = 64;
}

agent::v1::Refusal refusal_of(const Error& error, int usual_retry_s) {
    const bool passes = error.kind == ErrorKind::Unavailable || error.kind == ErrorKind::Limited || error.kind == ErrorKind::Internal;
    agent::v1::Refusal refusal;
    refusal.set_code(error.code);
    refusal.set_message(error.message);
    const int retry_s = error.retry_after_seconds > 0 ? error.retry_after_seconds : passes ? usual_retry_s : 0;
    refusal.set_retry_after_s(static_cast<uint32_t>(retry_s));
    return refusal;
}

Enrolments::Enrolments(intake::Devices& devices, intake::Gates* gates, std::vector<Bytes> pins, std::shared_ptr<Mailbox> mailbox)
    : devices_(devices), gates_(gates), pins_(std::move(pins)), mailbox_(std::move(mailbox)), thread_([this] { run(); }) {}

bool Enrolments::add(Arrival arrival) {
    const std::lock_guard held(mutex_);
    if (waiting_.size() >= most_waiting) return false;
    waiting_.push_back(std::move(arrival));
    changed_.notify_one();
    return true;
}

void Enrolments::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Enrolments::run() {
    std::unique_lock held(mutex_);
    while (true) {
        changed_.wait(held, [&] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        const Arrival arrival = std::move(waiting_.front());
        waiting_.pop_front();
        held.unlock();
        mailbox_->leave({arrival.from, answer(arrival)});
        held.lock();
    }
}

agent::v1::ServerMessage Enrolments::answer(const Arrival& arrival) {
    const auto& request = arrival.request;
    const auto proof_holds = [&](ByteView token_hash) {
        return enrol_proof_holds(arrival.exporter, as_bytes(request.token_id()), as_bytes(request.device_public_key()), token_hash,
                                 as_bytes(request.proof()));
    };
    agent::v1::ServerMessage message;
    // Before the line is used: with a grant that cannot be followed now it would be used for nothing.
    const auto frames = gates_ ? gates_->grant_frames(as_bytes(request.token_id())) : Result<std::vector<Bytes>>(std::vector<Bytes>{});
    if (!frames) {
        *message.mutable_refusal() = refusal_of(frames.error());
        return message;
    }
    const auto enrolled = devices_.enrol(request, proof_holds, arrival.at, arrival.address);
    if (!enrolled) {
        *message.mutable_refusal() = refusal_of(enrolled.error());
        return message;
    }
    const auto& id = enrolled->device.raw().bytes;
    message.mutable_enrolled()->set_device_id(id.data(), id.size());
    message.mutable_enrolled()->set_client_name(devices_.client_name(enrolled->client).value_or(""));
    for (const Bytes& frame : *frames) message.mutable_enrolled()->add_grant_frames(frame.data(), frame.size());
    for (const Bytes& pin : pins_) message.mutable_enrolled()->add_server_pins(pin.data(), pin.size());
    return message;
}

}  // namespace steward::link

#include "agent/link/conversation.h"

#include "agent/link/frames.h"

namespace steward::agent {

namespace {
template <typename Container>
std::string text_of(const Container& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
}  // namespace

Bytes hello_payload(const Exporter& exporter, DeviceId device, uint64_t epoch) {
    Bytes payload(exporter.begin(), exporter.end());
    payload.insert(payload.end(), device.raw().bytes.begin(), device.raw().bytes.end());
    for (int shift = 56; shift >= 0; shift -= 8) payload.push_back(static_cast<uint8_t>(epoch >> shift));
    return payload;
}

Bytes enrol_payload(const Exporter& exporter, ByteView token_id, ByteView public_key) {
    Bytes payload(exporter.begin(), exporter.end());
    payload.insert(payload.end(), token_id.begin(), token_id.end());
    payload.insert(payload.end(), public_key.begin(), public_key.end());
    return payload;
}

void Conversation::reset() {
    reports_.reset();
    Bytes().swap(out_);
    Bytes().swap(partial_);
}

void Conversation::send(const v1::AgentMessage& message) {
    const size_t size = message.ByteSizeLong();
    append_varint(out_, size);
    const size_t at = out_.size();
    out_.resize(at + size);
    message.SerializeWithCachedSizesToArray(out_.data() + at);
}

void Conversation::hello(const Exporter& exporter, const DeviceKey& key, const Speaker& speaker, Instant now) {
    v1::AgentMessage message;
    auto& hello = *message.mutable_hello();
    hello.set_protocol(speaker.protocol);
    hello.set_device_id(text_of(speaker.device.raw().bytes));
    hello.set_epoch(speaker.epoch);
    hello.set_start_count(speaker.start_count);
    hello.set_signature(text_of(key.sign("hello", hello_payload(exporter, speaker.device, speaker.epoch))));
    hello.set_agent_version(speaker.version);
    hello.set_boot_id(speaker.boot_id);
    hello.set_machine_fingerprint(speaker.machine_fingerprint);
    hello.set_agent_time_ms(static_cast<uint64_t>(now.unix_ms));
    hello.set_hostname(speaker.hostname);
    send(message);
}

void Conversation::enrol(const Exporter& exporter, const DeviceKey& key, const EnrolmentLine& line, const Speaker& speaker,
                         v1::DeviceClass device_class) {
    const Bytes payload = enrol_payload(exporter, line.token_id, key.public_key());
    v1::AgentMessage message;
    auto& enrol = *message.mutable_enrol();
    enrol.set_protocol(speaker.protocol);
    enrol.set_token_id(text_of(line.token_id));
    enrol.set_proof(text_of(token_proof(line.secret, payload)));
    enrol.set_device_public_key(text_of(key.public_key()));
    enrol.set_signature(text_of(key.sign("enrol", payload)));
    enrol.set_hostname(speaker.hostname);
    enrol.set_machine_fingerprint(speaker.machine_fingerprint);
    enrol.set_agent_version(speaker.version);
    enrol.set_device_class(device_class);
    send(message);
}

void Conversation::layout(const v1::SeriesLayout& layout) {
    v1::AgentMessage message;
    *message.mutable_layout() = layout;
    send(message);
    reports_.set_layout(layout);
}

Status Conversation::take(ByteView bytes, Listener& listener) {
    const bool continued = !partial_.empty();
    if (continued) {
        partial_.insert(partial_.end(), bytes.begin(), bytes.end());
        bytes = partial_;
    }
    while (!bytes.empty()) {
        STEWARD_TRY(const auto frame, next_frame(bytes));
        if (!frame) break;
        v1::ServerMessage message;
        if (!message.ParseFromArray(frame->body.data(), static_cast<int>(frame->body.size()))) {
            return fail(ErrorKind::Invalid, "link.frame", "The server said something that is no message.");
        }
        hear(message, listener);
        bytes = bytes.subspan(frame->size);
    }
    Bytes rest(bytes.begin(), bytes.end());
    partial_.swap(rest);
    return {};
}

void Conversation::hear(const v1::ServerMessage& message, Listener& listener) {
    using Said = v1::ServerMessage;
    switch (message.kind_case()) {
        case Said::kEnrolled:
            return listener.enrolled(message.enrolled());
        case Said::kWelcome:
            return listener.welcome(message.welcome());
        case Said::kRefusal:
            return listener.refused(message.refusal());
        case Said::kAck:
            return listener.acknowledged(message.ack().epoch(), message.ack().seq());
        case Said::kRetryAfter:
            return listener.retry_after(std::chrono::seconds(message.retry_after().seconds()),
                                        std::chrono::seconds(message.retry_after().spread_s()));
        case Said::kSettings:
            return listener.settings(message.settings());
        case Said::kInventoryRequest:
            return listener.inventory_wanted();
        case Said::kTimeAnswer:
            return listener.server_time(Instant{static_cast<int64_t>(message.time_answer().agent_time_ms())},
                                        Instant{static_cast<int64_t>(message.time_answer().server_time_ms())});
        case Said::kSignedMessage:
        case Said::kMaterial:
        case Said::kWorkKept:
        case Said::kLogHead:
        case Said::kOutputWanted:
            return listener.for_gate(message);
        case Said::KIND_NOT_SET:
            return;  // of a newer server: nothing we could do with it
    }
}

}  // namespace steward::agent

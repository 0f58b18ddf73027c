#include "server/platform/link/conversation.h"

#include <algorithm>

namespace steward::link {

namespace {
constexpr int usual_spread_s = 30;
constexpr uint8_t report_tag = agent::v1::AgentMessage::kReport << 3 | 2;

// Why a connection ends that was open, in the words that an agent would hear at the door.
std::string words_of_end(std::string_view reason) {
    if (reason == "link.retired_device") return "This device was retired. Uninstall the agent, or enrol it again with a new line.";
    if (reason == "monitoring.report_malformed") return "A report could not be read and was put aside. Connect again.";
    return "The server ended this connection.";
}

Error error_of(ErrorKind kind, std::string code, std::string message) {
    return {.kind = kind, .code = std::move(code), .message = std::move(message)};
}

Error no_sense(std::string what) {
    return error_of(ErrorKind::Invalid, "link.protocol",
                    "The agent said something this server does not understand: " + std::move(what) + ". Update the agent.");
}

// A message that is one report and nothing else, as agents write it: the report's own bytes.
std::optional<ByteView> lone_report(ByteView body) {
    if (body.size() < 2 || body[0] != report_tag) return std::nullopt;
    size_t length = 0, at = 1;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        if (at == body.size()) return std::nullopt;
        const uint8_t byte = body[at++];
        length |= static_cast<size_t>(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0) return body.size() - at == length ? std::optional(body.subspan(at)) : std::nullopt;
    }
    return std::nullopt;
}

Result<DeviceId> device_of(const std::string& bytes) {
    RawId raw;
    if (bytes.size() != raw.bytes.size()) return std::unexpected(no_sense("a device id of the wrong size"));
    std::copy(bytes.begin(), bytes.end(), raw.bytes.begin());
    return DeviceId(raw);
}
}  // namespace

bool Conversation::refuse(Connection& connection, const Error& error, int usual_retry_s) {
    said_.Clear();
    *said_.mutable_refusal() = refusal_of(error, usual_retry_s);
    connection.queue(said_);
    ++refused_;
    if (connection.stage != Stage::Open) parties_.log("An agent at " + connection.address + " was refused: " + error.code);
    return false;
}

bool Conversation::hear(Connection& connection, ByteView body, Instant now) {
    if (connection.stage == Stage::Open) {
        if (const auto alone = lone_report(body)) return report(connection, *alone, now);
    }
    if (!heard_.ParseFromArray(body.data(), static_cast<int>(body.size())))
        return refuse(connection, no_sense("a message that cannot be read"));
    if (connection.stage == Stage::Open) return hear_session(connection, now);
    return hear_first(connection, now);
}

bool Conversation::hear_first(Connection& connection, Instant now) {
    if (connection.stage == Stage::Proof && heard_.kind_case() == agent::v1::AgentMessage::kHello) return hello(connection, now);
    if (connection.stage == Stage::Proof && heard_.kind_case() == agent::v1::AgentMessage::kEnrol) return enrol(connection, now);
    return refuse(connection, error_of(ErrorKind::Unauthenticated, "link.proof",
                                       "The agent has to prove which device it is before it says anything else."));
}

Status Conversation::understand(uint32_t their_protocol) const {
    const std::string both = "This agent speaks protocol " + std::to_string(their_protocol) + ", the server (version " +
                             parties_.server_version + ") protocol " + std::to_string(parties_.protocol) +
                             " and with agents one protocol older or newer. ";
    switch (meet(parties_.protocol, their_protocol)) {
        case Meeting::Understood:
            return {};
        case Meeting::TheyAreTooOld:
            return fail(ErrorKind::Invalid, "link.agent_too_old", both + "Install the agent that the server offers under \"Add device\".");
        case Meeting::TheyAreTooNew:
            return fail(ErrorKind::Invalid, "link.agent_too_new",
                        both + "Update the server, or install the agent that it offers under \"Add device\".");
    }
    return {};
}

bool Conversation::hello(Connection& connection, Instant now) {
    const auto& hello = heard_.hello();
    if (const auto understood = understand(hello.protocol()); !understood) return refuse(connection, understood.error());
    const auto claimed = device_of(hello.device_id());
    if (!claimed) return refuse(connection, claimed.error());
    const auto identity = parties_.devices.find(*claimed);
    // Who cannot prove the device learns nothing of it but that it may not come in as it is.
    if (!identity) return refuse(connection, identity.error());
    if (!hello_holds(connection.tls.exporter(), *claimed, hello.epoch(), identity->public_key, as_bytes(hello.signature()))) {
        return refuse(connection,
                      error_of(ErrorKind::Forbidden, "link.proof",
                               "The agent's key is not the one this device was enrolled with. Enrol it again with a new line."));
    }
    if (const auto earlier = present_.find(*claimed); earlier != present_.end()) parties_.replace(earlier->second);
    connection.answers = std::make_shared<SessionAnswers>(parties_.mailbox, connection.key);
    said_.Clear();
    auto& welcome = *said_.mutable_welcome();
    auto session = parties_.intake.open(*identity, hello, now, connection.address, connection.answers, welcome);
    if (!session) return refuse(connection, session.error());
    welcome.set_server_time_ms(static_cast<uint64_t>(now.unix_ms));
    welcome.set_server_version(parties_.server_version);
    welcome.set_protocol(parties_.protocol);
    connection.session = std::move(*session);
    connection.device = *claimed;
    connection.stage = Stage::Open;
    present_[*claimed] = connection.key;
    connection.queue(said_);
    return true;
}

bool Conversation::enrol(Connection& connection, Instant now) {
    auto& request = *heard_.mutable_enrol();
    if (const auto understood = understand(request.protocol()); !understood) return refuse(connection, understood.error());
    const Exporter exporter = connection.tls.exporter();
    if (!enrol_signature_holds(exporter, as_bytes(request.token_id()), as_bytes(request.device_public_key()),
                               as_bytes(request.signature()))) {
        return refuse(connection, error_of(ErrorKind::Forbidden, "link.proof",
                                           "The agent did not prove that it holds its own key. Install the current agent."));
    }
    if (!parties_.enrolments.add({connection.key, std::move(request), exporter, now, connection.address})) {
        Error busy = error_of(ErrorKind::Unavailable, "link.busy", "Many machines are being enrolled at this moment. Trying again.");
        busy.retry_after_seconds = 10;
        return refuse(connection, busy);
    }
    connection.stage = Stage::Enrolling;
    return true;
}

bool Conversation::report(Connection& connection, ByteView body, Instant now) {
    if (!report_.ParseFromArray(body.data(), static_cast<int>(body.size())))
        return refuse(connection, no_sense("a report that cannot be read"));
    return go_on(connection, connection.session->report(report_, now));
}

bool Conversation::hear_session(Connection& connection, Instant now) {
    using Message = agent::v1::AgentMessage;
    intake::Session& session = *connection.session;
    switch (heard_.kind_case()) {
        case Message::kLayout:
            return go_on(connection, session.layout(heard_.layout()));
        case Message::kReport:
            return go_on(connection, session.report(heard_.report(), now));
        case Message::kInventory:
            return go_on(connection, session.inventory(heard_.inventory(), now));
        case Message::kEvent:
            return go_on(connection, session.event(heard_.event(), now));
        case Message::kGap:
            return go_on(connection, session.gap(heard_.gap(), now));
        case Message::kTimeProbe:
            return answer_time(connection);
        case Message::kGateState:
        case Message::kMessageTaken:
        case Message::kMaterialWanted:
        case Message::kWorkDone:
        case Message::kWorkOutput:
        case Message::kCosigned:
            return hear_gate(connection, now);
        case Message::kEnrol:
        case Message::kHello:
            return refuse(connection, no_sense("a second greeting"));
        case Message::KIND_NOT_SET:
            return true;  // of a newer agent: what we do not know we leave alone
    }
    return true;
}

bool Conversation::hear_gate(Connection& connection, Instant now) {
    if (!parties_.gates) return true;
    if (!connection.gate) {
        const auto identity = parties_.devices.find(connection.device);
        if (!identity) return refuse(connection, identity.error());
        connection.gate = parties_.gates->open(*identity, connection.answers);
    }
    ++heard_of_gates_;
    return go_on(connection, connection.gate->hear(heard_, now));
}

bool Conversation::answer_time(Connection& connection) {
    said_.Clear();
    said_.mutable_time_answer()->set_agent_time_ms(heard_.time_probe().agent_time_ms());
    said_.mutable_time_answer()->set_server_time_ms(static_cast<uint64_t>(parties_.clock.now().unix_ms));
    connection.queue(said_);
    return true;
}

// After a report that was not taken, the codecs of the two sides differ: the connection has to end.
bool Conversation::go_on(Connection& connection, const Status& status) {
    if (status) return true;
    const Error& error = status.error();
    if (error.kind != ErrorKind::Unavailable && error.kind != ErrorKind::Limited) {
        parties_.log("The session of device " + connection.device.text() + " ended: " + error.code + " " + error.message);
        return refuse(connection, error, 60);
    }
    said_.Clear();
    said_.mutable_retry_after()->set_seconds(static_cast<uint32_t>(std::max(error.retry_after_seconds, 1)));
    said_.mutable_retry_after()->set_spread_s(usual_spread_s);
    connection.queue(said_);
    return false;
}

bool Conversation::deliver(Connection& connection, const Letter& letter) {
    if (connection.stage != Stage::Open) return true;
    const auto say = [&](auto fill) {
        said_.Clear();
        fill(said_);
        connection.queue(said_);
    };
    for (const auto& [epoch, seq] : letter.acknowledged) {
        said_.Clear();
        said_.mutable_ack()->set_epoch(epoch);
        said_.mutable_ack()->set_seq(seq);
        connection.queue(said_);
    }
    if (letter.settings) say([&](auto& message) { *message.mutable_settings() = *letter.settings; });
    if (letter.inventory_wanted) say([](auto& message) { message.mutable_inventory_request(); });
    for (const auto& message : letter.for_gate) connection.queue(message);
    said_to_gates_ += letter.for_gate.size();
    if (letter.retry_after) say([&](auto& message) { *message.mutable_retry_after() = *letter.retry_after; });
    if (letter.close_reason) {
        Error ended = error_of(ErrorKind::Unavailable, *letter.close_reason, words_of_end(*letter.close_reason));
        ended.retry_after_seconds = 5;
        return refuse(connection, ended);
    }
    return !letter.retry_after;
}

void Conversation::deliver(Connection& connection, const EnrolmentAnswer& answer) {
    if (connection.stage != Stage::Enrolling) return;
    connection.queue(answer.message);
    if (!answer.message.has_refusal()) return;
    ++refused_;
    parties_.log("An agent at " + connection.address + " was not enrolled: " + answer.message.refusal().code());
}

void Conversation::leave(Connection& connection) {
    connection.gate.reset();
    connection.session.reset();
    connection.answers.reset();
    const auto present = present_.find(connection.device);
    if (present != present_.end() && present->second == connection.key) present_.erase(present);
}

}  // namespace steward::link

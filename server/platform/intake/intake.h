// What the agents' link hands to the modules, without either knowing the other.
//
// All calls come on the link's thread (one thread per server process), in the order in which a
// connection's frames arrived. They must not block on anything but memory and the write of a
// log; what needs a database transaction is queued by the module, except events and inventory,
// which are few and acknowledged only when stored.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/error.h"
#include "base/id.h"
#include "base/time.h"

namespace steward::agent::v1 {
class Enrol;
class Enrolled;
class Event;
class Gap;
class Hello;
class Inventory;
class Report;
class SeriesLayout;
class Settings;
class ServerMessage;
class AgentMessage;
class Welcome;
}  // namespace steward::agent::v1

namespace steward::intake {

struct DeviceIdentity {
    DeviceId device;
    ClientId client;
    Bytes public_key;  // Ed25519, 32 bytes
};

/// Who a device is. Implemented by the directory.
class Devices {
public:
    virtual ~Devices() = default;
    /// The key and client of a device that may connect.
    /// Failures: NotFound "link.unknown_device"; Forbidden "link.retired_device".
    virtual Result<DeviceIdentity> find(DeviceId device) = 0;
    /// Redeems a one-time token; `token_proof_holds` checks the HMAC against the stored token hash.
    /// Failures: Forbidden "link.token_unknown", "link.token_used", "link.token_expired", "link.proof".
    virtual Result<DeviceIdentity> enrol(const agent::v1::Enrol& request, const std::function<bool(ByteView token_hash)>& token_proof_holds,
                                         Instant now, std::string address) = 0;
    virtual Result<std::string> client_name(ClientId client) = 0;
};

/// How a session answers its agent. Valid as long as the session; thread safe.
class Answers {
public:
    virtual ~Answers() = default;
    virtual void acknowledge(uint64_t epoch, uint64_t seq) = 0;
    virtual void send_settings(const agent::v1::Settings& settings) = 0;
    virtual void request_inventory() = 0;
    virtual void retry_after(int seconds, int spread_seconds) = 0;
    virtual void close(std::string reason) = 0;
    /// Any of the messages for the gate (agent.proto, SignedMessage and below).
    virtual void deliver(agent::v1::ServerMessage message) = 0;
};

/// One connected agent. Destroyed on the link's thread when the connection ends.
class Session {
public:
    virtual ~Session() = default;
    virtual Status layout(const agent::v1::SeriesLayout& layout) = 0;
    virtual Status report(const agent::v1::Report& report, Instant received_at) = 0;
    virtual Status inventory(const agent::v1::Inventory& inventory, Instant received_at) = 0;
    virtual Status event(const agent::v1::Event& event, Instant received_at) = 0;
    virtual Status gap(const agent::v1::Gap& gap, Instant received_at) = 0;
};

/// Where reports go. Implemented by monitoring.
class Intake {
public:
    virtual ~Intake() = default;
    /// A device proved itself. Fills `welcome`. `answers` outlives the session.
    virtual Result<std::unique_ptr<Session>> open(const DeviceIdentity& device, const agent::v1::Hello& hello, Instant received_at,
                                                  std::string address, std::shared_ptr<Answers> answers, agent::v1::Welcome& welcome) = 0;
};

/// One agent that speaks for its gate. Destroyed on the link's thread when the connection ends.
class GateSession {
public:
    virtual ~GateSession() = default;
    /// A message of the kinds gate_state to cosigned. Must not block: what needs the database is queued by the implementation.
    virtual Status hear(const agent::v1::AgentMessage& message, Instant received_at) = 0;
};

/// Where what gates say goes. Implemented by the room authority.
class Gates {
public:
    virtual ~Gates() = default;
    /// Called with the first message for it on a connection. `answers` outlives the session.
    virtual std::unique_ptr<GateSession> open(const DeviceIdentity& device, std::shared_ptr<Answers> answers) = 0;
    /// What an enrolment with this token carries: genesis, the chain, the grant; empty: no grant. Any thread; may ask the database.
    virtual Result<std::vector<Bytes>> grant_frames(ByteView token_id) = 0;
};

}  // namespace steward::intake

// The agents' door: one thread for all connections, TLS 1.3, frames, proof of the device.
//
// What is said stands in schema/steward/agent/v1/agent.proto; who answers are `intake::Devices`
// (who a device is) and `intake::Intake` (where its reports go).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/agent_protocol.h"
#include "base/error.h"
#include "base/time.h"
#include "server/platform/intake/intake.h"
#include "server/platform/link/identity.h"

namespace steward::link {

struct LinkSettings {
    std::string address = "127.0.0.1";
    uint16_t port = 0;  // 0: any free one, see Link::port
    size_t most_connections = 50'000;
    size_t most_unproven = 256;                           // connections whose device has not proven itself yet
    Duration proof_timeout = std::chrono::seconds(15);    // from accept to a proven device
    Duration silence_timeout = std::chrono::minutes(65);  // without one frame (the longest interval is an hour)
    size_t longest_output = 1 << 20;                      // bytes that a slow agent has not taken yet; then it is closed
    std::string server_version;                           // for Welcome
    uint32_t protocol = spoken_protocol;                  // another one only in stories of versions to come
};

class Link {
public:
    struct Numbers {
        uint64_t connections = 0;  // open now
        uint64_t accepted = 0;     // since the start
        uint64_t refused = 0;      // proof, token or protocol did not hold
        uint64_t frames = 0, bytes_received = 0, bytes_sent = 0;
        uint64_t gates_heard = 0, gates_said = 0;  // messages of and for gates
    };

    /// Listens and serves until `stop`. Everything handed in must outlive the link; without `gates` what agents say of
    /// their gates is left aside. Failures:
    /// Unavailable "link.listen" (port taken, no such address), Internal "link.tls".
    static Result<std::unique_ptr<Link>> start(LinkSettings settings, const ServerIdentity& identity, intake::Devices& devices,
                                               intake::Intake& intake, const Clock& clock, std::function<void(std::string_view)> log,
                                               intake::Gates* gates = nullptr);
    virtual ~Link() = default;

    virtual uint16_t port() const = 0;
    virtual Numbers numbers() const = 0;  // any thread

    /// Takes no new connection, ends all sessions on the link's thread, joins it. Safe to repeat; the
    /// destructor does it too.
    virtual void stop() = 0;
};

}  // namespace steward::link

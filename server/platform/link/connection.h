// One agent's connection: bytes in, frames out of them; messages in, bytes out of them.
//
// On the link's thread only. What the frames mean is conversation.h's business.
#pragma once

#include <memory>

#include "server/platform/link/frames.h"
#include "server/platform/link/mailbox.h"
#include "server/platform/link/tls.h"

namespace steward::link {

enum class Stage {
    Handshake,  // TLS
    Proof,      // waiting for Hello or Enrol
    Enrolling,  // the database is asked
    Open,       // a session
    Farewell,   // the last message is on its way out; nothing is read any more
};

class Connection {
public:
    Connection(ConnectionKey own_key, TlsContext& context, Arrived arrived, Duration now)
        : key(own_key),
          address(std::move(arrived.address)),
          descriptor(std::move(arrived.descriptor)),
          tls(context.get(), descriptor.get()),
          opened_at(now),
          heard_at(now) {}

    const ConnectionKey key;
    const std::string address;
    Descriptor descriptor;
    TlsSession tls;
    Stage stage = Stage::Handshake;
    bool counted_unproven = true;  // among those whose number is bounded
    Duration opened_at, heard_at;  // monotonic
    bool waits_for_write = false;  // as registered with epoll
    DeviceId device;               // nil until proven
    std::unique_ptr<intake::Session> session;
    std::unique_ptr<intake::GateSession> gate;  // null until the agent spoke of its gate
    std::shared_ptr<SessionAnswers> answers;

    /// One TLS read into `scratch`; `each(body)` for every frame that is whole now, until it says no.
    /// Returns how the read went; Failed also for a frame that is none.
    template <typename Each>
    Progressed read_frames(std::span<uint8_t> scratch, size_t most_frame, uint64_t& received, Each each) {
        size_t size = 0;
        const Progressed progressed = tls.read(scratch, size);
        if (progressed != Progressed::Done) return progressed;
        received += size;
        ByteView rest = scratch.first(size);
        const bool continued = !partial_.empty();
        if (continued) {
            partial_.insert(partial_.end(), rest.begin(), rest.end());
            rest = partial_;
        }
        while (!rest.empty()) {
            const auto frame = next_frame(rest, most_frame);
            if (!frame) return Progressed::Failed;
            if (!*frame) break;
            rest = rest.subspan((*frame)->size);
            if (!each((*frame)->body)) return Progressed::Done;
        }
        keep(rest, continued);
        return Progressed::Done;
    }

    void queue(const agent::v1::ServerMessage& message);
    /// Writes what is queued as far as the socket takes it.
    Progressed flush(uint64_t& sent);
    size_t queued() const { return out_.size() - out_sent_; }

private:
    void keep(ByteView rest, bool continued);

    Bytes partial_;  // the beginning of a frame whose end has not come yet
    Bytes out_;
    size_t out_sent_ = 0;
};

}  // namespace steward::link

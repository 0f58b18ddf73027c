// What other threads have to say to connections, and the one bell that wakes the link's thread.
//
// The group commit acknowledges a thousand sessions in a row: each leaves a line here, the bell is
// rung once, and the link's thread writes to each connection once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "server/platform/intake/intake.h"
#include "server/platform/link/listener.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::link {

/// Names one connection for its whole life; never used again for another.
using ConnectionKey = uint64_t;

/// What waits for one session.
struct Letter {
    ConnectionKey to = 0;
    std::vector<std::pair<uint64_t, uint64_t>> acknowledged;  // (epoch, seq), the newest of each epoch
    std::optional<agent::v1::Settings> settings;
    std::optional<agent::v1::RetryAfter> retry_after;
    std::optional<std::string> close_reason;
    bool inventory_wanted = false;
    std::vector<agent::v1::ServerMessage> for_gate;  // in their order
};

/// The end of one enrolment.
struct EnrolmentAnswer {
    ConnectionKey to = 0;
    agent::v1::ServerMessage message;  // Enrolled or Refusal
};

class Mailbox {
public:
    /// Failure: Internal "link.wake" when the system has no descriptor left.
    static Result<std::shared_ptr<Mailbox>> make();

    /// Any thread: changes the letter to `to` in place. `slot` is the sender's own memory of where its
    /// letter lies.
    struct Slot {
        uint64_t round = 0;
        size_t index = 0;
    };
    template <typename Change>
    void leave(ConnectionKey to, Slot& slot, Change change) {
        const std::lock_guard held(mutex_);
        if (slot.round != round_) {
            slot = {round_, letters_.size()};
            letters_.emplace_back().to = to;
        }
        change(letters_[slot.index]);
        ring();
    }
    void leave(EnrolmentAnswer answer);
    void ring_only();

    // The link's thread.
    int bell() const { return bell_.get(); }
    void collect(std::vector<Letter>& letters, std::vector<EnrolmentAnswer>& enrolments);

private:
    explicit Mailbox(Descriptor bell) : bell_(std::move(bell)) {}
    void ring();

    Descriptor bell_;
    std::mutex mutex_;
    uint64_t round_ = 1;
    bool rung_ = false;
    std::vector<Letter> letters_;
    std::vector<EnrolmentAnswer> enrolments_;
};

/// The answers of one session. Outlives the connection and the link: then nobody reads them.
class SessionAnswers final : public intake::Answers {
public:
    SessionAnswers(std::shared_ptr<Mailbox> mailbox, ConnectionKey connection) : mailbox_(std::move(mailbox)), connection_(connection) {}
    void acknowledge(uint64_t epoch, uint64_t seq) override;
    void send_settings(const agent::v1::Settings& settings) override;
    void request_inventory() override;
    void retry_after(int seconds, int spread_seconds) override;
    void close(std::string reason) override;
    void deliver(agent::v1::ServerMessage message) override;

private:
    std::shared_ptr<Mailbox> mailbox_;
    ConnectionKey connection_;
    Mailbox::Slot slot_;  // guarded by the mailbox
};

}  // namespace steward::link

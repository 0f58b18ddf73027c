// How fresh a machine's view of the roster is (design/trust.md 4.1.8): the newest heartbeat, the question with a nonce after
// every start, and the fence after a disk was rolled back.
//
// Pure. Signatures are checked before: a heartbeat that comes here was signed by as many beacons as the roster wants.
#pragma once

#include <optional>

#include "agent/gate/trusted_time.h"
#include "trust/authority.h"

namespace steward::gate {

/// An answer counts this long after the question; a server that holds it back longer gains nothing.
constexpr Duration longest_answer = std::chrono::seconds(60);

/// What became of a heartbeat. Only the first two changed anything.
enum class Heard : uint8_t {
    Newer,     // it is the newest now
    Answered,  // it is, and the question is answered
    Known,     // there is one as new
    Stranger,  // answers a question that is not ours
    TooLate,   // answers ours after a minute
};

class Freshness {
public:
    /// A start: nobody is believed before the question is answered. `newest`: as kept, or nothing. After a detected roll-back
    /// of the disk, or on a copy of the machine, `rolled_back` asks for a fence as well. `fence`: the one that was kept.
    Freshness(std::optional<trust::Heartbeat> newest, Duration running, bool rolled_back, Instant fence = {});

    /// The same during a run: the roster was split, the machine was found to be copied.
    void doubt(bool rolled_back);
    /// Begins a question; the one before it is forgotten. `nonce`: 16 random bytes of the caller, not all zero (asserted).
    void ask(const trust::ShortId& nonce, Duration running);

    /// `at_least`: the lower bound of time; a fence is not set before it, whatever the beacon says.
    Heard take(const trust::Heartbeat& heartbeat, Duration running, Instant at_least = {});

    bool needs_answer() const { return needs_answer_; }
    /// The answer will set a fence: what ran here is not known.
    bool is_rolled_back() const { return rolled_back_; }
    /// Jobs that may begin before this are refused: the journal that knew them is gone. Unset: none are.
    Instant fence() const { return fence_; }
    const std::optional<trust::Heartbeat>& newest() const { return newest_; }
    /// Since the question that is open; nothing: none is.
    std::optional<Duration> asked_ago(Duration running) const {
        return question_ ? std::optional(running - question_->asked) : std::nullopt;
    }
    /// Since the newest heartbeat, by the clock that says more; nothing was heard: no age.
    std::optional<Duration> age(Instant at_most, Duration running) const;

private:
    struct Question {
        trust::ShortId nonce{};
        Duration asked{0};
    };
    std::optional<trust::Heartbeat> newest_;
    Duration heard_at_{0};
    bool needs_answer_ = true, rolled_back_ = false;
    std::optional<Question> question_;
    Instant fence_;
};

}  // namespace steward::gate

// From the gate to the server: results until the server keeps them, what a job wrote before its result, and what it writes while somebody
// looks. Pure.
#pragma once

#include <map>

#include "agent/courier/mail.h"

namespace steward::agent {

constexpr Duration output_period = std::chrono::milliseconds(500), longest_look = std::chrono::minutes(10);
/// A result that the server does not keep meanwhile is said once more: it may have come before the server was ready for it.
constexpr Duration say_again_after = std::chrono::seconds(30);
constexpr size_t most_followed = 16, most_output = 1024 * 1024;

class Results {
public:
    explicit Results(Mail& mail) : mail_(mail) {}

    /// The connection ended: all that is not kept is said again on the next.
    void forget();
    /// What the gate says of itself: how many results nobody acknowledged.
    void there_are(uint64_t unacknowledged, Duration now);
    /// WorkKept: only what was said on this connection is acknowledged to the gate.
    void kept(const std::string& work);
    void wanted(const v1::OutputWanted& wish, Duration now);

    std::optional<Bytes> ask(Duration now);
    void answered(const GateAnswer& answer, Duration now);
    void unanswered(NoAnswer why);
    /// When the next look at somebody's output is due.
    std::optional<Duration> next() const;
    bool is_following() const { return !followed_.empty(); }

private:
    enum class Asked : uint8_t { Nothing, Acknowledge, Output, Results, Follow };
    struct Fresh {
        trust::ShortId work{};
        Bytes frame;
        uint32_t offset = 0;
        int losses = 0;
    };
    struct Followed {
        uint32_t offset = 0;
        Duration until{0}, look_at{0};
        bool is_once = false;
    };

    bool is_said(const trust::ShortId& work, Duration now) const;
    void take_results(ByteView body, Duration now);
    void take_output(ByteView part, Duration now);
    void take_look(ByteView part, Duration now);
    void say_output(const trust::ShortId& work, uint32_t offset, ByteView part, bool is_last);

    Mail& mail_;
    Asked asked_ = Asked::Nothing;
    bool is_orphan_ = false;
    std::deque<trust::ShortId> kept_;
    std::map<trust::ShortId, Duration> said_;  // and when
    std::deque<Fresh> fresh_;
    std::map<trust::ShortId, Followed> followed_;
    trust::ShortId looked_at_{};
    bool are_due_ = false;
};

}  // namespace steward::agent

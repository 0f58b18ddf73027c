// What the gate says of itself, as it is told to the server when it changes, and to the machine's administrator in words. Pure.
#pragma once

#include <optional>
#include <string>

#include "agent/courier/mail.h"

namespace steward::agent {

constexpr Duration state_period = std::chrono::seconds(10);
/// A gate that is not there is looked for soon, as after its own restart, then less and less often: most machines without one never have
/// one.
constexpr Duration absent_period = std::chrono::seconds(5), longest_absent_period = std::chrono::seconds(60);
/// After something was handed over, and while a job runs: soon, then less and less often.
constexpr Duration shortest_pace = std::chrono::milliseconds(50), longest_pace = std::chrono::seconds(1);

class GateView {
public:
    explicit GateView(Mail& mail) : mail_(mail) {}

    void connected(Duration now);
    void disconnected() { is_connected_ = false; }
    /// Something was handed over: how it stands now is asked soon.
    void changed(Duration now);

    std::optional<Bytes> ask(Duration now);
    /// The number of results that wait at the gate; nothing when it was not that what was asked.
    std::optional<uint64_t> answered(const GateAnswer& answer, Duration now);
    void unanswered(NoAnswer why, Duration now);
    Duration next() const { return is_question_due_ ? Duration{0} : state_at_; }

    bool is_present() const { return presence_ == Presence::There; }
    const std::optional<gate::StateAnswer>& state() const { return state_; }
    std::string in_words() const;

private:
    enum class Presence : uint8_t { Unknown, There, Absent };
    enum class Asked : uint8_t { Nothing, State, Question };

    v1::GateState message() const;
    void say(Duration now);
    bool is_heartbeat_newer(const v1::GateState& now_said, Duration now) const;

    Mail& mail_;
    Asked asked_ = Asked::Nothing;
    Presence presence_ = Presence::Unknown;
    std::optional<gate::StateAnswer> state_;
    trust::ShortId nonce_{};
    bool is_connected_ = false, is_question_due_ = false;
    int losses_ = 0;
    Duration state_at_{0}, pace_ = state_period, absent_pace_ = absent_period;
    std::optional<v1::GateState> said_;  // on this connection
    Duration said_at_{0};
};

}  // namespace steward::agent

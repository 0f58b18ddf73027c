#include "agent/gate/freshness.h"

#include <algorithm>
#include <cassert>

namespace steward::gate {

Freshness::Freshness(std::optional<trust::Heartbeat> newest, Duration running, bool rolled_back, Instant fence)
    : newest_(std::move(newest)), heard_at_(running), rolled_back_(rolled_back), fence_(fence) {}

void Freshness::doubt(bool rolled_back) {
    needs_answer_ = true;
    rolled_back_ = rolled_back_ || rolled_back;
    question_.reset();
}

void Freshness::ask(const trust::ShortId& nonce, Duration running) {
    assert(nonce != trust::ShortId{});
    question_ = Question{nonce, running};
}

Heard Freshness::take(const trust::Heartbeat& heartbeat, Duration running, Instant at_least) {
    const bool is_answer = heartbeat.nonce != trust::ShortId{};
    if (is_answer) {
        if (!question_ || question_->nonce != heartbeat.nonce) return Heard::Stranger;
        if (running - question_->asked > longest_answer) return Heard::TooLate;
    }
    const bool is_newer = !newest_ || heartbeat.time > newest_->time;
    // The answer to a fresh question says when "now" is, even to one who has heard of a later moment.
    if (!is_newer && !is_answer) return Heard::Known;
    if (is_newer) newest_ = heartbeat;
    heard_at_ = running;
    if (!is_answer) return Heard::Newer;
    if (rolled_back_) fence_ = std::max({fence_, heartbeat.time, at_least});
    needs_answer_ = rolled_back_ = false;
    question_.reset();
    return Heard::Answered;
}

std::optional<Duration> Freshness::age(Instant at_most, Duration running) const {
    if (!newest_) return std::nullopt;
    return std::max(at_most - newest_->time, running - heard_at_);
}

}  // namespace steward::gate

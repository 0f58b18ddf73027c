#include "agent/courier/gate_view.h"

#include <algorithm>

#include "trust/form.h"

namespace steward::agent {

namespace {
constexpr Duration noticeable = std::chrono::seconds(5);

std::string without_age(v1::GateState state) {
    state.clear_heartbeat_age_ms();
    return state.SerializeAsString();
}
}  // namespace

void GateView::connected(Duration now) {
    is_connected_ = true;
    said_.reset();
    state_at_ = {};
    if (presence_ == Presence::Absent) say(now);  // otherwise when it has answered
}

void GateView::changed(Duration now) {
    pace_ = shortest_pace;
    state_at_ = std::min(state_at_, now + pace_);
}

std::optional<Bytes> GateView::ask(Duration now) {
    if (is_question_due_) {
        asked_ = Asked::Question;
        return gate::write_request(gate::Want::Question);
    }
    if (now < state_at_) return std::nullopt;
    asked_ = Asked::State;
    return gate::write_request(gate::Want::State);
}

std::optional<uint64_t> GateView::answered(const GateAnswer& answer, Duration now) {
    const Asked asked = std::exchange(asked_, Asked::Nothing);
    losses_ = 0;
    if (asked == Asked::Question) {
        is_question_due_ = false;
        const auto question = answer.how == gate::How::Done ? trust::read_message<gate::QuestionAnswer>(answer.body) : std::nullopt;
        nonce_ = question ? question->nonce : trust::ShortId{};
        say(now);
        return std::nullopt;
    }
    presence_ = Presence::There;
    absent_pace_ = absent_period;
    state_ = answer.how == gate::How::Done ? trust::read_message<gate::StateAnswer>(answer.body) : std::nullopt;
    if (!state_) state_ = gate::StateAnswer{.version = {}, .damage = "It speaks another language than this agent."};
    is_question_due_ = state_->is_enrolled && state_->damage.empty() && state_->needs_answer;
    if (!is_question_due_) nonce_ = {};
    pace_ = std::min(pace_ * 2, state_->running > 0 ? longest_pace : state_period);
    state_at_ = now + pace_;
    if (!is_question_due_) say(now);
    return state_->unacknowledged;
}

void GateView::unanswered(NoAnswer why, Duration now) {
    asked_ = Asked::Nothing;
    is_question_due_ = false;
    if (why == NoAnswer::Lost && ++losses_ <= most_losses) {
        state_at_ = now + shortest_pace;
        return;
    }
    losses_ = 0;
    presence_ = Presence::Absent;
    state_.reset();
    nonce_ = {};
    pace_ = state_period;
    state_at_ = now + absent_pace_;
    absent_pace_ = std::min(absent_pace_ * 2, longest_absent_period);
    say(now);
}

v1::GateState GateView::message() const {
    v1::GateState said;
    said.set_present(presence_ == Presence::There);
    if (!state_) return said;
    const gate::StateAnswer& is = *state_;
    said.set_enrolled(is.is_enrolled);
    said.set_version(is.version);
    said.set_damage(is.damage);
    if (!is.is_enrolled) return said;
    said.set_authority(text_from(is.authority));
    said.set_roster_seq(is.seq);
    said.set_roster_head(text_from(is.head));
    said.set_card(text_from(is.card));
    said.set_needs_answer(is.needs_answer);
    if (nonce_ != trust::ShortId{}) said.set_nonce(text_from(nonce_));
    said.set_stopped_here(is.is_stopped_here);
    said.set_stopped(is.is_stopped);
    said.set_forked(is.is_forked);
    said.set_allowed_classes(is.limits.allowed.bits);
    said.set_limits(text_from(trust::write_message(is.limits)));
    said.set_log_size(is.log_size);
    said.set_heartbeat_age_ms(is.heartbeat_age_ms);
    said.set_was_heard(is.was_heard);
    said.set_policies(is.policies);
    said.set_binding_seq(is.binding_seq);
    said.set_running(is.running);
    return said;
}

// Ages grow by themselves; a smaller one than that is a newer heartbeat.
bool GateView::is_heartbeat_newer(const v1::GateState& now_said, Duration now) const {
    if (!now_said.was_heard()) return false;
    const auto grown = static_cast<int64_t>(said_->heartbeat_age_ms()) + (now - said_at_).count();
    return static_cast<int64_t>(now_said.heartbeat_age_ms()) + noticeable.count() < grown;
}

void GateView::say(Duration now) {
    if (!is_connected_ || presence_ == Presence::Unknown) return;
    v1::GateState fresh = message();
    if (said_ && without_age(*said_) == without_age(fresh) && !is_heartbeat_newer(fresh, now)) return;
    *mail_.emplace_back().mutable_gate_state() = fresh;
    said_ = std::move(fresh);
    said_at_ = now;
}

std::string GateView::in_words() const {
    if (presence_ == Presence::Unknown) return "not asked yet";
    if (!state_) return "none answers: this machine is watched, and nothing runs on it";
    const gate::StateAnswer& is = *state_;
    if (!is.damage.empty()) return "refuses everything: " + is.damage;
    if (!is.is_enrolled) return "enrolled without a grant: this machine is watched, and nothing runs on it";
    std::string words = "runs what the people of authority " + to_hex(ByteView(is.authority).first(8)) + " sign";
    if (is.limits.allowed.bits == 0) words += "; its limits allow nothing yet";
    if (is.is_stopped_here) words += "; stopped by this machine's administrator";
    if (is.is_stopped) words += "; stopped by a signed message";
    if (is.is_forked) words += "; who may sign is disputed, nothing runs before that is resolved";
    if (is.needs_answer) words += "; waits for a signed answer to its question";
    if (is.running > 0) words += "; running: " + std::to_string(is.running);
    return words;
}

}  // namespace steward::agent

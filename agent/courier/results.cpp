#include "agent/courier/results.h"

#include <algorithm>

#include "trust/form.h"
#include "trust/work.h"

namespace steward::agent {

namespace {
constexpr size_t largest_part = 128 * 1024;  // of the gate, and of the wire
}

void Results::forget() {
    is_orphan_ = is_orphan_ || (asked_ != Asked::Nothing && asked_ != Asked::Acknowledge);
    said_.clear();
    fresh_.clear();
    followed_.clear();
    are_due_ = false;
}

bool Results::is_said(const trust::ShortId& work, Duration now) const {
    const auto found = said_.find(work);
    return found != said_.end() && (now < found->second + say_again_after || std::ranges::find(kept_, work) != kept_.end());
}

void Results::there_are(uint64_t unacknowledged, Duration now) {
    const auto waiting = std::ranges::count_if(said_, [&](const auto& one) { return is_said(one.first, now); });
    are_due_ = are_due_ || unacknowledged > static_cast<uint64_t>(waiting) + fresh_.size();
}

void Results::kept(const std::string& text) {
    trust::ShortId work{};
    if (copy_fixed(text, work) && said_.contains(work) && std::ranges::find(kept_, work) == kept_.end()) kept_.push_back(work);
}

void Results::wanted(const v1::OutputWanted& wish, Duration now) {
    trust::ShortId work{};
    if (!copy_fixed(wish.work_id(), work) || wish.offset() >= most_output) return;
    const bool has_room = followed_.contains(work) || followed_.size() < most_followed;
    if (!has_room) return;
    followed_[work] = {
        .offset = static_cast<uint32_t>(wish.offset()), .until = now + longest_look, .look_at = now, .is_once = !wish.follow()};
}

std::optional<Duration> Results::next() const {
    std::optional<Duration> least;
    for (const auto& [work, one] : followed_) least = std::min(least.value_or(one.look_at), one.look_at);
    return least;
}

std::optional<Bytes> Results::ask(Duration now) {
    using gate::Want;
    const auto ask_as = [&](Asked what, Want want, std::initializer_list<ByteView> parts = {}) {
        asked_ = what;
        return gate::write_request(want, parts);
    };
    if (!kept_.empty()) return ask_as(Asked::Acknowledge, Want::Acknowledge, {kept_.front()});
    if (!fresh_.empty()) return ask_as(Asked::Output, Want::Output, {fresh_.front().work, gate::big_endian(fresh_.front().offset)});
    if (are_due_) return ask_as(Asked::Results, Want::Results);
    std::erase_if(followed_, [&](const auto& one) { return now >= one.second.until; });
    for (const auto& [work, one] : followed_) {
        if (now < one.look_at) continue;
        looked_at_ = work;
        return ask_as(Asked::Follow, Want::Output, {work, gate::big_endian(one.offset)});
    }
    return std::nullopt;
}

void Results::answered(const GateAnswer& answer, Duration now) {
    const Asked asked = std::exchange(asked_, Asked::Nothing);
    const bool is_done = answer.how == gate::How::Done;
    if (asked == Asked::Acknowledge) {
        // "No such result": acknowledged before, and the answer was lost.
        said_.erase(kept_.front());
        return kept_.pop_front();
    }
    if (std::exchange(is_orphan_, false)) return;
    if (asked == Asked::Output) return take_output(is_done ? answer.body : ByteView{}, now);
    if (asked == Asked::Follow) return take_look(is_done ? answer.body : ByteView{}, now);
    if (asked == Asked::Results) are_due_ = false;
    if (asked == Asked::Results && is_done) take_results(answer.body, now);
}

void Results::unanswered(NoAnswer why) {
    const Asked asked = std::exchange(asked_, Asked::Nothing);
    if (asked != Asked::Acknowledge && std::exchange(is_orphan_, false)) return;
    // Results stay at the gate, and come again when it says that it has some.
    const bool is_given_up = why == NoAnswer::Absent || (asked == Asked::Output && ++fresh_.front().losses > most_losses);
    if (asked == Asked::Output && is_given_up) fresh_.clear();
    if (asked == Asked::Results && is_given_up) are_due_ = false;
    if (asked == Asked::Follow) followed_.erase(looked_at_);
}

void Results::take_results(ByteView body, Duration now) {
    const auto results = trust::read_message<gate::ResultsAnswer>(body);
    if (!results) return;
    for (const Bytes& bytes : results->frames) {
        const auto frame = trust::read_frame(bytes);
        const auto result = frame ? trust::read_message<trust::WorkResult>(frame->payload) : std::nullopt;
        if (!result || is_said(result->work, now) || std::ranges::find(fresh_, result->work, &Fresh::work) != fresh_.end()) continue;
        fresh_.push_back({.work = result->work, .frame = bytes});
        followed_.erase(result->work);  // all of it comes now
    }
}

void Results::say_output(const trust::ShortId& work, uint32_t offset, ByteView part, bool is_last) {
    auto& output = *mail_.emplace_back().mutable_work_output();
    output.set_work_id(text_from(work));
    output.set_offset(offset);
    output.set_part(text_from(part));
    output.set_last(is_last);
}

// The whole output before the result: who has the result has all of it.
void Results::take_output(ByteView part, Duration now) {
    Fresh& one = fresh_.front();
    const uint32_t end = one.offset + static_cast<uint32_t>(part.size());
    const bool is_last = part.size() < largest_part || end >= most_output;
    say_output(one.work, one.offset, part, is_last);
    one.offset = end;
    if (!is_last) return;
    mail_.emplace_back().mutable_work_done()->set_frame(text_from(one.frame));
    said_.insert_or_assign(one.work, now);
    fresh_.pop_front();
}

void Results::take_look(ByteView part, Duration now) {
    const auto found = followed_.find(looked_at_);
    if (found == followed_.end()) return;
    Followed& one = found->second;
    if (!part.empty()) say_output(looked_at_, one.offset, part, false);
    one.offset += static_cast<uint32_t>(part.size());
    const bool has_more = part.size() == largest_part && one.offset < most_output;
    one.look_at = has_more ? now : now + output_period;
    if (one.offset >= most_output || (one.is_once && !has_more)) followed_.erase(found);
}

}  // namespace steward::agent

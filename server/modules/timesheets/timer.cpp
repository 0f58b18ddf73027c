#include "server/modules/timesheets/timer.h"

#include <algorithm>

namespace steward::timesheets {

namespace {
Duration sum_of(const std::vector<Piece>& pieces) {
    Duration sum{0};
    for (const Piece& piece : pieces) sum += piece.length();
    return sum;
}
}  // namespace

Duration Timer::collected() const { return sum_of(pieces); }

Duration Timer::collected_at(Instant now) const {
    return collected() + (is_running() && now > running_since ? now - running_since : Duration{0});
}

Timer paused(Timer timer, Instant now) {
    if (!timer.is_running()) return timer;
    // A clock that an administrator set back must not make a piece that ends before it begins.
    if (now > timer.running_since) {
        // The last piece takes in what is more than can be kept: the length stays right.
        if (timer.pieces.size() < most_pieces) timer.pieces.push_back({timer.running_since, now});
        else timer.pieces.back().until = timer.pieces.back().until + (now - timer.running_since);
    }
    timer.running_since = {};
    return timer;
}

Timer resumed(Timer timer, Instant now, Duration forgotten_after) {
    if (timer.is_running()) return timer;
    timer.running_since = now;
    timer.sure_until = now + forgotten_after;
    return timer;
}

bool is_forgotten(const Timer& timer, Instant now) { return timer.is_running() && now >= timer.sure_until; }

Result<std::vector<Piece>> stopped(const Timer& timer, Instant ended_at, Instant now) {
    if (ended_at < timer.started_at || ended_at > now)
        return bad_field("/ended_at_unix_ms", "Work ended after the timer was started and not later than now.");
    std::vector<Piece> pieces = paused(timer, now).pieces;
    std::erase_if(pieces, [&](const Piece& piece) { return piece.from >= ended_at; });
    for (Piece& piece : pieces) piece.until = std::min(piece.until, ended_at);
    if (worked_seconds(pieces) == 0)
        return fail(ErrorKind::Invalid, "timesheets.nothing_worked", "Less than a second was worked. Discard the timer instead.");
    return pieces;
}

int64_t worked_seconds(const std::vector<Piece>& pieces) { return sum_of(pieces).count() / 1000; }

}  // namespace steward::timesheets

#include "server/modules/jobs/turns.h"

#include <algorithm>

namespace steward::jobs {

namespace {
constexpr int64_t a_tenth = 10, says_something = 2;
}  // namespace

int64_t at_once(int64_t machines) { return std::max<int64_t>(1, machines / a_tenth); }

bool has_place(const Turns& turns) { return turns.under_way < at_once(turns.machines); }

bool must_stop(const Turns& turns) {
    const bool is_enough = turns.failed >= says_something || (turns.failed > 0 && turns.ended >= a_tenth);
    return is_enough && turns.failed * a_tenth >= turns.ended;
}

std::string stop_words(const Turns& turns) { return std::to_string(turns.failed) + " of " + std::to_string(turns.ended) + " failed."; }

std::string turn_words(const Turns& turns, int64_t before) {
    const int64_t most = at_once(turns.machines);
    std::string words = "It waits for its turn: first aid runs on " + std::to_string(most) + " of " + std::to_string(turns.machines) +
                        (turns.machines == 1 ? " machine" : " machines") + " at once";
    if (before > 0) words += ", and " + std::to_string(before) + (before == 1 ? " waits" : " wait") + " longer";
    return words + ".";
}

}  // namespace steward::jobs

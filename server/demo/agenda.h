// What happens when: acts in the order of their times, each of which may put others on the agenda.
#pragma once

#include <functional>
#include <map>

#include "server/demo/stage.h"

namespace steward::demo {

using Act = std::function<Status()>;

class Agenda {
public:
    void at(Instant when, Act act) { acts_.emplace(when, std::move(act)); }

    /// Everything up to `until`; what would come later never happens. `each_day` hears how far it is. An act that the server
    /// refuses ends its own story alone: `refused` hears of it.
    Status run(Stage& stage, Instant until, const std::function<void(int day)>& each_day, const std::function<void(const Error&)>& refused);

private:
    std::multimap<Instant, Act> acts_;  // of the same time: in the order in which they were put here
};

/// The desk's hours, Monday to Friday from 8 to 17 on the wall of Central Europe in winter.
Instant open_from(Instant at);                   // `at` itself, or the next opening
Instant after(Instant at, int working_minutes);  // that many minutes of open desk later
/// "2026-11-27", the day there.
std::string day_of(Instant at);
/// Whole days since the epoch there; its Mondays are 4 modulo 7.
int64_t day_number(Instant at);
Instant clock_on(int64_t day, int hour, int minute);

}  // namespace steward::demo

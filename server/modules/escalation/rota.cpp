#include "server/modules/escalation/rota.h"

#include <algorithm>
#include <map>
#include <set>

namespace steward::escalation {

namespace {
using std::chrono::days;
using zones::Date;
using zones::Zone;

Instant moment(const Zone& zone, Date date, int second) { return zones::instant_of(zone.first_moment(date, second)); }
Date date_of(const Zone& zone, Instant at) { return zone.date_at(zones::whole_seconds(at)); }

struct Turn {
    AccountId person;
    Instant from, until;
};

Turn turn_number(const Layer& layer, const Zone& zone, int64_t number) {
    const Date first = layer.starts_on + days(number * layer.turn_days);
    const auto place = static_cast<size_t>(number % static_cast<int64_t>(layer.people.size()));
    return {layer.people[place], moment(zone, first, layer.hand_over_second),
            moment(zone, first + days(layer.turn_days), layer.hand_over_second)};
}

// The turn that holds at `at`: nobody's before the first hand-over, and when the layer has no people.
Turn turn_at(const Layer& layer, const Zone& zone, Instant at) {
    const Instant beginning = moment(zone, layer.starts_on, layer.hand_over_second);
    if (layer.people.empty() || layer.turn_days < 1) return {AccountId{}, Instant{}, Instant{INT64_MAX}};
    if (at < beginning) return {AccountId{}, Instant{}, beginning};
    int64_t number = (date_of(zone, at) - layer.starts_on).count() / layer.turn_days;
    Turn turn = turn_number(layer, zone, number);
    if (at < turn.from) turn = turn_number(layer, zone, --number);
    return turn;
}

const Override* override_at(const Schedule& schedule, int layer, Instant at) {
    const Override* holds = nullptr;
    for (const Override& candidate : schedule.overrides) {
        if (candidate.layer == layer && candidate.from <= at && at < candidate.until) holds = &candidate;
    }
    return holds;
}

// The next moment after `at` at which an override of the layer begins or ends.
Instant next_edge(const Schedule& schedule, int layer, Instant at, Instant until) {
    for (const Override& candidate : schedule.overrides) {
        if (candidate.layer != layer) continue;
        if (candidate.from > at) until = std::min(until, candidate.from);
        if (candidate.until > at) until = std::min(until, candidate.until);
    }
    return until;
}

struct Night {
    Instant from, until;
};
Night night_of(const Zone& zone, Date evening) {
    return {moment(zone, evening, night_begins_second), moment(zone, evening + days(1), night_ends_second)};
}

Duration common(Instant from, Instant until, Instant other_from, Instant other_until) {
    return std::max(Duration{0}, std::min(until, other_until) - std::max(from, other_from));
}

std::vector<Shift> all_shifts(const Schedule& schedule, const Zone& zone, Instant from, Instant until) {
    std::vector<Shift> all;
    for (size_t layer = 0; layer < schedule.layers.size(); ++layer) {
        for (auto& shift : shifts(schedule, zone, static_cast<int>(layer), from, until)) all.push_back(std::move(shift));
    }
    return all;
}

void add_nights(const std::vector<Shift>& shifts, const Zone& zone, std::vector<RestProblem>& problems) {
    std::map<AccountId, std::set<Date>> nights;
    for (const Shift& shift : shifts) {
        if (shift.person.is_nil()) continue;
        for (Date evening = date_of(zone, shift.from) - days(1); evening <= date_of(zone, shift.until); evening += days(1)) {
            const Night night = night_of(zone, evening);
            if (common(shift.from, shift.until, night.from, night.until) > Duration{0}) nights[shift.person].insert(evening);
        }
    }
    for (const auto& [person, evenings] : nights) {
        for (auto first = evenings.begin(); first != evenings.end();) {
            auto last = first;
            int count = 1;
            for (auto next = std::next(last); next != evenings.end() && *next == *last + days(1); ++next, ++count) last = next;
            if (count > most_nights_in_a_row) {
                problems.push_back({.kind = RestProblem::Kind::TooManyNights,
                                    .person = person,
                                    .from = night_of(zone, *first).from,
                                    .until = night_of(zone, *last).until,
                                    .nights = count});
            }
            first = std::next(last);
        }
    }
}
}  // namespace

AccountId on_call(const Schedule& schedule, const Zone& zone, int layer, Instant at) {
    if (layer < 0 || static_cast<size_t>(layer) >= schedule.layers.size()) return {};
    if (const Override* holds = override_at(schedule, layer, at)) return holds->person;
    return turn_at(schedule.layers[static_cast<size_t>(layer)], zone, at).person;
}

std::vector<Shift> shifts(const Schedule& schedule, const Zone& zone, int layer, Instant from, Instant until) {
    std::vector<Shift> found;
    if (layer < 0 || static_cast<size_t>(layer) >= schedule.layers.size()) return found;
    for (Instant at = from; at < until;) {
        const Turn turn = turn_at(schedule.layers[static_cast<size_t>(layer)], zone, at);
        const Override* holds = override_at(schedule, layer, at);
        const Instant end = next_edge(schedule, layer, at, std::min(until, turn.until));
        const Shift shift{.layer = layer,
                          .person = holds ? holds->person : turn.person,
                          .from = at,
                          .until = end,
                          .by_override = holds ? holds->id : OverrideId{}};
        const bool goes_on = !found.empty() && found.back().person == shift.person && found.back().by_override == shift.by_override &&
                             (holds || at != turn.from);
        if (goes_on) {
            found.back().until = end;
        } else {
            found.push_back(shift);
        }
        at = end;
    }
    return found;
}

std::vector<Shift> gaps(const Schedule& schedule, const Zone& zone, Instant from, Instant until) {
    if (schedule.layers.empty()) return {{.layer = 0, .person = {}, .from = from, .until = until, .by_override = {}}};
    std::vector<Shift> found = all_shifts(schedule, zone, from, until);
    std::erase_if(found, [](const Shift& shift) { return !shift.person.is_nil(); });
    return found;
}

Duration night_time(const Zone& zone, Instant from, Instant until) {
    Duration sum{0};
    for (Date evening = date_of(zone, from) - days(1); evening <= date_of(zone, until); evening += days(1)) {
        const Night night = night_of(zone, evening);
        sum += common(from, until, night.from, night.until);
    }
    return sum;
}

std::vector<RestProblem> rest_problems(const Schedule& schedule, const Zone& zone, std::span<const CallOut> call_outs, Instant from,
                                       Instant until) {
    const std::vector<Shift> all = all_shifts(schedule, zone, from, until);
    std::vector<RestProblem> problems;
    add_nights(all, zone, problems);
    for (const CallOut& call_out : call_outs) {
        if (night_time(zone, call_out.from, call_out.until) <= long_night_work) continue;
        const Instant rested = call_out.until + rest_after_night_work;
        const bool on_duty = std::any_of(all.begin(), all.end(), [&](const Shift& shift) {
            return shift.person == call_out.person && common(shift.from, shift.until, call_out.until, rested) > Duration{0};
        });
        if (on_duty)
            problems.push_back(
                {.kind = RestProblem::Kind::NoRest, .person = call_out.person, .from = call_out.until, .until = rested, .nights = 0});
    }
    return problems;
}

Instant next_hand_over(const Layer& layer, const Zone& zone, Instant at) { return turn_at(layer, zone, at).until; }

}  // namespace steward::escalation

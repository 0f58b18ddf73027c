#include "server/modules/escalation/swap.h"

#include <algorithm>

namespace steward::escalation {

namespace {
constexpr Duration looked_around = std::chrono::days(14);  // twice the nights in a row that are allowed

std::unexpected<Error> shift_changed(std::string_view whose) {
    return fail(ErrorKind::Conflict, "escalation.shift_changed",
                std::string(whose) + " not on call in all of that time (any more). Look at the rota and offer what is theirs.");
}

Status check_span(const Span& span, std::string_view name, Instant now) {
    const std::string begin = "/" + std::string(name) + "from_unix_ms", end = "/" + std::string(name) + "until_unix_ms";
    if (span.from <= now) return bad_field(begin, "It must lie in the future: a turn that has begun is not swapped.");
    if (span.until <= span.from) return bad_field(end, "It must end after it begins.");
    if (span.until - span.from > longest_swap) return bad_field(end, "At most 31 days. For longer, change the rota.");
    return {};
}

// Nobody can be woken twice at once: who takes a turn must not stand behind themselves.
bool is_on_another_layer(const Schedule& schedule, const zones::Zone& zone, int layer, AccountId person, const Span& span) {
    for (int other = 0; other < static_cast<int>(schedule.layers.size()); ++other) {
        if (other == layer) continue;
        const auto turns = shifts(schedule, zone, other, span.from, span.until);
        if (std::any_of(turns.begin(), turns.end(), [&](const Shift& turn) { return turn.person == person; })) return true;
    }
    return false;
}

int most_nights(const std::vector<RestProblem>& problems, AccountId person) {
    int most = most_nights_in_a_row;
    for (const auto& problem : problems) {
        if (problem.person == person) most = std::max(most, problem.nights);
    }
    return most;
}
}  // namespace

bool has_turn(const Schedule& schedule, const zones::Zone& zone, int layer, AccountId person, const Span& span) {
    const auto turns = shifts(schedule, zone, layer, span.from, span.until);
    return !turns.empty() && std::all_of(turns.begin(), turns.end(), [&](const Shift& turn) { return turn.person == person; });
}

Schedule with_swap(Schedule schedule, const Swap& swap, OverrideId first, OverrideId second, Instant now) {
    schedule.overrides.push_back({.id = first,
                                  .layer = swap.layer,
                                  .person = swap.to,
                                  .from = swap.turn.from,
                                  .until = swap.turn.until,
                                  .reason = {},
                                  .made_by = {},
                                  .made_at = now});
    if (swap.in_return.is_set())
        schedule.overrides.push_back({.id = second,
                                      .layer = swap.layer,
                                      .person = swap.from,
                                      .from = swap.in_return.from,
                                      .until = swap.in_return.until,
                                      .reason = {},
                                      .made_by = {},
                                      .made_at = now});
    return schedule;
}

std::vector<RestProblem> rest_lost(const Schedule& schedule, const zones::Zone& zone, std::span<const CallOut> call_outs, const Swap& swap,
                                   Instant now) {
    const Instant from = (swap.in_return.is_set() ? std::min(swap.turn.from, swap.in_return.from) : swap.turn.from) - looked_around;
    const Instant until = std::max(swap.turn.until, swap.in_return.until) + looked_around;
    const auto before = rest_problems(schedule, zone, call_outs, from, until);
    auto after = rest_problems(with_swap(schedule, swap, {}, {}, now), zone, call_outs, from, until);
    std::erase_if(after, [&](const RestProblem& problem) {
        if (problem.person != swap.from && problem.person != swap.to) return true;
        if (problem.kind == RestProblem::Kind::TooManyNights) return problem.nights <= most_nights(before, problem.person);
        return std::find(before.begin(), before.end(), problem) != before.end();
    });
    return after;
}

Status check_swap(const Schedule& schedule, const zones::Zone& zone, const Swap& swap, Instant now) {
    if (swap.layer < 0 || swap.layer >= static_cast<int>(schedule.layers.size()))
        return bad_field("/layer", "This schedule has no such layer.");
    if (swap.from.is_nil() || swap.from == swap.to) return bad_field("/to_account_id", "Choose somebody else.");
    STEWARD_CHECK(check_span(swap.turn, "", now));
    if (!has_turn(schedule, zone, swap.layer, swap.from, swap.turn)) return shift_changed("Whoever offers this turn is");
    if (swap.in_return.is_set()) {
        STEWARD_CHECK(check_span(swap.in_return, "in_return_", now));
        if (swap.in_return.from < swap.turn.until && swap.turn.from < swap.in_return.until)
            return bad_field("/in_return_from_unix_ms", "The two turns must not overlap.");
        if (!has_turn(schedule, zone, swap.layer, swap.to, swap.in_return)) return shift_changed("Whoever is asked is");
        if (is_on_another_layer(schedule, zone, swap.layer, swap.from, swap.in_return))
            return bad_field("/in_return_from_unix_ms", "Whoever offers is on call in another layer then: nobody would stand behind them.");
    }
    if (is_on_another_layer(schedule, zone, swap.layer, swap.to, swap.turn))
        return bad_field("/to_account_id", "They are on call in another layer then: nobody would stand behind them.");
    return {};
}

}  // namespace steward::escalation

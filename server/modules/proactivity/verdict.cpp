#include "server/modules/proactivity/verdict.h"

#include <algorithm>
#include <array>

namespace steward::proactivity {

namespace {
constexpr std::array<std::string_view, 4> words = {"undecided", "client_first", "seen_not_acted", "proactive"};

// What recovered by itself was not acted on, whoever took its alert afterwards.
bool acted_while_it_lasted(const Times& times) {
    return times.acted_at.is_set() && (!times.restored_at.is_set() || times.acted_at <= times.restored_at);
}

Verdict without_report(const Times& times, Instant now) {
    const bool over = times.restored_at.is_set() && now >= times.restored_at + quiet_after_restoration;
    if (!over || !times.detected_at.is_set()) return Verdict::Undecided;
    return acted_while_it_lasted(times) ? Verdict::Proactive : Verdict::SeenNotActed;
}
}  // namespace

std::string_view to_text(Verdict verdict) { return words[static_cast<size_t>(verdict)]; }

std::optional<Verdict> verdict_of(std::string_view text) {
    const auto at = std::find(words.begin(), words.end(), text);
    if (at == words.end()) return std::nullopt;
    return static_cast<Verdict>(at - words.begin());
}

Verdict judge(const Times& times, Instant now) {
    if (!times.reported_at.is_set()) return without_report(times, now);
    if (!times.detected_at.is_set() || times.detected_at >= times.reported_at) return Verdict::ClientFirst;
    const bool ahead = times.acted_at.is_set() && times.acted_at + lead_needed <= times.reported_at;
    return ahead ? Verdict::Proactive : Verdict::SeenNotActed;
}

bool is_transient(const Times& times) {
    return times.detected_at.is_set() && times.restored_at.is_set() && !acted_while_it_lasted(times) && !times.reported_at.is_set() &&
           times.restored_at - times.detected_at <= transient_within;
}

bool is_better(Verdict b, Verdict a) {
    if (a == Verdict::Undecided || b == Verdict::Undecided) return false;
    return b > a;
}

Verdict settle(Verdict standing, Verdict derived) {
    // A report that was taken back leaves nothing decided; what stood goes on standing.
    if (derived == Verdict::Undecided) return standing;
    return is_better(derived, standing) ? standing : derived;
}

Verdict effective(Verdict derived, const std::optional<Override>& decision) {
    if (!decision || derived == Verdict::Undecided) return derived;
    if (derived == decision->derived_then) return decision->to;
    return std::min(derived, decision->to);
}

std::string_view detected_by(const Times& times, std::string_view otherwise) {
    if (!times.detected_at.is_set()) return "client";
    return times.reported_at.is_set() && times.reported_at <= times.detected_at ? "client" : otherwise;
}

}  // namespace steward::proactivity

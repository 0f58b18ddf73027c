#include "server/modules/backups/judge.h"

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr Duration clock_may_be_ahead = 2min;  // invariant 5

std::string said(const ToldRun& told, std::string_view otherwise) { return told.text.empty() ? std::string(otherwise) : told.text; }

// A program that knows no points but says what moment its content has made one nevertheless.
Instant content_of(const ToldRun& told) {
    if (told.content_at.is_set()) return told.content_at;
    return told.point.empty() ? Instant{} : told.started_at;
}
}  // namespace

Judgement judge_run(const ToldRun& told, Instant heard_at, std::optional<Instant> content_before) {
    if (told.outcome == "failed")
        return {
            "failed", told.reason_code.empty() ? "backups.failed" : told.reason_code, said(told, "The machine said that it failed."), {}};
    if (told.ended_at < told.started_at)
        return {"failed", "backups.times", "It is said to have ended before it began: nothing about it can be believed.", {}};
    if (told.items_total == 0 && told.source_bytes.value_or(0) == 0)
        return {"failed", "backups.source_empty", "It ended well and copied nothing.", {}};
    Instant content = content_of(told);
    const bool is_ahead = told.ended_at > heard_at + clock_may_be_ahead || content > heard_at + clock_may_be_ahead;
    if (content > heard_at) content = heard_at;
    if (content.is_set() && content_before && content <= *content_before)
        return {"failed", "backups.nothing_new", "It ended well, but its content is not newer than that of the last recovery point.", {}};
    if (!content.is_set())
        return {"warning", "backups.no_point", "The command ended well, but nobody saw a recovery point that it made.", {}};
    if (is_ahead)
        return {"warning", "backups.clock_ahead", "The machine's clock was ahead: how old its content is cannot be said.", content};
    if (told.items_failed.value_or(0) > 0)
        return {"warning", "backups.items_failed", said(told, std::to_string(*told.items_failed) + " items could not be read."), content};
    if (told.outcome == "warning")
        return {"warning", told.reason_code.empty() ? "backups.warning" : told.reason_code, said(told, "It ended with warnings."), content};
    return {"success", "", said(told, "It ended well, and its recovery point was seen."), content};
}

}  // namespace steward::backups

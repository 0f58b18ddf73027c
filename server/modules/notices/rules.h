// What one of us may be told of, how it is told unless they chose otherwise, and when nobody is to be disturbed. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/time.h"

namespace steward::notices {

struct Ways {
    bool in_console = true, by_mail = false, by_push = false;
    bool none() const { return !in_console && !by_mail && !by_push; }
};

struct NoticeKind {
    std::string_view name, label;
    Ways usual;
};
/// In the order of the settings page.
std::span<const NoticeKind> kinds();
/// nullptr when there is no such kind.
const NoticeKind* find_kind(std::string_view name);

/// Hours in which mail and push wait, on the wall of `zone`. Without a beginning: none.
struct QuietHours {
    std::string from, until;  // "22:00", "06:00"
    std::string zone;         // empty: UTC
    bool weekends = false;    // Saturday and Sunday as a whole
};
/// Failures: Invalid with /quiet_from, /quiet_until, /zone.
Status check(const QuietHours& hours);
/// `at`, when it is not quiet then; otherwise when the quiet ends. Of hours that were checked.
Instant first_loud_moment(const QuietHours& hours, Instant at);

inline constexpr int usual_wait_minutes = 2, longest_wait_minutes = 120;

/// "Ana Silva mentioned you", "... and 2 more".
std::string with_count(const std::string& text, int64_t count);

}  // namespace steward::notices

#include "agent/gate/windows.h"

#include <algorithm>

namespace steward::gate {

namespace {
constexpr int64_t minute_ms = 60'000, minutes_a_day = 1440, days_a_week = 7;

int64_t floored(int64_t number, int64_t by) { return number / by - (number % by < 0 ? 1 : 0); }

trust::Digest drawn(std::string_view what, const OpenWindow& window, ByteView whose, const trust::ShortId& policy) {
    std::string text = std::string(what) + "\n" + window.zone + "\n" + std::to_string(window.begin) + "\n";
    text += to_hex(whose) + to_hex(policy);
    return trust::sha256(as_bytes(text));
}
}  // namespace

std::vector<OpenWindow> open_windows(std::span<const trust::WorkWindow> windows, Instant at, const OffsetAt& offset_at) {
    std::vector<OpenWindow> open;
    for (const trust::WorkWindow& window : windows) {
        const auto offset = offset_at(window.zone, at);
        if (!offset) continue;
        const int64_t now = floored((at + *offset).unix_ms, minute_ms), today = floored(now, minutes_a_day);
        const auto length = static_cast<int64_t>(window.length_minutes);
        // No window is longer than a week.
        for (int64_t day = today - days_a_week; day <= today; ++day) {
            const int64_t weekday = ((day + 3) % days_a_week + days_a_week) % days_a_week;  // 1970 began on a Thursday
            const int64_t begin = day * minutes_a_day + static_cast<int64_t>(window.start_minute);
            if ((window.days >> weekday & 1) == 0 || now < begin || now >= begin + length) continue;
            open.push_back({window.zone, begin, now, length, at + std::chrono::minutes(begin + length - now)});
        }
    }
    return open;
}

int64_t own_moment(const OpenWindow& window, const trust::ShortId& device, const trust::ShortId& policy) {
    uint64_t number = 0;
    const trust::Digest digest = drawn("steward moment", window, device, policy);
    for (size_t i = 0; i < 8; ++i) number = number << 8 | digest[i];
    return window.begin + static_cast<int64_t>(number % static_cast<uint64_t>(std::max<int64_t>(1, window.length / 2)));
}

trust::ShortId scheduled_run(const OpenWindow& window, const trust::Digest& secret, const trust::ShortId& policy) {
    const trust::Digest digest = drawn("steward scheduled run", window, secret, policy);
    trust::ShortId run{};
    std::copy_n(digest.begin(), run.size(), run.begin());
    return run;
}

}  // namespace steward::gate

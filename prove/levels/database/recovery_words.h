// The logs of a PostgreSQL server by their names, and what the server says while it is brought forward by them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "trust/restore_test.h"

namespace steward::prove::database {

/// A segment of the logs: 24 hexadecimal digits, of which the first eight are the time line.
struct Segment {
    uint32_t time_line = 0;
    uint64_t number = 0;
};
/// Nothing: it is called otherwise. `in_a_file`: how many segments have 4 GiB together.
std::optional<Segment> segment_of(std::string_view name, uint64_t in_a_file);

/// Which of the logs that are there a copy needs.
class Logs {
public:
    /// `segment_bytes`: 16 MiB unless its server was made otherwise.
    Logs(const std::set<std::string>& names, std::string_view first, std::string_view last, uint64_t segment_bytes);

    /// The first that is missing of those without which the copy is no database. Empty: none.
    std::string missing_in_copy() const;
    /// The first that is missing between the copy and the newest log. Empty: none.
    std::string missing_after() const;
    /// Segments from the copy's end to the last before a gap; 1 or more where the copy has its own.
    uint64_t reachable() const { return whole_until_ < last_ ? 0 : whole_until_ - last_ + 1; }
    /// All from the copy's first to the one that is `after` behind its last (the most of them: what is reachable), and the histories.
    std::vector<std::string> wanted(uint64_t after) const;
    /// The number of that one.
    uint64_t number_of_last(uint64_t after) const { return last_ + after; }

private:
    std::string name_of(uint64_t number) const;

    std::map<uint64_t, std::vector<std::string>> segments_;  // on the copy's time line and later ones
    std::vector<std::string> histories_;
    uint64_t in_a_file_, first_ = 0, last_ = 0, whole_until_ = 0, newest_ = 0;
    uint32_t time_line_ = 0;
    bool is_understood_ = false;
};

/// A moment with its microseconds, since 1970; 0: it is none. "2026-12-01 10:18:19.678368 UTC", "...+00"
int64_t microseconds_of(std::string_view text);
/// As the server takes and says it, in UTC.
std::string moment_words(int64_t microseconds);

/// The moments at which transactions ended, out of pg_waldump's lines, the last of which is cut anywhere.
class Commits {
public:
    static constexpr size_t most = 1 << 20;

    void take(std::string_view piece);
    /// Among all but the last (behind which the server could not stop); nothing: there are fewer than two.
    std::optional<int64_t> drawn(const trust::RestoreSeed& seed) const;
    size_t count() const { return moments_.size(); }

private:
    std::string held_;
    std::vector<int64_t> moments_;
};
/// 0 to `count` - 1. `what`: so that one seed draws several things.
uint64_t drawn_of(const trust::RestoreSeed& seed, std::string_view what, uint64_t count);

/// What a server's own log says of how it was brought forward, up to the moment at which it lets clients in.
struct Recovery {
    bool is_consistent = false, has_stopped = false;  // at what was asked for
    bool lacks_logs = false;                          // of the copy itself
    bool ended_before = false;                        // the moment that was asked for
    bool lacks_locale = false;
    int64_t last_transaction_us = 0;  // 0: there was none
    uint64_t redone = 0;              // the last place in the logs that was read
    std::string fatal;                // its reason to end; empty: it did not
};
Recovery recovery_in(std::string_view log);

}  // namespace steward::prove::database

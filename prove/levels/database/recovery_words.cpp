#include "prove/levels/database/recovery_words.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "prove/engines/words.h"

namespace steward::prove::database {

namespace {
constexpr size_t length_of_log = 24, length_of_part = 8, longest_record = 2048;
constexpr uint64_t bytes_of_a_file = uint64_t{1} << 32;

std::optional<uint64_t> hexadecimal(std::string_view text) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

// What stands behind `before` up to `end`; empty: it does not stand there.
std::string_view between(std::string_view text, std::string_view before, std::string_view end) {
    const size_t at = text.find(before);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + before.size());
    return rest.substr(0, std::min(rest.find_first_of(end), rest.size()));
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
}  // namespace

std::optional<Segment> segment_of(std::string_view name, uint64_t in_a_file) {
    if (name.size() != length_of_log) return std::nullopt;
    const auto line = hexadecimal(name.substr(0, length_of_part)), file = hexadecimal(name.substr(length_of_part, length_of_part)),
               part = hexadecimal(name.substr(2 * length_of_part));
    if (!line || !file || !part || *part >= in_a_file) return std::nullopt;
    return Segment{static_cast<uint32_t>(*line), *file * in_a_file + *part};
}

Logs::Logs(const std::set<std::string>& names, std::string_view first, std::string_view last, uint64_t segment_bytes)
    : in_a_file_(bytes_of_a_file / std::max<uint64_t>(segment_bytes, 1)) {
    const auto begins = segment_of(first, in_a_file_), ends = segment_of(last, in_a_file_);
    if (!begins || !ends || ends->number < begins->number) return;
    is_understood_ = true;
    first_ = begins->number, last_ = ends->number, time_line_ = ends->time_line;
    uint32_t newest_line = time_line_;
    for (const std::string& name : names) {
        const auto segment = segment_of(name, in_a_file_);
        if (!segment) {
            histories_.push_back(name);
        } else if (segment->time_line >= begins->time_line && segment->number >= first_) {
            segments_[segment->number].push_back(name);
            newest_line = std::max(newest_line, segment->time_line);
        }
    }
    // What an older time line has behind the newest one's end led nowhere.
    for (const auto& [number, there] : segments_) {
        if (std::ranges::any_of(there, [&](const auto& name) { return segment_of(name, in_a_file_)->time_line == newest_line; }))
            newest_ = number;
    }
    for (whole_until_ = first_; segments_.contains(whole_until_) && whole_until_ <= newest_; ++whole_until_) {
    }
    if (whole_until_ > 0) --whole_until_;
}

std::string Logs::name_of(uint64_t number) const {
    char name[2 * length_of_log];
    std::snprintf(name, sizeof name, "%08X%08X%08X", time_line_, static_cast<uint32_t>(number / in_a_file_),
                  static_cast<uint32_t>(number % in_a_file_));
    return name;
}

std::string Logs::missing_in_copy() const {
    if (!is_understood_) return "of the copy";
    for (uint64_t number = first_; number <= last_; ++number)
        if (!segments_.contains(number)) return name_of(number);
    return "";
}

std::string Logs::missing_after() const { return whole_until_ < newest_ ? name_of(whole_until_ + 1) : ""; }

std::vector<std::string> Logs::wanted(uint64_t after) const {
    std::vector<std::string> names = histories_;
    for (auto one = segments_.begin(); one != segments_.end() && one->first <= last_ + after; ++one)
        names.insert(names.end(), one->second.begin(), one->second.end());
    return names;
}

int64_t microseconds_of(std::string_view text) {
    // To the end of the seconds' parts: what follows is UTC, however it is written.
    std::string moment(text.substr(0, text.find_first_not_of("0123456789-: .")));
    while (moment.ends_with(' ')) moment.pop_back();
    if (moment.ends_with('-')) return 0;
    if (const size_t blank = moment.find(' '); blank != std::string::npos) moment[blank] = 'T';
    return nanoseconds_of(moment + "Z") / 1000;
}

std::string moment_words(int64_t microseconds) {
    std::string words = to_rfc3339(Instant::from_unix_ms(microseconds / 1000));
    words = words.substr(0, 10) + " " + words.substr(11, 8);
    char part[16];
    std::snprintf(part, sizeof part, ".%06d", static_cast<int>(microseconds % 1'000'000));
    return words + part + "+00";
}

void Commits::take(std::string_view piece) {
    while (!piece.empty()) {
        const size_t end = std::min(piece.find('\n'), piece.size());
        held_ += piece.substr(0, std::min(end, longest_record - std::min(longest_record, held_.size())));
        if (end == piece.size()) return;
        const std::string_view moment = between(held_, "desc: COMMIT ", "UG;");
        if (const int64_t at = microseconds_of(moment); at > 0 && moments_.size() < most) moments_.push_back(at);
        held_.clear();
        piece.remove_prefix(end + 1);
    }
}

std::optional<int64_t> Commits::drawn(const trust::RestoreSeed& seed) const {
    // Two of one moment cannot be told apart by it.
    std::vector<int64_t> moments = moments_;
    std::ranges::sort(moments);
    moments.erase(std::ranges::unique(moments).begin(), moments.end());
    if (moments.size() < 2) return std::nullopt;
    return moments[drawn_of(seed, "moment", moments.size() - 1)];
}

uint64_t drawn_of(const trust::RestoreSeed& seed, std::string_view what, uint64_t count) {
    Bytes bytes(seed.begin(), seed.end());
    bytes.insert(bytes.end(), what.begin(), what.end());
    const trust::Digest lot = trust::sha256(bytes);
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof number; ++i) number = number << 8 | lot[i];
    return number % std::max<uint64_t>(count, 1);
}

Recovery recovery_in(std::string_view log) {
    Recovery recovery;
    while (!log.empty()) {
        const std::string_view line = log.substr(0, log.find('\n'));
        log.remove_prefix(std::min(log.size(), line.size() + 1));
        // What follows is of clients, and may be data.
        if (holds(line, "ready to accept connections")) break;
        if (holds(line, "consistent recovery state reached")) recovery.is_consistent = true;
        if (holds(line, "recovery stopping ")) recovery.has_stopped = true;
        if (holds(line, "could not locate required checkpoint record") || holds(line, "WAL ends before ")) recovery.lacks_logs = true;
        if (holds(line, "recovery ended before configured recovery target")) recovery.ended_before = true;
        if (holds(line, "incompatible with operating system")) recovery.lacks_locale = true;
        if (const auto moment = between(line, "last completed transaction was at log time ", "+"); !moment.empty())
            recovery.last_transaction_us = microseconds_of(moment);
        if (const auto place = between(line, "redo done at ", " "); place.find('/') != std::string_view::npos)
            recovery.redone = hexadecimal(place.substr(0, place.find('/'))).value_or(0) << 32 |
                              hexadecimal(place.substr(place.find('/') + 1)).value_or(0);
        // So it turns away who asks whether it is there.
        if (holds(line, " FATAL:  the database system is ")) continue;
        for (const std::string_view level : {" FATAL:  ", " PANIC:  "})
            if (recovery.fatal.empty() && holds(line, level)) recovery.fatal = line.substr(line.find(level) + level.size());
    }
    return recovery;
}

}  // namespace steward::prove::database

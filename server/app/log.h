// The program's log: one line for each thing that happened, key=value pairs (logfmt), no secrets.
//
//   at=2026-11-27T22:54:41.000Z level=info room=http text="listening" port=8080
#pragma once

#include <cstdio>
#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/time.h"

namespace steward::app {

class Log {
public:
    using Pairs = std::initializer_list<std::pair<std::string_view, std::string>>;

    /// `out` must outlive the log. Thread safe; a line is written whole.
    Log(const Clock& clock, std::FILE* out) : clock_(clock), out_(out) {}

    void info(std::string_view room, std::string_view text, Pairs pairs = {}) { line("info", room, text, pairs); }
    void warning(std::string_view room, std::string_view text, Pairs pairs = {}) { line("warning", room, text, pairs); }
    void error(std::string_view room, std::string_view text, Pairs pairs = {}) { line("error", room, text, pairs); }
    /// What a failed step said: its code, its sentence and its cause.
    void failure(std::string_view room, std::string_view step, const Error& error);

    /// For rooms that write single lines: `log.for_room("http")`.
    std::function<void(std::string_view)> for_room(std::string room);

private:
    void line(std::string_view level, std::string_view room, std::string_view text, Pairs pairs);

    const Clock& clock_;
    std::FILE* out_;
    std::mutex mutex_;
};

/// A value as it stands in a line: quoted when it has to be, control characters as \xNN.
std::string log_value(std::string_view text);

}  // namespace steward::app

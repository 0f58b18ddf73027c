// What is kept of a stream that may be endless: its end, and the lines that somebody wants.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace steward::agent::backups {

class Capture {
public:
    static constexpr size_t most_end = 64 << 10, longest_line = 16 << 10, most_lines = 200;

    /// `wanted`: of whole lines. A line that is longer than 16 KiB is none.
    explicit Capture(std::function<bool(std::string_view line)> wanted) : wanted_(std::move(wanted)) {}

    void take(std::string_view piece);
    /// The stream is over: what stands behind the last line end is a line too.
    void end();

    std::string_view kept() const { return std::string_view(end_).substr(end_.size() > most_end ? end_.size() - most_end : 0); }
    /// The newest of them.
    const std::vector<std::string>& lines() const { return lines_; }

private:
    void end_line();

    std::function<bool(std::string_view)> wanted_;
    std::string end_, line_;
    bool too_long_ = false;
    std::vector<std::string> lines_;
};

}  // namespace steward::agent::backups

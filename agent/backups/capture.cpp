#include "agent/backups/capture.h"

namespace steward::agent::backups {

void Capture::take(std::string_view piece) {
    end_.append(piece);
    if (end_.size() > 2 * most_end) end_.erase(0, end_.size() - most_end);
    while (!piece.empty()) {
        const size_t end = piece.find('\n');
        const std::string_view part = piece.substr(0, end);
        if (line_.size() + part.size() > longest_line) too_long_ = true;
        else line_.append(part);
        if (end == std::string_view::npos) return;
        end_line();
        piece.remove_prefix(end + 1);
    }
}

void Capture::end() {
    if (!line_.empty() || too_long_) end_line();
}

void Capture::end_line() {
    if (!too_long_ && wanted_(line_)) {
        if (lines_.size() == most_lines) lines_.erase(lines_.begin());
        lines_.push_back(line_);
    }
    line_.clear();
    too_long_ = false;
}

}  // namespace steward::agent::backups

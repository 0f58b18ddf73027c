#include "server/platform/mail/imap_lines.h"

#include <algorithm>

#include "server/platform/mail/head.h"

namespace steward::mail {

namespace {
// Takes the first word off.
std::string_view next_word(std::string_view& text) {
    text = trimmed(text);
    const size_t end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

bool is_number(std::string_view word) {
    return !word.empty() && word.size() <= 10 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Behind "*": what the server says unasked.
ImapLine read_untagged(std::string_view rest) {
    const auto first = next_word(rest);
    if (same_word(first, "BYE")) return {.says = ImapLine::Says::Goodbye};
    if (same_word(first, "CAPABILITY")) {
        while (!rest.empty()) {
            if (same_word(next_word(rest), "IDLE")) return {.says = ImapLine::Says::Other, .can_idle = true};
        }
        return {};
    }
    if (!is_number(first)) return {};
    const auto what = next_word(rest);
    return same_word(what, "EXISTS") || same_word(what, "RECENT") ? ImapLine{.says = ImapLine::Says::News} : ImapLine{};
}
}  // namespace

bool ImapLines::put(std::string_view bytes) {
    heard_.append(bytes);
    // What is whole can wait; what is not must end in time.
    const size_t last = heard_.rfind('\n');
    return heard_.size() - (last == std::string::npos ? 0 : last + 1) <= longest_line;
}

std::optional<std::string> ImapLines::next() {
    const size_t end = heard_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

ImapLine read_imap_line(std::string_view line, std::string_view tag) {
    if (line.starts_with('+')) return {.says = ImapLine::Says::GoOn};
    const auto first = next_word(line);
    if (first == "*") return read_untagged(line);
    if (first.empty() || first != tag) return {};
    return {.says = same_word(next_word(line), "OK") ? ImapLine::Says::Done : ImapLine::Says::Refused};
}

}  // namespace steward::mail

#include "agent/backups/engines/scrub.h"

#include <algorithm>
#include <array>

#include "agent/backups/engines/words.h"
#include "base/plain.h"
#include "base/utf8.h"

namespace steward::agent::backups {

namespace {
constexpr std::string_view argument_mark = "[argument]", secret_mark = "[hidden]";
constexpr size_t shortest_argument = 4, shortest_secret = 3;

bool is_secret_name(std::string_view name) {
    if (name == "PWD" || name == "OLDPWD") return false;  // the shell's folders
    static constexpr std::array<std::string_view, 7> parts{"pass", "secret", "token", "key", "credential", "pwd", "authorization"};
    return std::ranges::any_of(parts, [&](std::string_view part) { return says(name, part); });
}
bool is_gap(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

// scheme://user:password@host: what stands before the last @ of the authority goes. A password may hold a slash, so the end of the
// address is its end as a word.
std::string without_users(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const size_t at = text.find("://");
        if (at == std::string_view::npos) break;
        out.append(text.substr(0, at + 3));
        text.remove_prefix(at + 3);
        const size_t end = std::min(text.find_first_of(" \t\r\n\"'<>"), text.size());
        const size_t user = text.substr(0, end).rfind('@');
        if (user != std::string_view::npos) text.remove_prefix(user + 1);
        else out.append(text.substr(0, end)), text.remove_prefix(end);
    }
    return out.append(text);
}

// The end of a value that begins at `at`: of a quoted one its quote, else the next blank.
size_t end_of_value(std::string_view text, size_t at) {
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        const size_t end = text.find(text[at], at + 1);
        return end == std::string_view::npos ? text.size() : end + 1;
    }
    while (at < text.size() && !is_gap(text[at]) && text[at] != ',' && text[at] != ';') ++at;
    return at;
}

// password=X, passphrase: X, the password is X, Authorization: Bearer X.
size_t begin_of_value(std::string_view text, size_t end_of_name) {
    size_t at = end_of_name;
    const auto pass_blanks = [&] {
        while (at < text.size() && is_gap(text[at])) ++at;
    };
    while (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
    pass_blanks();
    if (at < text.size() && (text[at] == '=' || text[at] == ':')) {
        ++at;
        pass_blanks();
        for (const std::string_view scheme : {"Bearer ", "Basic ", "bearer ", "basic "}) {
            if (text.substr(at).starts_with(scheme)) at += scheme.size();
        }
        return at;
    }
    return at > end_of_name && text.substr(at).starts_with("is ") ? at + 3 : std::string_view::npos;
}

std::string without_values(std::string_view text) {
    std::string out;
    size_t at = 0;
    while (at < text.size()) {
        size_t end = at;
        while (end < text.size() && is_word(text[end])) ++end;
        if (end == at) {
            out += text[at++];
            continue;
        }
        const std::string_view name = text.substr(at, end - at);
        out.append(name);
        at = end;
        if (!is_secret_name(name)) continue;
        const size_t value = begin_of_value(text, end);
        if (value == std::string_view::npos || value >= text.size()) continue;
        out.append(text.substr(end, value - end)).append(secret_mark);
        at = end_of_value(text, value);
    }
    return out;
}
}  // namespace

void Hidden::add(std::string_view word, std::string_view instead) {
    if (word.size() >= (instead == secret_mark ? shortest_secret : shortest_argument)) words_.push_back({std::string(word), instead});
}

Hidden::Hidden(std::span<const std::string> command, std::span<const std::string> environment, std::span<const std::string> told) {
    const auto may_be_told = [&](std::string_view word) { return std::ranges::find(told, word) != told.end(); };
    for (size_t i = 1; i < command.size(); ++i) {
        const std::string_view word = command[i];
        if (may_be_told(word)) continue;
        const size_t value = word.starts_with('-') ? word.find('=') : std::string_view::npos;
        // The name of an option is no secret; "-psecret" is, as mariadb-dump takes it.
        if (value != std::string_view::npos) add(word.substr(value + 1), argument_mark);
        else if (!word.starts_with("--")) add(word.starts_with('-') ? word.substr(std::min<size_t>(2, word.size())) : word, argument_mark);
        for (size_t at = word.find_first_of(" \t\n"); at != std::string_view::npos;) {  // the words of `sh -c`
            const size_t begin = word.find_first_not_of(" \t\n\"'", at);
            if (begin == std::string_view::npos) break;
            at = word.find_first_of(" \t\n", begin);
            std::string_view inner = word.substr(begin, at == std::string_view::npos ? at : at - begin);
            while (!inner.empty() && (inner.back() == '"' || inner.back() == '\'')) inner.remove_suffix(1);
            if (!may_be_told(inner)) add(inner, argument_mark);
        }
    }
    for (const std::string_view entry : environment) {
        const size_t end = entry.find('=');
        if (end != std::string_view::npos && is_secret_name(entry.substr(0, end))) add(entry.substr(end + 1), secret_mark);
    }
    std::ranges::stable_sort(words_, [](const Word& a, const Word& b) { return a.word.size() > b.word.size(); });
}

std::string Hidden::without(std::string_view text) const {
    std::string out;
    while (!text.empty()) {
        const auto hit = std::ranges::find_if(words_, [&](const Word& one) { return text.starts_with(one.word); });
        if (hit == words_.end()) {
            out += text.front();
            text.remove_prefix(1);
        } else {
            out += hit->instead;
            text.remove_prefix(hit->word.size());
        }
    }
    return out;
}

std::string fit_to_tell(std::string_view text, size_t most) {
    std::string blanks(text.substr(0, 8 * most));
    std::ranges::replace_if(
        blanks, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    std::string fit = plain(without_values(without_users(blanks)));
    while (!fit.empty() && fit.back() == ' ') fit.pop_back();
    if (fit.size() <= most) return fit;
    size_t end = most - 3;
    while (end > 0 && (static_cast<unsigned char>(fit[end]) & 0xc0) == 0x80) --end;
    return fit.substr(0, end) + "...";
}

std::string fit_location(std::string_view location) {
    const size_t end = location.find_first_of("?#");
    std::string place(location.substr(0, end));
    const size_t scheme = place.find("://");
    if (scheme != std::string::npos) return fit_to_tell(place, most_location);
    // user@host:path, sftp:user@host:/path, rest:user:password@host - and a folder may be called a@b.
    const size_t user = place.rfind('@');
    const size_t slash = place.find('/');
    if (user != std::string::npos && (slash == std::string::npos || user < slash)) {
        const size_t kind = place.starts_with("sftp:") || place.starts_with("rest:") ? 5 : 0;
        place.erase(kind, user + 1 - kind);
    }
    return fit_to_tell(place, most_location);
}

}  // namespace steward::agent::backups

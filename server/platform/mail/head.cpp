#include "server/platform/mail/head.h"

#include <algorithm>

#include "server/platform/mail/limits.h"

namespace steward::mail {

namespace {
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

struct Line {
    std::string_view text;
    size_t next = 0;
};

// The line at `at` without its end, and where the next one begins.
Line line_at(std::string_view bytes, size_t at) {
    const size_t end = bytes.find_first_of("\r\n", at);
    if (end == std::string_view::npos) return {bytes.substr(at), bytes.size()};
    const bool two = bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n';
    return {bytes.substr(at, end - at), end + (two ? 2 : 1)};
}

// RFC 5322: printable characters but the colon; some programs put blanks before it.
size_t name_length(std::string_view line) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 200) return 0;
    const auto name = trimmed(line.substr(0, colon));
    const bool fine = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f; });
    return fine ? colon : 0;
}

struct Reading {
    Head head;
    const char* refusal = nullptr;
};

Reading read(std::string_view bytes) {
    Reading reading;
    size_t at = 0;
    const auto from_line = line_at(bytes, 0);
    const bool of_mailbox_file = (from_line.text.starts_with("From ") && !trimmed(from_line.text.substr(5)).starts_with(':')) ||
                                 from_line.text.starts_with(">From ");
    if (of_mailbox_file) at = from_line.next;
    while (at < bytes.size()) {
        const auto line = line_at(bytes, at);
        if (at > most_head_bytes) reading.refusal = "mail.head_too_long";
        if (reading.head.headers.size() > most_headers) reading.refusal = "mail.too_many_headers";
        if (reading.refusal) break;
        if (line.text.empty()) {
            at = line.next;
            break;
        }
        const bool folded = line.text.front() == ' ' || line.text.front() == '\t';
        if (folded && !reading.head.headers.empty()) {
            auto& value = reading.head.headers.back().value;
            if (value.size() + line.text.size() <= most_head_bytes) value.append(value.empty() ? trimmed(line.text) : line.text);
        } else if (folded && trimmed(line.text).empty()) {
            at = line.next;
            break;
        } else {
            const size_t colon = name_length(line.text);
            if (colon == 0) break;
            reading.head.headers.push_back(
                {std::string(trimmed(line.text.substr(0, colon))), std::string(trimmed(line.text.substr(colon + 1)))});
        }
        at = line.next;
    }
    if (at > most_head_bytes && !reading.refusal) reading.refusal = "mail.head_too_long";
    reading.head.body_at = std::min(at, bytes.size());
    return reading;
}
}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string_view Head::first(std::string_view name) const {
    const auto at = std::find_if(headers.begin(), headers.end(), [&](const Header& header) { return same_word(header.name, name); });
    return at == headers.end() ? std::string_view{} : std::string_view(at->value);
}

std::vector<std::string_view> Head::all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const auto& header : headers) {
        if (same_word(header.name, name)) values.push_back(header.value);
    }
    return values;
}

bool Head::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(), [&](const Header& header) { return same_word(header.name, name); });
}

Result<Head> read_head(std::string_view bytes) {
    auto reading = read(bytes);
    if (!reading.refusal) return std::move(reading.head);
    const bool long_one = std::string_view(reading.refusal) == "mail.head_too_long";
    return fail(ErrorKind::TooLarge, reading.refusal,
                long_one ? "The head of the mail is longer than 1 MB." : "The mail has more than 1000 headers.");
}

Head read_head_in_part(std::string_view bytes) { return read(bytes.substr(0, most_head_bytes)).head; }

}  // namespace steward::mail

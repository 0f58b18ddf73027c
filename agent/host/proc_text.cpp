#include "agent/host/proc_text.h"

#include <charconv>
#include <cmath>

namespace steward::agent {

namespace {
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Bytes of the well-formed UTF-8 character that starts here (RFC 3629); 0: none does.
size_t character_size(std::string_view text) {
    const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const auto follows = [&](size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) && !(first == 0xC2 && second < 0xA0) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
        return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && second < 0x90, beyond = first == 0xF4 && second > 0x8F;
        return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}
}  // namespace

bool take_line(std::string_view& rest, std::string_view& line) {
    if (rest.empty()) return false;
    const size_t end = rest.find('\n');
    line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return true;
}

std::string_view take_word(std::string_view& rest) {
    size_t begin = 0;
    while (begin < rest.size() && is_blank(rest[begin])) ++begin;
    size_t end = begin;
    while (end < rest.size() && !is_blank(rest[end])) ++end;
    const std::string_view word = rest.substr(begin, end - begin);
    rest.remove_prefix(end);
    return word;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<uint64_t> whole_number(std::string_view word) {
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
    return number;
}

std::optional<double> decimal_number(std::string_view word) {
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(number) || number < 0) return std::nullopt;
    return number;
}

std::optional<uint64_t> take_number(std::string_view& rest) { return whole_number(take_word(rest)); }

std::string printable(std::string_view text, size_t most) {
    std::string out;
    while (!text.empty()) {
        const size_t size = character_size(text);
        if (out.size() + std::max<size_t>(size, 1) > most) break;
        if (size == 0) out += '?';
        else out += text.substr(0, size);
        text.remove_prefix(std::max<size_t>(size, 1));
    }
    return out;
}

}  // namespace steward::agent

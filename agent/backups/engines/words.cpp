#include "agent/backups/engines/words.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace steward::agent::backups {

namespace {
constexpr double most_bytes = 9e18;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::optional<double> factor_of(std::string_view unit) {
    static constexpr std::string_view letters = "kmgtpe";
    if (unit.empty() || unit == "B") return 1.0;
    const size_t power = letters.find(small(unit.front()));
    if (power == std::string_view::npos) return std::nullopt;
    const bool binary = unit.size() > 1 && unit[1] == 'i';
    return std::pow(binary ? 1024.0 : 1000.0, static_cast<double>(power + 1));
}
}  // namespace

void for_each_line(std::string_view text, const std::function<bool(std::string_view)>& line) {
    while (!text.empty()) {
        const size_t end = text.find_first_of("\r\n");
        if (!line(text.substr(0, end)) || end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

std::string_view last_between(std::string_view text, std::string_view before, std::string_view after) {
    const size_t begin = text.rfind(before);
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin + before.size());
    const size_t end = text.find(after);
    return end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
}

std::optional<uint64_t> leading_number(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    return value;
}

std::optional<uint64_t> amount(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc() || !(value >= 0)) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const size_t unit = text.find_first_of(" ,();\t");
    const auto factor = factor_of(text.substr(0, unit));
    if (!factor || value * *factor > most_bytes) return std::nullopt;
    return static_cast<uint64_t>(std::llround(value * *factor));
}

bool says(std::string_view text, std::string_view words) {
    return std::search(text.begin(), text.end(), words.begin(), words.end(), [](char a, char b) { return small(a) == b; }) != text.end();
}

std::string_view last_line(std::string_view text, const std::function<bool(std::string_view)>& wanted) {
    std::string_view found;
    for_each_line(text, [&](std::string_view line) {
        if (wanted(line)) found = line;
        return true;
    });
    return found;
}

}  // namespace steward::agent::backups

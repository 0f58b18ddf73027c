#include "prove/engines/words.h"

#include <algorithm>
#include <cctype>

#include "base/plain.h"

namespace steward::prove {

namespace {
constexpr size_t longest_told = 300;

// Of an address what stands before its host: "rest:https://user:password@host/" becomes "rest:https://***@host/".
void hide_users(std::string& line) {
    for (size_t at = 0; (at = line.find("://", at)) != std::string::npos; at += 3) {
        const size_t end = std::min(line.find_first_of("/ \"'", at + 3), line.size()), user = line.rfind('@', end);
        if (user != std::string::npos && user > at + 3) line.replace(at + 3, user - at - 3, "***");
    }
}
}  // namespace

int64_t nanoseconds_of(std::string_view text) {
    const auto at = parse_rfc3339(text);
    if (!at) return 0;
    const int64_t ms = at->unix_ms, second = ms >= 0 ? ms / 1000 : -((-ms + 999) / 1000);
    int64_t part = 0, weight = 100'000'000;
    const size_t dot = text.find('.');
    for (size_t i = dot + 1; dot != std::string_view::npos && i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
         ++i) {
        part += (text[i] - '0') * weight;
        weight /= 10;
    }
    return second * 1'000'000'000 + part;
}

std::string small_letters(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

const Phrase* phrase_in(std::span<const Phrase> phrases, std::string_view words) {
    const auto found =
        std::ranges::find_if(phrases, [&](const Phrase& phrase) { return words.find(phrase.words) != std::string_view::npos; });
    return found == phrases.end() ? nullptr : &*found;
}

std::string last_line(std::string_view text, const std::vector<std::string>& secrets) {
    while (text.ends_with('\n') || text.ends_with(' ')) text.remove_suffix(1);
    std::string line(text.substr(text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1));
    for (const std::string& secret : secrets) {
        if (secret.size() < 4) continue;
        for (size_t at = 0; (at = line.find(secret, at)) != std::string::npos;) line.replace(at, secret.size(), "***");
    }
    hide_users(line);
    return plain(line.substr(0, longest_told));
}

}  // namespace steward::prove

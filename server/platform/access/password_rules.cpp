#include "server/platform/access/password_rules.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <vector>

namespace steward::access {

extern const std::string_view embedded_common_passwords;

namespace {
size_t count_characters(std::string_view utf8) {
    return static_cast<size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xc0) != 0x80; }));
}

const std::unordered_set<std::string_view>& common_words() {
    static const auto words = [] {
        std::unordered_set<std::string_view> set;
        std::string_view rest = embedded_common_passwords;
        while (!rest.empty()) {
            const std::string_view line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            if (line.starts_with('#')) continue;
            for (size_t at = 0; at < line.size();) {
                const size_t end = std::min(line.find(' ', at), line.size());
                if (end > at) set.insert(line.substr(at, end - at));
                at = end + 1;
            }
        }
        return set;
    }();
    return words;
}

// Lower case, with the usual replacements of letters undone: "P4$$w0rd" reads "password".
std::string plain_letters(std::string_view text, bool undo_leet) {
    std::string out;
    for (const char c : text) {
        switch (undo_leet ? c : '\0') {
            case '4':
            case '@':
                out += 'a';
                break;
            case '3':
                out += 'e';
                break;
            case '1':
            case '!':
                out += 'i';
                break;
            case '0':
                out += 'o';
                break;
            case '5':
            case '$':
                out += 's';
                break;
            case '7':
                out += 't';
                break;
            default:
                out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<uint8_t>(c) >= 0x80; }

// Without the digits and symbols before the first and behind the last letter.
std::string_view without_decoration(std::string_view text) {
    const auto decorates = [](char c) { return !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && static_cast<uint8_t>(c) < 0x80; };
    while (!text.empty() && decorates(text.front())) text.remove_prefix(1);
    while (!text.empty() && decorates(text.back())) text.remove_suffix(1);
    return text;
}

// Whether `word` is at most two known words, the second at least three letters long.
bool is_known(std::string_view word, const std::unordered_set<std::string_view>& known) {
    if (known.contains(word)) return true;
    for (size_t cut = 3; cut + 3 <= word.size(); ++cut) {
        if (known.contains(word.substr(0, cut)) && known.contains(word.substr(cut))) return true;
    }
    return false;
}

// What is left of `text` when all that is not a letter is taken from it, as separate words.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;
    for (const char c : text) {
        if (!is_letter(c)) {
            inside = false;
            continue;
        }
        if (!inside) words.emplace_back();
        inside = true;
        words.back() += c;
    }
    return words;
}

bool is_common(std::string_view lower, const std::unordered_set<std::string_view>& known) {
    const auto words = words_of(lower);
    if (words.empty() || words.size() > 2) return false;
    std::string joined;
    for (const auto& word : words) joined += word;
    if (is_known(joined, known)) return true;
    return words.size() == 2 && known.contains(words[0]) && known.contains(words[1]);
}

// "abcabcabcabc", "aaaaaaaaaaaa", and repeats that were cut off at the end.
bool is_one_piece_repeated(std::string_view text) {
    for (size_t piece = 1; piece <= text.size() / 2; ++piece) {
        bool repeats = true;
        for (size_t i = piece; i < text.size() && repeats; ++i) repeats = text[i] == text[i - piece];
        if (repeats && (piece <= 6 || common_words().contains(text.substr(0, piece)))) return true;
    }
    return false;
}

// Nearly every character follows its neighbour on the keyboard or in the alphabet.
bool is_a_run(std::string_view lower) {
    constexpr std::string_view rows[] = {
        "abcdefghijklmnopqrstuvwxyz", "01234567890",          "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop",
        "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "!@#$%^&*()"};
    size_t steps = 0;
    for (size_t i = 1; i < lower.size(); ++i) {
        bool follows = lower[i] == lower[i - 1];
        for (const auto row : rows) {
            for (size_t k = 1; k < row.size() && !follows; ++k) {
                follows = (row[k - 1] == lower[i - 1] && row[k] == lower[i]) || (row[k] == lower[i - 1] && row[k - 1] == lower[i]);
            }
        }
        steps += follows;
    }
    return steps + 3 >= lower.size();
}

// Taking the person's own words away leaves almost nothing.
bool is_mostly_own(std::string lower, std::span<const std::string_view> own_words) {
    bool found = false;
    for (const auto own : own_words) {
        for (const auto& word : words_of(plain_letters(own, false))) {
            if (word.size() < 3) continue;
            for (size_t at; (at = lower.find(word)) != std::string::npos;) {
                lower.erase(at, word.size());
                found = true;
            }
        }
    }
    const auto left = words_of(lower);
    size_t letters = 0;
    for (const auto& word : left) letters += word.size();
    return found && (letters < 4 || is_common(lower, common_words()));
}
}  // namespace

Status password_may_be_chosen(std::string_view password, std::span<const std::string_view> own_words, std::string_view pointer) {
    const auto refuse = [&](std::string why) -> Status { return bad_field(std::string(pointer), std::move(why)); };
    const size_t characters = count_characters(password);
    if (characters < password_minimum)
        return refuse("The password has fewer than 12 characters. Four words that do not belong together are good.");
    if (characters > password_maximum || password.size() > 1024) return refuse("The password has more than 256 characters. Shorten it.");
    const std::string lower = plain_letters(password, false), undone = plain_letters(password, true);
    if (is_one_piece_repeated(lower) || is_a_run(lower) || std::set<char>(lower.begin(), lower.end()).size() < 5) {
        return refuse(
            "The password repeats one pattern, which guessing programs try first. Four words that do not belong together are good.");
    }
    // "P@ssw0rd1234": the digits at the end are no letters, those inside are.
    const std::string inner = plain_letters(without_decoration(password), true);
    if (is_common(lower, common_words()) || is_common(undone, common_words()) || is_common(inner, common_words())) {
        return refuse("The password is made of words that guessing programs try first. Four words that do not belong together are good.");
    }
    if (is_mostly_own(lower, own_words))
        return refuse("The password is made of your own name or address. Choose something nobody can look up.");
    return {};
}

}  // namespace steward::access

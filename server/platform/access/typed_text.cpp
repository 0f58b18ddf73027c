#include "server/platform/access/typed_text.h"

#include <algorithm>

namespace steward::access {

namespace {
Result<std::string> typed(std::string_view pointer, std::string_view value, size_t most, bool required, bool one_line) {
    constexpr std::string_view blanks = " \t\r\n";
    const size_t first = value.find_first_not_of(blanks);
    std::string kept(first == std::string_view::npos ? std::string_view()
                                                     : value.substr(first, value.find_last_not_of(blanks) - first + 1));
    const bool shows_badly = std::any_of(kept.begin(), kept.end(), [&](char c) {
        if (!one_line && (c == '\n' || c == '\r' || c == '\t')) return false;
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (required && kept.empty()) return bad_field(std::string(pointer), "Write something here.");
    if (kept.size() > most) return bad_field(std::string(pointer), "Too long: at most " + std::to_string(most) + " bytes.");
    if (shows_badly)
        return bad_field(std::string(pointer),
                         one_line ? "One line of ordinary characters, please." : "The text has characters that cannot be shown.");
    return kept;
}
}  // namespace

Result<std::string> typed_line(std::string_view pointer, std::string_view value, size_t most, bool required) {
    return typed(pointer, value, most, required, true);
}

Result<std::string> typed_text(std::string_view pointer, std::string_view value, size_t most, bool required) {
    return typed(pointer, value, most, required, false);
}

Result<std::string> typed_choice(std::string_view pointer, std::string_view value, std::span<const std::string_view> allowed,
                                 std::string_view otherwise) {
    if (value.empty() && !otherwise.empty()) return std::string(otherwise);
    if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return std::string(value);
    std::string known;
    for (const auto word : allowed) known += (known.empty() ? "" : ", ") + std::string(word);
    return bad_field(std::string(pointer), "One of: " + known + ".");
}

}  // namespace steward::access

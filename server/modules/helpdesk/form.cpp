#include "server/modules/helpdesk/form.h"

#include <algorithm>

namespace steward::helpdesk {

namespace {
std::string without_outer_blanks(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

bool shows_badly(std::string_view text, bool one_line) {
    return std::any_of(text.begin(), text.end(), [&](char c) {
        if (!one_line && (c == '\n' || c == '\r' || c == '\t')) return false;
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}
// As people count them: what continues a letter of UTF-8 counts for none.
size_t letters_in(std::string_view text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
}  // namespace

std::string Form::title(std::string_view pointer, std::string_view value, size_t most) {
    std::string kept = without_outer_blanks(value);
    if (kept.empty()) refuse(pointer, "A title is needed.");
    else if (letters_in(kept) > most) refuse(pointer, "Too long. Say it shorter here and put the rest into the description.");
    else if (shows_badly(kept, true)) refuse(pointer, "One line of ordinary characters, please.");
    return kept;
}

std::string Form::text(std::string_view pointer, std::string_view value, size_t most, bool required) {
    std::string kept = without_outer_blanks(value);
    if (required && kept.empty()) refuse(pointer, "Write something first.");
    else if (kept.size() > most) refuse(pointer, "Too long: at most " + std::to_string(most) + " bytes.");
    else if (shows_badly(kept, false)) refuse(pointer, "The text has characters that cannot be shown.");
    return kept;
}

std::string Form::choice(std::string_view pointer, std::string_view value, std::span<const std::string_view> allowed,
                         std::string_view otherwise) {
    if (value.empty() && !otherwise.empty()) return std::string(otherwise);
    if (std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
        std::string known;
        for (const auto word : allowed) known += (known.empty() ? "" : ", ") + std::string(word);
        refuse(pointer, "One of: " + known + ".");
    }
    return std::string(value);
}

Status Form::status() const {
    if (refused_.empty()) return {};
    Error error{.kind = ErrorKind::Invalid, .code = "request.invalid", .message = refused_.front().detail};
    error.fields = refused_;
    return std::unexpected(std::move(error));
}

}  // namespace steward::helpdesk

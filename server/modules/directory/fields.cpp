#include "server/modules/directory/fields.h"

#include "base/utf8.h"
#include "server/modules/directory/fold.h"
#include "server/modules/directory/zone.h"

namespace steward::directory {

namespace {
bool has_control_characters(std::string_view text, bool lines_allowed) {
    for (const char c : text) {
        if (lines_allowed && (c == '\n' || c == '\r' || c == '\t')) continue;
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
    }
    return false;
}

bool looks_like_email(std::string_view text) {
    const size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(" \t,;<>\"()") == std::string_view::npos;
}

bool is_in_list(std::string_view value, std::string_view list) {
    while (!list.empty()) {
        const size_t end = list.find(' ');
        if (list.substr(0, end) == value) return true;
        list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    }
    return false;
}
}  // namespace

std::string Fields::name(std::string_view pointer, std::string_view value) {
    if (trimmed(value).empty()) refuse(pointer, "A name is needed.");
    return line(pointer, value, 200);
}

std::string Fields::line(std::string_view pointer, std::string_view value, size_t most_letters) {
    const auto kept = trimmed(value);
    if (count_letters(kept) > most_letters) refuse(pointer, "At most " + std::to_string(most_letters) + " characters.");
    else if (!is_utf8(kept) || has_control_characters(kept, false)) refuse(pointer, "One line of ordinary characters, please.");
    return std::string(kept);
}

std::string Fields::text(std::string_view pointer, std::string_view value, size_t most_letters) {
    const auto kept = trimmed(value);
    if (count_letters(kept) > most_letters) refuse(pointer, "At most " + std::to_string(most_letters) + " characters.");
    else if (!is_utf8(kept) || has_control_characters(kept, true)) refuse(pointer, "The text has characters that cannot be shown.");
    return std::string(kept);
}

std::string Fields::zone(std::string_view pointer, std::string_view value) {
    const auto kept = trimmed(value);
    if (!is_known_zone(kept)) refuse(pointer, "Not a known time zone. Use a name like Europe/Berlin or UTC.");
    return std::string(kept);
}

std::string Fields::email(std::string_view pointer, std::string_view value) {
    const auto kept = trimmed(value);
    if (!kept.empty() && (kept.size() > 254 || !looks_like_email(kept) || !is_utf8(kept) || has_control_characters(kept, false))) {
        refuse(pointer, "An address looks like name@example.com.");
    }
    return std::string(kept);
}

std::string Fields::choice(std::string_view pointer, std::string_view value, std::string_view allowed) {
    if (value.empty() || !is_in_list(value, allowed)) refuse(pointer, "One of: " + std::string(allowed) + ".");
    return std::string(value);
}

void Fields::refuse(std::string_view pointer, std::string detail) { refused_.push_back({std::string(pointer), std::move(detail)}); }

Status Fields::status() const {
    if (refused_.empty()) return {};
    Error error{.kind = ErrorKind::Invalid, .code = "request.invalid", .message = refused_.front().detail};
    error.fields = refused_;
    return std::unexpected(std::move(error));
}

}  // namespace steward::directory

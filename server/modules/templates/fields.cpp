#include "server/modules/templates/fields.h"

#include <algorithm>

namespace steward::templates {

namespace {
constexpr std::string_view opening = "{{", closing = "}}";
constexpr size_t longest_name = 40;

constexpr FieldMeaning fields_known[] = {
    {"client.name", "the client", true},
    {"requester.name", "who asked", true},
    {"requester.first_name", "who asked, by the first name", true},
    {"requester.email", "the address of who asked", true},
    {"device.name", "the device that it is about", true},
    {"ticket.reference", "the ticket's number", false},
    {"ticket.title", "what the ticket is about", false},
    {"ticket.priority", "the ticket's priority", false},
    {"me.name", "who writes", true},
    {"me.first_name", "who writes, by the first name", true},
    {"today", "the date where the client is", true},
};

const FieldMeaning* find_field(std::string_view name) {
    for (const auto& field : fields_known) {
        if (field.name == name) return &field;
    }
    return nullptr;
}

// Texts between fields and the fields themselves, in order; a field has a name.
struct Piece {
    std::string_view text;  // as it stands there
    std::string_view name;  // without braces and blanks; of plain text empty
    size_t column = 0;
    bool is_field = false, is_closed = true;
};

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The next piece of `rest`, which is not empty.
Piece take_piece(std::string_view& rest, size_t column) {
    const auto taken = [&](size_t size) {
        const std::string_view text = rest.substr(0, size);
        rest.remove_prefix(text.size());
        return text;
    };
    const size_t begin = rest.find(opening);
    if (begin != 0) return {.text = taken(std::min(begin, rest.size())), .name = {}, .column = column};
    // A name is short and stands in one line: what is not closed by then is none.
    const std::string_view near = rest.substr(0, opening.size() + longest_name + closing.size());
    const size_t end = near.find(closing, opening.size());
    if (end == std::string_view::npos || near.find('\n') < end)
        return {.text = taken(opening.size()), .name = {}, .column = column, .is_field = true, .is_closed = false};
    const std::string_view text = taken(end + closing.size());
    return {.text = text,
            .name = without_blanks(text.substr(opening.size(), text.size() - opening.size() - closing.size())),
            .column = column,
            .is_field = true};
}

std::string cut_at_letter(std::string_view value) {
    if (value.size() <= longest_value) return std::string(value);
    size_t end = longest_value;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
    return std::string(value.substr(0, end));
}

std::unexpected<Error> refused(std::string_view pointer, size_t column, std::string sentence) {
    return bad_field(std::string(pointer), "Character " + std::to_string(column + 1) + ": " + std::move(sentence));
}

std::string names_known(Place place) {
    std::string names;
    for (const auto& field : fields_known) {
        if (place == Place::Reply || field.before_ticket) names += (names.empty() ? "" : ", ") + std::string(field.name);
    }
    return names;
}
}  // namespace

std::span<const FieldMeaning> known_fields() { return fields_known; }

Status check_fields(std::string_view pointer, std::string_view text, Place place) {
    if (text.size() > longest_template) return bad_field(std::string(pointer), "Too long: at most 20,000 bytes.");
    size_t count = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const Piece piece = take_piece(rest, text.size() - rest.size());
        if (!piece.is_field) continue;
        if (!piece.is_closed) return refused(pointer, piece.column, "a field that begins with {{ must end with }} in the same line.");
        const FieldMeaning* known = find_field(piece.name);
        if (!known)
            return refused(pointer, piece.column,
                           "there is no field " + std::string(piece.text) + ". There are: " + names_known(place) + ".");
        if (place == Place::NewTicket && !known->before_ticket)
            return refused(pointer, piece.column, std::string(piece.text) + " is not known before the ticket is there.");
        if (++count > most_fields) return bad_field(std::string(pointer), "At most 200 fields in one text.");
    }
    return {};
}

Rendered render(std::string_view text, const FieldValues& values) {
    Rendered rendered;
    size_t count = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const Piece piece = take_piece(rest, 0);
        if (!piece.is_field || !piece.is_closed || !find_field(piece.name) || ++count > most_fields) {
            rendered.text += piece.text;
            continue;
        }
        const auto value = values.find(piece.name);
        if (value != values.end() && !value->second.empty()) {
            rendered.text += cut_at_letter(value->second);
            continue;
        }
        rendered.text += "[" + std::string(piece.name) + "?]";
        if (std::find(rendered.gaps.begin(), rendered.gaps.end(), piece.name) == rendered.gaps.end())
            rendered.gaps.emplace_back(piece.name);
    }
    return rendered;
}

std::string first_name(std::string_view name) {
    name = without_blanks(name);
    return std::string(name.substr(0, name.find(' ')));
}

}  // namespace steward::templates

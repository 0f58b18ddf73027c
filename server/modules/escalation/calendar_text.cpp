#include "server/modules/escalation/calendar_text.h"

namespace steward::escalation {

namespace {
constexpr size_t longest_line = 75;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// RFC 5545, 3.1: a long line goes on after CRLF and one blank.
void append_line(std::string& out, std::string_view line) {
    size_t room = longest_line;
    while (line.size() > room) {
        size_t cut = room;
        while (cut > 1 && continues_character(line[cut])) --cut;
        out.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = longest_line - 1;
    }
    out.append(line).append("\r\n");
}

// RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
            out += c;
        }
    }
    return out;
}

// "20261130T080000Z".
std::string utc(Instant at) {
    std::string text;
    for (const char c : to_rfc3339(at).substr(0, 19)) {
        if (c != '-' && c != ':') text += c;
    }
    return text + "Z";
}
}  // namespace

std::string calendar_text(std::string_view name, std::string_view zone, const std::vector<CalendarEntry>& entries, Instant now) {
    std::string out;
    append_line(out, "BEGIN:VCALENDAR");
    append_line(out, "VERSION:2.0");
    append_line(out, "PRODID:-//Steward//On call//EN");
    append_line(out, "CALSCALE:GREGORIAN");
    append_line(out, "METHOD:PUBLISH");
    append_line(out, "X-WR-CALNAME:" + escaped(name));
    append_line(out, "X-WR-TIMEZONE:" + escaped(zone));
    append_line(out, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for (const CalendarEntry& entry : entries) {
        append_line(out, "BEGIN:VEVENT");
        append_line(out, "UID:" + escaped(entry.uid));
        append_line(out, "DTSTAMP:" + utc(now));
        append_line(out, "DTSTART:" + utc(entry.from));
        append_line(out, "DTEND:" + utc(entry.until));
        append_line(out, "SUMMARY:" + escaped(entry.summary));
        if (!entry.description.empty()) append_line(out, "DESCRIPTION:" + escaped(entry.description));
        append_line(out, "TRANSP:TRANSPARENT");
        append_line(out, "END:VEVENT");
    }
    append_line(out, "END:VCALENDAR");
    return out;
}

}  // namespace steward::escalation

#include "server/modules/escalation/calendar_text.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "server/modules/escalation/tests/people.h"

namespace steward::escalation {

namespace {
std::vector<CalendarEntry> two_shifts() {
    return {{.uid = "a@steward",
             .summary = "Anna; Müller, \"Nights\" \\ " + std::string(80, 'x') + "ééééééééééééééé",
             .description = "Primary\nBring the phone",
             .from = utc("2026-10-19T07:00:00"),
             .until = utc("2026-10-26T08:00:00")},
            {.uid = "b@steward",
             .summary = "Ben\r\nATTENDEE:evil",
             .description = "",
             .from = utc("2026-10-26T08:00:00"),
             .until = utc("2026-11-02T08:00:00")}};
}
}  // namespace

TEST(CalendarText, lines_end_in_crlf_and_are_at_most_75_bytes) {
    const std::string text = calendar_text("Nights", "Europe/Zurich", two_shifts(), utc("2026-10-01T00:00:00"));
    size_t begin = 0;
    while (begin < text.size()) {
        const size_t end = text.find("\r\n", begin);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - begin, 75u);
        begin = end + 2;
    }
    EXPECT_NE(text.find("DTSTART:20261019T070000Z\r\n"), std::string::npos);
    EXPECT_NE(text.find("DESCRIPTION:Primary\\nBring the phone\r\n"), std::string::npos);
}

TEST(CalendarText, a_name_with_a_line_break_cannot_add_a_property) {
    const std::string text = calendar_text("x\r\nBEGIN:VEVENT", "Europe/Zurich", two_shifts(), utc("2026-10-01T00:00:00"));
    EXPECT_EQ(text.find("\nATTENDEE"), std::string::npos);
    EXPECT_NE(text.find("X-WR-CALNAME:x\\nBEGIN:VEVENT\r\n"), std::string::npos);
}

// The same text through a parser that we did not write, where the machine has it.
TEST(CalendarText, another_program_reads_back_what_was_meant) {
    if (std::system("/usr/bin/python3 -c 'import icalendar' 2>/dev/null") != 0) GTEST_SKIP() << "python3-icalendar is not installed";
    const auto folder = std::filesystem::temp_directory_path() / ("calendar_text_" + std::to_string(reinterpret_cast<uintptr_t>(&utc)));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "on-call.ics", std::ios::binary)
        << calendar_text("Nights", "Europe/Zurich", two_shifts(), utc("2026-10-01T00:00:00"));
    std::ofstream(folder / "read.py") << R"(import icalendar, sys
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())
events = [c for c in calendar.walk() if c.name == 'VEVENT']
assert not calendar.errors and len(events) == 2
first, second = events
assert not first.errors and not second.errors
assert str(first['SUMMARY']) == 'Anna; M\u00fcller, "Nights" \\ ' + 'x' * 80 + '\u00e9' * 15, first['SUMMARY']
assert str(first['DESCRIPTION']) == 'Primary\nBring the phone'
assert first['DTSTART'].dt.isoformat() == '2026-10-19T07:00:00+00:00'
assert (first['DTEND'].dt - first['DTSTART'].dt).total_seconds() == 169 * 3600
assert 'ATTENDEE' not in second and str(second['SUMMARY']) == 'Ben\nATTENDEE:evil'
)";
    const std::string command = "/usr/bin/python3 '" + (folder / "read.py").string() + "' '" + (folder / "on-call.ics").string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::filesystem::remove_all(folder);
}

}  // namespace steward::escalation

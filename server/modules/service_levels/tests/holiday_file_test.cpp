// Holidays out of a file: the forms in which they are published, and files that mean harm.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "server/modules/service_levels/holiday_file.h"

namespace steward::service_levels {

namespace {
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;
constexpr Date begin_2026{2026y / 1 / 1}, end_2027{2027y / 12 / 31};

std::string file_of(const std::string& events) { return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n"; }
std::string event_of(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }

std::vector<std::string> found_in(const std::string& text) {
    std::vector<std::string> found;
    const auto file = read_holiday_file(text, begin_2026, end_2027);
    if (!file) return {file.error().code};
    for (const auto& one : file->holidays) found.push_back(date_text(one.date) + " " + one.name);
    return found;
}
std::vector<std::string> left_out_of(const std::string& text) {
    const auto file = read_holiday_file(text, begin_2026, end_2027);
    return file ? file->left_out : std::vector<std::string>{};
}
}  // namespace

TEST(HolidayFile, days_are_read_with_their_names_by_date_and_once) {
    EXPECT_THAT(found_in(file_of(event_of("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\\, first day\r\n") +
                                 event_of("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260103\r\nSUMMARY:New\r\n  Year\r\n") +
                                 event_of("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:again\r\n"))),
                ElementsAre("2026-01-01 New Year", "2026-01-02 New Year", "2026-12-25 Christmas, first day"));
}

TEST(HolidayFile, what_returns_every_year_is_each_year_and_the_29th_of_february_only_where_there_is_one) {
    EXPECT_THAT(found_in(file_of(event_of("DTSTART;VALUE=DATE:19910801\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:National day\r\n"))),
                ElementsAre("2026-08-01 National day", "2027-08-01 National day"));
    EXPECT_TRUE(found_in(file_of(event_of("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:x\r\n"))).empty());
}

TEST(HolidayFile, what_is_no_holiday_is_left_out_with_its_reason) {
    EXPECT_THAT(left_out_of(file_of(event_of("DTSTART:20261224T120000Z\r\nSUMMARY:Party\r\n"))),
                ElementsAre(HasSubstr("Party: it has a time of day")));
    EXPECT_THAT(left_out_of(file_of(event_of("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=SECONDLY\r\nSUMMARY:Bomb\r\n"))),
                ElementsAre(HasSubstr("Bomb: it returns by a rule")));
    EXPECT_THAT(left_out_of(file_of(event_of("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:99991231\r\nSUMMARY:Forever\r\n"))).size(),
                1u);
    EXPECT_THAT(left_out_of(file_of(event_of("STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260101\r\nSUMMARY:Off\r\n"))),
                ElementsAre("Off: it is cancelled"));
    EXPECT_THAT(left_out_of(file_of(event_of("DTSTART;VALUE=DATE:20260231\r\n"))).size(), 1u);
}

TEST(HolidayFile, what_is_no_calendar_or_too_large_is_refused) {
    EXPECT_THAT(found_in("hello"), ElementsAre("service_levels.no_calendar_file"));
    EXPECT_THAT(found_in(file_of(std::string(500'000, 'x'))), ElementsAre("service_levels.file_too_large"));
    std::string many;
    for (int i = 0; i < 6000; ++i) many += event_of("DTSTART:20260101\r\n");
    EXPECT_THAT(found_in(file_of(many)), ElementsAre("service_levels.file_too_large"));
}

RC_GTEST_PROP(HolidayFile, any_text_is_days_within_the_years_or_a_refusal, (const std::string& middle)) {
    const auto file = read_holiday_file(file_of(event_of("DTSTART:" + middle + "\r\nSUMMARY:" + middle + "\r\n")), begin_2026, end_2027);
    if (!file) return;
    for (const auto& one : file->holidays) RC_ASSERT(one.date >= begin_2026 && one.date <= end_2027 && one.name.size() <= 100u);
}

}  // namespace steward::service_levels

// What an administrator writes and reads on the machine: limits and the diary, where they are odd.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "agent/gate/machine/machine.h"
#include "agent/gate/process/diary.h"
#include "agent/gate/process/limits_text.h"
#include "tests/faults/system_calls.h"

namespace steward::gate {

TEST(LimitWords, are_understood_whole_or_not_at_all) {
    trust::LocalLimits limits;
    const auto takes = [&](const char* option, const char* value) { return take_limit(option, value, limits); };
    EXPECT_TRUE(takes("--consent", "reboot,service"));
    EXPECT_TRUE(limits.needs_consent.has(trust::JobClass::Reboot));
    EXPECT_TRUE(takes("--consent", "none"));
    EXPECT_EQ(limits.needs_consent.bits, 0U);
    EXPECT_FALSE(takes("--consent", "reboot,nothing"));
    EXPECT_FALSE(takes("--runs-a-day", "nothing=3"));
    EXPECT_FALSE(takes("--runs-a-day", "service=3 times"));
    EXPECT_FALSE(takes("--runs-a-day", "service="));
    EXPECT_TRUE(takes("--runs-a-day", "service=3"));
    EXPECT_TRUE(takes("--runs-a-day", "reboot=1"));
    EXPECT_TRUE(takes("--runs-a-day", "service=4"));
    EXPECT_EQ(limits.runs_a_day.size(), 2U);
    EXPECT_FALSE(takes("--hours", "none"));
    EXPECT_TRUE(takes("--curfew", "UTC,23:59,1440"));
    for (const auto* not_hours : {",1:00,60", "UTC,x:00,60", "UTC,1:x,60", "UTC,1:00,x", "UTC,24:00,60", "UTC,1:60,60", "UTC,1:00,1441"})
        EXPECT_FALSE(takes("--curfew", not_hours)) << not_hours;
    EXPECT_TRUE(takes("--curfew", "UTC,1:30,60"));
    limits.least_log_level = 2;
    const std::string words = in_words(limits);
    EXPECT_NE(words.find("nothing runs: 60 minutes from minute 90 of the day, UTC\n"), std::string::npos) << words;
    EXPECT_NE(words.find("only what stands in the accountability log, level 2\n"), std::string::npos) << words;
    EXPECT_NE(words.find("runs a day: service 4\n"), std::string::npos) << words;
    EXPECT_TRUE(takes("--curfew", "none"));
    EXPECT_FALSE(limits.curfew);
}

TEST(DiaryStory, a_line_is_a_line_and_a_full_disk_stops_nobody) {
    const auto folder = std::filesystem::temp_directory_path() / ("steward-diary-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const ManualClock clock(Instant::from_unix_ms(1'767'268'800'000));
    Diary diary(folder.string(), clock);
    diary.tell("rubbed out\x7f and\ttabbed");
    faults::begin({.number = 1, .error = ENOSPC, .calls = "write"});
    diary.tell("lost");
    EXPECT_EQ(faults::end(), "write");
    faults::begin({.number = 1, .error = EIO, .calls = "fstat"});
    diary.tell("kept");
    EXPECT_EQ(faults::end(), "fstat");
    std::ifstream file(folder / "log");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text, "2026-01-01T12:00:00.000Z rubbed out  and tabbed\n2026-01-01T12:00:00.000Z kept\n");
    std::filesystem::remove_all(folder);
}

TEST(MachineStory, says_nothing_of_what_it_does_not_know) {
    EXPECT_FALSE(process(0));
    EXPECT_FALSE(offset_at(std::string("Europe/Ber\0lin", 14), Instant{0}));
    EXPECT_FALSE(offset_at("Europe", Instant{0})) << "a folder";
    EXPECT_TRUE(offset_at("UTC", Instant{0}));
    faults::begin({.number = 1, .error = EOVERFLOW, .calls = "localtime_r"});
    const auto unknown = offset_at("UTC", Instant{0});
    EXPECT_EQ(faults::end(), "localtime_r");
    EXPECT_FALSE(unknown);
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_TRUE(look_at(static_cast<uint64_t>(child))) << "it is still listed";
    EXPECT_FALSE(process(static_cast<uint64_t>(child))) << "and is none any more";
    ::waitpid(child, nullptr, 0);
}

TEST(MachineStory, takes_a_system_for_nothing_that_names_none) {
    EXPECT_EQ(system_id_in("NAME=\"Debian\"\nVERSION_ID=12\nID=debian\nHOME_URL=x"), "debian");
    EXPECT_EQ(system_id_in("ID=\"opensuse-leap\""), "opensuse-leap");
    EXPECT_EQ(system_id_in("NAME=Own\nVERSION_ID=12\n"), "") << "a job for any one system is refused there";
    EXPECT_EQ(system_id_in(""), "");
}

TEST(MachineStory, reads_a_process_whatever_its_name_is) {
    const std::string rest = " 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 4711 5";
    const auto found = process_in(42, "42 (a) S (b) S" + rest);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, (ProcessId{42, 4711}));
    EXPECT_EQ(found->parent, 7U);
    EXPECT_EQ(found->session, 9U);
    EXPECT_FALSE(found->is_over);
    EXPECT_TRUE(process_in(42, "42 (a) Z" + rest)->is_over);
    EXPECT_TRUE(process_in(42, "42 (a) X" + rest)->is_over) << "dead, and not taken note of";
    EXPECT_FALSE(process_in(42, ""));
    EXPECT_FALSE(process_in(42, "42 (a) S 7 8 9")) << "cut off";
}

}  // namespace steward::gate

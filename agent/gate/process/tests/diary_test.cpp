// What the machine's own people are told: the same bad message, handed over again and again, pushes nothing out.
#include "agent/gate/process/diary.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace steward::gate {

TEST(DiaryStory, what_is_refused_again_and_again_pushes_out_nothing_that_ran) {
    const auto folder = std::filesystem::temp_directory_path() / "steward-diary-test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    const ManualClock clock(Instant::from_unix_ms(1'767'268'800'000));
    Diary diary(folder.string(), clock);
    diary.tell("Job 01 ran.\nand this is no line of its own");
    const auto bad = [](int number) { return "job " + std::to_string(number) + " refused " + std::string(900, 'x'); };
    const int count = 4 * most_diary / 900;
    for (int number = 0; number < count; ++number) diary.tell(bad(number), Diary::refusals);
    const auto text_of = [&](const char* name) {
        std::ifstream file(folder / name);
        return std::string{std::istreambuf_iterator<char>(file), {}};
    };
    EXPECT_EQ(text_of("log"), "2026-01-01T12:00:00.000Z Job 01 ran. and this is no line of its own\n");
    EXPECT_NE((text_of("refused.1") + text_of("refused")).find("job " + std::to_string(count - 1) + " "), std::string::npos);
    EXPECT_LT(std::filesystem::file_size(folder / "refused"), static_cast<uintmax_t>(most_diary) + 2048);
    EXPECT_LT(std::filesystem::file_size(folder / "refused.1"), static_cast<uintmax_t>(most_diary) + 2048);
    std::filesystem::remove_all(folder);
}

}  // namespace steward::gate

// The program that serves holds nothing of the first run: looked for in the linked file itself, by names that only this room has.
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace steward::setup {
namespace {

std::string bytes_of(const char* path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The room's namespace as linkers write it, and its sentences' codes, which are there without any names of functions too.
constexpr const char* only_here[] = {"7steward5setup", "setup.owner_exists", "setup.key_file_write"};

TEST(ServingProgram, holds_nothing_that_could_make_a_first_owner) {
    const std::string server = bytes_of(STEWARD_SERVER_PROGRAM), command_line = bytes_of(STEWARD_PROGRAM);
    ASSERT_NE(server.find("access.not_set_up"), std::string::npos) << "this is the server, and its sentences can be found in it";
    for (const std::string name : only_here) {
        EXPECT_NE(command_line.find(name), std::string::npos) << name << " is how this room would be recognised";
        EXPECT_EQ(server.find(name), std::string::npos) << name << " stands in " << STEWARD_SERVER_PROGRAM;
    }
}

}  // namespace
}  // namespace steward::setup

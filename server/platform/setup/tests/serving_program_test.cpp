// The program that serves holds nothing of the first run: looked for in the linked file itself, by names that only this room has.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace steward::setup {
namespace {

class Program {
public:
    explicit Program(const char* path) : bytes_(std::filesystem::file_size(path), '\0') {
        std::ifstream(path, std::ios::binary).read(bytes_.data(), static_cast<std::streamsize>(bytes_.size()));
    }
    bool holds(const std::string& text) const { return ::memmem(bytes_.data(), bytes_.size(), text.data(), text.size()) != nullptr; }

private:
    std::string bytes_;
};

// The room's namespace as linkers write it, and parts of its sentences, which are there without any names of functions too. (Words that
// the compiler knows whole stand in no file: it writes them with instructions.)
constexpr const char* only_here[] = {"7steward5setup", "There is no account with the e-mail address ",
                                     ". Check that its folder exists and belongs to the user who runs this."};

TEST(ServingProgram, holds_nothing_that_could_make_a_first_owner) {
    const Program server(STEWARD_SERVER_PROGRAM), command_line(STEWARD_PROGRAM);
    ASSERT_TRUE(server.holds("not started")) << "this is the server, and its words can be found in it";
    for (const std::string name : only_here) {
        EXPECT_TRUE(command_line.holds(name)) << name << " is how this room would be recognised";
        EXPECT_FALSE(server.holds(name)) << name << " stands in " << STEWARD_SERVER_PROGRAM;
    }
}

}  // namespace
}  // namespace steward::setup

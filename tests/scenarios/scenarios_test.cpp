// Every scenario file is a test of its own, named by its path.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/scenarios/story.h"
#include "tests/scenarios/world.h"

namespace steward::scenarios {

namespace {
namespace fs = std::filesystem;

std::string sentence(const Error& error) { return error.message + (error.cause.empty() ? "" : " (" + error.cause + ")"); }

class Scenario : public ::testing::Test {
public:
    Scenario(fs::path path, storage::Engine engine) : path_(std::move(path)), engine_(engine) {}
    void TestBody() override {
        std::ifstream in(path_);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        const auto steps = read_story(text);
        ASSERT_TRUE(steps) << path_ << ": " << sentence(steps.error());
        auto world = World::begin(engine_, beginning_of(*steps));
        ASSERT_TRUE(world) << sentence(world.error());
        const auto played = play(**world, *steps);
        EXPECT_TRUE(played) << path_ << " at " << to_rfc3339((*world)->now()) << "\n  " << sentence(played.error());
    }

private:
    fs::path path_;
    storage::Engine engine_;
};

void add(const fs::path& path, const std::string& suite, const std::string& name, storage::Engine engine) {
    ::testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, path.c_str(), 1,
                            [path, engine]() -> Scenario* { return new Scenario(path, engine); });
}

// What a story writes is gone with it: in memory where the machine has room there, so that a test
// does not wait for a disk.
void write_to_memory() {
    std::error_code ignored;
    if (fs::is_directory("/dev/shm", ignored) && fs::space("/dev/shm", ignored).available > (256u << 20)) setenv("TMPDIR", "/dev/shm", 0);
}

bool add_all() {
    write_to_memory();
    const fs::path root = fs::path(STEWARD_SOURCE_DIR) / "tests/scenarios";
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.path().extension() == ".scenario") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const std::string room = file.parent_path().filename().string(), name = file.stem().string();
        add(file, "Scenario_" + room, name, storage::Engine::Sqlite);
        // The road as a whole once more on the other engine; its rooms' SQL is tested on both anyway.
        if (name == "volume_fills") add(file, "Scenario_" + room, name + "_on_postgresql", storage::Engine::Postgres);
    }
    return !files.empty();
}

const bool added = add_all();
}  // namespace

TEST(Scenarios, are_there) { EXPECT_TRUE(added); }

}  // namespace steward::scenarios

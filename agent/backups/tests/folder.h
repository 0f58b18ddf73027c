// A folder for one story, and what is put into it.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace steward::agent::backups {

class StoryFolder {
public:
    StoryFolder() {
        std::string made = (std::filesystem::temp_directory_path() / "steward-backups-XXXXXX").string();
        EXPECT_NE(mkdtemp(made.data()), nullptr);
        path_ = made;
    }
    ~StoryFolder() { std::filesystem::remove_all(path_); }
    StoryFolder(const StoryFolder&) = delete;
    StoryFolder& operator=(const StoryFolder&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

    std::string file(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories(std::filesystem::path(*this / name).parent_path());
        std::ofstream(*this / name, std::ios::binary) << content;
        return *this / name;
    }
    std::string folder(const std::string& name) const {
        std::filesystem::create_directories(*this / name);
        return *this / name;
    }
    static std::string content(const std::string& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

private:
    std::string path_;
};

}  // namespace steward::agent::backups

// Reading and writing whole files, and the one rule of generated files: write only what changed,
// so that a build does not compile the world again.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace steward::schemagen {

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline bool write_file(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    if (std::filesystem::exists(path) && read_file(path) == text) {
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now());
        return true;
    }
    std::ofstream out(path, std::ios::binary);
    out << text;
    return static_cast<bool>(out);
}

}  // namespace steward::schemagen

#include "server/modules/directory/zone.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace steward::directory {

namespace {
// Letters, digits and "_+-" in up to three parts that each begin with a letter: that leaves no room
// for "..", an absolute path or a hidden file.
bool has_zone_form(std::string_view name) {
    if (name.empty() || name.size() > 64) return false;
    bool at_start = true;
    size_t parts = 1;
    for (const char c : name) {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (at_start && !letter) return false;
        at_start = c == '/';
        parts += at_start;
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != '-' && c != '/') return false;
    }
    return !at_start && parts <= 3;
}
}  // namespace

bool is_known_zone(std::string_view name, const std::string& folder) {
    if (!has_zone_form(name)) return false;
    if (name == "UTC") return true;
    // The same zones again under other rules, and links that change meaning with the machine.
    if (name.starts_with("posix/") || name.starts_with("right/") || name == "localtime" || name == "posixrules") return false;
    const auto path = std::filesystem::path(folder) / std::string(name);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return false;
    char magic[4] = {};
    std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
    return std::string_view(magic, sizeof magic) == "TZif";
}

}  // namespace steward::directory

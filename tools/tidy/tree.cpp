#include "tools/tidy/tree.h"

#include <algorithm>
#include <fstream>
#include <set>

namespace steward::tidy {

namespace fs = std::filesystem;

namespace {
bool is_skipped_folder(const std::string& name) {
    static const std::set<std::string> skipped = {".git", ".build",    ".cache", ".state", "node_modules",
                                                  "dist", "generated", "data",   "corpus", "seeds"};
    return skipped.contains(name);
}

bool is_text(const fs::path& path) {
    static const std::set<std::string> kinds = {".cpp",   ".h",       ".proto", ".textproto", ".txt",      ".md",  ".sql",
                                                ".cmake", ".sh",      ".ts",    ".tsx",       ".mjs",      ".css", ".html",
                                                ".json",  ".service", ".yaml",  ".csv",       ".scenario", ""};
    return kinds.contains(path.extension().string());
}
}  // namespace

const SourceFile* Tree::find(std::string_view path) const {
    const auto at = std::find_if(files.begin(), files.end(), [&](const SourceFile& file) { return file.path == path; });
    return at == files.end() ? nullptr : &*at;
}

Tree read_tree(const fs::path& root) {
    Tree tree{.root = root, .files = {}};
    for (auto at = fs::recursive_directory_iterator(root); at != fs::recursive_directory_iterator(); ++at) {
        if (at->is_directory() && is_skipped_folder(at->path().filename().string())) {
            at.disable_recursion_pending();
            continue;
        }
        if (!at->is_regular_file() || !is_text(at->path())) continue;
        SourceFile file{.path = fs::relative(at->path(), root).generic_string(), .lines = {}};
        std::ifstream in(at->path());
        for (std::string line; std::getline(in, line);) file.lines.push_back(line);
        tree.files.push_back(std::move(file));
    }
    std::sort(tree.files.begin(), tree.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return tree;
}

bool is_cpp(std::string_view path) { return path.ends_with(".cpp") || path.ends_with(".h"); }

bool is_test(std::string_view path) {
    return path.starts_with("tests/") || path.find("/tests/") != std::string_view::npos || path.starts_with("tools/bench/") ||
           path.find("/testing/") != std::string_view::npos;
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    size_t begin = 0;
    for (size_t i = 0; i <= text.size(); ++i) {
        if (i < text.size() && text[i] != at) continue;
        parts.emplace_back(text.substr(begin, i - begin));
        begin = i + 1;
    }
    return parts;
}

}  // namespace steward::tidy

// The checkout as tidy sees it: the files git knows or would know, read once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace steward::tidy {

struct SourceFile {
    std::string path;  // from the root, with '/'
    std::vector<std::string> lines;
};

struct Tree {
    std::filesystem::path root;
    std::vector<SourceFile> files;
    const SourceFile* find(std::string_view path) const;
};

/// All text files below `root` except build, cache, node_modules and generated folders.
Tree read_tree(const std::filesystem::path& root);

/// One broken rule. `where` is "path:line" or a path.
struct Finding {
    std::string rule;
    std::string where;
    std::string sentence;
};

bool is_cpp(std::string_view path);
bool is_test(std::string_view path);
std::vector<std::string> split(std::string_view text, char at);

}  // namespace steward::tidy

// Size is a question, not a crime: what is too long stands in allowed_sizes.txt, and that list
// may only shrink. A new entry needs somebody to write it there, and to say why in review.
#include <map>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace {
constexpr size_t longest_file = 500, longest_function = 70, longest_line = 160;

// Good enough for our own style: a function starts at a line that ends in '{' and is neither a
// type, a namespace nor a control statement, and ends at the brace of the same indentation.
std::map<std::string, size_t> function_lengths(const SourceFile& file) {
    std::map<std::string, size_t> lengths;
    for (size_t i = 0; i < file.lines.size(); ++i) {
        const std::string& line = file.lines[i];
        const size_t indent = line.find_first_not_of(' ');
        if (indent == std::string::npos || indent > 4 || !line.ends_with('{') || line.find('(') == std::string::npos) continue;
        const std::string start = line.substr(indent);
        if (start.starts_with("namespace") || start.starts_with("if ") || start.starts_with("for ") || start.starts_with("while ") ||
            start.starts_with("switch ") || start.starts_with("EXPECT_") || start.starts_with("ASSERT_"))
            continue;
        const std::string closing = std::string(indent, ' ') + "}";
        for (size_t end = i + 1; end < file.lines.size(); ++end) {
            const std::string& last = file.lines[end];
            const bool is_closed =
                last == closing || last.starts_with(closing + ";") || last.starts_with(closing + ")") || last.starts_with(closing + "  //");
            if (!is_closed) continue;
            lengths[start.substr(0, start.find('('))] = end - i + 1;
            break;
        }
    }
    return lengths;
}

std::map<std::string, size_t> read_allowed(const Tree& tree) {
    std::map<std::string, size_t> allowed;
    if (const SourceFile* file = tree.find("tools/tidy/allowed_sizes.txt")) {
        for (const auto& line : file->lines) {
            const size_t space = line.rfind(' ');
            if (!line.empty() && line[0] != '#' && space != std::string::npos)
                allowed[line.substr(0, space)] = std::stoul(line.substr(space + 1));
        }
    }
    return allowed;
}
}  // namespace

std::vector<Finding> files_and_functions_stay_small(const Tree& tree) {
    auto allowed = read_allowed(tree);
    std::vector<Finding> findings;
    const auto judge = [&](const std::string& name, size_t size, size_t limit, const char* what) {
        if (size <= limit) return;
        const auto at = allowed.find(name);
        if (at != allowed.end() && size <= at->second) {
            allowed.erase(at);
            return;
        }
        if (at != allowed.end()) allowed.erase(at);
        findings.push_back({"size", name, std::to_string(size) + " " + what + ", more than " + std::to_string(limit)});
    };
    for (const auto& file : tree.files) {
        const bool code = is_cpp(file.path) || file.path.ends_with(".ts") || file.path.ends_with(".tsx");
        if (!code) continue;
        judge(file.path, file.lines.size(), longest_file, "lines");
        size_t longest = 0;
        for (const auto& line : file.lines) longest = std::max(longest, line.size());
        judge(file.path + " line", longest, longest_line, "columns");
        if (!is_cpp(file.path)) continue;
        for (const auto& [name, length] : function_lengths(file)) judge(file.path + " " + name, length, longest_function, "lines");
    }
    for (const auto& [name, size] : allowed)
        findings.push_back(
            {"size", "tools/tidy/allowed_sizes.txt", "'" + name + " " + std::to_string(size) + "' is no longer needed: remove the line"});
    return findings;
}

}  // namespace steward::tidy

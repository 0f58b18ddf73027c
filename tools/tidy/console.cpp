// Direction in the console: what its pages may take from where. The list of seams and of neighbours is console_paths.txt.
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace {
constexpr std::string_view list = "tools/tidy/console_paths.txt", sources = "web/src/";

struct Import {
    std::string from, to;  // below web/src, `to` without an ending: "alerting/now_page.tsx" and "ui/grid"; `to` "*": of many folders
    size_t line;
};

// "@/ui/grid" and "./grid" from ui are both "ui/grid"; empty: not ours.
std::string resolved(const std::string& from, const std::string& name) {
    if (name.starts_with("@/")) return name.substr(2);
    if (!name.starts_with(".")) return {};
    return (std::filesystem::path(from).parent_path() / name).lexically_normal().generic_string();
}

std::vector<Import> all_imports(const Tree& tree) {
    static const std::regex pattern(R"re((?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["'])re");
    std::vector<Import> found;
    for (const auto& file : tree.files) {
        if (!file.path.starts_with(sources) || !(file.path.ends_with(".ts") || file.path.ends_with(".tsx"))) continue;
        const std::string from = file.path.substr(sources.size());
        for (size_t i = 0; i < file.lines.size(); ++i) {
            if (file.lines[i].find("import.meta.glob(") != std::string::npos) found.push_back({from, "*", i + 1});
            for (auto at = std::sregex_iterator(file.lines[i].begin(), file.lines[i].end(), pattern); at != std::sregex_iterator(); ++at) {
                const std::string to = resolved(from, (*at)[1]);
                if (!to.empty()) found.push_back({from, to, i + 1});
            }
        }
    }
    return found;
}

struct Paths {
    std::set<std::string> places;                              // "app/slots": fills places from every folder
    std::set<std::string> seams;                               // "app/search"
    std::set<std::pair<std::string, std::string>> neighbours;  // capability, file of another one
};

Paths read_paths(const Tree& tree) {
    Paths paths;
    const SourceFile* file = tree.find(list);
    for (const auto& line : file ? file->lines : std::vector<std::string>{}) {
        auto words = split(line.substr(0, line.find('#')), ' ');
        std::erase(words, "");
        if (words.size() != 2) continue;
        if (words[0] == "seam") paths.seams.insert(words[1]);
        else if (words[0] == "places") paths.places.insert(words[1]);
        else paths.neighbours.insert({words[0], words[1]});
    }
    return paths;
}

// "api", "ui", "app", a capability; "" for what stands in web/src itself.
std::string part_of(const std::string& path) {
    const auto parts = split(path, '/');
    return parts.size() > 1 ? parts[0] : "";
}

std::string without_ending(const std::string& path) { return path.substr(0, path.rfind('.')); }

bool may_import(const Paths& paths, const Import& import) {
    if (import.to == "*") return paths.places.contains(without_ending(import.from));
    const std::string from = part_of(import.from), to = part_of(import.to);
    if (to == "..") return import.from.ends_with("_test.ts") && import.to.ends_with("?raw");  // what a test compares with, as text
    const bool is_seam = paths.seams.contains(without_ending(import.from));
    if (from == to) return !(from == "app" && is_seam) || paths.seams.contains(import.to);
    if (from.empty() || (from == "app" && !is_seam)) return true;  // knows everyone
    if (from == "api") return false;
    if (to == "api") return true;
    if (from == "ui") return false;
    if (to == "ui") return true;
    if (to == "app") return paths.seams.contains(import.to);
    return from != "app" && paths.neighbours.contains({from, import.to});
}
}  // namespace

std::vector<Finding> the_console_calls_up_only(const Tree& tree) {
    std::vector<Finding> findings;
    const Paths paths = read_paths(tree);
    Paths unused = paths;
    for (const auto& import : all_imports(tree)) {
        const std::string from = part_of(import.from);
        unused.neighbours.erase({from, import.to});
        if (from != "app") unused.seams.erase(import.to);
        if (paths.seams.contains(without_ending(import.from))) unused.seams.erase(import.to);
        if (may_import(paths, import)) continue;
        findings.push_back({"console", std::string(sources) + import.from + ":" + std::to_string(import.line),
                            "must not import " + import.to + ": " + std::string(list) + " says what may"});
    }
    for (const auto& seam : unused.seams)
        findings.push_back({"console", std::string(list), "'seam " + seam + "' is no longer needed: remove the line"});
    for (const auto& [from, to] : unused.neighbours)
        findings.push_back({"console", std::string(list), "'" + from + " " + to + "' is no longer needed: remove the line"});
    return findings;
}

}  // namespace steward::tidy

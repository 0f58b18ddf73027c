// The map and the rooms: what ARCHITECTURE.md says exists must exist, and the other way round.
#include <algorithm>
#include <set>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace fs = std::filesystem;

namespace {
std::set<std::string> folders_of(const fs::path& folder) {
    std::set<std::string> names;
    if (!fs::is_directory(folder)) return names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && name != "tests" && name != "migrations" && !name.starts_with(".") && name != "node_modules")
            names.insert(name);
    }
    return names;
}

// Rooms are the folders that hold code of one subject and so owe a README with the five headings: what a reader of any room looks for.
std::vector<std::string> rooms_of(const Tree& tree) {
    std::vector<std::string> rooms;
    for (const auto* parent : {"server/platform", "server/modules", "agent"}) {
        for (const auto& name : folders_of(tree.root / parent)) {
            if (name != "collectors") rooms.push_back(std::string(parent) + "/" + name);
        }
    }
    for (const auto* room : {"base", "trust", "server/app", "server/demo", "cli", "signer", "prove", "verify", "schema/runtime"}) {
        if (fs::is_directory(tree.root / room)) rooms.emplace_back(room);
    }
    return rooms;
}

// A folder of one kind among others owns nothing and hears of nothing: it reads one thing, or says one thing to one receiver. Its README
// is a name and that, in a sentence.
std::vector<std::string> kinds_of(const Tree& tree) {
    std::vector<std::string> kinds;
    for (const auto* parent : {"agent/collectors", "server/modules/notifications/channels"}) {
        for (const auto& name : folders_of(tree.root / parent)) kinds.push_back(std::string(parent) + "/" + name);
    }
    return kinds;
}

const SourceFile* readme_of(const Tree& tree, const std::string& folder, std::vector<Finding>& findings) {
    const SourceFile* readme = tree.find(folder + "/README.md");
    if (!readme) findings.push_back({"readme", folder, "has no README.md"});
    return readme;
}
}  // namespace

// The map is the fenced block after "## The map": lines "path/   what it is". Every path exists,
// and every top folder, platform room and module is on it.
std::vector<Finding> map_equals_the_tree(const Tree& tree) {
    const SourceFile* document = tree.find("ARCHITECTURE.md");
    if (!document) return {{"map", "ARCHITECTURE.md", "is missing"}};
    std::vector<Finding> findings;
    std::set<std::string> mapped;
    bool in_section = false, in_block = false;
    for (size_t i = 0; i < document->lines.size(); ++i) {
        const std::string& line = document->lines[i];
        if (line.starts_with("## ")) in_section = line == "## The map";
        if (!in_section) continue;
        if (line.starts_with("```")) {
            in_block = !in_block;
            continue;
        }
        if (!in_block || line.empty()) continue;
        std::string path = line.substr(0, line.find(' '));
        if (path.ends_with('/')) path.pop_back();
        mapped.insert(path);
        if (!fs::exists(tree.root / path))
            findings.push_back({"map", "ARCHITECTURE.md:" + std::to_string(i + 1), path + " is on the map but not in the tree"});
    }
    if (document->lines.size() > 300) findings.push_back({"map", "ARCHITECTURE.md", "is longer than 300 lines"});
    std::vector<std::string> expected;
    for (const auto& name : folders_of(tree.root)) expected.push_back(name);
    for (const auto* parent : {"server/platform", "server/modules"}) {
        for (const auto& name : folders_of(tree.root / parent)) expected.push_back(std::string(parent) + "/" + name);
    }
    for (const auto& path : expected) {
        if (!mapped.contains(path)) findings.push_back({"map", path, "is in the tree but not on the map of ARCHITECTURE.md"});
    }
    return findings;
}

std::vector<Finding> every_room_has_its_readme(const Tree& tree) {
    static constexpr const char* headings[] = {"## Owns", "## Reads", "## Facts in", "## Facts out", "## Reconcilers"};
    std::vector<Finding> findings;
    for (const auto& room : rooms_of(tree)) {
        const SourceFile* readme = readme_of(tree, room, findings);
        for (const auto* heading : headings) {
            if (readme && std::find(readme->lines.begin(), readme->lines.end(), heading) == readme->lines.end())
                findings.push_back({"readme", readme->path, std::string("lacks the heading ") + heading});
        }
    }
    for (const auto& kind : kinds_of(tree)) {
        const SourceFile* readme = readme_of(tree, kind, findings);
        const auto is_sentence = [](const std::string& line) { return !line.empty() && line[0] != '#'; };
        if (readme && std::none_of(readme->lines.begin(), readme->lines.end(), is_sentence))
            findings.push_back({"readme", readme->path, "does not say in a sentence what it is"});
    }
    return findings;
}

std::vector<Finding> no_catch_all_folders(const Tree& tree) {
    static const std::set<std::string> names = {"util", "utils", "common", "helper", "helpers", "misc", "shared", "lib", "tmp"};
    std::vector<Finding> findings;
    for (const auto& file : tree.files) {
        for (const auto& part : split(file.path, '/')) {
            const std::string stem = part.substr(0, part.find('.'));
            if (names.contains(stem)) findings.push_back({"catch-all", file.path, "name the subject, not '" + stem + "'"});
        }
    }
    return findings;
}

std::vector<Finding> every_module_has_its_sisters(const Tree& tree) {
    std::vector<Finding> findings;
    const SourceFile* order = tree.find("server/modules/order.txt");
    if (!order) return {{"sisters", "server/modules/order.txt", "is missing"}};
    const std::set<std::string> listed(order->lines.begin(), order->lines.end());
    for (const auto& name : folders_of(tree.root / "server/modules")) {
        if (!listed.contains(name)) findings.push_back({"sisters", "server/modules/" + name, "is not in order.txt"});
    }
    for (const auto& name : order->lines) {
        for (const auto& sister : {"server/modules/" + name, "schema/steward/" + name, "web/src/" + name}) {
            if (!fs::is_directory(tree.root / sister))
                findings.push_back({"sisters", sister, "is missing: one word finds everything of a capability"});
        }
    }
    return findings;
}

}  // namespace steward::tidy

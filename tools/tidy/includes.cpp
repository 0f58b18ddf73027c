// Direction: who may include whom. The order files are the truth, the rest of the table is here.
#include <algorithm>
#include <map>
#include <set>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace {
struct Include {
    const SourceFile* from;
    size_t line;
    std::string target;
};

std::vector<Include> all_includes(const Tree& tree) {
    std::vector<Include> found;
    for (const auto& file : tree.files) {
        if (!is_cpp(file.path)) continue;
        for (size_t i = 0; i < file.lines.size(); ++i) {
            const std::string& line = file.lines[i];
            if (!line.starts_with("#include \"")) continue;
            const size_t end = line.find('"', 10);
            if (end != std::string::npos) found.push_back({&file, i + 1, line.substr(10, end - 10)});
        }
    }
    return found;
}

// "server/modules/alerting", "server/platform/storage", "agent/collectors/cpu", "base", ...
std::string room_of(std::string_view path) {
    const auto parts = split(path, '/');
    const auto first = [&](size_t count) {
        std::string room = parts[0];
        for (size_t i = 1; i < count && i + 1 < parts.size(); ++i) room += "/" + parts[i];
        return room;
    };
    if (parts[0] == "server" && parts.size() > 3 && (parts[1] == "platform" || parts[1] == "modules")) return first(3);
    if (parts[0] == "agent" && parts.size() > 3 && parts[1] == "collectors") return first(3);
    if ((parts[0] == "server" || parts[0] == "agent" || parts[0] == "tools") && parts.size() > 2) return first(2);
    return parts[0];
}

std::vector<std::string> read_order(const Tree& tree, std::string_view path) {
    const SourceFile* file = tree.find(path);
    return file ? file->lines : std::vector<std::string>{};
}

int index_in(const std::vector<std::string>& order, std::string_view name) {
    const auto at = std::find(order.begin(), order.end(), name);
    return at == order.end() ? -1 : static_cast<int>(at - order.begin());
}

std::string last_part(std::string_view room) { return split(room, '/').back(); }

// Generated headers lie in the build folder and count as schema.
bool is_schema(std::string_view target) {
    return target.starts_with("steward/") || target.starts_with("schema/") || target == "agent/metrics.h";
}

// The gate and the signer know no message of the server's, the rest of the agent none but its own wire.
bool may_know(const std::string& from, std::string_view target) {
    if (from == "agent/gate" || from == "signer") return false;
    return !from.starts_with("agent") || target.starts_with("steward/agent/v1/") || target == "agent/metrics.h";
}

bool may_include(const Tree& tree, const std::string& from, const std::string& to, std::string_view target) {
    static const auto platform = read_order(tree, "server/platform/order.txt");
    static const auto modules = read_order(tree, "server/modules/order.txt");
    if (from == to) return true;
    if (from == "verify") return false;  // its own code for everything, so that it cannot repeat a fault of ours
    if (to == "base") return true;
    if (from == "base" || from == "trust") return false;
    if (is_schema(target)) return may_know(from, target);
    if (from.starts_with("schema")) return to.starts_with("schema") || target == "server/platform/access/call.h";
    // First run stands outside the order: it uses the whole platform, and no room of the serving program may use it.
    if (to == "server/platform/setup") return from == "cli" || from == "server/demo" || from == "tests";
    if (from == "server/platform/setup") return to.starts_with("server/platform/");
    if ((from == "server/platform/ledger" || from == "server/modules/authority" || from == "server/modules/jobs" ||
         from == "server/modules/restore_tests") &&
        to == "trust")
        return true;
    if (from.starts_with("server/platform/")) {
        return to.starts_with("server/platform/") && index_in(platform, last_part(to)) < index_in(platform, last_part(from));
    }
    if (from.starts_with("server/modules/")) {
        if (to.starts_with("server/platform/")) return last_part(to) != "http" && last_part(to) != "link";
        const bool public_header = target == "server/modules/" + last_part(to) + "/" + last_part(to) + ".h";
        return to.starts_with("server/modules/") && public_header && index_in(modules, last_part(to)) < index_in(modules, last_part(from));
    }
    if (from == "server" || from == "server/app" || from == "server/demo") return to.starts_with("server");
    if (from.starts_with("agent/collectors")) return to == "agent/host" || to == "agent/collectors";
    if (from == "agent/inventory") return to == "agent/host";
    if (from == "agent/collection") return to == "agent/host" || to == "agent/collectors" || to == "agent/inventory";
    if (from == "agent/link" || from == "agent/spool") return to == "agent/host";
    // Its manifests have the form of signed messages.
    if (from == "agent/backups") return to == "trust";
    if (from == "agent/gate" || from == "signer" || from == "prove") return to == "trust";
    // Between the server and the gate: carries what it cannot read.
    if (from == "agent/courier") return to == "agent/link" || to == "agent/gate" || to == "trust";
    if (from == "agent" || from == "agent/app") return to.starts_with("agent");
    // `setup`, `restore` and `demo` act on the stopped state folder; `backup` packs what the server copied.
    if (from == "cli")
        return to == "server/platform/storage" || to == "server/platform/backup" || to == "server/platform/series" || to == "server/demo" ||
               to == "trust";
    return from == "tools" || from.starts_with("tools/") || from == "tests";
}
}  // namespace

std::vector<Finding> includes_go_up_only(const Tree& tree) {
    std::vector<Finding> findings;
    for (const auto& include : all_includes(tree)) {
        const std::string from = room_of(include.from->path), to = room_of(include.target);
        // Tests may reach for test support and for what their room's users would hold.
        if (is_test(include.from->path) && (is_test(include.target) || to.starts_with("server/") || to.starts_with("agent/"))) continue;
        if (may_include(tree, from, to, include.target)) continue;
        findings.push_back(
            {"direction", include.from->path + ":" + std::to_string(include.line), from + " must not include " + include.target});
    }
    return findings;
}

std::vector<Finding> no_two_rooms_include_each_other(const Tree& tree) {
    std::map<std::string, std::set<std::string>> edges;
    for (const auto& include : all_includes(tree)) {
        if (is_test(include.from->path) || is_schema(include.target)) continue;
        const std::string from = room_of(include.from->path), to = room_of(include.target);
        if (from != to) edges[from].insert(to);
    }
    std::vector<Finding> findings;
    for (const auto& [from, targets] : edges) {
        for (const auto& to : targets) {
            if (from < to && edges[to].contains(from)) findings.push_back({"mutual", from, "and " + to + " include each other"});
        }
    }
    return findings;
}

std::vector<Finding> includes_start_at_the_root(const Tree& tree) {
    std::vector<Finding> findings;
    for (const auto& include : all_includes(tree)) {
        const bool rooted = include.target.find('/') != std::string::npos && !include.target.starts_with(".");
        if (!rooted)
            findings.push_back(
                {"rooted", include.from->path + ":" + std::to_string(include.line), "write the path from the root: " + include.target});
    }
    return findings;
}

}  // namespace steward::tidy

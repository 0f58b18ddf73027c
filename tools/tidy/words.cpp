// Rules that are about single lines: the clock, randomness, sleeping, addresses, table names.
#include <algorithm>
#include <regex>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace {
std::vector<Finding> lines_that_match(const Tree& tree, const char* rule, const std::regex& pattern, const char* sentence,
                                      bool (*applies)(std::string_view path)) {
    std::vector<Finding> findings;
    for (const auto& file : tree.files) {
        if (!applies(file.path)) continue;
        for (size_t i = 0; i < file.lines.size(); ++i) {
            const std::string& line = file.lines[i];
            const size_t comment = line.find("//");
            if (std::regex_search(line.substr(0, comment), pattern))
                findings.push_back({rule, file.path + ":" + std::to_string(i + 1), sentence});
        }
    }
    return findings;
}
// Benchmarks measure with the machine's own clocks, and the rules name what they look for.
bool is_measuring(std::string_view path) { return path.starts_with("tools/") || path.find("/bench/") != std::string_view::npos; }
}  // namespace

std::vector<Finding> clock_and_randomness_in_one_place(const Tree& tree) {
    static const std::regex clock(
        R"((system_clock|steady_clock|high_resolution_clock)::now|\bclock_gettime\(|\bgettimeofday\(|[^_\w.:>]time\((nullptr|NULL|0)\))");
    auto findings = lines_that_match(
        tree, "clock", clock, "time comes in through base/time.h: take `now` or a Clock&",
        [](std::string_view path) { return is_cpp(path) && !is_test(path) && !is_measuring(path) && path != "base/time.cpp"; });
    static const std::regex randomness(R"(std::random_device|\brandombytes_buf\(|[^_\w]s?rand\(|\bgetrandom\(|\bRAND_bytes\()");
    const auto more = lines_that_match(
        tree, "randomness", randomness, "randomness comes in through base/random.h: take an Rng&",
        [](std::string_view path) { return is_cpp(path) && !is_test(path) && !is_measuring(path) && path != "base/random.cpp"; });
    findings.insert(findings.end(), more.begin(), more.end());
    return findings;
}

// A shell's sleep that cannot be avoided has its reason behind it, on its line.
std::vector<Finding> tests_do_not_sleep(const Tree& tree) {
    static const std::regex sleeping(
        R"(sleep_for|sleep_until|\busleep\(|[^_\w]sleep\(|waitForTimeout|setTimeout\([^,]*,\s*[1-9][0-9]{3}|^\s*sleep\s[^#]*$)");
    return lines_that_match(tree, "sleep", sleeping, "wait for the fact, not for the clock", [](std::string_view path) {
        static constexpr std::string_view kinds[] = {".mjs", ".ts", ".tsx", ".py", ".sh"};
        const bool is_read = is_cpp(path) || std::ranges::any_of(kinds, [&](std::string_view kind) { return path.ends_with(kind); });
        return is_read && is_test(path) && !is_measuring(path);
    });
}

std::vector<Finding> no_registry_addresses(const Tree& tree) {
    static const std::regex resolved(R"("resolved":\s*"http)");
    return lines_that_match(tree, "lock", resolved, "a lock file holds hashes, not addresses: see web/.npmrc",
                            [](std::string_view path) { return path.ends_with("package-lock.json"); });
}

// A room's SQL names only its own tables, and other rooms' published views (name_v_...).
std::vector<Finding> tables_belong_to_their_room(const Tree& tree) {
    static const std::regex table(R"((?:from|join|into|update|references|table|exists)\s+([a-z]+)_([a-z_0-9]+))", std::regex::icase);
    std::vector<Finding> findings;
    for (const auto& file : tree.files) {
        const auto parts = split(file.path, '/');
        if (parts.size() < 4 || parts[0] != "server" || parts[1] != "modules" || is_test(file.path)) continue;
        if (!is_cpp(file.path) && !file.path.ends_with(".sql")) continue;
        const std::string room = parts[2];
        for (size_t i = 0; i < file.lines.size(); ++i) {
            const std::string code = file.lines[i].substr(0, file.lines[i].find("//"));
            if (is_cpp(file.path) && code.find('"') == std::string::npos) continue;
            for (auto at = std::sregex_iterator(code.begin(), code.end(), table); at != std::sregex_iterator(); ++at) {
                std::string owner = (*at)[1], name = (*at)[2];
                const auto is_a_room = [&] {
                    return std::filesystem::is_directory(tree.root / "server/modules" / owner) ||
                           std::filesystem::is_directory(tree.root / "server/platform" / owner);
                };
                // The name of a room may have several words: service_levels_clocks.
                for (size_t cut = name.find('_'); !is_a_room() && cut != std::string::npos; cut = name.find('_')) {
                    owner += "_" + name.substr(0, cut);
                    name.erase(0, cut + 1);
                }
                const bool is_room = is_a_room();
                const bool reference = file.path.ends_with(".sql") && code.find("references") != std::string::npos;
                if (!is_room || owner == room || name.starts_with("v_") || reference) continue;
                findings.push_back({"tables", file.path + ":" + std::to_string(i + 1),
                                    "reads the table " + owner + "_" + name + " of another room; ask its header or its view"});
            }
        }
    }
    return findings;
}

}  // namespace steward::tidy

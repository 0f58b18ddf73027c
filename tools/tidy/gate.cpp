// What runs as root on managed machines stays small enough to be read: the gate's lines of code, those that a message runs through before
// its signatures are verified, and those that verify them (above libsodium and OpenSSL). The numbers stand in gate_lines.txt and may only
// shrink.
#include <algorithm>
#include <map>

#include "tools/tidy/rules.h"

namespace steward::tidy {

namespace {
constexpr size_t most_gate = 5000, most_before = 150, most_verifying = 100, worth_writing_down = 50;
constexpr std::string_view list = "tools/tidy/gate_lines.txt";

// Comments and empty lines are none.
bool is_code(const std::string& line) {
    const size_t begin = line.find_first_not_of(' ');
    return begin != std::string::npos && line.compare(begin, 2, "//") != 0;
}

size_t code_lines(const SourceFile& file) { return static_cast<size_t>(std::ranges::count_if(file.lines, is_code)); }

bool is_of_gate(const SourceFile& file) {
    return file.path.starts_with("agent/gate/") && is_cpp(file.path) && !is_test(file.path) && !file.path.starts_with("agent/gate/bench/");
}

// Of all functions of this name in the file, from their first line to the brace of the same indentation.
size_t function_lines(const SourceFile& file, const std::string& name) {
    size_t lines = 0;
    for (size_t i = 0; i < file.lines.size(); ++i) {
        const std::string& line = file.lines[i];
        const size_t at = line.find(name + "("), indent = line.find_first_not_of(' ');
        const bool is_alone = at != std::string::npos && at > 0 && line[at - 1] == ' ' && line.find("return") > at && indent <= 4;
        if (!is_alone || line.ends_with(';')) continue;
        const std::string closing = std::string(indent, ' ') + "}";
        for (size_t end = i; end < file.lines.size(); ++end) {
            lines += is_code(file.lines[end]) ? 1 : 0;
            if (file.lines[end] == closing || (end == i && line.ends_with('}'))) break;
        }
    }
    return lines;
}
}  // namespace

std::vector<Finding> the_gate_stays_small(const Tree& tree) {
    const SourceFile* file = tree.find(list);
    if (!file) return {};
    std::vector<Finding> findings;
    std::map<std::string, size_t> written, counted;
    for (const auto& source : tree.files) counted["gate"] += is_of_gate(source) ? code_lines(source) : 0;
    for (const auto& line : file->lines) {
        const auto words = split(line, ' ');
        if (line.empty() || line[0] == '#') continue;
        if (words.size() == 2) {
            written[words[0]] = std::stoul(words[1]);
            continue;
        }
        const SourceFile* source = words.size() == 3 ? tree.find(words[1]) : nullptr;
        const size_t lines = source ? function_lines(*source, words[2]) : 0;
        if (lines == 0) findings.push_back({"gate", std::string(list), "there is no function '" + line + "'"});
        counted[words[0]] += lines;
    }
    for (const auto& [what, most] :
         std::map<std::string, size_t>{{"gate", most_gate}, {"before", most_before}, {"verifying", most_verifying}}) {
        const size_t bar = std::min(most, written[what]), now = counted[what];
        const std::string is = "'" + what + "' has " + std::to_string(now) + " lines of code";
        if (now > bar) findings.push_back({"gate", std::string(list), is + ", more than " + std::to_string(bar) + ": make it smaller"});
        if (now + worth_writing_down < bar)
            findings.push_back({"gate", std::string(list), is + ": write '" + what + " " + std::to_string(now) + "' there"});
    }
    return findings;
}

}  // namespace steward::tidy

#include "agent/app/gate_command.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <string>
#include <vector>

#include "agent/app/commands.h"

namespace steward::agent {

namespace {
// Beside this program as it is installed (bin, sbin) and as it is built.
constexpr std::string_view places[] = {"/../sbin/steward-gate", "/steward-gate", "/gate/steward-gate"};

std::string own_folder() {
    char path[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
    const std::string_view whole(path, size > 0 ? static_cast<size_t>(size) : 0);
    return std::string(whole.substr(0, whole.rfind('/') == std::string_view::npos ? 0 : whole.rfind('/')));
}
}  // namespace

std::optional<GateComplaint> complaint_of(std::span<const std::string_view> words, bool is_root) {
    const std::string_view command = words.empty() ? std::string_view() : words.front();
    const bool takes_nothing = command == "stop" || command == "lift" || command == "gate";
    bool has_own_folder = false;
    for (size_t i = 1; i < words.size(); ++i) {
        const bool is_place = words[i] == "--state" || words[i] == "--socket" || words[i] == "--gate-socket";
        has_own_folder = has_own_folder || words[i] == "--state";
        if (is_place) ++i;
        else if (takes_nothing)
            return GateComplaint{Exit::usage, "'" + std::string(words[i]) + "' is too much: `steward-agent " + std::string(command) +
                                                  "` takes nothing more."};
    }
    if (is_root || has_own_folder) return std::nullopt;
    return GateComplaint{Exit::failed, "Only this machine's administrator asks the gate: sudo steward-agent " + std::string(command)};
}

bool is_gate_command(std::string_view word) {
    static constexpr std::string_view known[] = {"stop", "lift", "limits", "log", "gate"};
    return std::ranges::find(known, word) != std::end(known);
}

int run_gate_command(std::span<char* const> words) {
    const std::vector<std::string_view> typed(words.begin(), words.end());
    if (const auto complaint = complaint_of(typed, ::geteuid() == 0)) {
        std::fprintf(stderr, "steward-agent: %s\n", complaint->sentence.c_str());
        return complaint->exit;
    }
    std::vector<std::string> said{"steward-gate"};
    for (const std::string_view word : words)
        said.emplace_back(said.size() == 1 && word == "gate" ? "status" : word == "--gate-socket" ? "--socket" : word);
    std::vector<char*> arguments;
    for (std::string& word : said) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    for (const std::string_view place : places) ::execv((own_folder() + std::string(place)).c_str(), arguments.data());
    std::fputs("steward-agent: The gate's program is not here. Install the package steward-agent whole.\n", stderr);
    return Exit::failed;
}

}  // namespace steward::agent

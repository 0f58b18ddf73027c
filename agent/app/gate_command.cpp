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

bool is_gate_command(std::string_view word) {
    static constexpr std::string_view known[] = {"stop", "lift", "limits", "log", "gate"};
    return std::ranges::find(known, word) != std::end(known);
}

int run_gate_command(std::span<char* const> words) {
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

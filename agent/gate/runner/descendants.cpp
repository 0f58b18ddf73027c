#include "agent/gate/runner/descendants.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace steward::gate {

namespace {
// The parent of every process there is.
std::map<pid_t, pid_t> parents() {
    std::map<pid_t, pid_t> found;
    DIR* all = ::opendir("/proc");
    if (!all) return found;
    while (const dirent* entry = ::readdir(all)) {
        pid_t number = 0, parent = 0;
        const char* end = entry->d_name + std::strlen(entry->d_name);
        if (std::from_chars(entry->d_name, end, number).ptr != end) continue;
        std::string text;
        std::getline(std::ifstream("/proc/" + std::string(entry->d_name) + "/stat"), text, '\0');
        const size_t at = text.rfind(')');
        if (at == std::string::npos || at + 4 >= text.size()) continue;
        std::from_chars(text.data() + at + 4, text.data() + text.size(), parent);
        found[number] = parent;
    }
    ::closedir(all);
    return found;
}

bool comes_from(pid_t one, pid_t ancestor, const std::map<pid_t, pid_t>& parents) {
    for (size_t steps = 0; steps < parents.size(); ++steps) {
        const auto found = parents.find(one);
        if (found == parents.end() || found->second == 0) return false;
        if (found->second == ancestor) return true;
        one = found->second;
    }
    return false;
}
}  // namespace

void end_descendants() {
    const pid_t self = ::getpid();
    // One may have begun another while we looked: as long as a child is left, once more.
    for (;;) {
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
        if (::waitpid(-1, nullptr, WNOHANG) < 0) return;
        const auto all = parents();
        for (const auto& [one, parent] : all) {
            if (comes_from(one, self, all)) ::kill(one, SIGKILL);
        }
        ::waitpid(-1, nullptr, 0);
    }
}

}  // namespace steward::gate

#include "agent/gate/runner/descendants.h"

#include <dirent.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace {
struct Kin {
    pid_t parent = 0, session = 0;
    bool is_over = false;  // and nobody took note of it yet
};

// Every process there is.
std::map<pid_t, Kin> everybody() {
    std::map<pid_t, Kin> found;
    DIR* all = ::opendir("/proc");
    if (!all) return found;
    while (const dirent* entry = ::readdir(all)) {
        pid_t number = 0, group = 0;
        const char* end = entry->d_name + std::strlen(entry->d_name);
        if (std::from_chars(entry->d_name, end, number).ptr != end) continue;
        std::string text;
        std::getline(std::ifstream("/proc/" + std::string(entry->d_name) + "/stat"), text, '\0');
        const size_t at = text.rfind(')');
        if (at == std::string::npos || at + 4 >= text.size()) continue;
        Kin kin{.is_over = text[at + 2] == 'Z' || text[at + 2] == 'X'};
        std::istringstream(text.substr(at + 4)) >> kin.parent >> group >> kin.session;
        found[number] = kin;
    }
    ::closedir(all);
    return found;
}

bool comes_from(pid_t one, pid_t ancestor, const std::map<pid_t, Kin>& all) {
    for (size_t steps = 0; steps < all.size(); ++steps) {
        const auto found = all.find(one);
        if (found == all.end() || found->second.parent == 0) return false;
        if (found->second.parent == ancestor) return true;
        one = found->second.parent;
    }
    return false;
}

bool carries(pid_t one, const std::string& work) {
    const auto file = open_journal_file("/proc/" + std::to_string(one) + "/environ")->read();
    const std::string wanted = std::string(1, '\0') + "STEWARD_JOB=" + work + std::string(1, '\0');
    return file && (std::string(1, '\0') + std::string(as_text(*file))).find(wanted) != std::string::npos;
}
}  // namespace

void end_descendants() {
    const pid_t self = ::getpid();
    // One may have begun another while we looked: as long as a child is left, once more.
    for (;;) {
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
        if (::waitpid(-1, nullptr, WNOHANG) < 0) return;
        const auto all = everybody();
        for (const auto& [one, kin] : all) {
            if (comes_from(one, self, all)) ::kill(one, SIGKILL);
        }
        ::waitpid(-1, nullptr, 0);
    }
}

void end_leftovers(const std::string& work, pid_t session) {
    // Those that begin others while we look are found the next time; each has to be gone before its children are without it.
    for (int turn = 0; turn < 100; ++turn) {
        const auto all = everybody();
        size_t left = 0;
        for (const auto& [one, kin] : all) {
            const bool is_of_it = (session > 0 && kin.session == session) || carries(one, work);
            if (kin.is_over || one == ::getpid() || !is_of_it) continue;
            ::kill(one, SIGKILL);
            ++left;
            for (const auto& [other, its] : all) {
                if (comes_from(other, one, all)) ::kill(other, SIGKILL);
            }
        }
        if (left == 0) return;
        ::poll(nullptr, 0, 2);
    }
}

}  // namespace steward::gate

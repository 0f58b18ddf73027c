#include "agent/gate/runner/descendants.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace {
Everybody everybody() {
    Everybody found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const pid_t number = std::atoi(entry.path().filename().c_str());
        const auto one = number > 0 ? look_at(static_cast<uint64_t>(number)) : std::nullopt;
        if (one) found[number] = *one;
    }
    return found;
}

bool carries(pid_t one, const std::string& word) {
    const auto file = open_journal_file("/proc/" + std::to_string(one) + "/environ")->read();
    const std::string wanted = std::string(1, '\0') + word + std::string(1, '\0');
    return file && (std::string(1, '\0') + std::string(as_text(*file))).find(wanted) != std::string::npos;
}
}  // namespace

bool comes_from(pid_t one, pid_t ancestor, const Everybody& all) {
    size_t steps = all.size();
    for (auto found = all.find(one); found != all.end() && steps > 0; found = all.find(static_cast<pid_t>(found->second.parent)), --steps) {
        if (static_cast<pid_t>(found->second.parent) == ancestor) return true;
    }
    return false;
}

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

void end_leftovers(const std::string& device, const std::string& work, pid_t session, int turns) {
    // Those that begin others while we look are found the next time; each has to be gone before its children are without it.
    for (; turns > 0; --turns) {
        const auto all = everybody();
        size_t left = 0;
        for (const auto& [one, kin] : all) {
            const bool is_of_it = (session > 0 && kin.session == static_cast<uint64_t>(session)) ||
                                  (carries(one, "STEWARD_JOB=" + work) && carries(one, "STEWARD_DEVICE=" + device));
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

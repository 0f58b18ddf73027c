#include "signer/tests/running_agent.h"

#include <spawn.h>
#include <sys/wait.h>

#include <csignal>
#include <thread>

extern char** environ;

namespace steward::signer {

namespace {
pid_t spawned(std::vector<std::string> words, const std::string& socket) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string place = "SSH_AUTH_SOCK=" + socket;
    std::vector<char*> surroundings{place.data()};
    for (char** one = environ; *one; ++one) surroundings.push_back(*one);
    surroundings.push_back(nullptr);
    pid_t child = -1;
    EXPECT_EQ(posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments.data(), surroundings.data()), 0) << words[0];
    return child;
}
}  // namespace

RunningAgent::RunningAgent(Office& office)
    : office_(office), socket_(office.file("agent.sock").string()), process_(spawned({"ssh-agent", "-D", "-a", socket_}, "")) {
    office.key_agent = socket_;
    while (!fs::exists(socket_) && kill(process_, 0) == 0) std::this_thread::yield();
}

RunningAgent::~RunningAgent() {
    kill(process_, SIGTERM);
    waitpid(process_, nullptr, 0);
}

int RunningAgent::run(std::vector<std::string> words) const {
    int status = -1;
    waitpid(spawned(std::move(words), socket_), &status, 0);
    return status;
}

void RunningAgent::add(const std::string& comment, const std::string& kind) const {
    const std::string file = office_.file("ssh-" + comment).string();
    EXPECT_EQ(run({"ssh-keygen", "-q", "-t", kind, "-N", "", "-C", comment, "-f", file}), 0);
    EXPECT_EQ(run({"ssh-add", "-q", file}), 0);
}

void RunningAgent::forget_all() const { EXPECT_EQ(run({"ssh-add", "-q", "-D"}), 0); }

}  // namespace steward::signer

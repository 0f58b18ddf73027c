#include "server/platform/http/tests/peers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace steward::http {

namespace {
constexpr int patience_ms = 30'000;
}

Ran run_program(const std::vector<std::string>& arguments) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    std::vector<char*> pointers;
    for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    pid_t child = 0;
    const int refused = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    Ran ran;
    char part[4096];
    for (ssize_t got = 0; (got = read(ends[0], part, sizeof part)) > 0;) ran.output.append(part, static_cast<size_t>(got));
    close(ends[0]);
    int status = 0;
    if (refused == 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)) ran.code = WEXITSTATUS(status);
    return ran;
}

Ran curl(std::vector<std::string> arguments) {
    std::vector<std::string> all{"curl", "-q", "-sS", "--max-time", "60", "--noproxy", "*"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_program(all);
}

Talker::Talker(uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

Talker::~Talker() { end(); }

void Talker::end() {
    if (descriptor_ >= 0) close(descriptor_);
    descriptor_ = -1;
}

void Talker::say(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put <= 0) return;  // the server ended: what it said before tells why
        bytes.remove_prefix(static_cast<size_t>(put));
    }
}

bool Talker::hear_more() {
    pollfd waiting{descriptor_, POLLIN, 0};
    if (poll(&waiting, 1, patience_ms) != 1) {
        ADD_FAILURE() << "the server said nothing more; so far: " << heard_;
        return false;
    }
    char part[16384];
    const ssize_t got = recv(descriptor_, part, sizeof part, 0);
    if (got > 0) heard_.append(part, static_cast<size_t>(got));
    return got > 0;
}

std::string Talker::hear_until(std::string_view mark) {
    while (heard_.find(mark) == std::string::npos && hear_more()) {
    }
    return std::exchange(heard_, {});
}

std::string Talker::hear_all() {
    while (hear_more()) {
    }
    return std::exchange(heard_, {});
}

Scratch::Scratch() {
    char pattern[] = "/tmp/steward-http-XXXXXX";
    path_ = mkdtemp(pattern);
}

Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void make_certificate(const std::string& certificate_file, const std::string& key_file, const std::string& name) {
    const auto made = run_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                                   "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=DNS:" + name + ",IP:127.0.0.1", "-keyout",
                                   key_file, "-out", certificate_file});
    ASSERT_EQ(made.code, 0) << made.output;
}

}  // namespace steward::http

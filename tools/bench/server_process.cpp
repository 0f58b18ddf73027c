#include "tools/bench/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace steward::bench {

namespace {
constexpr double longest_start_s = 30;

uint16_t free_port() {
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size) != 0) give_up("no free port");
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    close(descriptor);
    return ntohs(address.sin_port);
}

int dial_socket(const std::string& path) {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) give_up("the path of the bench's folder is too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return descriptor;
    close(descriptor);
    return -1;
}

std::string read_file(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

double number_after(const std::string& text, std::string_view name) {
    for (size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += name.size()) {
        if (at == 0 || text[at - 1] == '\n') return std::strtod(text.c_str() + at + name.size(), nullptr);
    }
    return 0;
}
}  // namespace

void give_up(const std::string& what) {
    std::fprintf(stderr, "bench: %s\n", what.c_str());
    std::exit(1);
}

void pause_ms(int64_t ms) {
    const timespec rest{ms / 1000, ms % 1000 * 1'000'000};
    nanosleep(&rest, nullptr);
}

double wall_s() {
    timespec spec{};
    clock_gettime(CLOCK_MONOTONIC, &spec);
    return static_cast<double>(spec.tv_sec) + static_cast<double>(spec.tv_nsec) / 1e9;
}

RunFolder::RunFolder(const std::string& bench, const std::string& named)
    : path_(named.empty() ? std::filesystem::temp_directory_path().string() + "/" + bench + "-" + std::to_string(getpid()) : named),
      stays_(!named.empty()) {
    std::filesystem::create_directories(path_ + "/server");
    std::filesystem::permissions(path_ + "/server", std::filesystem::perms::owner_all);
}
RunFolder::~RunFolder() {
    std::error_code ignored;
    if (!stays_) std::filesystem::remove_all(path_, ignored);
}

std::string build_folder() { return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().string(); }

ServerProcess::ServerProcess(std::string build, std::string folder)
    : build_(std::move(build)), folder_(std::move(folder)), state_(folder_ + "/server"), port_(free_port()), agent_port_(free_port()) {
    command_line({"setup", "--provider", "Bench", "--owner-name", "Bench", "--owner-email", "bench@localhost.test"});
}

ServerProcess::~ServerProcess() { stop(); }

void ServerProcess::start() {
    const std::string program = build_ + "/server/steward-server", port = std::to_string(port_), agent_port = std::to_string(agent_port_);
    const std::string log = folder_ + "/server.log";
    const double begin = wall_s();
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);  // a bench that gives up leaves no server behind
        const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(out, 1);
        dup2(out, 2);
        execl(program.c_str(), program.c_str(), "--state", state_.c_str(), "--port", port.c_str(), "--agent-port", agent_port.c_str(),
              nullptr);
        _exit(127);
    }
    while (ask("GET", "/readyz").status != 200) {
        if (wall_s() - begin > longest_start_s || waitpid(pid_, nullptr, WNOHANG) != 0)
            give_up("the server does not start:\n" + read_file(log));
        pause_ms(2);
    }
    start_wall_s_ = wall_s() - begin;
    start_cpu_s_ = cpu_s();
}

void ServerProcess::stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

std::string ServerProcess::command_line(const std::vector<std::string>& words) const {
    std::string command = "'" + build_ + "/cli/steward'";
    for (const auto& word : words) command += " '" + word + "'";
    command += " --state '" + state_ + "'";
    FILE* pipe = popen(command.c_str(), "r");
    std::string out;
    char part[4096];
    while (const size_t got = fread(part, 1, sizeof part, pipe)) out.append(part, got);
    if (pclose(pipe) != 0) give_up("failed: " + command);
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
}

// One request on a connection of its own, over the socket of local root.
Answer ServerProcess::ask(const std::string& method, const std::string& target, const std::string& body) const {
    const int descriptor = dial_socket(state_ + "/steward.sock");
    if (descriptor < 0) return {};
    std::string request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    if (!body.empty()) request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    request += "\r\n" + body;
    for (size_t sent = 0; sent < request.size();) {
        const ssize_t some = send(descriptor, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
        if (some <= 0) break;
        sent += static_cast<size_t>(some);
    }
    std::string text;
    char part[65536];
    for (ssize_t got = 0; (got = recv(descriptor, part, sizeof part, 0)) > 0;) text.append(part, static_cast<size_t>(got));
    close(descriptor);
    const size_t head = text.find("\r\n\r\n");
    if (head == std::string::npos || text.size() < 12) return {};
    return {std::atoi(text.c_str() + 9), text.substr(head + 4), text.size()};
}

double ServerProcess::metric(std::string_view name) const { return number_after(ask("GET", "/metrics").body, std::string(name) + " "); }

std::map<std::string, double> ServerProcess::cpu_s_by_thread() const {
    std::map<std::string, double> threads;
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid_) + "/task", gone)) {
        threads[task.path().filename().string()] = std::strtod(read_file(task.path().string() + "/schedstat").c_str(), nullptr) / 1e9;
    }
    return threads;
}

double ServerProcess::cpu_s() const {
    double total = 0;
    for (const auto& [thread, seconds] : cpu_s_by_thread()) total += seconds;
    return total;
}

uint64_t ServerProcess::written_bytes() const {
    return static_cast<uint64_t>(number_after(read_file("/proc/" + std::to_string(pid_) + "/io"), "write_bytes:"));
}

double ServerProcess::memory_mib(std::string_view field) const {
    return number_after(read_file("/proc/" + std::to_string(pid_) + "/status"), std::string(field) + ":") / 1024;
}

// What is allocated on the disk, preallocated parts included.
uint64_t ServerProcess::state_bytes(const std::string& below) const {
    uint64_t total = 0;
    std::error_code gone;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(state_ + "/" + below, gone)) {
        if (entry.is_regular_file(gone)) total += entry.file_size(gone);
    }
    return total;
}

}  // namespace steward::bench

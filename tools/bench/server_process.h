// A real steward-server as a child process, and what the kernel says it costs.
//
// Processor time is the sum of /proc/PID/task/*/schedstat in nanoseconds: user and system time of
// every thread, as exact as the scheduler's own account.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace steward::bench {

struct Answer {
    int status = 0;
    std::string body;
    size_t bytes = 0;  // with its head
};

/// The folder of one run, with the server's place in it. One that was named stays; a folder of its own is gone with this.
class RunFolder {
public:
    RunFolder(const std::string& bench, const std::string& named);
    ~RunFolder();
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
    bool stays_;
};
/// The build folder, in which this program's own folder lies beside those of the server and the command line.
std::string build_folder();

class ServerProcess {
public:
    /// `build`: the folder with server/steward-server and cli/steward. Makes a state folder, sets the
    /// installation up and waits for /readyz. Ends the program with a sentence when that fails.
    explicit ServerProcess(std::string build, std::string folder);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    void start();
    void stop();  // SIGTERM, waits

    std::string command_line(const std::vector<std::string>& words) const;  // what `steward` prints
    Answer ask(const std::string& method, const std::string& target, const std::string& body = "") const;
    double metric(std::string_view name) const;

    double cpu_s() const;
    std::map<std::string, double> cpu_s_by_thread() const;
    uint64_t written_bytes() const;                   // write_bytes of /proc/PID/io
    double memory_mib(std::string_view field) const;  // of /proc/PID/status: VmRSS, RssAnon, VmHWM
    uint64_t state_bytes(const std::string& below) const;

    const std::string& state() const { return state_; }
    pid_t pid() const { return pid_; }
    double start_wall_s() const { return start_wall_s_; }
    double start_cpu_s() const { return start_cpu_s_; }

private:
    const std::string build_, folder_, state_;
    uint16_t port_ = 0, agent_port_ = 0;
    pid_t pid_ = -1;
    double start_wall_s_ = 0, start_cpu_s_ = 0;
};

[[noreturn]] void give_up(const std::string& what);
void pause_ms(int64_t ms);
double wall_s();

}  // namespace steward::bench

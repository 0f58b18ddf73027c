#include "tools/bench/measure.h"

#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <vector>

namespace steward::bench {

namespace {
struct Process {
    pid_t parent = 0;
    double ended_children_s = 0;  // in steps of the kernel's tick
};

Process read_process(const std::string& pid) {
    std::ifstream file("/proc/" + pid + "/stat");
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    const size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream rest(text.substr(name_end + 2));
    std::string skip;
    Process process;
    double user = 0, system = 0;
    rest >> skip >> process.parent;
    for (int i = 0; i < 11; ++i) rest >> skip;
    rest >> user >> system;
    process.ended_children_s = (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
    return process;
}

// PostgreSQL has a process for each connection, with one thread.
std::vector<std::string> processes_of(pid_t server) {
    std::vector<std::string> found;
    if (server == 0) return found;
    if (DIR* folder = opendir("/proc")) {
        while (const dirent* entry = readdir(folder)) {
            const std::string pid = entry->d_name;
            if (pid.find_first_not_of("0123456789") == std::string::npos && read_process(pid).parent == server) found.push_back(pid);
        }
        closedir(folder);
    }
    return found;
}

double clock_ms(clockid_t clock) {
    timespec spec{};
    clock_gettime(clock, &spec);
    return static_cast<double>(spec.tv_sec) * 1e3 + static_cast<double>(spec.tv_nsec) / 1e6;
}

double schedstat_ms(const std::vector<std::string>& pids) {
    double sum = 0;
    for (const auto& pid : pids) {
        std::ifstream file("/proc/" + pid + "/schedstat");
        double nanoseconds = 0;
        file >> nanoseconds;
        sum += nanoseconds / 1e6;
    }
    return sum;
}
}  // namespace

double Meter::processor_seconds() const {
    const auto pids = processes_of(database_server_);
    const double ended = database_server_ == 0 ? 0 : read_process(std::to_string(database_server_)).ended_children_s;
    return (clock_ms(CLOCK_PROCESS_CPUTIME_ID) + schedstat_ms(pids)) / 1e3 + ended;
}

Costs Meter::measure(int times, const std::function<void(int)>& act) const {
    act(0);
    std::vector<double> waited, spent;
    const auto pids = processes_of(database_server_);
    const auto ended = [&] { return database_server_ == 0 ? 0 : read_process(std::to_string(database_server_)).ended_children_s * 1e3; };
    const double ended_before = ended();
    double sum = 0;
    for (int i = 0; i < times; ++i) {
        const double others_before = schedstat_ms(pids), own_before = clock_ms(CLOCK_PROCESS_CPUTIME_ID), begin = clock_ms(CLOCK_MONOTONIC);
        act(i);
        waited.push_back(clock_ms(CLOCK_MONOTONIC) - begin);
        const double own = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - own_before;
        spent.push_back(own + schedstat_ms(pids) - others_before);
        sum += spent.back();
    }
    // A parallel worker has ended before the answer came: the server's own account has it.
    sum += ended() - ended_before;
    std::sort(waited.begin(), waited.end());
    std::sort(spent.begin(), spent.end());
    return {waited[waited.size() / 2], waited[waited.size() * 95 / 100], sum / times, spent[spent.size() * 95 / 100]};
}

void print(const std::string& what, const Costs& costs, double bar_ms) {
    const bool misses = bar_ms > 0 && std::max(costs.processor_ms, costs.processor_p95_ms) > bar_ms;
    std::printf("%c %-70s processor %7.2f p95 %7.2f   waited p50 %7.2f p95 %7.2f ms\n", misses ? '*' : ' ', what.c_str(),
                costs.processor_ms, costs.processor_p95_ms, costs.p50_ms, costs.p95_ms);
    std::fflush(stdout);
}

}  // namespace steward::bench

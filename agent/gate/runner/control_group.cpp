#include "agent/gate/runner/control_group.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace {
constexpr std::string_view own_group = "/gate", jobs_unit = "/steward-jobs.service";

bool write_group_file(const std::string& path, std::string_view text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    return file.is_open() && write_all(file.number(), as_bytes(text));
}

// The group of this process, where the second version is mounted; empty when it is nowhere.
std::string group_of_ours() {
    std::string root = "/sys/fs/cgroup";
    if (::access((root + "/cgroup.controllers").c_str(), F_OK) != 0) root += "/unified";
    if (::access((root + "/cgroup.controllers").c_str(), F_OK) != 0) return {};
    const auto groups = open_journal_file("/proc/self/cgroup")->read();
    if (!groups) return {};
    const std::string text = "\n" + std::string(as_text(*groups));
    const size_t at = text.find("\n0::");
    if (at == std::string::npos) return {};
    std::string path = root + text.substr(at + 4, text.find('\n', at + 4) - at - 4);
    if (path.ends_with('/')) path.pop_back();
    return path;
}

// The unit of the jobs, beside the gate's. A group whose children are bounded takes no process: were they below the gate's own,
// it could not start anew while one of them runs. Empty when the service manager made none.
std::string unit_of_jobs(const std::string& ours) {
    const size_t service = ours.rfind(".service");
    if (service == std::string::npos) return {};
    std::string unit = ours.substr(0, ours.rfind('/', service)) + std::string(jobs_unit);
    return ::access(unit.c_str(), F_OK) == 0 ? unit : std::string{};
}

// For the group of a job: the unit of the jobs, or else beside the group of whoever asks; empty when it is nowhere.
std::string place_of(const std::string& name) {
    std::string above = group_of_ours();
    if (above.empty()) return {};
    if (const std::string unit = unit_of_jobs(above); !unit.empty()) return unit + "/steward-job-" + name;
    if (above.ends_with(own_group)) above.resize(above.size() - own_group.size());
    return above + "/steward-job-" + name;
}
}  // namespace

ControlGroup::ControlGroup(const std::string& name, uint64_t memory_bytes) {
    const std::string path = place_of(name);
    if (path.empty()) return;
    const bool is_new = ::mkdir(path.c_str(), 0755) == 0;
    if (!is_new && errno != EEXIST) return;
    // A runner before us was killed in it: what it left there goes first.
    if (!is_new) write_group_file(path + "/cgroup.kill", "1");
    path_ = path;
    bounds_memory_ = memory_bytes > 0 && write_group_file(path + "/memory.max", std::to_string(memory_bytes));
    if (bounds_memory_) write_group_file(path + "/memory.swap.max", "0");
    write_group_file(path + "/pids.max", "4096");
}

ControlGroup::~ControlGroup() {
    if (is_there()) ::rmdir(path_.c_str());
}

void ControlGroup::enter() const {
    if (is_there()) write_group_file(path_ + "/cgroup.procs", "0");
}

void ControlGroup::end() const {
    if (is_there()) write_group_file(path_ + "/cgroup.kill", "1");
}

std::string group_name(const trust::ShortId& device, const trust::ShortId& work) { return to_hex(work) + "-" + to_hex(device); }

void end_group(const std::string& name) {
    const std::string path = place_of(name);
    if (path.empty() || ::access(path.c_str(), F_OK) != 0) return;
    write_group_file(path + "/cgroup.kill", "1");
    // It is given up once the last of it is gone; a folder that stays hinders nobody.
    for (int turn = 0; turn < 50 && ::rmdir(path.c_str()) != 0 && errno == EBUSY; ++turn) ::poll(nullptr, 0, 2);
}

void make_room_for_groups() {
    const std::string ours = group_of_ours();
    if (!ours.ends_with(".service") || !unit_of_jobs(ours).empty()) return;
    const std::string below = ours + std::string(own_group);
    ::mkdir(below.c_str(), 0755);
    if (write_group_file(below + "/cgroup.procs", "0")) write_group_file(ours + "/cgroup.subtree_control", "+memory +pids");
}

}  // namespace steward::gate

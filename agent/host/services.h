// Which services run. Where systemd started the machine: by the files that it keeps for everybody to
// read (/run/systemd/units and the control groups), without its library and without a bus. Elsewhere:
// by the names in the process table.
//
// Names are those of systemd without ".service": "ssh", "postgresql@15-main". Without systemd the
// usual services keep these names; any other name is looked for as the name of a program.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/host/host.h"

namespace steward::agent {

/// What a machine is there for, or cannot be reached without: watched when it ran at enrolment
/// (domain/playbooks.md S12).
struct UsualService {
    std::string_view name;     // "ssh"; also the template of "ssh@..."
    std::string_view kind;     // "time", "remote access", "mail", "database", "web"
    std::string_view process;  // what its main process is called (at most 15 bytes are kept by the kernel)
    bool by_socket = false;    // its socket alone counts: systemd starts it when somebody comes
};
std::span<const UsualService> usual_services();
/// nullptr: not one of them.
const UsualService* find_usual_service(std::string_view name);

/// Fit to be part of a path: letters, digits and ":_.@\-", 1 to 128 of them, not beginning with a dot.
bool is_service_name(std::string_view name);

/// What is to be watched, sorted, each once: what ran at enrolment and what the server asks for. Names
/// that are none are left out; an ending ".service" is cut off, so that "nginx" and "nginx.service" are one.
std::vector<std::string> services_to_watch(std::span<const std::string> at_enrolment, std::span<const std::string> asked_for);

/// What /proc/<pid>/stat says of a process.
struct ProcessLine {
    std::string_view name;  // stands in the text that was given
    char state = 0;         // 'Z': ended, not yet collected
    uint64_t parent = 0;
};
std::optional<ProcessLine> parse_process(std::string_view stat);

/// Below /sys/fs/cgroup: "system.slice/system-postgresql.slice/postgresql@15-main.service".
std::string control_group_of(std::string_view service);

/// Remembers between two looks what makes the next one cheap.
class Services {
public:
    explicit Services(Host& host);

    struct Found {
        std::string name;
        std::string_view kind;  // of a usual one; else empty
        bool running = false;
    };

    /// The services to look at from now on; names that are none are passed over. Order is kept.
    void watch(std::span<const std::string> names);
    /// Looks at all of them.
    void look();
    std::span<const Found> watched() const { return found_; }

    /// The usual services that run now, sorted: what is to be kept at enrolment. A service that only
    /// stands for its instances ("postgresql" for "postgresql@15-main") gives way to them.
    std::vector<std::string> usual_running();
    /// All that run now, sorted, at most `most`; without systemd the usual ones.
    std::vector<Found> all_running(size_t most);

private:
    struct Way {                                  // how one of `found_` is looked at
        std::string unit, socket, control_group;  // files; systemd
        std::string process;                      // name; elsewhere
        uint64_t process_id = 0;                  // 0: none is known
    };
    Way way_to(const std::string& name) const;
    bool unit_runs(const Way& way);
    bool process_runs(Way& way);
    void look_through_processes();

    Host& host_;
    bool systemd_;
    std::string path_, text_;
    std::vector<Found> found_;
    std::vector<Way> ways_;
};

}  // namespace steward::agent

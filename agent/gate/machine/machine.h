// What the gate asks of the machine it runs on.
#pragma once

#include <optional>

#include "base/time.h"
#include "trust/place.h"

namespace steward::gate {

/// Of this start of the machine, as /proc/sys/kernel/random/boot_id has it.
std::string boot_id();
/// The id of /etc/os-release: "debian".
std::string system_id();
std::string system_id_in(const std::string& os_release);  // empty: it names none
/// Of hardware and installation: a copy of the disk in another machine has another one.
trust::Digest fingerprint();

/// A process that cannot be mistaken for a later one of the same number.
struct ProcessId {
    uint64_t number = 0, started = 0;  // since the machine's start, in ticks
    bool operator==(const ProcessId&) const = default;
};
struct Process {
    ProcessId id;
    uint64_t parent = 0, session = 0;
    bool is_over = false;  // and nobody took note of it yet
};
/// Nothing: there is no such process.
std::optional<Process> look_at(uint64_t number);
std::optional<Process> process_in(uint64_t number, const std::string& stat);  // as /proc/<number>/stat has it
/// One that has not ended.
std::optional<ProcessId> process(uint64_t number);

/// How far the clocks of a zone are ahead of UTC; nothing: this machine does not know the zone.
std::optional<Duration> offset_at(const std::string& zone, Instant at);
/// Whether a moment lies in the hours in which nothing is done. A zone that cannot be read: always.
bool is_in_curfew(const trust::Curfew& curfew, Instant at);

}  // namespace steward::gate

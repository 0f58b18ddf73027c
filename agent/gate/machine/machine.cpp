#include "agent/gate/machine/machine.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include "trust/digest.h"

namespace steward::gate {

namespace {
// A file of the system, without the last line's end; empty when it cannot be read.
std::string small_file(const std::string& path) {
    std::string text;
    std::getline(std::ifstream(path), text, '\0');
    while (text.ends_with('\n')) text.pop_back();
    return text;
}
}  // namespace

std::string boot_id() {
#ifdef STEWARD_GATE_TESTED
    if (const char* other = std::getenv("STEWARD_GATE_BOOT")) return other;
#endif
    return small_file("/proc/sys/kernel/random/boot_id");
}

std::string system_id() { return system_id_in(small_file("/etc/os-release")); }

std::string system_id_in(const std::string& os_release) {
    const std::string text = "\n" + os_release;
    const size_t at = text.find("\nID=");
    if (at == std::string::npos) return {};
    std::string id = text.substr(at + 4, text.find('\n', at + 4) - at - 4);
    std::erase(id, '"');
    return id;
}

trust::Digest fingerprint() {
    return trust::sha256(as_bytes(small_file("/sys/class/dmi/id/product_uuid") + "\n" + small_file("/etc/machine-id")));
}

std::optional<Process> look_at(uint64_t number) { return process_in(number, small_file("/proc/" + std::to_string(number) + "/stat")); }

std::optional<Process> process_in(uint64_t number, const std::string& stat) {
    // The name stands in parentheses and may hold anything; behind it: state, parent, group, session, and as the twentieth word the start.
    const size_t at = stat.rfind(')');
    if (at == std::string::npos) return std::nullopt;
    std::istringstream words(stat.substr(at + 1));
    char state = 0;
    std::string passed_over;
    Process found{.id = {.number = number}};
    words >> state >> found.parent >> passed_over >> found.session;
    for (int word = 4; word < 19; ++word) words >> passed_over;
    words >> found.id.started;
    found.is_over = state == 'Z' || state == 'X';
    return words ? std::optional(found) : std::nullopt;
}

std::optional<ProcessId> process(uint64_t number) {
    const auto found = look_at(number);
    return found && !found->is_over ? std::optional(found->id) : std::nullopt;
}

std::optional<Duration> offset_at(const std::string& zone, Instant at) {
    const std::string file = "/usr/share/zoneinfo/" + zone;
    const bool is_named =
        !zone.empty() && zone.find("..") == std::string::npos && zone.find('\0') == std::string::npos && zone.front() != '/';
    struct stat about {};
    if (!is_named || ::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    ::setenv("TZ", zone.c_str(), 1);
    ::tzset();
    const time_t seconds = at.unix_ms / 1000;
    tm local{};
    if (!::localtime_r(&seconds, &local)) return std::nullopt;
    return std::chrono::seconds(local.tm_gmtoff);
}

bool is_in_curfew(const trust::Curfew& curfew, Instant at) {
    const auto offset = offset_at(curfew.zone, at);
    if (!offset) return true;
    constexpr uint64_t day = 1440;
    const auto minute = static_cast<uint64_t>(std::max<int64_t>(0, (at + *offset).unix_ms) / 60'000) % day;
    return (minute + day - curfew.start_minute % day) % day < curfew.length_minutes;
}

}  // namespace steward::gate

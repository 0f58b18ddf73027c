#include "agent/gate/machine/machine.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <ctime>

#include "trust/digest.h"

namespace steward::gate {

namespace {
// The beginning of a small file of the system, without the line's end; empty when it cannot be read.
std::string small_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    std::string text(4096, '\0');
    const ssize_t size = ::read(file, text.data(), text.size());
    ::close(file);
    text.resize(size > 0 ? static_cast<size_t>(size) : 0);
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

std::string system_id() {
    const std::string text = "\n" + small_file("/etc/os-release");
    const size_t at = text.find("\nID=");
    if (at == std::string::npos) return {};
    std::string id = text.substr(at + 4, text.find('\n', at + 4) - at - 4);
    std::erase(id, '"');
    return id;
}

trust::Digest fingerprint() {
    return trust::sha256(as_bytes(small_file("/sys/class/dmi/id/product_uuid") + "\n" + small_file("/etc/machine-id")));
}

std::optional<ProcessId> process(uint64_t number) {
    // The name stands in parentheses and may hold anything; the twentieth word after it is the start, the first the state.
    const std::string text = small_file("/proc/" + std::to_string(number) + "/stat");
    size_t at = text.rfind(')');
    if (at == std::string::npos || at + 2 >= text.size() || text[at + 2] == 'Z' || text[at + 2] == 'X') return std::nullopt;
    for (int word = 0; word < 20 && at != std::string::npos; ++word) at = text.find(' ', at + 1);
    if (at == std::string::npos) return std::nullopt;
    ProcessId found{.number = number};
    std::from_chars(text.data() + at + 1, text.data() + text.size(), found.started);
    return found;
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

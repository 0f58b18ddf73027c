// What stands in the place of a shell where none may be started: this program under the name "sh", which tells that it was wanted, and
// ends. A dump that tries to run a command finds that.
#pragma once

#include <cstdint>
#include <string_view>

namespace steward::prove {

class Alarm {
public:
    Alarm();
    ~Alarm();
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    bool is_open() const { return ends_[0] >= 0; }
    /// For Command::shells_alarm.
    int bell() const { return ends_[1]; }
    /// How often it rang until now; of many times some thousands are counted.
    uint64_t rung();

private:
    int ends_[2] = {-1, -1};
    uint64_t rung_ = 0;
};

/// Whether this program was started in the place of a shell, by the name that it was called with.
bool is_called_as_shell(const char* name);
/// What a server that is brought forward runs for its next log: it has all of them, so this fails, and rings at nobody.
constexpr std::string_view no_more_logs = "steward-prove: no more logs";
bool asks_for_more_logs(int count, const char* const* words);
/// Rings at whoever holds the other end, if anybody does, and gives the exit code of a command that cannot be run.
int ring_alarm();

}  // namespace steward::prove

// Where a gate of the tests dies, to show that nothing is done twice: STEWARD_GATE_DIE names one place. Other gates have no such places.
#pragma once

#ifdef STEWARD_GATE_TESTED
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>
#endif

namespace steward::gate {

inline void may_die([[maybe_unused]] const char* place) {
#ifdef STEWARD_GATE_TESTED
    const char* wanted = std::getenv("STEWARD_GATE_DIE");
    if (wanted && std::string_view(wanted) == place) ::kill(::getpid(), SIGKILL);
#endif
}

}  // namespace steward::gate

// Calls of the system that fail once, for programs of the tests alone: they are linked with --wrap for each (CMakeLists.txt here), and not
// one line of what is installed knows of it. What the C++ library, libsodium and the tests' own library call is not touched.
#pragma once

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>

namespace steward::faults {

/// Instead of an error: less is read or written than was asked for; the call does what it does.
constexpr int comes_short = 0, goes_on = -1;

struct Fault {
    uint64_t number = 0;                   // of the calls that count, from 1; 0: none fails
    int error = EIO;                       // or comes_short, for what reads and writes, or goes_on
    std::string calls;                     // those that count, "open,fsync"; empty: all
    std::function<void()> meanwhile = {};  // what somebody else does just before that call
    bool is_lasting = false;               // from that call on each fails
    unsigned depth = 0;                    // 0: of this process; 1: of each process that it makes from now on, 2: of each that those make
};

/// From here on. A process that is made by fork counts anew; one that is replaced by exec takes nothing along.
void begin(const Fault& fault);
/// Nothing fails any more. Which call failed; empty: there were not as many.
std::string end();

/// What lies below this path is looked for below that one, until it is nothing: a system's files that a story makes.
void look_below(const std::string& system, const std::string& instead);

/// For programs that a story starts: STEWARD_FAULT says "WHO DEPTH NUMBER ERROR CALLS", WHO is the command's first word ("run"), CALLS "-"
/// for all. STEWARD_FAULT_TOLD names a file, to which a line with the name of the call is added when it fails.
constexpr const char *fault_variable = "STEWARD_FAULT", *told_variable = "STEWARD_FAULT_TOLD";
std::string in_words(const std::string& who, const Fault& fault);

}  // namespace steward::faults

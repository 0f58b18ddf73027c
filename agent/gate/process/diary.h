// What the gate tells this machine's own people: a line for every job, in the machine's journal (by the standard error of the service)
// and in a file of its own, which `steward-gate log` shows.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::gate {

class Diary {
public:
    Diary(std::string folder, const Clock& clock) : path_(std::move(folder) + "/log"), clock_(clock) {}
    /// Words that others chose lose what is no plain text: one event is one line.
    void tell(std::string_view line);

private:
    std::string path_;
    const Clock& clock_;
};

/// "anna, bert"
std::string joined(const std::set<std::string>& names);

constexpr long most_diary = 256 * 1024;  // then it is the one before, of which there is one

}  // namespace steward::gate

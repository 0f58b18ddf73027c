// What the gate tells this machine's own people: a line for every job, in the machine's journal (by the standard error of the service)
// and in files of its own, which `steward-gate log` and `steward-gate log --refused` show.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::gate {

class Diary {
public:
    Diary(std::string folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {}
    /// Words that others chose lose what is no plain text: one event is one line. What is refused stands in a file of its own (`refusals`):
    /// whoever hands over the same bad message again and again pushes nothing out of the other.
    void tell(std::string_view line, const char* file = "/log");
    static constexpr const char* refusals = "/refused";

private:
    std::string folder_;
    const Clock& clock_;
};

/// "anna, bert"
std::string joined(const std::set<std::string>& names);

constexpr long most_diary = 256 * 1024;  // then it is the one before, of which there is one

}  // namespace steward::gate

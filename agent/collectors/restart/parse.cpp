#include "agent/collectors/restart/parse.h"

#include <algorithm>

namespace steward::agent::collectors::restart {

namespace {
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_run(std::string_view& rest) {
    const bool digits = is_digit(rest.front());
    size_t end = 1;
    while (end < rest.size() && is_digit(rest[end]) == digits) ++end;
    const std::string_view run = rest.substr(0, end);
    rest.remove_prefix(end);
    return run;
}

// "6.1.0-28-cloud-amd64" is of flavour "cloud-amd64": what follows the last part of numbers.
std::string_view flavour_of(std::string_view release) {
    std::string_view rest = release;
    while (!rest.empty()) {
        const size_t dash = rest.find('-');
        const std::string_view part = rest.substr(0, dash);
        const bool number = !part.empty() && is_digit(part.front());
        if (!number) return rest;
        rest.remove_prefix(dash == std::string_view::npos ? rest.size() : dash + 1);
    }
    return {};
}
}  // namespace

bool is_older(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        std::string_view x = take_run(a), y = take_run(b);
        if (is_digit(x.front()) && is_digit(y.front())) {
            while (x.size() > 1 && x.front() == '0') x.remove_prefix(1);
            while (y.size() > 1 && y.front() == '0') y.remove_prefix(1);
            if (x.size() != y.size()) return x.size() < y.size();
        }
        if (x != y) return x < y;
    }
    return a.empty() && !b.empty();
}

bool newer_kernel_installed(std::string_view running, std::span<const std::string> names_in_boot) {
    constexpr std::string_view prefix = "vmlinuz-";
    const std::string_view flavour = flavour_of(running);
    bool running_is_there = false, newer = false;
    for (const std::string_view name : names_in_boot) {
        if (!name.starts_with(prefix)) continue;
        const std::string_view release = name.substr(prefix.size());
        running_is_there |= release == running;
        newer |= flavour_of(release) == flavour && is_older(running, release);
    }
    return !running.empty() && running_is_there && newer;
}

}  // namespace steward::agent::collectors::restart

#include "agent/collectors/load/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::load {

std::optional<Load> parse_load(std::string_view loadavg) {
    const auto one = decimal_number(take_word(loadavg)), five = decimal_number(take_word(loadavg)),
               fifteen = decimal_number(take_word(loadavg));
    if (!one || !five || !fifteen) return std::nullopt;
    const std::string_view tasks = take_word(loadavg);  // "running/all"
    const size_t slash = tasks.find('/');
    return Load{*one, *five, *fifteen, slash == std::string_view::npos ? std::nullopt : whole_number(tasks.substr(slash + 1))};
}

}  // namespace steward::agent::collectors::load

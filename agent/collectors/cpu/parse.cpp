#include "agent/collectors/cpu/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::cpu {

namespace {
std::optional<Times> times_of(std::string_view line) {
    Times times;
    uint64_t* const fields[] = {&times.user,   &times.nice, &times.system,  &times.idle,
                                &times.iowait, &times.irq,  &times.softirq, &times.steal};
    size_t found = 0;
    for (uint64_t* field : fields) {
        const auto number = take_number(line);
        if (!number) break;
        *field = *number;
        ++found;
    }
    if (found < 4) return std::nullopt;
    return times;
}
}  // namespace

std::optional<Times> parse_times(std::string_view stat) {
    std::string_view line;
    if (!take_line(stat, line) || take_word(line) != "cpu") return std::nullopt;
    return times_of(line);
}

std::optional<Core> parse_core(std::string_view line) {
    std::string_view name = take_word(line);
    if (!name.starts_with("cpu")) return std::nullopt;
    name.remove_prefix(3);
    const auto times = whole_number(name) && name.size() <= 4 ? times_of(line) : std::nullopt;
    if (!times) return std::nullopt;
    return Core{name, *times};
}

std::optional<Shares> shares_between(const Times& before, const Times& now) {
    const auto grown = [&](uint64_t Times::*field) {
        return now.*field > before.*field ? static_cast<double>(now.*field - before.*field) : 0.0;
    };
    const double user = grown(&Times::user) + grown(&Times::nice);
    const double system = grown(&Times::system) + grown(&Times::irq) + grown(&Times::softirq);
    const double iowait = grown(&Times::iowait), steal = grown(&Times::steal);
    const double all = user + system + iowait + steal + grown(&Times::idle);
    if (all <= 0) return std::nullopt;
    const double percent = 100 / all;
    return Shares{(user + system + steal) * percent, user * percent, system * percent, iowait * percent, steal * percent};
}

}  // namespace steward::agent::collectors::cpu

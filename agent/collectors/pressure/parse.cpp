#include "agent/collectors/pressure/parse.h"

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::pressure {

Pressure parse_pressure(std::string_view text) {
    Pressure pressure;
    std::string_view line;
    while (take_line(text, line)) {
        const std::string_view name = take_word(line);
        std::optional<double>* into = name == "some" ? &pressure.some : name == "full" ? &pressure.full : nullptr;
        if (!into) continue;
        for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
            if (!word.starts_with("avg60=")) continue;
            const auto percent = decimal_number(word.substr(6));
            if (percent && *percent <= 100) *into = percent;
        }
    }
    return pressure;
}

}  // namespace steward::agent::collectors::pressure

#include "agent/collectors/internet/parse.h"

#include <algorithm>

#include "agent/host/proc_text.h"

namespace steward::agent::collectors::internet {

namespace {
void note(std::string_view protocol, std::string_view heading, std::string_view number, std::span<const Wanted> wanted,
          std::span<std::optional<uint64_t>> numbers) {
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].heading == heading && wanted[i].protocol == protocol) numbers[i] = whole_number(number);
    }
}

// Most of netstat is of protocols and extensions that nobody asked for.
bool is_wanted(std::string_view protocol, std::span<const Wanted> wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const Wanted& one) { return one.protocol == protocol; });
}
}  // namespace

void parse_tables(std::string_view text, std::span<const Wanted> wanted, std::span<std::optional<uint64_t>> numbers) {
    std::string_view headings, values;
    while (take_line(text, headings) && take_line(text, values)) {
        const std::string_view protocol = take_word(headings);
        if (protocol.empty() || take_word(values) != protocol) return;  // out of step: nothing after it can be trusted
        if (!is_wanted(protocol, wanted)) continue;
        for (auto heading = take_word(headings); !heading.empty(); heading = take_word(headings))
            note(protocol, heading, take_word(values), wanted, numbers);
    }
}

void parse_sockets(std::string_view text, std::span<const Wanted> wanted, std::span<std::optional<uint64_t>> numbers) {
    std::string_view line;
    while (take_line(text, line)) {
        const std::string_view protocol = take_word(line);
        for (auto heading = take_word(line); !heading.empty(); heading = take_word(line))
            note(protocol, heading, take_word(line), wanted, numbers);
    }
}

}  // namespace steward::agent::collectors::internet

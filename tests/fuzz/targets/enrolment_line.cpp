// The line that an administrator pastes on a new machine.
#include "base/enrolment_line.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = parse_enrolment_line(text);
    if (!line) return 0;
    fuzz::must(line->port > 0 && line->port < 65536 && !line->host.empty() && !line->pins.empty() && line->pins.size() <= 2);
    const auto again = parse_enrolment_line(to_text(*line));
    fuzz::must(again.has_value() && again->host == line->host && again->port == line->port && again->pins == line->pins &&
               again->token_id == line->token_id && again->secret == line->secret && again->authority == line->authority);
    return 0;
}

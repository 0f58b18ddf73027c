// Fields in templates and recurrence rules: any text ends, in bounds; what is accepted is read back as it was written.
#include "server/modules/templates/fields.h"
#include "server/modules/templates/recurrence.h"
#include "tests/fuzz/input.h"

using namespace steward;
using namespace steward::templates;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t choice = input.byte();
    const std::string_view text = input.text();
    if (choice % 2 == 0) {
        const FieldValues values{{"me.name", std::string(choice * 40, 'x')}, {"requester.name", "{{me.name}}"}};
        const Rendered rendered = render(text, values);
        fuzz::must(rendered.text.size() <= text.size() + most_fields * (longest_value + 64));
        fuzz::must(rendered.gaps.size() <= known_fields().size());
        if (check_fields("/text", text, Place::NewTicket)) fuzz::must(check_fields("/text", text, Place::Reply).has_value());
        return 0;
    }
    const auto rule = parse_recurrence(text);
    if (!rule) return 0;
    fuzz::must(parse_recurrence(to_text(*rule)).value() == *rule);
    const Date begin = parse_day("", "2026-11-28").value();
    fuzz::must(!in_words(*rule, begin).empty());
    if (const auto day = next_day(*rule, begin, begin)) fuzz::must(*day >= begin);
    return 0;
}

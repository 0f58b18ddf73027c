// Hex, base64, base32, ids and times: what is read back is written as it was.
#include "base/id.h"
#include "base/time.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t choice = input.byte();
    const std::string_view text = input.text();
    switch (choice % 7) {
        case 0:
            if (const auto bytes = from_hex(text)) fuzz::must(to_hex(*bytes).size() == text.size());
            break;
        case 1:
            if (const auto bytes = from_base64(text)) fuzz::must(to_base64(*bytes) == text);
            break;
        case 2:
            if (const auto bytes = from_base64url(text)) fuzz::must(to_base64url(*bytes) == text);
            break;
        case 3:
            if (const auto bytes = from_base32(text)) fuzz::must(from_base32(to_base32(*bytes)).value() == *bytes);
            break;
        case 4:
            if (const auto id = parse_raw_id(text)) fuzz::must(to_text(*id) == text);
            break;
        case 5:
            if (const auto at = parse_rfc3339(text)) fuzz::must(parse_rfc3339(to_rfc3339(*at)).value() == *at);
            break;
        default:
            fuzz::must(from_hex(to_hex(input.rest())).value() == from_base64(to_base64(input.rest())).value());
            fuzz::must(from_base32(to_base32(input.rest())).value() == from_base64url(to_base64url(input.rest())).value());
    }
    return 0;
}

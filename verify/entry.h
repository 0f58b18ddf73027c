// An entry of the log and its words, as they stand in an export: maps in the one deterministic form of CBOR (RFC 8949, section 4.2.1).
#pragma once

#include "verify/bytes.h"

namespace steward::verify {

constexpr uint64_t kind_of_daily_count = 17, last_kind = 17;

struct Entry {
    uint64_t at = 0;  // milliseconds since 1970
    uint64_t kind = 0;
    Hash tag{}, before{}, commitment{};
    uint64_t seq = 0;
};
std::optional<Entry> read_entry(ByteView bytes);

struct Detail {
    std::string_view name, value;
};
/// Points into the bytes that were read.
struct Words {
    std::string_view action, by;
    std::array<uint8_t, 16> client{};
    std::vector<Detail> details;
    std::string_view detail(std::string_view name) const;
};
std::optional<Words> read_words(ByteView bytes);

}  // namespace steward::verify

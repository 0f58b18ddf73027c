// A signed head: c2sp.org/tlog-checkpoint, signed-note and tlog-cosignature.
#pragma once

#include "verify/bytes.h"

namespace steward::verify {

struct Key {
    uint8_t kind = 1;  // 1: a log's, 4: a witness's
    std::string name;
    Hash key{};
    bool operator==(const Key&) const = default;
};
std::optional<Key> read_key(std::string_view text);  // "name+hash+key"

struct Signature {
    std::string name;
    Bytes bytes;  // 4 of the key's hash, then 64, or 8 of time and 64
};
struct Note {
    std::string text, origin;
    uint64_t size = 0;
    Hash root{};
    std::vector<Signature> signatures;
};
std::optional<Note> read_note(std::string_view text);

bool is_signed(const Note& note, const Key& log);
std::optional<uint64_t> cosigned_at(const Note& note, const Key& witness);  // seconds since 1970

}  // namespace steward::verify

// What a message says, in words, from the very bytes that will be signed; and what is unusual about it.
#pragma once

#include <string>
#include <vector>

#include "signer/draft.h"
#include "trust/roster.h"

namespace steward::signer {

struct Shown {
    std::vector<std::string> lines;    // "adds the key 3fa2... of Bob Quay: roster, job; until 2027-11-01"
    std::vector<std::string> unusual;  // shown in red: look twice
    bool is_readable = false;          // false: nobody should sign this
};

/// `roster`: the signer's own copy, nothing for a genesis. `now` as the signer's machine has it.
Shown show(const Draft& draft, const trust::Roster* roster, Instant now);

/// Words for the parts.
std::string words_of_roles(uint8_t roles);
std::string words_of_classes(const trust::ClassSet& classes);
std::string_view word_of(trust::JobClass job_class);
std::string short_hex(ByteView bytes);  // the first eight digits: enough to compare aloud
std::string words_of(const trust::KeyRecord& key);

}  // namespace steward::signer

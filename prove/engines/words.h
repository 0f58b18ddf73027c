// What the words of all engines have in common, as pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "trust/restore_record.h"

namespace steward::prove {

/// A moment with its nanoseconds, as "2026-11-30T22:48:40.123456789+01:00"; 0: it is none.
int64_t nanoseconds_of(std::string_view text);

std::string small_letters(std::string_view text);

/// Words (in small letters) that mean one problem.
struct Phrase {
    std::string_view words, code, sentence;
};
/// Null: none of them stands in it. In this order: what says most comes first.
const Phrase* phrase_in(std::span<const Phrase> phrases, std::string_view words_in_small_letters);

/// The last line of a failure that nobody knows, without `secrets`, addresses' users and passwords.
std::string last_line(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace steward::prove

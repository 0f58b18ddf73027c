// Which passwords may be chosen. Length and "not known to everybody" are the only rules (NIST SP
// 800-63B 5.1.1.2, ASVS 6.2): no character classes, nothing cut off or changed before hashing.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::access {

inline constexpr size_t password_minimum = 12, password_maximum = 256;  // characters; bytes at most 1024

/// Refused: too short or long; one repeated piece or a run over the keyboard; one or two words of
/// schema/access/common_passwords.txt (also in leet letters) with digits and symbols around; mostly
/// `own_words` (the person's name and address, the provider's name). Failure: Invalid
/// "request.invalid" pointing at `pointer`, with a sentence that says what to do instead.
Status password_may_be_chosen(std::string_view password, std::span<const std::string_view> own_words, std::string_view pointer);

}  // namespace steward::access

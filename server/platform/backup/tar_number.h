// Numbers in the head of a file in a tar: octal digits, and binary where these do not suffice (8 GiB), as GNU tar has it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace steward::backup {

/// `field` has `size` bytes, at least 9 where the value may be large.
void put_tar_number(char* field, size_t size, uint64_t value);

/// nullopt for anything that is no number, or a larger one than 64 bits hold.
std::optional<uint64_t> tar_number(const char* field, size_t size);

}  // namespace steward::backup

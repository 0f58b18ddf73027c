// The installation's keys under a passphrase: what makes a restored server the same server to its
// agents and its database, and what must be useless to whoever steals the backup.
//
// "STWKEYS1" ‖ salt (16) ‖ operations (8, big-endian) ‖ memory in bytes (8) ‖ nonce (24) ‖
// XChaCha20-Poly1305 of the files, the bytes before the ciphertext bound in. The key is Argon2id of
// the passphrase. A file is: length of name (4) ‖ name ‖ length (8) ‖ bytes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"

namespace steward::backup {

using KeyFiles = std::map<std::string, Bytes>;

/// What a passphrase must have. Failure: Invalid with the pointer /passphrase.
Status passphrase_fits(std::string_view passphrase);

/// Takes about half a second and 64 MiB on purpose. Failure: Unavailable "backup.memory".
Result<Bytes> seal_keys(const KeyFiles& files, std::string_view passphrase, Rng& rng);

/// Failures: Invalid "backup.passphrase" (wrong, or the bytes were changed); Invalid
/// "backup.malformed". Never asks for more than 1 GiB, whatever the bytes say.
Result<KeyFiles> open_keys(ByteView sealed, std::string_view passphrase);

}  // namespace steward::backup

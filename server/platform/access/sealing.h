// Secrets that the server itself must use (mail password, TOTP seeds), sealed at rest.
//
// XChaCha20-Poly1305 under a key derived per place from the installation's master key, which lies
// in a root-only file of the state folder, never in the database or its plain backup
// (design/trust.md 4.4). The place ("table/row/column") is bound in: a sealed value that is moved
// to another row does not open. The file is made by platform/setup.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"

namespace steward::access {

class Sealing {
public:
    static constexpr size_t key_size = 32;

    /// Reads the 32-byte master key from `path`. Failures: Unavailable "access.no_master_key" (no
    /// such file); Invalid "access.key_file" (damaged, unreadable, or readable by others).
    static Result<Sealing> open_file(const std::string& path, Rng& rng);
    Sealing(Bytes master_key, Rng& rng) : master_key_(std::move(master_key)), rng_(&rng) {}

    /// nonce ‖ ciphertext ‖ tag. Safe from any thread.
    Result<Bytes> seal(std::string_view place, ByteView plain) const;
    /// Failure: Internal "access.unsealable" (another place, another key, or changed bytes).
    Result<Bytes> open(std::string_view place, ByteView sealed) const;
    /// The same for the same text, and without the installation's key nobody can find by guessing which text it was.
    Bytes fingerprint(std::string_view purpose, std::string_view text) const;
    /// Tells whether two keys are the same, and nothing else about them.
    Bytes check_value() const;
    /// For the passphrase-encrypted section of a backup only.
    const Bytes& master_key() const { return master_key_; }

private:
    Bytes derived(std::string_view purpose, std::string_view place) const;
    Bytes master_key_;
    Rng* rng_;
};

}  // namespace steward::access

// What a job wrote, closed so that those who are named in the job can read it and the server that keeps it cannot (design/trust.md 4.1.3,
// field 17).
//
// "MSO1", work (16), device (16), the number of readers (1), for each reader its X25519 key (32) and the content's key in a sealed box of
// libsodium (80), then the content under XChaCha20-Poly1305. Everything before the content is bound to it: an output is of one work on one
// machine. Who wrote it is said by the machine's signed result, which names the SHA-256 of these bytes.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "trust/digest.h"
#include "trust/frame.h"
#include "trust/key_record.h"

namespace steward::trust {

constexpr size_t most_readers = 32;

/// How many bytes longer than what is in it.
size_t sealed_overhead(size_t readers);

/// Nothing: no readers or too many, or a key with which nothing can be sealed (of small order).
std::optional<Bytes> seal_output(const ShortId& work, const ShortId& device, std::span<const Digest> readers, ByteView output);

struct SealedOutput {
    ShortId work{}, device{};
    std::vector<Digest> readers;
    std::vector<ByteView> keys;  // of each reader; these and the rest point into the bytes that were read
    ByteView bound, content;
};
/// Offsets alone; nothing for bytes that are none.
std::optional<SealedOutput> read_sealed_output(ByteView bytes);

/// Nothing: this reader is not among them, or somebody changed a byte. `secret`: 32 bytes, of `reader`.
std::optional<Bytes> open_output(const SealedOutput& sealed, const Digest& reader, ByteView secret);

}  // namespace steward::trust

// Heads of the accountability log in the checkpoint format of C2SP (c2sp.org/tlog-checkpoint, signed-note, tlog-cosignature):
//
//     steward/6f1d2a…            origin
//     1312                       size
//     J2QyjAYV…=                 root, base64
//
//     — steward/6f1d2a… m0tr…=   signature by the log, and one line for each witness
//
// The log signs the three lines. A witness signs "cosignature/v1", the time, and the three lines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trust/digest.h"

namespace steward::trust {

struct Checkpoint {
    std::string origin;
    uint64_t size = 0;
    Digest root{};
    bool operator==(const Checkpoint&) const = default;
};

/// Bounds of what is read: a note of more is refused whole.
constexpr size_t most_note_bytes = 16'384, most_note_signatures = 64, most_name_bytes = 255;

enum class NoteKind : uint8_t { Log = 1, Cosignature = 4 };  // the algorithm's byte of signed-note

/// Who signs: a name and an Ed25519 key. As text "name+hash+key", the verifier key of signed-note.
struct NoteKey {
    NoteKind kind = NoteKind::Log;
    std::string name;
    Digest key{};
    bool operator==(const NoteKey&) const = default;
};
uint32_t key_hash(const NoteKey& key);  // the first 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ key)
std::string write_note_key(const NoteKey& key);
std::optional<NoteKey> read_note_key(std::string_view text);

/// Whether a name may stand in a note: 1 to 255 bytes of UTF-8 without ASCII's white space, control characters and '+'.
bool is_note_name(std::string_view name);

struct NoteSignature {
    std::string name;
    uint32_t key_hash = 0;
    Bytes bytes;  // behind the hash: 64, or 8 of time and 64
};

struct Note {
    Checkpoint checkpoint;
    std::string text;  // the three lines, as they came: what is signed
    std::vector<NoteSignature> signatures;
};

/// Exactly what `write_checkpoint` and signature lines give, without lines of extension; nothing otherwise.
std::optional<Note> read_note(std::string_view text);
std::string write_checkpoint(const Checkpoint& checkpoint);

/// Whether the note carries a signature of the log's key that holds.
bool is_signed(const Note& note, const NoteKey& log);
/// When the witness has seen this head, in seconds since 1970; nothing when none of its cosignatures holds.
std::optional<uint64_t> cosigned_at(const Note& note, const NoteKey& witness);

/// An Ed25519 secret key as libsodium keeps it, 64 bytes (asserted). The line to append to the note, with its line end.
std::string signature_line(std::string_view checkpoint_text, const NoteKey& log, ByteView secret_key);
std::string cosignature_line(std::string_view checkpoint_text, const NoteKey& witness, ByteView secret_key, uint64_t seconds);

}  // namespace steward::trust

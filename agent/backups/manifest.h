// The manifest: what a source looked like when it was backed up, by somebody else than the engine. A file of deterministic CBOR
// (trust/cbor.h), so that its SHA-256 says which one it is:
//
//   { 1: 1, 2: label, 3: run id (16 bytes), 4: seed (16 bytes), 5: ms when the walk began, 6: ms when the last file was read again,
//     7: [source as bytes], 8: files, 9: bytes, 10: newest change in ms, 11: folders that were closed to the walk,
//     12: [entry], by path, each path once }
//
//   entry = { 1: path (bytes, absolute), 2: size, 3: mtime in ns, 4: state, 5: SHA-256 (32 bytes; only of state 0), 6: [offset] }
//
// State: 0 the same before and after, 1 in motion (never compared), 2 not readable. Of a file of more than 64 MiB not the whole is hashed
// but, one after the other, the pieces of 1 MiB that begin at the offsets of 6 (the last may be shorter); without 6 it is the whole file.
#pragma once

#include "agent/backups/drawing.h"
#include "base/bytes.h"
#include "base/error.h"

namespace steward::agent::backups {

constexpr size_t most_drawn = 2000, usual_drawn = 200;
constexpr uint64_t piece_size = 1 << 20, largest_whole = 64 * piece_size, most_pieces = 32;

enum class EntryState : uint8_t { Same = 0, InMotion = 1, Unreadable = 2 };

struct ManifestEntry {
    std::string path;
    uint64_t size = 0;
    int64_t changed_ns = 0;
    EntryState state = EntryState::Same;
    std::array<uint8_t, 32> digest{};
    std::vector<uint64_t> offsets;  // rising; empty: the whole file
};

struct Manifest {
    std::string label;
    std::array<uint8_t, 16> run_id{};
    Seed seed{};
    uint64_t started_ms = 0, ended_ms = 0;
    std::vector<std::string> sources;
    uint64_t files = 0, bytes = 0, newest_change_ms = 0, closed_folders = 0;
    std::vector<ManifestEntry> entries;

    uint64_t count(EntryState state) const;
};

Bytes write_manifest(const Manifest& manifest);

/// Failure: Invalid "backup.manifest". Reads exactly what `write_manifest` writes.
Result<Manifest> read_manifest(ByteView bytes);

/// Where the pieces of so large a file begin: the first, the last, and between them some by the seed and the path.
std::vector<uint64_t> pieces_of(const Seed& seed, std::string_view path, uint64_t size);

}  // namespace steward::agent::backups

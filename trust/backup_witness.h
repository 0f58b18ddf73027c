// The witness: what a source tells of its own files, without their names, when it was backed up. Agent, restore host and server read it.
//
//   { 1: 1, 2: label, 3: run (16 bytes), 4: seed (16 bytes), 5: ms when the walk began, 6: ms when the last file was read again,
//     10: newest change in ms, 12: [file], by 1, each once }
//
//   file = { 1: SHA-256 of seed and path (32 bytes), 2: size, 3: mtime in ns, 5: SHA-256 of its content, 6: [offset] }
//
// The numbers are those of the manifest that it comes from (agent/backups/manifest.h). Who does not know the paths learns none; whoever
// has the backup finds each by its own list. Of a file with 6 not the whole is hashed but, one after the other, the pieces of 1 MiB that
// begin there.
#pragma once

#include "trust/restore_test.h"

namespace steward::trust {

constexpr size_t largest_witness = 12 << 10, most_witness_files = 400, most_witness_pieces = 32;
constexpr uint64_t witness_piece = 1 << 20;

struct WitnessFile {
    Digest path{};
    uint64_t size = 0;
    int64_t changed_ns = 0;
    Digest content{};
    std::vector<uint64_t> offsets;  // rising; empty: the whole file
};

struct BackupWitness {
    uint64_t version = 1;
    std::string label;
    std::array<uint8_t, 16> run{};
    RestoreSeed seed{};
    Instant began, ended, newest_change;
    std::vector<WitnessFile> files;
};

/// How a file is called in a witness.
Digest witness_name(const RestoreSeed& seed, std::string_view path);

/// Nothing: no witness in its one form, or longer than 12 KiB.
std::optional<BackupWitness> read_witness(ByteView bytes);

/// Whether offsets rise and begin within so large a file.
bool are_pieces(const std::vector<uint64_t>& offsets, uint64_t size);
/// Whether each file has its place by its name, and none has it twice.
bool are_in_order(const std::vector<WitnessFile>& files);

template <class Form>
void describe(Form& form, WitnessFile& file) {
    form.must(1, file.path);
    form.may(2, file.size);
    form.may(3, file.changed_ns);
    form.must(5, file.content);
    form.may(6, file.offsets);
    form.refuse_if(!are_pieces(file.offsets, file.size));
}

template <class Form>
void describe(Form& form, BackupWitness& witness) {
    form.must(1, witness.version);
    form.must(2, witness.label);
    form.must(3, witness.run);
    form.must(4, witness.seed);
    form.must(5, witness.began);
    form.must(6, witness.ended);
    form.may(10, witness.newest_change);
    form.must(12, witness.files);
    form.refuse_if(witness.version != 1 || !is_plan_label(witness.label) || witness.ended < witness.began);
    form.refuse_if(witness.files.size() > most_witness_files || !are_in_order(witness.files));
}

}  // namespace steward::trust

#include "agent/backups/witness.h"

#include <algorithm>

#include "base/utf8.h"
#include "trust/backup_witness.h"

namespace steward::agent::backups {

static_assert(piece_size == trust::witness_piece && most_pieces == trust::most_witness_pieces);

namespace {
constexpr size_t most_head_of_list = 3;  // of an array with at most 400 items, in the place of one byte
}

Bytes write_witness(const Manifest& manifest, size_t most) {
    trust::BackupWitness witness{.label = manifest.label, .run = manifest.run_id, .seed = manifest.seed};
    witness.began = Instant::from_unix_ms(static_cast<int64_t>(manifest.started_ms));
    witness.ended = Instant::from_unix_ms(static_cast<int64_t>(manifest.ended_ms));
    witness.newest_change = Instant::from_unix_ms(static_cast<int64_t>(manifest.newest_change_ms));
    std::vector<std::pair<double, const ManifestEntry*>> candidates;
    for (const ManifestEntry& entry : manifest.entries) {
        if (entry.state == EntryState::Same && is_utf8(entry.path))
            candidates.emplace_back(Drawing::lot(manifest.seed, entry.path), &entry);
    }
    std::ranges::sort(candidates);
    size_t size = trust::write_message(witness).size() + most_head_of_list;
    for (const auto& [lot, entry] : candidates) {
        trust::WitnessFile file{.path = trust::witness_name(manifest.seed, entry->path),
                                .size = entry->size,
                                .changed_ns = entry->changed_ns,
                                .content = entry->digest,
                                .offsets = entry->offsets};
        size += trust::write_message(file).size();
        if (size > std::min(most, trust::largest_witness) || witness.files.size() == trust::most_witness_files) break;
        witness.files.push_back(std::move(file));
    }
    if (witness.files.empty()) return {};
    std::ranges::sort(witness.files, {}, &trust::WitnessFile::path);
    return trust::write_message(std::move(witness));
}

}  // namespace steward::agent::backups

#include "trust/backup_witness.h"

namespace steward::trust {

Digest witness_name(const RestoreSeed& seed, std::string_view path) {
    Bytes bytes(seed.begin(), seed.end());
    bytes.insert(bytes.end(), path.begin(), path.end());
    return sha256(bytes);
}

std::optional<BackupWitness> read_witness(ByteView bytes) {
    if (bytes.size() > largest_witness) return std::nullopt;
    return read_message<BackupWitness>(bytes);
}

bool are_pieces(const std::vector<uint64_t>& offsets, uint64_t size) {
    if (offsets.empty()) return true;
    const bool rise = std::ranges::adjacent_find(offsets, std::greater_equal<>{}) == offsets.end();
    return rise && offsets.size() <= most_witness_pieces && offsets.back() < size;
}

bool are_in_order(const std::vector<WitnessFile>& files) {
    return std::ranges::adjacent_find(files, std::greater_equal<>{}, &WitnessFile::path) == files.end();
}

}  // namespace steward::trust

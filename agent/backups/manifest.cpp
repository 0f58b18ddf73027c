#include "agent/backups/manifest.h"

#include <algorithm>

#include "trust/cbor.h"

namespace steward::agent::backups {

namespace {
constexpr uint64_t version = 1;

void write_entry(trust::CborWriter& out, const ManifestEntry& entry) {
    const bool same = entry.state == EntryState::Same, in_pieces = same && !entry.offsets.empty();
    out.map(4 + (same ? 1 : 0) + (in_pieces ? 1 : 0));
    out.number(1).bytes(as_bytes(entry.path)).number(2).number(entry.size).number(3).signed_number(entry.changed_ns);
    out.number(4).number(static_cast<uint64_t>(entry.state));
    if (same) out.number(5).bytes(entry.digest);
    if (!in_pieces) return;
    out.number(6).array(entry.offsets.size());
    for (const uint64_t offset : entry.offsets) out.number(offset);
}

template <size_t size>
void take(trust::CborReader& reader, std::array<uint8_t, size>& into) {
    const ByteView bytes = reader.bytes_of(size);
    if (bytes.size() == size) std::ranges::copy(bytes, into.begin());
}

ManifestEntry read_entry(trust::CborReader& reader) {
    ManifestEntry entry;
    uint64_t seen = 0;
    trust::CborMap map(reader);
    for (uint64_t key; (key = map.next()) != 0;) {
        seen |= key < 64 ? uint64_t{1} << key : 0;
        if (key == 1) entry.path = as_text(reader.bytes());
        else if (key == 2) entry.size = reader.number();
        else if (key == 3) entry.changed_ns = reader.signed_number();
        else if (key == 4) entry.state = static_cast<EntryState>(std::min<uint64_t>(reader.number(), 3));
        else if (key == 5) take(reader, entry.digest);
        else if (key == 6) {
            const size_t count = reader.array();
            for (size_t i = 0; i < count && reader.is_sound(); ++i) entry.offsets.push_back(reader.number());
        } else reader.refuse();
    }
    const bool same = entry.state == EntryState::Same, has_digest = (seen & 1U << 5) != 0, in_pieces = (seen & 1U << 6) != 0;
    const bool rising = std::ranges::adjacent_find(entry.offsets, std::greater_equal<>{}) == entry.offsets.end();
    const bool within = entry.offsets.size() <= most_pieces && (entry.offsets.empty() || entry.offsets.back() < entry.size);
    if ((seen & 0x1e) != 0x1e || !entry.path.starts_with('/') || entry.state > EntryState::Unreadable || same != has_digest ||
        (in_pieces && (!same || entry.offsets.empty())) || !rising || !within)
        reader.refuse();
    return entry;
}
}  // namespace

uint64_t Manifest::count(EntryState state) const {
    return static_cast<uint64_t>(std::ranges::count(entries, state, &ManifestEntry::state));
}

Bytes write_manifest(const Manifest& manifest) {
    trust::CborWriter out;
    out.map(12).number(1).number(version).number(2).text(manifest.label).number(3).bytes(manifest.run_id).number(4).bytes(manifest.seed);
    out.number(5).number(manifest.started_ms).number(6).number(manifest.ended_ms).number(7).array(manifest.sources.size());
    for (const std::string& source : manifest.sources) out.bytes(as_bytes(source));
    out.number(8).number(manifest.files).number(9).number(manifest.bytes).number(10).number(manifest.newest_change_ms);
    out.number(11).number(manifest.closed_folders).number(12).array(manifest.entries.size());
    for (const ManifestEntry& entry : manifest.entries) write_entry(out, entry);
    return out.take();
}

Result<Manifest> read_manifest(ByteView bytes) {
    Manifest manifest;
    trust::CborReader reader(bytes);
    uint64_t keys = 0;
    trust::CborMap map(reader);
    for (uint64_t key; (key = map.next()) != 0; ++keys) {
        if (key == 1 && reader.number() != version) reader.refuse();
        else if (key == 1) continue;
        else if (key == 2) manifest.label = reader.text();
        else if (key == 3) take(reader, manifest.run_id);
        else if (key == 4) take(reader, manifest.seed);
        else if (key == 5) manifest.started_ms = reader.number();
        else if (key == 6) manifest.ended_ms = reader.number();
        else if (key == 7) {
            const size_t count = reader.array();
            for (size_t i = 0; i < count && reader.is_sound(); ++i) manifest.sources.emplace_back(as_text(reader.bytes()));
        } else if (key == 8) manifest.files = reader.number();
        else if (key == 9) manifest.bytes = reader.number();
        else if (key == 10) manifest.newest_change_ms = reader.number();
        else if (key == 11) manifest.closed_folders = reader.number();
        else if (key == 12) {
            const size_t count = reader.array();
            for (size_t i = 0; i < count && reader.is_sound() && i <= most_drawn; ++i) manifest.entries.push_back(read_entry(reader));
        } else reader.refuse();
    }
    const bool rising =
        std::ranges::adjacent_find(manifest.entries, std::greater_equal<>{}, &ManifestEntry::path) == manifest.entries.end();
    if (!reader.is_whole() || keys != 12 || manifest.entries.size() > most_drawn || !rising)
        return fail(ErrorKind::Invalid, "backup.manifest", "This is no manifest of a backup's source, or it was cut off.");
    return manifest;
}

std::vector<uint64_t> pieces_of(const Seed& seed, std::string_view path, uint64_t size) {
    if (size <= largest_whole) return {};
    const uint64_t last = (size - 1) / piece_size;
    std::vector<uint64_t> offsets{0, last * piece_size};
    for (uint64_t i = 0; offsets.size() < most_pieces; ++i) {
        const double lot = Drawing::lot(seed, std::string(path) + '\0' + std::to_string(i));
        const uint64_t offset = static_cast<uint64_t>(lot * static_cast<double>(last)) * piece_size;
        if (std::ranges::find(offsets, offset) == offsets.end()) offsets.push_back(offset);
    }
    std::ranges::sort(offsets);
    return offsets;
}

}  // namespace steward::agent::backups

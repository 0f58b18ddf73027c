// What the spool finds at the start: the segments of earlier lives, each up to its last whole record.
#include <algorithm>
#include <charconv>

#include "agent/spool/spool.h"

namespace steward::agent {

namespace {
constexpr std::string_view extension = ".segment";
constexpr std::string_view reserve_name = "reserve";

std::optional<uint64_t> segment_number(std::string_view name) {
    if (!name.ends_with(extension)) return std::nullopt;
    name.remove_suffix(extension.size());
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number, 16);
    if (error != std::errc() || end != name.data() + name.size() || name.size() != 16 || number == 0) return std::nullopt;
    return number;
}
}  // namespace

std::string Spool::path(uint64_t number) const {
    std::string name(16, '0');
    for (size_t i = 16; i-- > 0; number >>= 4) name[i] = "0123456789abcdef"[number & 15];
    return folder_ + "/" + name + std::string(extension);
}

void Spool::read_segments() {
    if (const auto made = disk_.make_folder(folder_); !made) return note_failure(made.error());
    const auto files = disk_.list(folder_);
    if (!files) return note_failure(files.error());
    bool reserved = false;
    for (const FileSize& file : *files) {
        if (file.name.ends_with(".new") && disk_.remove(folder_ + "/" + file.name)) continue;  // a copy that was not finished
        reserved = reserved || (file.name == reserve_name && file.size == bounds_.class_a_bytes);
        const auto number = segment_number(file.name);
        if (!number) continue;
        Bytes bytes(file.size > 16 * bounds_.segment_bytes ? 0 : file.size);  // larger: none of ours
        const auto read = disk_.read(path(*number), 0, bytes);
        if (!read) {
            log_("A file of the spool cannot be read now, and is kept for another start: " + path(*number) + ". Check whom it belongs to.");
            kept_aside_ = std::max(kept_aside_, *number);
            continue;
        }
        bytes.resize(*read);
        if (auto segment = segment_in(*number, bytes)) segments_.push_back(*segment);
        else if (!disk_.remove(path(*number))) log_("A file of the spool is damaged and cannot be removed: " + path(*number));
    }
    std::sort(segments_.begin(), segments_.end(), [](const Segment& a, const Segment& b) { return a.number < b.number; });
    // Where the room cannot be reserved now, the disk is nearly full: that is said when it matters.
    if (!reserved && !disk_.reserve(folder_ + "/" + std::string(reserve_name), bounds_.class_a_bytes)) reserve_released_ = true;
}

std::optional<Spool::Segment> Spool::segment_in(uint64_t number, ByteView bytes) {
    const auto head = read_head(bytes);
    if (!head || head->segment != number) return std::nullopt;
    Segment segment{.number = number, .epoch = head->epoch, .size = segment_head_size};
    ByteView rest = bytes.subspan(segment_head_size);
    while (const auto record = read_record(rest)) {
        rest = rest.subspan(record->size);
        segment.size += record->size;
        if (record->kind == RecordKind::Layout) continue;
        segment.newest_seq = std::max(segment.newest_seq, record->seq);
        if (!segment.oldest.is_set()) segment.oldest = record->observed_at;
        segment.newest = record->observed_at;
    }
    if (segment.newest_seq == 0) return std::nullopt;  // nothing in it that anybody waits for
    return segment;
}

}  // namespace steward::agent

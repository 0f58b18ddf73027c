#include "verify/entry.h"

#include <algorithm>

#include "verify/cbor.h"

namespace steward::verify {

namespace {
constexpr size_t most_entry_bytes = 256, most_word_bytes = 65'536, most_details = 64;
Detail read_detail(Reader& reader) {
    const uint64_t pairs = reader.head(Map);
    if (pairs < 1 || pairs > 2 || reader.head(Number) != 1) reader.fail();
    Detail detail{.name = reader.text(), .value = {}};
    if (pairs == 2) {
        if (reader.head(Number) != 2) reader.fail();
        detail.value = reader.text();
    }
    return detail;
}

void read_field(Reader& reader, uint64_t key, Words& words) {
    Hash message;
    switch (key) {
        case 1:
            if (reader.head(Number) != 1) reader.fail();
            return;
        case 2:
            words.action = reader.text();
            return;
        case 3:
            return reader.exactly(message);
        case 4:
            words.by = reader.text();
            return;
        case 5:
        case 6:
        case 7:
            reader.text();
            return;
        case 8:
            for (uint64_t left = reader.head(Array); left > 0 && reader.is_sound(); --left) {
                if (words.details.size() == most_details) reader.fail();
                words.details.push_back(read_detail(reader));
            }
            return;
        case 9:
            return reader.exactly(words.client);
        default:
            reader.fail();
    }
}
}  // namespace

std::optional<Entry> read_entry(ByteView bytes) {
    if (bytes.size() > most_entry_bytes) return std::nullopt;
    Reader reader(bytes);
    Entry entry;
    if (reader.head(Map) != 7) reader.fail();
    reader.key(1);
    reader.key(1);  // the version
    reader.key(2);
    entry.at = reader.head(Number);
    reader.key(3);
    entry.kind = reader.head(Number);
    reader.key(4);
    reader.exactly(entry.tag);
    reader.key(5);
    entry.seq = reader.head(Number);
    reader.key(6);
    reader.exactly(entry.before);
    reader.key(7);
    reader.exactly(entry.commitment);
    const bool fits = entry.kind >= 1 && entry.kind <= last_kind && entry.seq > 0 && entry.at <= INT64_MAX;
    if (!reader.is_whole() || !fits) return std::nullopt;
    return entry;
}

std::string_view Words::detail(std::string_view name) const {
    const auto at = std::ranges::find(details, name, &Detail::name);
    return at == details.end() ? std::string_view() : at->value;
}

std::optional<Words> read_words(ByteView bytes) {
    if (bytes.size() > most_word_bytes) return std::nullopt;
    Reader reader(bytes);
    Words words;
    uint64_t last = 0;
    for (uint64_t left = reader.head(Map); left > 0 && reader.is_sound(); --left) {
        const uint64_t key = reader.head(Number);
        if (key <= last) reader.fail();
        last = key;
        read_field(reader, key, words);
    }
    if (!reader.is_whole() || words.action.empty()) return std::nullopt;
    return words;
}

}  // namespace steward::verify

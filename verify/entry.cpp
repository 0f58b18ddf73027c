#include "verify/entry.h"

#include <algorithm>

namespace steward::verify {

namespace {
constexpr size_t most_entry_bytes = 256, most_word_bytes = 65'536, most_details = 64;
enum Major : uint8_t { Number = 0, ByteString = 2, Text = 3, Array = 4, Map = 5 };

// Reads in place; after the first thing that is wrong everything is zero.
class Reader {
public:
    explicit Reader(ByteView rest) : rest_(rest) {}

    uint64_t head(Major major) {
        if (rest_.empty() || rest_[0] >> 5 != major) return fail();
        uint64_t value = rest_[0] & 31u;
        rest_ = rest_.subspan(1);
        if (value < 24) return value;
        if (value > 27) return fail();
        const size_t size = size_t{1} << (value - 24);
        if (size > rest_.size()) return fail();
        value = 0;
        for (const uint8_t byte : rest_.first(size)) value = value << 8 | byte;
        rest_ = rest_.subspan(size);
        const uint64_t least = size == 1 ? 24 : uint64_t{1} << (4 * size);
        return value < least ? fail() : value;  // a longer form than needed
    }
    ByteView bytes(Major major) {
        const uint64_t size = head(major);
        if (size > rest_.size()) fail();
        if (!is_sound_) return {};
        const ByteView taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    std::string_view text() {
        const ByteView taken = bytes(Text);
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
    template <size_t size>
    void exactly(std::array<uint8_t, size>& out) {
        const ByteView taken = bytes(ByteString);
        if (taken.size() != size) fail();
        else std::ranges::copy(taken, out.begin());
    }
    uint64_t fail() {
        is_sound_ = false;
        rest_ = {};
        return 0;
    }
    bool is_whole() const { return is_sound_ && rest_.empty(); }
    bool is_sound() const { return is_sound_; }

private:
    ByteView rest_;
    bool is_sound_ = true;
};

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
    const auto key = [&](uint64_t expected) {
        if (reader.head(Number) != expected) reader.fail();
    };
    if (reader.head(Map) != 7) reader.fail();
    key(1);
    key(1);  // the version
    key(2);
    entry.at = reader.head(Number);
    key(3);
    entry.kind = reader.head(Number);
    key(4);
    reader.exactly(entry.tag);
    key(5);
    entry.seq = reader.head(Number);
    key(6);
    reader.exactly(entry.before);
    key(7);
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

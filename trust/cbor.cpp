#include "trust/cbor.h"

#include <cassert>
#include <utility>

#include "base/utf8.h"

namespace steward::trust {

namespace {
enum Kind : uint8_t { Number = 0, Negative = 1, ByteString = 2, Text = 3, Array = 4, Map = 5, Simple = 7 };
constexpr uint64_t is_false = 20, is_true = 21, most_signed = INT64_MAX;
}  // namespace

CborReader::Head CborReader::head() {
    if (rest_.empty()) refuse();
    if (!is_sound_) return {};
    Head head{.kind = static_cast<uint8_t>(rest_[0] >> 5), .value = rest_[0] & 31u};
    rest_ = rest_.subspan(1);
    if (head.value < 24) return head;
    const size_t follow = head.value > 27 ? SIZE_MAX : size_t{1} << (head.value - 24);  // 28 to 31: reserved, or without a length
    if (follow > rest_.size()) {
        refuse();
        return {};
    }
    head.value = 0;
    for (const uint8_t byte : rest_.first(follow)) head.value = head.value << 8 | byte;
    rest_ = rest_.subspan(follow);
    // The shortest form: what fits half of these bytes stands in half of them.
    const uint64_t least = follow == 1 ? 24 : uint64_t{1} << (4 * follow);
    if (head.value < least || head.kind == Simple) refuse();
    return head;
}

uint64_t CborReader::value_of(uint8_t kind) {
    const Head found = head();
    if (found.kind != kind) refuse();
    return is_sound_ ? found.value : 0;
}

ByteView CborReader::take(uint64_t size) {
    if (size > rest_.size()) refuse();
    if (!is_sound_) return {};
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
}

uint64_t CborReader::number() { return value_of(Number); }

int64_t CborReader::signed_number() {
    const Head found = head();
    if (found.kind > Negative || found.value > most_signed) refuse();
    if (!is_sound_) return 0;
    const auto value = static_cast<int64_t>(found.value);
    return found.kind == Negative ? -1 - value : value;
}

bool CborReader::truth() {
    const uint64_t value = value_of(Simple);
    if (value != is_false && value != is_true) refuse();
    return is_sound_ && value == is_true;
}

ByteView CborReader::bytes() { return take(value_of(ByteString)); }

ByteView CborReader::bytes_of(size_t size) {
    const ByteView found = bytes();
    if (found.size() != size) refuse();
    return is_sound_ ? found : ByteView{};
}

std::string_view CborReader::text() {
    const std::string_view found = as_text(take(value_of(Text)));
    if (!is_utf8(found)) refuse();
    return is_sound_ ? found : std::string_view{};
}

size_t CborReader::array() {
    const uint64_t count = value_of(Array);
    if (count > rest_.size()) refuse();
    return is_sound_ ? count : 0;
}

size_t CborReader::map() {
    const uint64_t count = value_of(Map);
    if (count > rest_.size() / 2) refuse();
    return is_sound_ ? count : 0;
}

void CborReader::skip() { skip(most_levels); }

ByteView CborReader::item() {
    const ByteView before = rest_;
    skip();
    return is_sound_ ? before.first(before.size() - rest_.size()) : ByteView{};
}

// `levels`: how many may be opened, this item's own among them.
void CborReader::skip(size_t levels) {
    CborReader ahead = *this;
    const Head next = ahead.head();
    if (!ahead.is_sound_) return refuse();
    switch (next.kind) {
        case Number:
            number();
            return;
        case Negative:
            signed_number();
            return;
        case ByteString:
            bytes();
            return;
        case Text:
            text();
            return;
        case Simple:
            truth();
            return;
        case Array: {
            if (levels == 0) refuse();
            for (size_t left = array(); left > 0 && is_sound_; --left) skip(levels - 1);
            return;
        }
        case Map: {
            if (levels == 0) refuse();
            uint64_t last = 0;
            for (size_t left = map(); left > 0 && is_sound_; --left) {
                const uint64_t key = number();
                if (key <= last) refuse();
                last = key;
                skip(levels - 1);
            }
            return;
        }
        default:  // a tag
            refuse();
    }
}

bool is_deterministic(ByteView bytes) {
    CborReader reader(bytes);
    reader.skip();
    return reader.is_whole();
}

uint64_t CborMap::next() {
    while (left_ > 0) {
        --left_;
        const uint64_t key = reader_.number();
        if (key <= last_) reader_.refuse();
        if (!reader_.is_sound()) return 0;
        last_ = key;
        if (key < first_extension_key) return key;
        reader_.skip();
    }
    return 0;
}

CborWriter& CborWriter::head(uint8_t kind, uint64_t value) {
    const auto first = [&](uint64_t low) { out_.push_back(static_cast<uint8_t>(kind << 5 | low)); };
    if (value < 24) {
        first(value);
        return *this;
    }
    int power = 0;
    while (power < 3 && value >> (8u << power) != 0) ++power;
    first(24u + static_cast<unsigned>(power));
    for (int shift = (8 << power) - 8; shift >= 0; shift -= 8) out_.push_back(static_cast<uint8_t>(value >> shift));
    return *this;
}

CborWriter& CborWriter::signed_number(int64_t value) {
    return value < 0 ? head(Negative, static_cast<uint64_t>(-1 - value)) : head(Number, static_cast<uint64_t>(value));
}

CborWriter& CborWriter::truth(bool value) { return head(Simple, value ? is_true : is_false); }

CborWriter& CborWriter::bytes(ByteView value) { return head(ByteString, value.size()).item(value); }

CborWriter& CborWriter::text(std::string_view value) { return head(Text, value.size()).item(as_bytes(value)); }

CborWriter& CborWriter::item(ByteView written) {
    out_.insert(out_.end(), written.begin(), written.end());
    return *this;
}

CborWriter& CborMapWriter::field(uint64_t key) {
    assert(key > last_);
    last_ = key;
    ++count_;
    return fields_.number(key);
}

Bytes CborMapWriter::take() {
    const Bytes fields = fields_.take();
    return CborWriter().map(count_).item(fields).take();
}

}  // namespace steward::trust

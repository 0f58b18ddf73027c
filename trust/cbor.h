// Deterministic CBOR, as much of it as signed messages use (design/trust.md 4.1.2, RFC 8949 section 4.2.1): numbers, bytes,
// text, true and false, arrays, and maps with whole numbers above 0 as keys. Definite lengths and shortest forms only; no
// floats, no tags, no null, no key twice, at most eight levels.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace steward::trust {

constexpr size_t most_levels = 8;
/// Keys from here on are extensions that a reader may pass over; every other key that it does not know it must refuse.
constexpr uint64_t first_extension_key = 64;

/// Whether the bytes are exactly one item of the form above, so that no other bytes mean the same. Looks at every byte once,
/// allocates nothing.
bool is_deterministic(ByteView bytes);

/// Reads one item after the other, in place: what it answers points into the bytes it was given. At the first item of another
/// kind, or past the end, it is unsound for good and answers zeros and empty views.
class CborReader {
public:
    explicit CborReader(ByteView bytes) : rest_(bytes) {}

    uint64_t number();
    int64_t signed_number();
    bool truth();
    ByteView bytes();
    ByteView bytes_of(size_t size);  // exactly as many
    std::string_view text();
    size_t array();   // how many items follow, never more than there are bytes left
    size_t map();     // how many pairs follow
    void skip();      // one item, whatever is in it
    ByteView item();  // the bytes of one item, whatever is in it

    void refuse() { is_sound_ = false; }
    bool is_sound() const { return is_sound_; }
    bool is_whole() const { return is_sound_ && rest_.empty(); }

private:
    struct Head {
        uint8_t kind = 0;  // the major type
        uint64_t value = 0;
    };
    Head head();
    uint64_t value_of(uint8_t kind);
    ByteView take(uint64_t size);
    void skip(size_t levels);

    ByteView rest_;
    bool is_sound_ = true;

    friend bool is_deterministic(ByteView bytes);
};

/// The keys of one map in turn: `for (uint64_t key; (key = map.next()) != 0;)`. Extensions are passed over. Keys that do not
/// rise make the reader unsound. The caller reads the value of each key, and refuses the keys it does not know.
class CborMap {
public:
    explicit CborMap(CborReader& reader) : reader_(reader), left_(reader.map()) {}
    uint64_t next();  // 0: no more, or unsound

private:
    CborReader& reader_;
    size_t left_;
    uint64_t last_ = 0;
};

/// Writes the same form. The caller gives the items that it announced.
class CborWriter {
public:
    CborWriter& number(uint64_t value) { return head(0, value); }
    CborWriter& signed_number(int64_t value);
    CborWriter& truth(bool value);
    CborWriter& bytes(ByteView value);
    CborWriter& text(std::string_view value);
    CborWriter& array(size_t count) { return head(4, count); }
    CborWriter& map(size_t count) { return head(5, count); }
    CborWriter& item(ByteView written);  // one that was written before
    Bytes take() { return std::move(out_); }

private:
    CborWriter& head(uint8_t kind, uint64_t value);

    Bytes out_;
};

/// A map whose fields are not counted beforehand. Keys in rising order (asserted).
class CborMapWriter {
public:
    CborWriter& field(uint64_t key);
    Bytes take();

private:
    CborWriter fields_;
    size_t count_ = 0;
    uint64_t last_ = 0;
};

}  // namespace steward::trust

#include "server/platform/access/cbor.h"

namespace steward::access {

namespace {
constexpr int deepest_cbor = 6;
constexpr int most_cbor_items = 512;
enum CborKind : uint8_t { Unsigned = 0, Negative = 1, ByteString = 2, Text = 3, Array = 4, Map = 5, Simple = 7 };

class CborReader {
public:
    explicit CborReader(ByteView bytes) : rest_(bytes) {}
    bool at_end() const { return rest_.empty(); }

    struct Head {
        uint8_t kind;
        uint64_t value;
    };
    std::optional<Head> head() {
        if (rest_.empty() || ++items_ > most_cbor_items) return std::nullopt;
        const uint8_t first = rest_.front();
        rest_ = rest_.subspan(1);
        const uint8_t kind = first >> 5, more = first & 31;
        if (kind == 6 || more > 27) return std::nullopt;       // tags, indefinite lengths
        if (kind == Simple && more > 23) return std::nullopt;  // floats
        if (more < 24) return Head{kind, more};
        const size_t size = size_t{1} << (more - 24);
        if (rest_.size() < size) return std::nullopt;
        uint64_t value = 0;
        for (size_t i = 0; i < size; ++i) value = value << 8 | rest_[i];
        rest_ = rest_.subspan(size);
        return Head{kind, value};
    }
    std::optional<ByteView> take(uint64_t size) {
        if (size > rest_.size()) return std::nullopt;
        const ByteView taken = rest_.first(static_cast<size_t>(size));
        rest_ = rest_.subspan(static_cast<size_t>(size));
        return taken;
    }
    // One whole item, whatever it is.
    bool skip(int depth = 0) {
        const auto one = head();
        if (!one || depth > deepest_cbor) return false;
        if (one->kind == ByteString || one->kind == Text) return take(one->value).has_value();
        if (one->kind != Array && one->kind != Map) return true;
        if (one->value > most_cbor_items) return false;
        for (uint64_t i = 0, count = one->value * (one->kind == Map ? 2 : 1); i < count; ++i) {
            if (!skip(depth + 1)) return false;
        }
        return true;
    }

private:
    ByteView rest_;
    int items_ = 0;
};
}  // namespace

std::optional<ByteView> cbor_bytes_under(ByteView object, std::string_view name) {
    CborReader reader(object);
    const auto map = reader.head();
    if (!map || map->kind != Map || map->value > most_cbor_items) return std::nullopt;
    std::optional<ByteView> found;
    for (uint64_t i = 0; i < map->value; ++i) {
        const auto key = reader.head();
        if (!key || key->kind != Text) return std::nullopt;
        const auto text = reader.take(key->value);
        if (!text) return std::nullopt;
        if (as_text(*text) != name) {
            if (!reader.skip(1)) return std::nullopt;
            continue;
        }
        const auto value = reader.head();
        if (found || !value || value->kind != ByteString) return std::nullopt;
        found = reader.take(value->value);
        if (!found) return std::nullopt;
    }
    return reader.at_end() ? found : std::nullopt;
}

bool cbor_is(ByteView bytes, int count) {
    CborReader reader(bytes);
    for (int i = 0; i < count; ++i) {
        if (!reader.skip()) return false;
    }
    return reader.at_end();
}

}  // namespace steward::access

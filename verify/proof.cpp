#include "verify/proof.h"

#include "verify/cbor.h"

namespace steward::verify {

namespace {
constexpr size_t most_path = 64;

// As it travelled beside the message.
struct Carried {
    ByteView leaf, words;
    Hash salt{};
    uint64_t index = 0, size = 0;
    std::vector<Hash> path;
};

std::optional<Carried> read_carried(ByteView bytes) {
    Reader reader(bytes);
    Carried carried;
    const uint64_t fields = reader.head(Map);
    if (fields != 6 && fields != 7) reader.fail();
    reader.key(1);
    carried.leaf = reader.bytes(ByteString);
    reader.key(2);
    carried.words = reader.bytes(ByteString);
    reader.key(3);
    reader.exactly(carried.salt);
    reader.key(4);
    carried.index = reader.head(Number);
    reader.key(5);
    const uint64_t steps = reader.head(Array);
    if (steps > most_path) reader.fail();
    for (uint64_t left = steps; left > 0 && reader.is_sound(); --left) reader.exactly(carried.path.emplace_back());
    if (fields == 7) {
        reader.key(6);
        reader.text();  // the head with its cosignatures: the one that the machine kept is compared
    }
    reader.key(7);
    carried.size = reader.head(Number);
    if (!reader.is_whole()) return std::nullopt;
    return carried;
}

std::optional<Hash> root_of(const Carried& carried) {
    if (carried.index >= carried.size) return std::nullopt;
    uint64_t here = carried.index, last = carried.size - 1;
    Hash hash = sha256(0, carried.leaf);
    for (const Hash& beside : carried.path) {
        if (last == 0) return std::nullopt;
        if ((here & 1) != 0 || here == last) {
            hash = sha256(1, beside, hash);
            for (; (here & 1) == 0; here >>= 1) last >>= 1;  // it ends: the last of several has a bit
        } else {
            hash = sha256(1, hash, beside);
        }
        here >>= 1;
        last >>= 1;
    }
    return last == 0 ? std::optional(hash) : std::nullopt;
}
}  // namespace

std::optional<Proof> read_proof(std::string_view line) {
    if (next_word(line) != "proof") return std::nullopt;
    next_word(line);  // when it was kept
    next_word(line);  // the message: its words name it too
    Bytes bytes, head;
    if (!read_base64(next_word(line), bytes) || !read_base64(line, head)) return std::nullopt;
    const auto carried = read_carried(bytes);
    auto note = read_note({reinterpret_cast<const char*>(head.data()), head.size()});
    if (!carried || !note || note->size != carried->size || root_of(*carried) != note->root) return std::nullopt;
    const auto entry = read_entry(carried->leaf);
    const auto words = read_words(carried->words);
    if (!entry || !words || sha256(carried->salt, carried->words) != entry->commitment) return std::nullopt;
    return Proof{.leaf = sha256(0, carried->leaf),
                 .index = carried->index,
                 .at = entry->at,
                 .tag = entry->tag,
                 .client = words->client,
                 .head = std::move(*note)};
}

}  // namespace steward::verify

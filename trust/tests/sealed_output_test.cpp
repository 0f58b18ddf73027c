// Output that its readers open and nobody else: the server that keeps it, another machine's, a changed one.
#include "trust/sealed_output.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace steward::trust {
namespace {

struct Reader {
    Digest key{};
    Bytes secret = Bytes(32);
    Reader() { crypto_box_keypair(key.data(), secret.data()); }
};

const ShortId work{1, 2, 3}, device{4, 5, 6};

TEST(SealedOutputStory, each_reader_opens_it_and_nobody_else) {
    const Reader alice, bob, server;
    const std::vector<Digest> readers{alice.key, bob.key};
    const auto sealed = *seal_output(work, device, readers, as_bytes("root:$6$secret\n"));
    EXPECT_EQ(sealed.size(), 15 + sealed_overhead(2));
    EXPECT_EQ(as_text(sealed).find("secret"), std::string_view::npos);
    const auto read = *read_sealed_output(sealed);
    EXPECT_EQ(read.work, work);
    EXPECT_EQ(read.device, device);
    for (const Reader* one : {&alice, &bob}) EXPECT_EQ(as_text(*open_output(read, one->key, one->secret)), "root:$6$secret\n");
    EXPECT_FALSE(open_output(read, server.key, server.secret));
    EXPECT_FALSE(open_output(read, alice.key, bob.secret));
    EXPECT_FALSE(open_output(read, alice.key, ByteView(alice.secret).first(31)));
    EXPECT_NE(*seal_output(work, device, readers, as_bytes("root:$6$secret\n")), sealed)
        << "the same output twice is not seen to be the same";
}

TEST(SealedOutputStory, no_bit_of_it_can_be_changed_and_no_byte_taken) {
    const Reader alice;
    const auto sealed = *seal_output(work, device, {&alice.key, 1}, as_bytes("ok"));
    for (size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        Bytes changed = sealed;
        changed[bit / 8] ^= static_cast<uint8_t>(1U << bit % 8);
        const auto read = read_sealed_output(changed);
        EXPECT_FALSE(read && open_output(*read, alice.key, alice.secret)) << bit;
    }
    for (size_t size = 0; size < sealed.size(); ++size) {
        const auto read = read_sealed_output(ByteView(sealed).first(size));
        EXPECT_FALSE(read && open_output(*read, alice.key, alice.secret)) << size;
    }
}

TEST(SealedOutputStory, an_empty_output_is_sealed_too_and_bad_readers_are_none) {
    const Reader alice;
    const auto sealed = *seal_output(work, device, {&alice.key, 1}, {});
    EXPECT_TRUE(open_output(*read_sealed_output(sealed), alice.key, alice.secret)->empty());
    EXPECT_FALSE(seal_output(work, device, {}, {}));
    EXPECT_FALSE(seal_output(work, device, std::vector<Digest>(most_readers + 1, alice.key), {}));
    const std::vector<Digest> of_small_order{alice.key, Digest{}, Digest{1}};
    EXPECT_FALSE(seal_output(work, device, {&of_small_order[1], 1}, {}));
    EXPECT_FALSE(seal_output(work, device, {&of_small_order[2], 1}, {}));
    EXPECT_FALSE(seal_output(work, device, of_small_order, {})) << "one reader that everybody could be opens it to everybody";
}

}  // namespace
}  // namespace steward::trust

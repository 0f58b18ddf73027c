// The vectors of design/trust.md, Appendix A.
#include <gtest/gtest.h>
#include <sodium.h>

#include "trust/cbor.h"
#include "trust/frame.h"
#include "trust/signature.h"

namespace steward::trust {

namespace {
struct Person {
    Bytes secret = Bytes(64), public_key = Bytes(32);
    explicit Person(uint8_t seed) {
        const Bytes seeds(32, seed);
        crypto_sign_seed_keypair(public_key.data(), secret.data(), seeds.data());
    }
    PublicKey key() const { return {Algorithm::Ed25519, public_key}; }
    Bytes sign(ByteView text) const {
        Bytes signature(64);
        crypto_sign_detached(signature.data(), nullptr, text.data(), text.size(), secret.data());
        return signature;
    }
};

Bytes record_of(const Person& person, std::string_view name) {
    CborMapWriter record;
    record.field(1).bytes(key_id(person.key()));
    record.field(2).number(1);
    record.field(3).bytes(person.public_key);
    record.field(4).number(7);
    record.field(5).text(name);
    return record.take();
}

constexpr std::string_view authority = "fbb6fa02308f0bf83c8c3485c00883026eef6b06b122bfed0a334d707f908eed";

Bytes job_payload() {
    CborMapWriter job;
    job.field(1).number(1);
    job.field(2).bytes(*from_hex(authority));
    job.field(3).bytes(*from_hex("000102030405060708090a0b0c0d0e0f"));
    job.field(4).number(3);
    job.field(5).map(1).number(1).number(60);
    job.field(6).map(2).number(1).bytes(Bytes(16, 0xaa)).number(2).array(1).bytes(Bytes(16, 0xbb));
    job.field(7).number(1'767'225'600'000);
    job.field(8).number(1'767'229'200'000);
    job.field(9).number(0);
    job.field(10).bytes(*from_hex(authority));
    job.field(11).text("alice");
    job.field(12).text("T-1042");
    job.field(13).text("reboot after kernel patch");
    return job.take();
}
}  // namespace

TEST(Vectors, a_key_and_its_id) {
    const Person alice(1);
    EXPECT_EQ(to_hex(alice.public_key), "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");
    EXPECT_EQ(to_hex(key_id(alice.key())), "bc32ef7ba9ba44690d2d330b6d4f3269");
}

TEST(Vectors, a_genesis) {
    CborMapWriter genesis;
    genesis.field(1).number(1);
    genesis.field(2).bytes(Bytes(16, 0));
    genesis.field(3).text("Example MSP");
    genesis.field(4).array(2).item(record_of(Person(1), "alice")).item(record_of(Person(2), "bob"));
    genesis.field(5).number(2);
    genesis.field(6).number(1'767'225'600'000);
    const Bytes payload = genesis.take();
    EXPECT_EQ(payload.size(), 176u);
    EXPECT_TRUE(is_deterministic(payload));
    EXPECT_EQ(to_hex(sha256(payload)), "8f79f05f2d85c6db17c6378b7a2df8e247690dea6c57d9eb296f3c7339ddda61");
    EXPECT_EQ(to_hex(message_id(MessageType::Genesis, payload)), authority);
}

TEST(Vectors, a_job) {
    const Bytes payload = job_payload();
    EXPECT_EQ(
        to_hex(payload),
        "ad0101025820fbb6fa02308f0bf83c8c3485c00883026eef6b06b122bfed0a334d707f908eed0350000102030405060708090a0b0c0d0e0f040305a101183c"
        "06a20150aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa028150bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb071b0000019b76daa800081b0000019b7711968009000a5820"
        "fbb6fa02308f0bf83c8c3485c00883026eef6b06b122bfed0a334d707f908eed0b65616c6963650c66542d313034320d78197265626f6f74206166746572206b"
        "65726e656c207061746368");
    const Bytes covered = signed_bytes(MessageType::Job, payload);
    EXPECT_EQ(to_hex(ByteView(covered).first(17)), "4d53507631036a6f6200000000000000ca");
    EXPECT_EQ(to_hex(message_id(MessageType::Job, payload)), "4a11c58f068b54b4c3fc9f31d9cce950386e7ea21744e979702a7a671df443a9");

    const Person alice(1);
    const Bytes signature = alice.sign(covered);
    EXPECT_EQ(
        to_hex(signature),
        "f5030779fa5a8ec7b46046aea1ff77d22deb898bed931e03ebf6da5b4ed137551b271b12f7f15b920a27c76aad6f763f5b5a2519eb6859c1ddc70d3dbb44be08");
    const KeyId id = key_id(alice.key());
    const Signature one{.key_id = id, .algorithm = 1, .bytes = signature, .carried = {}};
    const Bytes frame = write_frame(MessageType::Job, payload, {&one, 1});
    EXPECT_EQ(frame.size(), 297u);
    const auto read = read_frame(frame);
    ASSERT_TRUE(read);
    EXPECT_TRUE(verifies(alice.key(), {}, signed_bytes(read->type, read->payload), read->signatures[0]));
    EXPECT_FALSE(verifies(Person(2).key(), {}, signed_bytes(read->type, read->payload), read->signatures[0]));
    EXPECT_FALSE(verifies(alice.key(), {}, signed_bytes(MessageType::Policy, read->payload), read->signatures[0]));
}

}  // namespace steward::trust

// Whose voice counts in which message, by the kind of key that it came from.
#include "trust/voices.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <sodium.h>

#include "trust/tests/office.h"

namespace steward::trust {

namespace {
constexpr uint8_t with_person = 0x05, may_be_copied = 0x08, has_been_copied = 0x10;  // flags of an authenticator
constexpr uint8_t first_type = 1, last_type = 15;

Bytes followed_by(Bytes first, ByteView second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

// The curve's generator as a key: its secret is 1. With 1 as the nonce too, r is the generator's x, and s is hash and x together.
const Bytes generator = *from_hex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");

Bytes signed_with_one(ByteView text) {
    const Digest digest = sha256(text);
    const Bytes x(generator.begin() + 1, generator.begin() + 33);
    BIGNUM *order = nullptr, *s = BN_bin2bn(digest.data(), 32, nullptr), *r = BN_bin2bn(x.data(), 32, nullptr), *other = BN_new();
    BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    BN_CTX* context = BN_CTX_new();
    BN_mod_add(s, s, r, order, context);
    BN_sub(other, order, s);
    Bytes signature = followed_by(x, Bytes(32));
    BN_bn2binpad(BN_cmp(s, other) > 0 ? other : s, signature.data() + 32, 32);  // the lower half
    BN_CTX_free(context);
    for (BIGNUM* number : {order, s, r, other}) BN_free(number);
    return signature;
}
}  // namespace

// Alice and Bob with keys of our own programs, and erin with one of any kind.
struct VoicesStory : testing::Test {
    Office office;
    Digest authority{0xfb, 0xb6, 0xfa, 0x02, 0x30, 0x8f, 0x0b, 0xf8, 0x77};
    Bytes payload{0xa0};
    std::vector<KeyRecord> keys;

    VoicesStory() {
        for (const auto* name : {"alice", "bob"}) keys.push_back(office.add(name, name, everyday));
        office.add("stranger", "stranger", everyday);
    }
    void erin_has(Algorithm algorithm) {
        KeyRecord erin = office.add("erin", "erin", everyday);
        Bytes edwards(32);
        crypto_sign_seed_keypair(edwards.data(), secret_.data(), sha256(as_bytes("erin")).data());
        erin.key = {algorithm, algorithm == Algorithm::BrowserEs256 ? generator : edwards};
        erin.id = key_id(erin.key);
        erin.party = {.id = "desk.example.org", .origins = {"https://desk.example.org"}};
        keys.push_back(erin);
    }
    // A frame that erin signed as her kind of key does, asked by our program or by her page.
    Bytes by_erin(MessageType type, uint8_t flags = with_person) const {
        const KeyRecord& erin = keys.back();
        const Bytes covered = signed_bytes(type, payload);
        const bool by_page = erin.key.algorithm != Algorithm::FidoEd25519;
        const Digest asked_by = sha256(as_bytes(by_page ? erin.party.id : native_party(authority)));
        const Bytes data = followed_by(Bytes(asked_by.begin(), asked_by.end()), Bytes{flags, 0, 0, 0, 5});
        const std::string words = R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(covered)) +
                                  R"(","origin":"https://desk.example.org","crossOrigin":false})";
        const Bytes text = followed_by(data, sha256(by_page ? as_bytes(words) : ByteView(covered)));
        Bytes signature(64);
        if (erin.key.algorithm == Algorithm::BrowserEs256) signature = signed_with_one(text);
        else crypto_sign_detached(signature.data(), nullptr, text.data(), text.size(), secret_.data());
        const Bytes size{static_cast<uint8_t>(words.size() >> 8), static_cast<uint8_t>(words.size())};
        const Bytes carried = by_page ? followed_by(followed_by(data, size), as_bytes(words)) : data;
        const std::vector<Signature> hers = {
            {.key_id = erin.id, .algorithm = static_cast<uint8_t>(erin.key.algorithm), .bytes = signature, .carried = carried}};
        return write_frame(type, payload, hers);
    }
    // The names of those who signed, or the number of the check that fails.
    static std::string said(const std::expected<Voices, VoiceFault>& voices) {
        if (!voices) return std::to_string(static_cast<int>(voices.error()));
        std::string names;
        for (const KeyRecord* key : *voices) names += (names.empty() ? "" : " ") + key->holder;
        return names;
    }
    std::string voices(const Bytes& frame) const { return said(voices_of(framed(frame), keys, authority)); }
    std::string named(const Bytes& frame) const { return said(named_voices(framed(frame), keys)); }
    Bytes by(const std::vector<std::string>& names) const { return office.sign(MessageType::Job, payload, names); }

private:
    Bytes secret_ = Bytes(64);
};

TEST_F(VoicesStory, are_named_in_the_order_of_their_signatures) {
    EXPECT_EQ(voices(by({"bob", "alice"})), "bob alice");
    EXPECT_EQ(named(by({"alice", "bob"})), "alice bob");
}

TEST_F(VoicesStory, one_key_twice_a_stranger_and_a_broken_signature_each_spoil_the_frame) {
    EXPECT_EQ(voices(by({"alice", "bob", "alice"})), "3");
    EXPECT_EQ(voices(by({"stranger", "stranger"})), "3") << "asked before anybody is looked up";
    EXPECT_EQ(voices(by({"alice", "stranger"})), "4");
    Bytes broken = by({"alice", "bob"});
    broken.back() ^= 1;
    EXPECT_EQ(voices(broken), "5");
    EXPECT_EQ(named(broken), "alice bob") << "which looks at no signature";
}

TEST_F(VoicesStory, of_a_browser_count_on_run_tickets_alone) {
    for (const auto algorithm : {Algorithm::BrowserEs256, Algorithm::BrowserEd25519}) {
        erin_has(algorithm);
        for (uint8_t number = first_type; number <= last_type; ++number) {
            const auto type = static_cast<MessageType>(number);
            const std::string wanted = type == MessageType::RunTicket ? "erin" : "5";
            EXPECT_EQ(voices(by_erin(type)), wanted) << int{number};
            EXPECT_EQ(voices(by_erin(type, with_person | may_be_copied)), wanted) << "passkeys are copied" << int{number};
            EXPECT_EQ(voices(by_erin(type, 0)), "5") << "nobody was there" << int{number};
        }
    }
}

TEST_F(VoicesStory, of_a_security_key_that_may_be_copied_do_not_decide_for_long) {
    const std::set<MessageType> for_long = {MessageType::Genesis,  MessageType::Roster,  MessageType::Policy,
                                            MessageType::Recovery, MessageType::Resolve, MessageType::Veto};
    erin_has(Algorithm::FidoEd25519);
    for (uint8_t number = first_type; number <= last_type; ++number) {
        const auto type = static_cast<MessageType>(number);
        EXPECT_EQ(voices(by_erin(type)), "erin") << int{number};
        for (const uint8_t copied : {may_be_copied, has_been_copied})
            EXPECT_EQ(voices(by_erin(type, with_person | copied)), for_long.contains(type) ? "5" : "erin") << int{number};
    }
}

TEST_F(VoicesStory, of_a_security_key_were_asked_for_by_this_authority) {
    erin_has(Algorithm::FidoEd25519);
    const Bytes frame = by_erin(MessageType::Job);
    EXPECT_EQ(voices(frame), "erin");
    EXPECT_EQ(native_party(authority), "msp-job:fbb6fa02308f0bf8");
    authority[8] ^= 1;
    EXPECT_EQ(voices(frame), "erin") << "the party is named by the first eight bytes";
    authority[7] ^= 1;
    EXPECT_EQ(voices(frame), "5");
}

TEST_F(VoicesStory, are_counted_by_person_role_and_time) {
    keys.push_back(office.add("alice's second", "alice", everyday));
    keys.push_back(office.add("clerk", "clara", static_cast<uint8_t>(Role::Job)));
    Voices all;
    for (const KeyRecord& key : keys) all.push_back(&key);
    const auto holders = [&](Role role, Instant at) { return holders_with(role, all, at); };
    EXPECT_EQ(holders(Role::Roster, story_begin), (std::set<std::string_view>{"alice", "bob"}));
    EXPECT_EQ(holders(Role::Job, story_begin), (std::set<std::string_view>{"alice", "bob", "clara"}));
    EXPECT_TRUE(holders(Role::Recovery, story_begin).empty());
    EXPECT_TRUE(holders(Role::Job, story_begin - Duration(1)).empty());
    EXPECT_EQ(holders(Role::Roster, story_begin + longest_key_life - Duration(1)).size(), 2U);
    EXPECT_TRUE(holders(Role::Job, story_begin + longest_key_life).empty());
    EXPECT_EQ(count_holders(Role::Roster, keys), 2U);
    EXPECT_EQ(count_holders(Role::Job, keys), 3U);
    EXPECT_EQ(count_holders(Role::Recovery, keys), 0U);
}

}  // namespace steward::trust

#include "trust/signature.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <sodium.h>

namespace steward::trust {

namespace {
const Bytes message = signed_bytes(MessageType::RunTicket, as_bytes("reboot it"));
const RelyingParty party{.id = "msp-job:fbb6fa02308f0bf8", .origins = {"https://desk.example.org"}};
const Bytes some_id(16, 1);

// A key on either curve, that signs what it is given.
class Signer {
public:
    explicit Signer(bool edwards) : edwards_(edwards) {
        if (edwards) {
            secret_.resize(64);
            public_key.resize(32);
            crypto_sign_keypair(public_key.data(), secret_.data());
            return;
        }
        pair_ = EVP_EC_gen("P-256");
        public_key.resize(65);
        size_t size = 0;
        EVP_PKEY_get_octet_string_param(pair_, OSSL_PKEY_PARAM_PUB_KEY, public_key.data(), public_key.size(), &size);
    }
    ~Signer() { EVP_PKEY_free(pair_); }
    Signer(const Signer&) = delete;
    Signer& operator=(const Signer&) = delete;

    Bytes sign(ByteView text, bool high = false) const {
        Bytes signature(64);
        if (edwards_) {
            crypto_sign_detached(signature.data(), nullptr, text.data(), text.size(), secret_.data());
            return signature;
        }
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        Bytes der(80);
        size_t size = der.size();
        EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, pair_);
        EVP_DigestSign(context, der.data(), &size, text.data(), text.size());
        EVP_MD_CTX_free(context);
        const uint8_t* at = der.data();
        ECDSA_SIG* parsed = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
        BIGNUM* order = nullptr;
        BN_hex2bn(&order, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
        BIGNUM* other = BN_new();
        BN_sub(other, order, ECDSA_SIG_get0_s(parsed));
        const bool is_high = BN_cmp(ECDSA_SIG_get0_s(parsed), other) > 0;
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed), signature.data(), 32);
        BN_bn2binpad(is_high == high ? ECDSA_SIG_get0_s(parsed) : other, signature.data() + 32, 32);
        BN_free(order);
        BN_free(other);
        ECDSA_SIG_free(parsed);
        return signature;
    }

    Bytes public_key;

private:
    bool edwards_;
    Bytes secret_;
    EVP_PKEY* pair_ = nullptr;
};

// What a security key says beside its signature.
Bytes data_of(std::string_view id, uint8_t flags) {
    Bytes data(37);
    const Digest digest = sha256(as_bytes(id));
    std::copy(digest.begin(), digest.end(), data.begin());
    data[32] = flags;
    data[36] = 5;
    return data;
}

Bytes together(ByteView a, ByteView b) {
    Bytes both(a.begin(), a.end());
    both.insert(both.end(), b.begin(), b.end());
    return both;
}

constexpr uint8_t touched_and_verified = 0x05;

struct Signed {
    Bytes bytes, carried;
    Signature view(Algorithm algorithm) const {
        return {.key_id = some_id, .algorithm = static_cast<uint8_t>(algorithm), .bytes = bytes, .carried = carried};
    }
};

Signed by_security_key(const Signer& signer, std::string_view id = party.id, uint8_t flags = touched_and_verified) {
    const Bytes data = data_of(id, flags);
    return {signer.sign(together(data, sha256(message))), data};
}

std::string words_of_browser(std::string_view origin = "https://desk.example.org", std::string_view end = "}",
                             std::string_view across = R"(,"crossOrigin":false)") {
    return R"({"type":"webauthn.get","challenge":")" + to_base64url(sha256(message)) + R"(","origin":")" + std::string(origin) + "\"" +
           std::string(across) + std::string(end);
}

Signed by_browser(const Signer& signer, const std::string& words, std::string_view id = party.id, uint8_t flags = touched_and_verified) {
    const Bytes data = data_of(id, flags);
    Signed made{signer.sign(together(data, sha256(as_bytes(words)))), data};
    made.carried.push_back(static_cast<uint8_t>(words.size() >> 8));
    made.carried.push_back(static_cast<uint8_t>(words.size()));
    made.carried.insert(made.carried.end(), words.begin(), words.end());
    return made;
}

bool holds(const Signer& signer, Algorithm algorithm, const Signed& made, const RelyingParty& of = party) {
    return verifies({algorithm, signer.public_key}, of, message, made.view(algorithm));
}
}  // namespace

TEST(Signatures, by_a_bare_key_hold_for_what_was_signed_only) {
    for (const auto algorithm : {Algorithm::Ed25519, Algorithm::Es256}) {
        const Signer signer(algorithm == Algorithm::Ed25519), other(algorithm == Algorithm::Ed25519);
        const Signed made{signer.sign(message), {}};
        EXPECT_TRUE(holds(signer, algorithm, made));
        EXPECT_FALSE(holds(other, algorithm, made));
        EXPECT_FALSE(verifies({algorithm, signer.public_key}, party, as_bytes("another"), made.view(algorithm)));
        EXPECT_FALSE(holds(signer, algorithm, {made.bytes, data_of(party.id, 5)}));  // nothing may be carried
        EXPECT_FALSE(holds(signer, algorithm, {Bytes(64, 0), {}}));
        for (size_t bit = 0; bit < 512; ++bit) {
            Signed flipped = made;
            flipped.bytes[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
            EXPECT_FALSE(holds(signer, algorithm, flipped)) << bit;
        }
    }
}

TEST(Signatures, have_one_form) {
    const Signer chip(false);
    EXPECT_TRUE(holds(chip, Algorithm::Es256, {chip.sign(message, false), {}}));
    EXPECT_FALSE(holds(chip, Algorithm::Es256, {chip.sign(message, true), {}}));  // s in the upper half
    // A point of small order as key: with it one signature would hold for every message.
    Bytes small_order(32, 0), signature(64, 0);
    small_order[0] = signature[0] = 1;
    EXPECT_FALSE(verifies({Algorithm::Ed25519, small_order}, party, message, {some_id, 1, signature, {}}));
}

TEST(Signatures, need_a_key_of_the_right_kind) {
    const Signer edwards(true), chip(false);
    const Signed made{edwards.sign(message), {}};
    EXPECT_FALSE(verifies({Algorithm::Ed25519, edwards.public_key}, party, message, made.view(Algorithm::Es256)));
    EXPECT_FALSE(verifies({Algorithm::Es256, edwards.public_key}, party, message, made.view(Algorithm::Es256)));
    EXPECT_FALSE(verifies({Algorithm::Ed25519, {}}, party, message, made.view(Algorithm::Ed25519)));
    Bytes off_the_curve = chip.public_key;
    off_the_curve[64] ^= 1;
    EXPECT_FALSE(verifies({Algorithm::Es256, off_the_curve}, party, message, Signed{chip.sign(message), {}}.view(Algorithm::Es256)));
    Bytes compressed = chip.public_key;
    compressed[0] = 2;
    EXPECT_FALSE(verifies({Algorithm::Es256, compressed}, party, message, Signed{chip.sign(message), {}}.view(Algorithm::Es256)));
    EXPECT_FALSE(has_right_size({Algorithm::Es256, Bytes(64)}));
}

TEST(Signatures, by_a_security_key_need_a_person_and_this_authority) {
    for (const auto algorithm : {Algorithm::FidoEd25519, Algorithm::FidoEs256}) {
        const Signer signer(algorithm == Algorithm::FidoEd25519);
        EXPECT_TRUE(holds(signer, algorithm, by_security_key(signer)));
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, party.id, 0x04)));              // nobody touched it
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, party.id, 0x01)));              // nobody was verified
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, party.id, 0x45)));              // a key is attached
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, party.id, 0x85)));              // extensions are attached
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, "msp-job:0000000000000000")));  // another authority
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer, "desk.example.org")));          // a web page could ask for it
        Signed bare{signer.sign(message), {}};
        EXPECT_FALSE(holds(signer, algorithm, bare));
    }
}

TEST(Signatures, by_a_browser_need_the_pinned_page_and_this_message) {
    for (const auto algorithm : {Algorithm::BrowserEd25519, Algorithm::BrowserEs256}) {
        const Signer signer(algorithm == Algorithm::BrowserEd25519);
        EXPECT_TRUE(holds(signer, algorithm, by_browser(signer, words_of_browser())));
        EXPECT_TRUE(holds(signer, algorithm, by_browser(signer, words_of_browser("https://desk.example.org", R"(,"other":1})"))));
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, words_of_browser("https://evil.example.org"))));
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, words_of_browser("https://desk.example.org", "x"))));
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, words_of_browser("https://desk.example.org", ""))));
        EXPECT_FALSE(
            holds(signer, algorithm, by_browser(signer, words_of_browser("https://desk.example.org", "}", R"(,"crossOrigin":true)"))));
        std::string another = words_of_browser();
        another[40] = another[40] == 'A' ? 'B' : 'A';  // within the challenge
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, another)));
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, words_of_browser(), "other.example.org")));
        EXPECT_FALSE(holds(signer, algorithm, by_browser(signer, words_of_browser(), party.id, 0x01)));
        EXPECT_FALSE(holds(signer, algorithm, by_security_key(signer)));
        Signed shorter = by_browser(signer, words_of_browser());
        shorter.carried[38] ^= 1;  // the length that it says
        EXPECT_FALSE(holds(signer, algorithm, shorter));
    }
}

TEST(Signatures, say_whether_their_key_may_be_copied) {
    const Signer signer(true);
    EXPECT_FALSE(may_be_synced(by_security_key(signer).view(Algorithm::FidoEd25519)));
    EXPECT_TRUE(may_be_synced(by_security_key(signer, party.id, 0x0d).view(Algorithm::FidoEd25519)));
    EXPECT_FALSE(may_be_synced(Signed{signer.sign(message), {}}.view(Algorithm::Ed25519)));
}

TEST(Signatures, key_ids_tell_algorithms_apart) {
    const Signer signer(true);
    EXPECT_NE(key_id({Algorithm::Ed25519, signer.public_key}), key_id({Algorithm::FidoEd25519, signer.public_key}));
}

TEST(Signatures, of_a_kind_that_nobody_knows_never_hold) {
    const Signer chip(false);
    for (const int kind : {0, 7, 16, 255}) {  // of the length of a P-256 key, with a signature that P-256 would take
        const auto unknown = static_cast<Algorithm>(kind);
        EXPECT_FALSE(holds(chip, unknown, {chip.sign(message), {}})) << kind;
        EXPECT_FALSE(holds(chip, unknown, by_security_key(chip))) << kind;
        EXPECT_FALSE(holds(chip, unknown, by_browser(chip, words_of_browser()))) << kind;
    }
}

}  // namespace steward::trust

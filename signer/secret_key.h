// A person's key as it lies on a disk: the public half in clear, the secret half under a passphrase.
//
// Argon2id (RFC 9106) makes a key of the passphrase, XChaCha20-Poly1305 closes the seed with it; both as libsodium has them. The public
// half is bound to the sealed one: a file with another name in it does not open.
#pragma once

#include "base/random.h"
#include "trust/key_record.h"
#include "trust/sealed_output.h"

namespace steward::signer {

/// How much work a guess is. The default is 256 MiB and three passes, about half a second.
struct GuessCost {
    uint64_t passes = 3, memory_bytes = uint64_t{256} << 20;
};

/// What stands in the file (CBOR in its one form).
struct SealedKey {
    uint64_t version = 1;
    std::string person;
    trust::PublicKey key;
    uint64_t passes = 0, memory_bytes = 0;
    Bytes salt, nonce, sealed_seed;
    Bytes seal_key;  // X25519: what is sealed for this person; empty in files of before
};

template <class Form>
void describe(Form& form, SealedKey& key) {
    form.must(1, key.version);
    form.must(2, key.person);
    form.must(3, key.key.algorithm);
    form.must(4, key.key.bytes);
    form.must(5, key.passes);
    form.must(6, key.memory_bytes);
    form.must(7, key.salt);
    form.must(8, key.nonce);
    form.must(9, key.sealed_seed);
    form.may(10, key.seal_key);
    form.refuse_if(key.version != 1 || key.key.algorithm != trust::Algorithm::Ed25519 || key.key.bytes.size() != 32);
    form.refuse_if(!key.seal_key.empty() && key.seal_key.size() != 32);
}

/// Signs; its memory is locked and wiped. Moved, never copied.
class SecretKey {
public:
    static SecretKey make(std::string person, Rng& rng);
    SecretKey(SecretKey&& other) noexcept;
    SecretKey& operator=(SecretKey&& other) noexcept;
    ~SecretKey();

    const std::string& person() const { return person_; }
    const trust::PublicKey& public_key() const { return public_key_; }

    /// Failure: Internal "key.memory" when the machine cannot give that much.
    Result<SealedKey> seal(std::string_view passphrase, const GuessCost& cost, Rng& rng) const;
    /// Failure: Invalid "key.passphrase" for another passphrase or a changed file; "key.damaged" for a cost above 4 GiB or 100 passes.
    static Result<SecretKey> open(const SealedKey& sealed, std::string_view passphrase);

    /// 64 bytes over `signed_bytes` of trust/frame.h.
    Bytes sign(ByteView covered) const;

    /// The X25519 key that belongs to it, of the same seed: for what only this person shall read (trust/sealed_output.h).
    const trust::Digest& seal_key() const { return seal_key_; }
    std::optional<Bytes> open(const trust::SealedOutput& sealed) const { return trust::open_output(sealed, seal_key_, opening_); }

private:
    SecretKey() = default;
    void fill_from_seed();

    std::string person_;
    trust::PublicKey public_key_;
    Bytes seed_, secret_, opening_;
    trust::Digest seal_key_{};
};

}  // namespace steward::signer

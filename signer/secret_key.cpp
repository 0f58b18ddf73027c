#include "signer/secret_key.h"

#include <sodium.h>

#include <algorithm>

#include "base/signing.h"

namespace steward::signer {

namespace {
constexpr uint64_t most_passes = 100, most_memory = uint64_t{4} << 30;

Bytes bound_to(const SealedKey& key) {
    const Bytes record = trust::CborWriter().array(2).text(key.person).bytes(key.key.bytes).take();
    return pae("steward-sign key", record);
}

// Empty: not enough memory.
Bytes stretch(std::string_view passphrase, const SealedKey& key) {
    Bytes stretched(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    const int status = crypto_pwhash(stretched.data(), stretched.size(), passphrase.data(), passphrase.size(), key.salt.data(), key.passes,
                                     key.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    if (status != 0) stretched.clear();
    return stretched;
}

std::unexpected<Error> no_memory() {
    return fail(ErrorKind::Unavailable, "key.memory", "This machine has not enough memory to open or close the key; end other programs.");
}

void wipe(Bytes& bytes) {
    if (!bytes.empty()) sodium_munlock(bytes.data(), bytes.size());  // wipes, too
    bytes.clear();
}
}  // namespace

SecretKey::SecretKey(SecretKey&& other) noexcept { *this = std::move(other); }

// Vectors keep their memory when they are moved: what was locked stays locked.
SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
    std::swap(person_, other.person_);
    std::swap(public_key_, other.public_key_);
    std::swap(seed_, other.seed_);
    std::swap(secret_, other.secret_);
    std::swap(opening_, other.opening_);
    std::swap(seal_key_, other.seal_key_);
    return *this;
}

SecretKey::~SecretKey() {
    wipe(seed_);
    wipe(secret_);
    wipe(opening_);
}

void SecretKey::fill_from_seed() {
    public_key_ = {trust::Algorithm::Ed25519, Bytes(crypto_sign_PUBLICKEYBYTES)};
    secret_.resize(crypto_sign_SECRETKEYBYTES);
    // A machine that does not let us lock memory is no reason to refuse: its swap is its owner's.
    (void)sodium_mlock(seed_.data(), seed_.size());
    (void)sodium_mlock(secret_.data(), secret_.size());
    crypto_sign_seed_keypair(public_key_.bytes.data(), secret_.data(), seed_.data());
    // A seed of its own, from which the one for signatures does not follow.
    opening_.resize(crypto_box_SECRETKEYBYTES);
    (void)sodium_mlock(opening_.data(), opening_.size());
    Bytes seed(crypto_box_SEEDBYTES);
    const ByteView purpose = as_bytes("steward-sign sealed for a person");
    crypto_generichash(seed.data(), seed.size(), purpose.data(), purpose.size(), seed_.data(), seed_.size());
    crypto_box_seed_keypair(seal_key_.data(), opening_.data(), seed.data());
    sodium_memzero(seed.data(), seed.size());
}

SecretKey SecretKey::make(std::string person, Rng& rng) {
    SecretKey key;
    key.person_ = std::move(person);
    key.seed_.resize(crypto_sign_SEEDBYTES);
    rng.fill(key.seed_);
    key.fill_from_seed();
    return key;
}

Result<SealedKey> SecretKey::seal(std::string_view passphrase, const GuessCost& cost, Rng& rng) const {
    SealedKey sealed{.person = person_, .key = public_key_, .passes = cost.passes, .memory_bytes = cost.memory_bytes};
    sealed.seal_key.assign(seal_key_.begin(), seal_key_.end());
    sealed.salt.resize(crypto_pwhash_SALTBYTES);
    sealed.nonce.resize(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    rng.fill(sealed.salt);
    rng.fill(sealed.nonce);
    Bytes stretched = stretch(passphrase, sealed);
    if (stretched.empty()) return no_memory();
    const Bytes bound = bound_to(sealed);
    sealed.sealed_seed.resize(seed_.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.sealed_seed.data(), nullptr, seed_.data(), seed_.size(), bound.data(), bound.size(),
                                               nullptr, sealed.nonce.data(), stretched.data());
    sodium_memzero(stretched.data(), stretched.size());
    return sealed;
}

Result<SecretKey> SecretKey::open(const SealedKey& sealed, std::string_view passphrase) {
    const bool has_sizes = sealed.salt.size() == crypto_pwhash_SALTBYTES &&
                           sealed.nonce.size() == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
                           sealed.sealed_seed.size() == crypto_sign_SEEDBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (!has_sizes || sealed.passes == 0 || sealed.passes > most_passes || sealed.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
        sealed.memory_bytes > most_memory)
        return fail(ErrorKind::Invalid, "key.damaged", "This is no key file of ours, or it is damaged; take it from your copy.");
    Bytes stretched = stretch(passphrase, sealed);
    if (stretched.empty()) return no_memory();
    const Bytes bound = bound_to(sealed);
    SecretKey key;
    key.person_ = sealed.person;
    key.seed_.resize(crypto_sign_SEEDBYTES);
    const int opened =
        crypto_aead_xchacha20poly1305_ietf_decrypt(key.seed_.data(), nullptr, nullptr, sealed.sealed_seed.data(), sealed.sealed_seed.size(),
                                                   bound.data(), bound.size(), sealed.nonce.data(), stretched.data());
    sodium_memzero(stretched.data(), stretched.size());
    if (opened != 0) return fail(ErrorKind::Invalid, "key.passphrase", "The passphrase does not open this key; try it again.");
    key.fill_from_seed();
    const bool is_own_seal = sealed.seal_key.empty() || std::ranges::equal(sealed.seal_key, key.seal_key_);
    if (key.public_key_.bytes != sealed.key.bytes || !is_own_seal)
        return fail(ErrorKind::Invalid, "key.damaged", "The two halves of this key do not belong together; take the file from your copy.");
    return key;
}

Bytes SecretKey::sign(ByteView covered) const {
    Bytes signature(crypto_sign_BYTES);
    crypto_sign_detached(signature.data(), nullptr, covered.data(), covered.size(), secret_.data());
    return signature;
}

}  // namespace steward::signer

#include "server/platform/backup/sealed_keys.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace steward::backup {

namespace {
constexpr std::string_view magic = "STWKEYS1";
constexpr size_t salt_size = crypto_pwhash_argon2id_SALTBYTES, nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t header_size = 8 + salt_size + 8 + 8 + nonce_size;
constexpr uint64_t operations = 4, memory_bytes = 64ull << 20;
constexpr uint64_t most_operations = 64, most_memory_bytes = 1ull << 30;
constexpr size_t most_files = 64, longest_name = 255, largest_file = 1 << 20;

std::unexpected<Error> malformed() {
    return fail(ErrorKind::Invalid, "backup.malformed", "The keys of this backup cannot be read: the file is damaged.");
}

void put_number(Bytes& out, uint64_t value, int size) {
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(value >> shift));
}

Result<uint64_t> take_number(ByteView& from, size_t size) {
    if (from.size() < size) return malformed();
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) value = (value << 8) | from[i];
    from = from.subspan(size);
    return value;
}

using Key = std::array<uint8_t, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

Result<Key> derive(std::string_view passphrase, ByteView salt, uint64_t rounds, uint64_t memory) {
    Key key{};
    if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(), rounds, memory,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fail(ErrorKind::Unavailable, "backup.memory", "There is not enough memory to derive the key from the passphrase.");
    }
    return key;
}
}  // namespace

Status passphrase_fits(std::string_view passphrase) {
    if (passphrase.size() < 12 || passphrase.size() > 1024)
        return bad_field("/passphrase", "The passphrase needs 12 to 1024 characters: whoever has the backup can try many.");
    return {};
}

Result<Bytes> seal_keys(const KeyFiles& files, std::string_view passphrase, Rng& rng) {
    STEWARD_CHECK(passphrase_fits(passphrase));
    Bytes plain;
    for (const auto& [name, bytes] : files) {
        put_number(plain, name.size(), 4);
        plain.insert(plain.end(), name.begin(), name.end());
        put_number(plain, bytes.size(), 8);
        plain.insert(plain.end(), bytes.begin(), bytes.end());
    }
    Bytes sealed(magic.begin(), magic.end());
    std::array<uint8_t, salt_size> salt;
    std::array<uint8_t, nonce_size> nonce;
    rng.fill(salt);
    rng.fill(nonce);
    sealed.insert(sealed.end(), salt.begin(), salt.end());
    put_number(sealed, operations, 8);
    put_number(sealed, memory_bytes, 8);
    sealed.insert(sealed.end(), nonce.begin(), nonce.end());
    STEWARD_TRY(Key key, derive(passphrase, salt, operations, memory_bytes));
    const Bytes header = sealed;
    sealed.resize(header_size + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + header_size, nullptr, plain.data(), plain.size(), header.data(),
                                               header.size(), nullptr, nonce.data(), key.data());
    sodium_memzero(plain.data(), plain.size());
    sodium_memzero(key.data(), key.size());
    return sealed;
}

Result<KeyFiles> open_keys(ByteView sealed, std::string_view passphrase) {
    if (sealed.size() < header_size + crypto_aead_xchacha20poly1305_ietf_ABYTES || !as_text(sealed).starts_with(magic)) return malformed();
    const ByteView header = sealed.first(header_size), ciphertext = sealed.subspan(header_size);
    ByteView numbers = header.subspan(8 + salt_size);
    STEWARD_TRY(const uint64_t rounds, take_number(numbers, 8));
    STEWARD_TRY(const uint64_t memory, take_number(numbers, 8));
    if (rounds < 1 || rounds > most_operations || memory < crypto_pwhash_argon2id_MEMLIMIT_MIN || memory > most_memory_bytes)
        return malformed();
    STEWARD_TRY(Key key, derive(passphrase, header.subspan(8, salt_size), rounds, memory));
    Bytes plain(ciphertext.size() - crypto_aead_xchacha20poly1305_ietf_ABYTES);
    const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, ciphertext.data(), ciphertext.size(),
                                                                  header.data(), header.size(), numbers.data(), key.data());
    sodium_memzero(key.data(), key.size());
    if (opened != 0) return fail(ErrorKind::Invalid, "backup.passphrase", "The passphrase does not open this backup's keys.");

    KeyFiles files;
    ByteView rest = plain;
    while (!rest.empty()) {
        STEWARD_TRY(const uint64_t name_size, take_number(rest, 4));
        if (name_size == 0 || name_size > longest_name || name_size > rest.size() || files.size() == most_files) return malformed();
        const std::string name(as_text(rest.first(name_size)));
        rest = rest.subspan(name_size);
        STEWARD_TRY(const uint64_t size, take_number(rest, 8));
        if (size > largest_file || size > rest.size() || name.find('/') != std::string::npos || name.starts_with('.')) return malformed();
        files[name] = Bytes(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
        rest = rest.subspan(size);
    }
    sodium_memzero(plain.data(), plain.size());
    return files;
}

}  // namespace steward::backup

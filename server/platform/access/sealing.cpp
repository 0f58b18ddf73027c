#include "server/platform/access/sealing.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace steward::access {

namespace {
constexpr size_t sealing_nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t sealing_tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

std::unexpected<Error> bad_key_file(const std::string& path, const std::string& what) {
    return fail(ErrorKind::Invalid, "access.key_file", "The master key file " + path + " " + what);
}
}  // namespace

Result<Sealing> Sealing::open_file(const std::string& path, Rng& rng) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
        return fail(ErrorKind::Unavailable, "access.no_master_key",
                    "The master key file " + path + " is missing. Restore it from your backup; without it sealed secrets stay sealed.");
    }
    if (file < 0) return bad_key_file(path, std::string("cannot be read: ") + std::strerror(errno) + ".");
    struct stat status {};
    const bool known = ::fstat(file, &status) == 0;
    Bytes key(key_size + 1);
    const ssize_t got = ::read(file, key.data(), key.size());
    ::close(file);
    if (!known || got != static_cast<ssize_t>(key_size)) return bad_key_file(path, "does not hold 32 bytes. Restore it from your backup.");
    if ((status.st_mode & 077) != 0) {
        return bad_key_file(path, "may be read by others than its owner. Run: chmod 600 " + path +
                                      ". If others had access to it, treat what it seals as known.");
    }
    key.resize(key_size);
    return Sealing(std::move(key), rng);
}

Bytes Sealing::derived(std::string_view purpose, std::string_view place) const {
    Bytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    const std::string text = std::string(purpose) + std::string(place);
    crypto_generichash(key.data(), key.size(), as_bytes(text).data(), text.size(), master_key_.data(), master_key_.size());
    return key;
}

Bytes Sealing::fingerprint(std::string_view purpose, std::string_view text) const {
    const Bytes key = derived("fingerprint ", purpose);
    Bytes made(crypto_generichash_BYTES);
    crypto_generichash(made.data(), made.size(), as_bytes(text).data(), text.size(), key.data(), key.size());
    return made;
}

Bytes Sealing::check_value() const { return derived("steward master key check", ""); }

Result<Bytes> Sealing::seal(std::string_view place, ByteView plain) const {
    Bytes sealed(sealing_nonce_size + plain.size() + sealing_tag_size);
    rng_->fill(std::span(sealed).first(sealing_nonce_size));
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + sealing_nonce_size, nullptr, plain.data(), plain.size(),
                                               as_bytes(place).data(), place.size(), nullptr, sealed.data(),
                                               derived("seal ", place).data());
    return sealed;
}

Result<Bytes> Sealing::open(std::string_view place, ByteView sealed) const {
    const auto unsealable = [] {
        return fail(ErrorKind::Internal, "access.unsealable",
                    "A stored secret cannot be opened with this installation's master key. Enter it again.");
    };
    if (sealed.size() < sealing_nonce_size + sealing_tag_size) return unsealable();
    const ByteView body = sealed.subspan(sealing_nonce_size);
    Bytes plain(body.size() - sealing_tag_size);
    const int bad =
        crypto_aead_xchacha20poly1305_ietf_decrypt(plain.data(), nullptr, nullptr, body.data(), body.size(), as_bytes(place).data(),
                                                   place.size(), sealed.data(), derived("seal ", place).data());
    if (bad != 0) return unsealable();
    return plain;
}

}  // namespace steward::access

#include "trust/sealed_output.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace steward::trust {

namespace {
constexpr std::string_view sealed_magic = "MSO1";
constexpr size_t content_key_size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES, tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr size_t boxed_key_size = content_key_size + crypto_box_SEALBYTES, each_reader = sizeof(Digest) + boxed_key_size;
constexpr size_t sealed_head = 4 + 16 + 16 + 1;
// A key is used once: its nonce has nothing to tell apart.
constexpr std::array<uint8_t, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES> only_nonce{};
}  // namespace

size_t sealed_overhead(size_t readers) { return sealed_head + readers * each_reader + tag_size; }

std::optional<Bytes> seal_output(const ShortId& work, const ShortId& device, std::span<const Digest> readers, ByteView output) {
    if (readers.empty() || readers.size() > most_readers) return std::nullopt;
    std::array<uint8_t, content_key_size> key{};
    crypto_aead_xchacha20poly1305_ietf_keygen(key.data());  // libsodium's own, as the pair in each box: no story's seed may make it
    Bytes sealed(sealed_magic.begin(), sealed_magic.end());
    sealed.insert(sealed.end(), work.begin(), work.end());
    sealed.insert(sealed.end(), device.begin(), device.end());
    sealed.push_back(static_cast<uint8_t>(readers.size()));
    bool is_sealed = true;
    for (const Digest& reader : readers) {
        std::array<uint8_t, boxed_key_size> boxed{};
        is_sealed = is_sealed && crypto_box_seal(boxed.data(), key.data(), key.size(), reader.data()) == 0;
        sealed.insert(sealed.end(), reader.begin(), reader.end());
        sealed.insert(sealed.end(), boxed.begin(), boxed.end());
    }
    const Bytes bound = sealed;
    sealed.resize(bound.size() + output.size() + tag_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + bound.size(), nullptr, output.data(), output.size(), bound.data(),
                                               bound.size(), nullptr, only_nonce.data(), key.data());
    sodium_memzero(key.data(), key.size());
    if (!is_sealed) return std::nullopt;
    return sealed;
}

std::optional<SealedOutput> read_sealed_output(ByteView bytes) {
    if (bytes.size() < sealed_head || !as_text(bytes).starts_with(sealed_magic)) return std::nullopt;
    SealedOutput sealed;
    std::ranges::copy(bytes.subspan(4, 16), sealed.work.begin());
    std::ranges::copy(bytes.subspan(20, 16), sealed.device.begin());
    const size_t readers = bytes[sealed_head - 1];
    if (readers == 0 || readers > most_readers || bytes.size() < sealed_overhead(readers)) return std::nullopt;
    for (size_t i = 0; i < readers; ++i) {
        const ByteView one = bytes.subspan(sealed_head + i * each_reader, each_reader);
        std::ranges::copy(one.first(sizeof(Digest)), sealed.readers.emplace_back().begin());
        sealed.keys.push_back(one.subspan(sizeof(Digest)));
    }
    sealed.bound = bytes.first(sealed_head + readers * each_reader);
    sealed.content = bytes.subspan(sealed.bound.size());
    return sealed;
}

std::optional<Bytes> open_output(const SealedOutput& sealed, const Digest& reader, ByteView secret) {
    const auto found = std::ranges::find(sealed.readers, reader);
    if (found == sealed.readers.end() || secret.size() != crypto_box_SECRETKEYBYTES) return std::nullopt;
    const ByteView boxed = sealed.keys[static_cast<size_t>(found - sealed.readers.begin())];
    std::array<uint8_t, content_key_size> key{};
    if (crypto_box_seal_open(key.data(), boxed.data(), boxed.size(), reader.data(), secret.data()) != 0) return std::nullopt;
    Bytes output(sealed.content.size() - tag_size);
    const int opened =
        crypto_aead_xchacha20poly1305_ietf_decrypt(output.data(), nullptr, nullptr, sealed.content.data(), sealed.content.size(),
                                                   sealed.bound.data(), sealed.bound.size(), only_nonce.data(), key.data());
    sodium_memzero(key.data(), key.size());
    if (opened != 0) return std::nullopt;
    return output;
}

}  // namespace steward::trust

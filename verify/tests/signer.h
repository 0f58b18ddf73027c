// Signs heads with libsodium itself: nothing of ours is linked here.
#pragma once

#include <sodium.h>

#include "verify/note.h"

namespace steward::verify {

// A head of a log, signed by whoever has this seed.
struct Signer {
    Key key;
    std::array<uint8_t, crypto_sign_SECRETKEYBYTES> secret{};

    Signer(uint8_t kind, std::string name, uint8_t seed_byte) : key{.kind = kind, .name = std::move(name)} {
        std::array<uint8_t, crypto_sign_SEEDBYTES> seed{};
        seed.fill(seed_byte);
        crypto_sign_seed_keypair(key.key.data(), secret.data(), seed.data());
    }
    Bytes hash() const {
        Bytes named(key.name.begin(), key.name.end());
        named.push_back('\n');
        named.push_back(key.kind);
        const Hash all = sha256(named, key.key);
        return {all.begin(), all.begin() + 4};
    }
    std::string text() const {
        Bytes bytes{key.kind};
        bytes.insert(bytes.end(), key.key.begin(), key.key.end());
        return key.name + "+" + write_hex(hash()) + "+" + write_base64(bytes);
    }
    std::string line(std::string signed_text, std::optional<uint64_t> seconds = {}) const {
        Bytes bytes = hash();
        if (seconds) {
            for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<uint8_t>(*seconds >> shift));
            signed_text = "cosignature/v1\ntime " + std::to_string(*seconds) + "\n" + signed_text;
        }
        std::array<uint8_t, crypto_sign_BYTES> signature{};
        crypto_sign_detached(signature.data(), nullptr, reinterpret_cast<const uint8_t*>(signed_text.data()), signed_text.size(),
                             secret.data());
        bytes.insert(bytes.end(), signature.begin(), signature.end());
        return "\u2014 " + key.name + " " + write_base64(bytes) + "\n";
    }
};

}  // namespace steward::verify

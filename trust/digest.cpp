#include "trust/digest.h"

#include <sodium.h>

namespace steward::trust {

Digest sha256(ByteView bytes) {
    Digest digest;
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

}  // namespace steward::trust

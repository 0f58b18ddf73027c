#include "trust/place.h"

namespace steward::trust {

ShortId device_id(ByteView device_key) {
    const Digest digest = sha256(device_key);
    ShortId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

}  // namespace steward::trust

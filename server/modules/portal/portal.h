// What the composition root may ask of the portal: the picture behind an address.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"

namespace steward::portal {

struct Logo {
    std::string type;  // of the three that are taken, as it was judged when it came
    Bytes bytes;
};

class Portal {
public:
    virtual ~Portal() = default;

    /// Where everybody reaches this server, without a slash at the end; empty: it is not known.
    virtual void set_public_address(std::string address) = 0;

    /// The logo whose bytes have this SHA-256, in hex. Who knows the hash was shown it; it is no secret of anybody's.
    virtual Result<std::optional<Logo>> logo(std::string_view digest) = 0;
};

}  // namespace steward::portal

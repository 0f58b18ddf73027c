// Whether some bytes are a still picture that browsers show, by what they are and not by their name. Pure, and
// bounded: nothing is unpacked.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "base/error.h"

namespace steward::portal {

struct Picture {
    std::string_view type;  // "image/png", "image/jpeg", "image/webp"
    uint32_t width = 0, height = 0;
};

inline constexpr size_t most_picture_bytes = 256 * 1024;
inline constexpr uint32_t most_picture_side = 2000;

/// From the first to the last byte: what follows the end of a picture is refused too. Failure: Invalid with the field
/// /image.
Result<Picture> look_at_picture(ByteView bytes);

}  // namespace steward::portal

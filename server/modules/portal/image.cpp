#include "server/modules/portal/image.h"

#include <algorithm>
#include <optional>

namespace steward::portal {

namespace {
uint32_t big16(ByteView bytes, size_t at) { return static_cast<uint32_t>(bytes[at] << 8 | bytes[at + 1]); }
uint32_t big32(ByteView bytes, size_t at) { return big16(bytes, at) << 16 | big16(bytes, at + 2); }
uint32_t little16(ByteView bytes, size_t at) { return static_cast<uint32_t>(bytes[at] | bytes[at + 1] << 8); }
uint32_t little24(ByteView bytes, size_t at) { return little16(bytes, at) | static_cast<uint32_t>(bytes[at + 2]) << 16; }
uint32_t little32(ByteView bytes, size_t at) { return little16(bytes, at) | little16(bytes, at + 2) << 16; }

bool stands_at(ByteView bytes, size_t at, std::string_view text) {
    return bytes.size() >= at + text.size() && as_text(bytes.subspan(at, text.size())) == text;
}

using Sides = std::optional<Picture>;

// Signature, IHDR first, every chunk whole, IEND last. No animation.
Sides look_at_png(ByteView bytes) {
    constexpr size_t frame = 12;  // length, name and checksum of a chunk
    Picture picture{.type = "image/png"};
    bool has_data = false;
    size_t at = 8;
    while (bytes.size() - at >= frame) {
        const uint32_t length = big32(bytes, at);
        if (length > bytes.size() - at - frame) return std::nullopt;
        const auto name = as_text(bytes.subspan(at + 4, 4));
        if ((at == 8) != (name == "IHDR")) return std::nullopt;
        if (name == "IHDR") {
            if (length != 13) return std::nullopt;
            picture.width = big32(bytes, at + 8);
            picture.height = big32(bytes, at + 12);
        }
        if (name == "acTL") return std::nullopt;
        has_data = has_data || name == "IDAT";
        at += frame + length;
        if (name == "IEND") return has_data && at == bytes.size() ? Sides(picture) : std::nullopt;
    }
    return std::nullopt;
}

bool is_frame_marker(uint8_t marker) { return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc; }

// Where the next marker begins after entropy-coded data: FF that is neither stuffed nor a restart.
size_t after_scan(ByteView bytes, size_t at) {
    while (at + 1 < bytes.size() &&
           !(bytes[at] == 0xff && bytes[at + 1] != 0x00 && bytes[at + 1] != 0xff && !(bytes[at + 1] >= 0xd0 && bytes[at + 1] <= 0xd7)))
        ++at;
    return at;
}

// Segment after segment to the end of image, which must be the end of the bytes.
Sides look_at_jpeg(ByteView bytes) {
    Picture picture{.type = "image/jpeg"};
    bool has_scan = false;
    size_t at = 2;
    while (at + 1 < bytes.size()) {
        if (bytes[at] != 0xff) return std::nullopt;
        const uint8_t marker = bytes[at + 1];
        if (marker == 0xff) {  // filling
            ++at;
            continue;
        }
        if (marker == 0xd9) return has_scan && at + 2 == bytes.size() ? Sides(picture) : std::nullopt;
        if (at + 4 > bytes.size()) return std::nullopt;
        const size_t length = big16(bytes, at + 2);
        if (length < 2 || length > bytes.size() - at - 2) return std::nullopt;
        if (is_frame_marker(marker)) {
            if (length < 8) return std::nullopt;
            picture.height = big16(bytes, at + 5);
            picture.width = big16(bytes, at + 7);
        }
        at += 2 + length;
        if (marker == 0xda) {
            has_scan = picture.width > 0;
            at = after_scan(bytes, at);
        }
    }
    return std::nullopt;
}

// The size of the picture that the first chunk tells. No animation.
Sides sides_of_webp_chunk(ByteView bytes) {
    Picture picture{.type = "image/webp"};
    constexpr size_t data = 20;
    if (bytes.size() < data + 10) return std::nullopt;
    if (stands_at(bytes, 12, "VP8X")) {
        constexpr uint8_t animated = 0x02;
        if (bytes[data] & animated) return std::nullopt;
        picture.width = little24(bytes, data + 4) + 1;
        picture.height = little24(bytes, data + 7) + 1;
        return picture;
    }
    if (stands_at(bytes, 12, "VP8 ")) {
        if (bytes[data + 3] != 0x9d || bytes[data + 4] != 0x01 || bytes[data + 5] != 0x2a) return std::nullopt;
        picture.width = little16(bytes, data + 6) & 0x3fff;
        picture.height = little16(bytes, data + 8) & 0x3fff;
        return picture;
    }
    if (!stands_at(bytes, 12, "VP8L") || bytes[data] != 0x2f) return std::nullopt;
    const uint32_t bits = little32(bytes, data + 1);
    picture.width = (bits & 0x3fff) + 1;
    picture.height = (bits >> 14 & 0x3fff) + 1;
    return picture;
}

// Every chunk whole, the container as long as it says.
Sides look_at_webp(ByteView bytes) {
    if (little32(bytes, 4) != bytes.size() - 8) return std::nullopt;
    size_t at = 12;
    while (bytes.size() - at >= 8) {
        const size_t length = little32(bytes, at + 4);
        if (length > bytes.size() - at - 8) return std::nullopt;
        at = std::min(bytes.size(), at + 8 + length + length % 2);
    }
    return at == bytes.size() ? sides_of_webp_chunk(bytes) : std::nullopt;
}
}  // namespace

Result<Picture> look_at_picture(ByteView bytes) {
    if (bytes.empty()) return bad_field("/image", "Choose a picture first.");
    if (bytes.size() > most_picture_bytes) {
        return bad_field("/image", "This picture has more than " + std::to_string(most_picture_bytes / 1024) + " KiB. Save it smaller.");
    }
    Sides picture;
    if (stands_at(bytes, 0, "\x89PNG\r\n\x1a\n")) picture = look_at_png(bytes);
    else if (stands_at(bytes, 0, "\xff\xd8\xff")) picture = look_at_jpeg(bytes);
    else if (bytes.size() >= 20 && stands_at(bytes, 0, "RIFF") && stands_at(bytes, 8, "WEBP")) picture = look_at_webp(bytes);
    else return bad_field("/image", "This is not a PNG, JPEG or WebP picture, whatever its name says.");
    if (!picture || picture->width == 0 || picture->height == 0)
        return bad_field("/image", "This picture is damaged, animated, or something else hangs on its end. Save it anew as PNG.");
    if (picture->width > most_picture_side || picture->height > most_picture_side) {
        return bad_field("/image",
                         "This picture has more than " + std::to_string(most_picture_side) + " pixels on a side. Save it smaller.");
    }
    return *picture;
}

}  // namespace steward::portal

// Small whole pictures of the three kinds, made byte by byte.
#pragma once

#include <string>

namespace steward::portal {

inline std::string big_number(uint32_t value, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
    return text;
}
inline std::string little_number(uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
    return text;
}

inline std::string png_chunk(const std::string& name, const std::string& data) {
    return big_number(static_cast<uint32_t>(data.size()), 4) + name + data + "sums";
}
inline std::string png(uint32_t width, uint32_t height, const std::string& more = {}) {
    using namespace std::string_literals;
    return "\x89PNG\r\n\x1a\n"s + png_chunk("IHDR", big_number(width, 4) + big_number(height, 4) + "\x08\x06\0\0\0"s) + more +
           png_chunk("IDAT", "some data") + png_chunk("IEND", "");
}
inline std::string jpeg_segment(char marker, const std::string& data) {
    return std::string("\xff") + marker + big_number(static_cast<uint32_t>(data.size()) + 2, 2) + data;
}
inline std::string jpeg(uint32_t width, uint32_t height) {
    using namespace std::string_literals;
    return "\xff\xd8"s + jpeg_segment('\xe0', "JFIF\0 and more"s) +
           jpeg_segment('\xc0', "\x08"s + big_number(height, 2) + big_number(width, 2) + "\x03"s) + jpeg_segment('\xda', "scan") +
           "coded \xff\0 data \xff\xd0 and more"s + "\xff\xd9"s;
}
inline std::string webp(uint32_t width, uint32_t height, char flags = 0) {
    using namespace std::string_literals;
    const std::string data = std::string(1, flags) + "\0\0\0"s + little_number(width - 1, 3) + little_number(height - 1, 3);
    const std::string chunks = "VP8X" + little_number(static_cast<uint32_t>(data.size()), 4) + data;
    return "RIFF" + little_number(static_cast<uint32_t>(chunks.size()) + 4, 4) + "WEBP" + chunks;
}

}  // namespace steward::portal

// Files inside the program: the console as it was built, gzipped.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace steward::app {

struct EmbeddedFile {
    std::string_view path;  // "/index.html", "/assets/main-1a2b3c.js"
    std::string_view content_type;
    std::string_view digest;  // of the plain bytes; the ETag
    std::span<const uint8_t> gzip;
    bool immutable = false;  // its name holds a hash of its content
};

/// The console. Empty when the program was built without it.
std::span<const EmbeddedFile> console_files();

}  // namespace steward::app

// The console's files, from memory: compressed as they were built, cached as long as they may be.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>

#include "server/platform/http/message.h"

namespace steward::http {

enum class Packing { Gzip, Brotli };

/// One file in one packing. A file may come in both, as two entries with the same path and digest.
struct StaticFile {
    std::string_view path;  // "/index.html"
    std::string_view content_type;
    std::string_view digest;         // of the plain bytes
    std::span<const uint8_t> bytes;  // packed
    Packing packing = Packing::Gzip;
    bool immutable = false;  // its name holds a hash of its content
};

/// What the entries point at must outlive this. Every file must come in gzip, for clients that take
/// neither packing it is unpacked at the request.
class StaticFiles {
public:
    explicit StaticFiles(std::span<const StaticFile> files);
    bool empty() const { return by_path_.empty(); }
    bool has(std::string_view path) const { return by_path_.contains(path) || (path == "/" && !empty()); }

    /// The file at `path`; for an unknown path outside /assets/ the console's index.html, and under /portal the
    /// portal.html, whose own router reads the address. Failures: NotFound "request.no_such_page"; Internal "http.unpack".
    Result<Response> answer(const Request& request, std::string_view path) const;

private:
    struct Variants {
        const StaticFile* gzip = nullptr;
        const StaticFile* brotli = nullptr;
    };
    std::map<std::string_view, Variants> by_path_;
};

/// The plain bytes of a gzip file of ours. Failure: Internal "http.unpack".
Result<std::string> gunzip(std::span<const uint8_t> packed);

}  // namespace steward::http

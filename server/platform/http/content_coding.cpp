#include "server/platform/http/content_coding.h"

#include <zlib.h>

#include <algorithm>

namespace steward::http {

namespace {
constexpr size_t worth_packing = 16 * 1024;  // bytes: 13 ms at 10 Mbit/s
constexpr int gzip_window = 15 + 16;         // the largest, with the head of gzip

// An empty text: could not be packed.
std::string gzipped(std::string_view plain) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string packed(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(is_whole ? stream.total_out : 0);
    deflateEnd(&stream);
    return packed;
}
}  // namespace

bool accepts_coding(std::string_view header, std::string_view coding) {
    while (!header.empty()) {
        const size_t end = std::min(header.find(','), header.size());
        std::string_view one = header.substr(0, end);
        header.remove_prefix(std::min(end + 1, header.size()));
        while (one.starts_with(' ')) one.remove_prefix(1);
        const std::string_view name = one.substr(0, one.find_first_of("; "));
        if (!same_name(name, coding)) continue;
        const size_t weight = one.find("q=");
        return weight == std::string_view::npos || one.substr(weight + 2).find_first_not_of("0. ") != std::string_view::npos;
    }
    return false;
}

void pack_if_long(const Request& request, Response& response) {
    if (response.body.size() < worth_packing) return;
    response.set("Vary", "Accept-Encoding");
    if (!accepts_coding(request.header("Accept-Encoding"), "gzip")) return;
    std::string packed = gzipped(response.body);
    if (packed.empty() || packed.size() >= response.body.size()) return;
    response.body = std::move(packed);
    response.set("Content-Encoding", "gzip");
}

}  // namespace steward::http

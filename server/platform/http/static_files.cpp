#include "server/platform/http/static_files.h"

#include <zlib.h>

#include "server/platform/http/content_coding.h"

namespace steward::http {

namespace {
constexpr std::string_view hashed_folder = "/assets/";

// The page whose own router reads the address: that of a client's people, or the console's.
std::string_view page_at(std::string_view path) {
    return path == "/portal" || path.starts_with("/portal/") ? "/portal.html" : "/index.html";
}
}  // namespace

StaticFiles::StaticFiles(std::span<const StaticFile> files) {
    for (const auto& file : files) {
        Variants& variants = by_path_[file.path];
        (file.packing == Packing::Gzip ? variants.gzip : variants.brotli) = &file;
    }
    std::erase_if(by_path_, [](const auto& entry) { return !entry.second.gzip; });
}

Result<Response> StaticFiles::answer(const Request& request, std::string_view path) const {
    auto at = by_path_.find(path);
    if (at == by_path_.end() && !path.starts_with(hashed_folder)) at = by_path_.find(page_at(path));
    if (at == by_path_.end()) return fail(ErrorKind::NotFound, "request.no_such_page", "There is nothing at this address.");
    const auto& [gzip, brotli] = at->second;
    const std::string_view accepted = request.header("Accept-Encoding");
    const StaticFile* file = brotli && accepts_coding(accepted, "br") ? brotli : gzip;

    Response response;
    const std::string etag = "\"" + std::string(file->digest) + "\"";
    response.set("ETag", etag);
    response.set("Vary", "Accept-Encoding");
    response.set("Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (request.header("If-None-Match").find(etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.content_type = file->content_type;
    if (file == brotli || accepts_coding(accepted, "gzip")) {
        response.set("Content-Encoding", file == brotli ? "br" : "gzip");
        response.body.assign(reinterpret_cast<const char*>(file->bytes.data()), file->bytes.size());
        return response;
    }
    STEWARD_TRY(response.body, gunzip(file->bytes));
    return response;
}

Result<std::string> gunzip(std::span<const uint8_t> packed) {
    const auto broken = [] {
        return fail(ErrorKind::Internal, "http.unpack", "A file of the console cannot be unpacked. Ask for it with Accept-Encoding: gzip.");
    };
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) return broken();
    stream.next_in = const_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string plain;
    int code = Z_OK;
    while (code == Z_OK) {
        char part[16384];
        stream.next_out = reinterpret_cast<Bytef*>(part);
        stream.avail_out = sizeof part;
        code = inflate(&stream, Z_NO_FLUSH);
        plain.append(part, sizeof part - stream.avail_out);
    }
    inflateEnd(&stream);
    if (code != Z_STREAM_END) return broken();
    return plain;
}

}  // namespace steward::http

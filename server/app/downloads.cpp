#include "server/app/downloads.h"

#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace steward::app {

namespace fs = std::filesystem;

namespace {
constexpr size_t part = 256 * 1024;
constexpr std::string_view verifier = "steward-verify";  // for clients: see docs/guide/verify.md

bool is_package(const std::string& name) { return name.ends_with(".deb"); }

bool is_plain_name(const std::string& name) {
    return !name.starts_with('.') &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~-") == std::string::npos;
}

std::string sha256_of(const std::string& path) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    std::ifstream in(path, std::ios::binary);
    std::string buffer(part, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        crypto_hash_sha256_update(&state, reinterpret_cast<const uint8_t*>(buffer.data()), static_cast<size_t>(in.gcount()));
    }
    Bytes digest(crypto_hash_sha256_BYTES);
    crypto_hash_sha256_final(&state, digest.data());
    return to_hex(digest);
}

// "steward-agent_0.1.0_amd64.deb": what stands between the last '_' and the end.
std::string architecture_of(const std::string& name) {
    const size_t begin = name.rfind('_');
    return begin == std::string::npos ? "" : name.substr(begin + 1, name.size() - begin - 1 - 4);
}
}  // namespace

Downloads::Downloads(const std::string& folder) {
    std::error_code ignored;
    if (folder.empty()) return;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (!entry.is_regular_file(ignored) || !is_plain_name(name) || (!is_package(name) && name != verifier)) continue;
        // Its time before its content: what is replaced meanwhile counts as changed.
        const auto changed_at = entry.last_write_time(ignored);
        const uint64_t bytes = entry.file_size(ignored);
        files_.push_back({name, entry.path().string(), sha256_of(entry.path().string()), bytes, changed_at});
    }
    std::sort(files_.begin(), files_.end(), [](const File& a, const File& b) { return a.name < b.name; });
}

Result<http::Response> Downloads::answer(std::string_view name) const {
    const bool checksum = name.ends_with(".sha256");
    if (checksum) name.remove_suffix(7);
    const auto file = std::find_if(files_.begin(), files_.end(), [&](const File& one) { return one.name == name; });
    if (file == files_.end())
        return fail(ErrorKind::NotFound, "downloads.not_found", "There is no such package here. \"Add device\" shows those that are.");
    std::error_code unreadable;
    const bool is_same =
        fs::file_size(file->path, unreadable) == file->bytes && fs::last_write_time(file->path, unreadable) == file->changed_at;
    if (!is_same || unreadable)
        return fail(
            ErrorKind::Unavailable, "downloads.changed",
            "This file was replaced after the server began, so its checksum is no longer known. Restart the server, and take a new line.");
    if (checksum) return http::text_page(file->sha256 + "  " + file->name + "\n");
    http::Response response;
    response.content_type = is_package(file->name) ? "application/vnd.debian.binary-package" : "application/octet-stream";
    response.set("Content-Disposition", "attachment; filename=\"" + file->name + "\"");
    const auto in = std::make_shared<std::ifstream>(file->path, std::ios::binary);
    response.more = [in, left = file->bytes](Instant) mutable -> Result<std::string> {
        std::string text(static_cast<size_t>(std::min<uint64_t>(part, left)), '\0');
        if (text.empty()) return text;
        if (!in->read(text.data(), static_cast<std::streamsize>(text.size())))
            return fail(ErrorKind::Internal, "downloads.unreadable", "The package cannot be read.");
        left -= text.size();
        return text;
    };
    return response;
}

std::vector<directory::EnrolmentEndpoint::Package> Downloads::packages(const std::string& public_url, bool self_made) const {
    std::vector<directory::EnrolmentEndpoint::Package> offered;
    for (const auto& file : files_) {
        if (!is_package(file.name)) continue;
        const std::string url = public_url + "/downloads/" + file.name, at = "/tmp/" + file.name;
        const std::string fetch = std::string("curl -fsS") + (self_made ? "k" : "") + " -o " + at + " " + url;
        offered.push_back({.name = "Debian and Ubuntu, " + architecture_of(file.name),
                           .url = url,
                           .sha256 = file.sha256,
                           .install_line = fetch + " && echo '" + file.sha256 + "  " + at + "' | sha256sum -c && sudo apt-get install -y " +
                                           at + " && sudo steward-agent enrol '{line}'"});
    }
    return offered;
}

}  // namespace steward::app

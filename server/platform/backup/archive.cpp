#include "server/platform/backup/archive.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "server/platform/backup/tar_number.h"
#include "server/platform/backup/zstd_stream.h"

namespace steward::backup {

namespace fs = std::filesystem;

namespace {
constexpr size_t block = 512, part = 256 * 1024, largest_first = 64 * 1024;
constexpr uint64_t largest_file_in = 1ull << 50;

struct Header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6], version[2], user[32], group[32],
        major[8], minor[8], prefix[155], rest[12];
};
static_assert(sizeof(Header) == block);

std::unexpected<Error> malformed_archive() {
    return fail(ErrorKind::Invalid, "backup.malformed", "This is not a backup of Steward, or it is damaged.");
}

unsigned checksum_of(Header header) {
    std::memset(header.checksum, ' ', sizeof header.checksum);
    const auto* bytes = reinterpret_cast<const unsigned char*>(&header);
    unsigned sum = 0;
    for (size_t i = 0; i < block; ++i) sum += bytes[i];
    return sum;
}

Header header_of(const std::string& name, uint64_t size) {
    Header header{};
    std::memcpy(header.name, name.data(), std::min(name.size(), sizeof header.name));
    put_tar_number(header.mode, sizeof header.mode, 0600);
    put_tar_number(header.uid, sizeof header.uid, 0);
    put_tar_number(header.gid, sizeof header.gid, 0);
    put_tar_number(header.size, sizeof header.size, size);
    put_tar_number(header.mtime, sizeof header.mtime, 0);
    header.type = '0';
    std::memcpy(header.magic, "ustar", 6);
    std::memcpy(header.version, "00", 2);
    put_tar_number(header.checksum, 7, checksum_of(header));
    return header;
}

bool stays_below(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.back() == '/' || name.find('\\') != std::string::npos) return false;
    for (const auto& step : fs::path(name)) {
        if (step == ".." || step == "." || step.empty()) return false;
    }
    return true;
}

Status pack_one(ZstdWriter& out, const std::string& folder, const std::string& name) {
    const std::string path = folder + "/" + name;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return fail(ErrorKind::Internal, "backup.unreadable", path + " cannot be read.", std::strerror(errno));
    const std::unique_ptr<const int, void (*)(const int*)> closed(&file, [](const int* one) { close(*one); });
    const off_t size = lseek(file, 0, SEEK_END);
    if (name.size() > sizeof(Header::name))
        return fail(ErrorKind::Internal, "backup.unreadable", "The name " + name + " is too long for a backup.");
    const Header header = header_of(name, static_cast<uint64_t>(size));
    STEWARD_CHECK(out.write({reinterpret_cast<const uint8_t*>(&header), block}));
    Bytes buffer(part);
    off_t at = 0;
    while (at < size) {
        const ssize_t got = pread(file, buffer.data(), std::min<size_t>(part, static_cast<size_t>(size - at)), at);
        if (got <= 0)
            return fail(ErrorKind::Internal, "backup.unreadable", path + " cannot be read.",
                        got < 0 ? std::strerror(errno) : "it became shorter");
        STEWARD_CHECK(out.write({buffer.data(), static_cast<size_t>(got)}));
        at += got;
    }
    const Bytes padding((block - static_cast<size_t>(size) % block) % block, 0);
    return out.write(padding);
}

Status unpack_one(ZstdReader& in, const std::string& path, uint64_t size) {
    std::error_code failed;
    fs::create_directories(fs::path(path).parent_path(), failed);
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    const auto unwritable = [&] {
        return fail(ErrorKind::Internal, "backup.unwritable", path + " cannot be written.", std::strerror(errno));
    };
    if (file < 0) return unwritable();
    const std::unique_ptr<const int, void (*)(const int*)> closed(&file, [](const int* one) { close(*one); });
    Bytes buffer(part);
    uint64_t left = (size + block - 1) / block * block, wanted = size;
    while (left > 0) {
        const size_t take = static_cast<size_t>(std::min<uint64_t>(part, left));
        STEWARD_CHECK(in.read({buffer.data(), take}));
        const size_t keep = static_cast<size_t>(std::min<uint64_t>(take, wanted));
        if (write(file, buffer.data(), keep) != static_cast<ssize_t>(keep)) return unwritable();
        left -= take;
        wanted -= keep;
    }
    return fsync(file) == 0 ? Status{} : Status(unwritable());
}
}  // namespace

Result<std::vector<std::string>> files_below(const std::string& folder) {
    std::vector<std::string> files;
    std::error_code failed;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (at->is_regular_file()) files.push_back(fs::relative(at->path(), folder).generic_string());
    }
    if (failed)
        return fail(ErrorKind::Internal, "backup.unreadable",
                    "The folder " + folder + " cannot be read. Run this as root or as the server's user, on the server's machine.",
                    failed.message());
    std::sort(files.begin(), files.end());
    return files;
}

Result<uint64_t> pack(const std::string& folder, const std::vector<std::string>& files, const std::string& path) {
    STEWARD_TRY(auto out, ZstdWriter::create(path));
    for (const auto& name : files) STEWARD_CHECK(pack_one(*out, folder, name));
    STEWARD_CHECK(out->write(Bytes(2 * block, 0)));
    return out->finish();
}

namespace {
struct Entry {
    std::string name;  // empty: the archive's end
    uint64_t size = 0;
};

Result<Entry> next_entry(ZstdReader& in) {
    Header header;
    STEWARD_CHECK(in.read({reinterpret_cast<uint8_t*>(&header), block}));
    if (header.name[0] == '\0') return Entry{};
    const auto checksum = tar_number(header.checksum, sizeof header.checksum), size = tar_number(header.size, sizeof header.size);
    Entry entry{.name = std::string(header.name, strnlen(header.name, sizeof header.name)), .size = size.value_or(0)};
    if (!size || *size > largest_file_in || checksum != checksum_of(header) || header.type != '0' || header.prefix[0] != '\0' ||
        !stays_below(entry.name))
        return malformed_archive();
    return entry;
}
}  // namespace

Result<std::string> first_file(const std::string& path, const std::string& name) {
    STEWARD_TRY(auto in, ZstdReader::open(path));
    STEWARD_TRY(const auto entry, next_entry(*in));
    if (entry.name != name || entry.size > largest_first) return malformed_archive();
    std::string content(entry.size, '\0');
    STEWARD_CHECK(in->read({reinterpret_cast<uint8_t*>(content.data()), content.size()}));
    return content;
}

Status unpack(const std::string& path, const std::string& folder) {
    STEWARD_TRY(auto in, ZstdReader::open(path));
    for (;;) {
        STEWARD_TRY(const auto entry, next_entry(*in));
        if (entry.name.empty()) return {};
        STEWARD_CHECK(unpack_one(*in, folder + "/" + entry.name, entry.size));
    }
}

}  // namespace steward::backup

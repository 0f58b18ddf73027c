#include "agent/gate/beside/material.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "agent/gate/actions/action.h"
#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace fs = std::filesystem;

namespace {
constexpr std::string_view unfinished = ".part";

std::unexpected<Error> begin_again(std::string what) {
    return fail(ErrorKind::Invalid, "gate.material", "This part of a file does not fit: " + std::move(what) + ". Begin again.");
}
}  // namespace

std::optional<trust::Digest> digest_of(int file) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    uint8_t part[16'384];
    for (off_t at = 0;;) {
        const ssize_t count = ::pread(file, part, sizeof part, at);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return std::nullopt;
        if (count == 0) break;
        crypto_hash_sha256_update(&state, part, static_cast<size_t>(count));
        at += count;
    }
    trust::Digest digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return digest;
}

Materials::Materials(std::string folder, std::string standing) : folder_(std::move(folder)), standing_(std::move(standing)) {
    for (const std::string& one : {folder_, standing_}) ::mkdir(one.c_str(), 0700);
}

bool Materials::has(const trust::Digest& digest) const {
    return std::ranges::any_of(std::array{folder_, standing_},
                               [&](const std::string& folder) { return ::access((folder + "/" + to_hex(digest)).c_str(), F_OK) == 0; });
}

Status Materials::keep(const std::set<trust::Digest>& digests) const {
    for (const trust::Digest& digest : digests) {
        if (has(digest)) STEWARD_CHECK(give(digest, standing_));
    }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(standing_, error)) {
        const auto name = entry.path().filename().string();
        if (std::ranges::none_of(digests, [&](const trust::Digest& digest) { return to_hex(digest) == name; }))
            fs::remove(entry.path(), error);
    }
    return sync_folder(standing_) ? Status{} : disk_failed(standing_);
}

Status Materials::take(const trust::Digest& digest, uint32_t size, uint32_t offset, ByteView part) {
    if (has(digest)) return {};
    const std::string whole = folder_ + "/" + to_hex(digest), beside = whole + std::string(unfinished);
    make_room(part.size());  // at each part: many files that were begun grow together
    const Descriptor file(::open(beside.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (offset == 0 ? O_TRUNC : 0), 0600));
    struct stat about {};
    if (!file.is_open() || ::fstat(file.number(), &about) != 0) return disk_failed(beside);
    if (about.st_size != static_cast<off_t>(offset)) return begin_again("it does not follow what is here");
    if (::pwrite(file.number(), part.data(), part.size(), offset) != static_cast<ssize_t>(part.size())) return disk_failed(beside);
    if (offset + part.size() != size) return {};
    if (digest_of(file.number()) == digest)
        return ::fsync(file.number()) == 0 && ::rename(beside.c_str(), whole.c_str()) == 0 ? Status{} : disk_failed(beside);
    ::unlink(beside.c_str());
    return begin_again("its bytes are not those that the digest names");
}

void Materials::make_room(size_t size) const {
    struct Kept {
        fs::path path;
        uintmax_t size;
        fs::file_time_type time;
    };
    std::vector<Kept> all;
    std::error_code error;
    uintmax_t sum = size;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
        all.push_back({entry.path(), entry.file_size(error), entry.last_write_time(error)});
        sum += all.back().size;
    }
    std::ranges::sort(all, std::ranges::less{}, &Kept::time);
    constexpr size_t most_files = 1024;
    for (size_t i = 0; i < all.size() && (sum > most_kept_material || all.size() - i > most_files); ++i) {
        sum -= all[i].size;
        fs::remove(all[i].path, error);
    }
}

Status Materials::give(const trust::Digest& digest, const std::string& folder) const {
    const std::string name = "/" + to_hex(digest), to = folder + name;
    const auto linked = [&](const std::string& from) { return ::link((from + name).c_str(), to.c_str()) == 0 || errno == EEXIST; };
    return linked(folder_) || linked(standing_) ? Status{} : disk_failed(to);
}

bool Materials::has_artefacts(const trust::Job& job) const {
    const ActionKind* kind = action_kind(job.job_class);
    if (!kind) return true;  // refused for that (gate.cpp)
    const auto needs = kind->needs(job.action);
    return !needs || std::ranges::all_of(*needs, [&](const trust::Digest& digest) { return has(digest); });
}

}  // namespace steward::gate

// A disk in memory that can be full, read-only, or lose its power at any step.
#pragma once

#include <map>
#include <set>

#include "agent/spool/disk.h"
#include "base/random.h"

namespace steward::agent {

class FaultyDisk final : public Disk {
public:
    struct File {
        Bytes now, synced;
        bool ever_synced = false;
    };

    int steps_left = -1;  // then the power is gone: every later step fails; -1: never
    uint64_t capacity = UINT64_MAX;
    bool read_only = false;
    int syncs = 0;
    std::map<std::string, File> files;
    std::set<std::string> unreadable;  // another user's, say

    /// The power is back. What was not synced may be there, in part, or not.
    void power_on(Rng& rng) {
        for (auto at = files.begin(); at != files.end();) {
            File& file = at->second;
            const size_t least = std::min(file.synced.size(), file.now.size());
            const size_t kept = file.now.size() > least ? least + rng.below(file.now.size() - least + 1) : file.now.size();
            file.now.resize(kept);
            if (!file.ever_synced && kept == 0) at = files.erase(at);
            else ++at;
        }
        steps_left = -1;
    }
    /// As after kill -9: the kernel has everything that was written.
    void process_killed() { steps_left = -1; }

    Status make_folder(const std::string&) override { return step(); }
    Result<std::vector<FileSize>> list(const std::string& folder) override {
        STEWARD_CHECK(powered());
        std::vector<FileSize> found;
        for (const auto& [path, file] : files) {
            if (path.starts_with(folder + "/")) found.push_back({path.substr(folder.size() + 1), file.now.size()});
        }
        return found;
    }
    Result<size_t> read(const std::string& path, uint64_t at, std::span<uint8_t> out) override {
        STEWARD_CHECK(powered());
        const auto file = files.find(path);
        if (file == files.end()) return fail(ErrorKind::NotFound, "disk.no_such_file", "not there");
        if (unreadable.contains(path)) return fail(ErrorKind::Internal, "disk.failed", "not for this user");
        if (at >= file->second.now.size()) return size_t{0};
        const size_t size = std::min<size_t>(out.size(), file->second.now.size() - at);
        std::copy_n(file->second.now.begin() + static_cast<ptrdiff_t>(at), size, out.begin());
        return size;
    }
    Status write(const std::string& path, uint64_t at, ByteView bytes) override {
        const bool torn = steps_left == 0;
        if (torn && read_only == false) put(path, at, bytes.first(bytes.size() / 2));
        STEWARD_CHECK(step());
        const uint64_t size = files.contains(path) ? files[path].now.size() : 0;
        if (used() - size + std::max<uint64_t>(size, at + bytes.size()) > capacity) {
            put(path, at, bytes.first(bytes.size() / 3));
            return fail(ErrorKind::Unavailable, "disk.full", "There is no space left.");
        }
        put(path, at, bytes);
        return {};
    }
    Status sync(const std::string& path) override {
        STEWARD_CHECK(step());
        ++syncs;
        files[path].synced = files[path].now;
        files[path].ever_synced = true;
        return {};
    }
    Status truncate(const std::string& path, uint64_t size) override {
        STEWARD_CHECK(step());
        files[path].now.resize(size);
        return {};
    }
    Status remove(const std::string& path) override {
        STEWARD_CHECK(step());
        return files.erase(path) == 1 ? Status() : fail(ErrorKind::NotFound, "disk.no_such_file", "not there");
    }
    Status replace(const std::string& path, ByteView bytes) override {
        STEWARD_CHECK(step());
        if (used() + bytes.size() > capacity) return fail(ErrorKind::Unavailable, "disk.full", "There is no space left.");
        files[path] = {Bytes(bytes.begin(), bytes.end()), Bytes(bytes.begin(), bytes.end()), true};
        return {};
    }
    Status reserve(const std::string& path, uint64_t size) override {
        STEWARD_CHECK(step());
        if (used() + size > capacity) return fail(ErrorKind::Unavailable, "disk.full", "There is no space left.");
        files[path].now.resize(size);
        files[path].synced = files[path].now;
        files[path].ever_synced = true;
        return {};
    }
    uint64_t used() const {
        uint64_t bytes = 0;
        for (const auto& [path, file] : files) bytes += file.now.size();
        return bytes;
    }

private:
    void put(const std::string& path, uint64_t at, ByteView bytes) {
        Bytes& now = files[path].now;
        if (now.size() < at + bytes.size()) now.resize(at + bytes.size());
        std::copy(bytes.begin(), bytes.end(), now.begin() + static_cast<ptrdiff_t>(at));
    }
    Status powered() const {
        if (steps_left == 0) return fail(ErrorKind::Internal, "disk.failed", "no power");
        return {};
    }
    Status step() {
        STEWARD_CHECK(powered());
        if (read_only) return fail(ErrorKind::Forbidden, "disk.read_only", "read-only");
        if (steps_left > 0) --steps_left;
        return {};
    }
};

}  // namespace steward::agent

// The operating-system seam of the agent: read, list, ask. Real (host_linux.cpp) and recorded
// (a folder of files taken from another machine, for tests).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace steward::agent {

struct VolumeSpace {
    uint64_t size_bytes = 0, free_bytes = 0, available_bytes = 0;  // free: with what is reserved for root
    uint64_t inodes = 0, inodes_free = 0;                          // both 0: the file system has no fixed number
};

struct InterfaceAddress {
    std::string interface, address;  // "eth0", "192.0.2.2/30"
};

/// Not thread safe: one host belongs to one thread.
class Host {
public:
    virtual ~Host() = default;

    /// The whole of a (virtual) file, at most its first `most` bytes, into `out` (its capacity is
    /// reused). Failures: NotFound "host.no_such_file", Forbidden "host.not_readable".
    virtual Status read(const std::string& path, std::string& out, size_t most = 1 << 20) = 0;
    /// A file that may be too large to hold, piece by piece (64 KiB at most) until `piece` says false.
    /// Failures as above.
    virtual Status read_in_pieces(const std::string& path, const std::function<bool(std::string_view)>& piece) = 0;
    /// Names in a folder, sorted. Failures as above.
    virtual Result<std::vector<std::string>> list(const std::string& path) = 0;
    virtual Result<std::string> link_target(const std::string& path) = 0;
    virtual bool exists(const std::string& path) = 0;  // a symbolic link does, wherever it leads
    /// Never waits for a hung network file system: those are the caller's to leave out.
    virtual Result<VolumeSpace> space(const std::string& mount_point) = 0;
    virtual unsigned processors() const = 0;
    /// Of all interfaces that have one, IPv4 and IPv6, as text with the length of the prefix.
    virtual std::vector<InterfaceAddress> addresses() = 0;
};

std::unique_ptr<Host> make_linux_host();
/// Paths are taken below `folder`; `space` comes from the file `folder`/space.txt ("mount size free
/// available inodes inodes_free" a line), `processors` from proc/cpuinfo and `addresses` from
/// `folder`/addresses.txt ("interface address" a line).
std::unique_ptr<Host> make_recorded_host(std::string folder);

}  // namespace steward::agent

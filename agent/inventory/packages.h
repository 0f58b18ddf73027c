// dpkg's status file (man 5 deb822), read piece by piece: it holds megabytes of which little is kept.
#pragma once

#include <string>
#include <string_view>

#include "agent/host/host.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// Feeds on the file in pieces of any size; says what is installed.
class PackageReader {
public:
    explicit PackageReader(v1::Inventory& into) : into_(into) {}

    /// False when no more is wanted: 10,000 packages, or 600,000 bytes of them.
    bool take(std::string_view piece);
    /// After the last piece: a file may end without an empty line.
    void finish();

private:
    void take_line(std::string_view line);
    void end_of_package();

    v1::Inventory& into_;
    std::string line_;  // what the pieces so far hold of the present line, at most its first 512 bytes
    std::string name_, version_, architecture_;
    bool installed_ = false;
    size_t bytes_ = 0;
};

/// Adds the installed packages, sorted by name; none where the machine has no dpkg.
void read_packages(Host& host, v1::Inventory& into);

}  // namespace steward::agent

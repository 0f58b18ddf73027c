// The operating system by /etc/os-release (man 5 os-release), and until when its maker supports it by
// the tables of distro-info-data.
#pragma once

#include <string>
#include <string_view>

#include "agent/host/host.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

struct Release {
    std::string id, version_id, pretty_name, codename;
};

/// Values with and without quotes; what is not there is empty.
Release parse_os_release(std::string_view text);

/// ISO dates; empty where the table does not say one.
struct Support {
    std::string end, extended_end;
};

/// One of /usr/share/distro-info/{debian,ubuntu}.csv: columns by their headings. The ordinary end is
/// `eol`, the extended one `eol-lts` (Debian) or `eol-esm` (Ubuntu).
Support support_from_table(std::string_view csv, std::string_view codename);

/// For machines without those tables: the releases known when this was built.
Support built_in_support(std::string_view id, std::string_view version_id);

/// "Debian GNU/Linux 12 (bookworm)" with "12.11" from /etc/debian_version becomes
/// "Debian GNU/Linux 12.11 (bookworm)"; unchanged where the two do not fit.
std::string name_with_build(const Release& release, std::string_view debian_version);

v1::OperatingSystem read_operating_system(Host& host);

}  // namespace steward::agent

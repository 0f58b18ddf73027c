// Whether a newer kernel is installed than the one that runs, from the names in /boot.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace steward::agent::collectors::restart {

/// `running` is /proc/sys/kernel/osrelease, "6.1.0-28-amd64"; only kernels of the same flavour
/// ("amd64", "cloud-amd64", "generic") are compared. False when the running one is not among the
/// installed: then it came from elsewhere (a container, a hypervisor) and /boot says nothing.
bool newer_kernel_installed(std::string_view running, std::span<const std::string> names_in_boot);

/// Numbers as numbers, the rest as text: "6.1.0-9-amd64" is before "6.1.0-28-amd64".
bool is_older(std::string_view a, std::string_view b);

}  // namespace steward::agent::collectors::restart

#include "trust/actions.h"

#include <algorithm>
#include <cctype>

namespace steward::trust {

bool is_unit_of_others(std::string_view unit) {
    // No targets: a restart of the machine is a class of its own.
    static constexpr std::string_view kinds[] = {".service", ".timer", ".socket", ".path", ".mount"};
    static constexpr std::string_view that_end_it[] = {
        "systemd-poweroff",  "systemd-reboot",       "systemd-halt", "systemd-kexec", "systemd-soft-reboot", "systemd-suspend",
        "systemd-hibernate", "systemd-hybrid-sleep", "rescue.",      "emergency.",    "debug-shell."};
    static constexpr std::string_view more = "@:_.-\\";
    const bool is_word = std::ranges::all_of(
        unit, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || more.find(c) != std::string_view::npos; });
    const bool is_kind =
        std::ranges::any_of(kinds, [&](std::string_view kind) { return unit.size() > kind.size() && unit.ends_with(kind); });
    if (std::ranges::any_of(that_end_it, [&](std::string_view name) { return unit.starts_with(name); })) return false;
    return is_word && is_kind && unit.size() <= 255 && !unit.starts_with('-') && !unit.starts_with('.') && !unit.starts_with("steward-");
}

bool is_place_for_a_file(std::string_view path) {
    static constexpr std::string_view not_there[] = {"/proc/", "/sys/", "/dev/", "/var/lib/steward-gate/"};
    // What has a class of its own: the agent's configuration, and accounts.
    static constexpr std::string_view of_other_classes[] = {"/etc/steward",
                                                            "/usr/sbin/steward-",
                                                            "/usr/bin/steward-",
                                                            "/etc/systemd/system/steward-",
                                                            "/lib/systemd/system/steward-",
                                                            "/usr/lib/systemd/system/steward-",
                                                            "/etc/passwd",
                                                            "/etc/shadow",
                                                            "/etc/group",
                                                            "/etc/gshadow",
                                                            "/etc/sudoers"};
    if (std::ranges::any_of(of_other_classes, [&](std::string_view begin) { return path.starts_with(begin); })) return false;
    if (!path.starts_with('/') || path.size() > 4095 || path.find('\0') != std::string_view::npos) return false;
    const std::string as_folder = std::string(path) + "/";
    if (std::ranges::any_of(not_there, [&](std::string_view folder) { return as_folder.starts_with(folder); })) return false;
    for (std::string_view rest = path; !rest.empty();) {
        rest.remove_prefix(1);
        const std::string_view name = rest.substr(0, rest.find('/'));
        if (name.empty() || name == "." || name == ".." || name.size() > 255) return false;
        rest.remove_prefix(name.size());
    }
    return true;
}

}  // namespace steward::trust

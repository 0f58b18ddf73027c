#include "agent/inventory/operating_system.h"

#include <algorithm>
#include <vector>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
constexpr std::string_view built_in_source = "table of the agent, from distro-info-data of November 2026";

struct Known {
    std::string_view id, version_id, end, extended_end;
};
constexpr Known known_releases[] = {
    {"debian", "10", "2022-09-10", "2024-06-30"},    {"debian", "11", "2024-08-14", "2026-08-31"},
    {"debian", "12", "2026-07-11", "2028-06-30"},    {"debian", "13", "2028-08-09", "2030-06-30"},
    {"ubuntu", "18.04", "2023-05-31", "2028-04-26"}, {"ubuntu", "20.04", "2025-05-29", "2030-04-23"},
    {"ubuntu", "22.04", "2027-06-01", "2032-04-21"}, {"ubuntu", "24.04", "2029-05-31", "2034-04-25"},
    {"ubuntu", "26.04", "2031-05-29", "2036-04-23"},
};

// Not a shell: quotes around the whole and backslashes in it are all that os-release needs.
std::string unquoted(std::string_view value) {
    value = trimmed(value);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
        value = value.substr(1, value.size() - 2);
    std::string out;
    for (size_t i = 0; i < value.size(); ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        out += value[i];
    }
    return printable(out, 200);
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        const size_t comma = line.find(',');
        cells.push_back(trimmed(line.substr(0, comma)));
        if (comma == std::string_view::npos || cells.size() == 32) return cells;
        line.remove_prefix(comma + 1);
    }
}

bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    return std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

std::string first_line(Host& host, const std::string& path) {
    std::string text;
    if (!host.read(path, text, 4096)) return {};
    return printable(trimmed(text.substr(0, text.find('\n'))), 200);
}

// Of the kernel the agent runs under, as the agent was built for.
constexpr std::string_view architecture_of_this_build() {
#if defined(__x86_64__)
    return "x86_64";
#elif defined(__aarch64__)
    return "aarch64";
#elif defined(__arm__)
    return "arm";
#elif defined(__i386__)
    return "i386";
#elif defined(__riscv)
    return "riscv64";
#else
    return "";
#endif
}
}  // namespace

Release parse_os_release(std::string_view text) {
    Release release;
    std::string_view line;
    while (take_line(text, line)) {
        const size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = trimmed(line.substr(0, equals));
        std::string* into = name == "ID"                 ? &release.id
                            : name == "VERSION_ID"       ? &release.version_id
                            : name == "PRETTY_NAME"      ? &release.pretty_name
                            : name == "VERSION_CODENAME" ? &release.codename
                                                         : nullptr;
        if (into) *into = unquoted(line.substr(equals + 1));
    }
    return release;
}

Support support_from_table(std::string_view csv, std::string_view codename) {
    Support support;
    std::string_view line;
    if (codename.empty() || !take_line(csv, line)) return support;
    const auto headings = cells_of(line);
    const auto cell = [&](const std::vector<std::string_view>& cells, std::string_view heading) {
        const auto at = static_cast<size_t>(std::find(headings.begin(), headings.end(), heading) - headings.begin());
        return at < cells.size() ? cells[at] : std::string_view{};
    };
    while (take_line(csv, line)) {
        const auto cells = cells_of(line);
        if (cell(cells, "series") != codename) continue;
        if (const auto end = cell(cells, "eol"); is_date(end)) support.end = end;
        for (const std::string_view heading : {"eol-lts", "eol-esm"}) {
            if (const auto end = cell(cells, heading); is_date(end)) support.extended_end = end;
        }
    }
    return support;
}

Support built_in_support(std::string_view id, std::string_view version_id) {
    for (const auto& known : known_releases) {
        if (known.id == id && known.version_id == version_id) return {std::string(known.end), std::string(known.extended_end)};
    }
    return {};
}

std::string name_with_build(const Release& release, std::string_view debian_version) {
    const std::string& version = release.version_id;
    const size_t at = release.pretty_name.find(" " + version + " ");
    const bool more_precise =
        debian_version.size() > version.size() + 1 && debian_version.starts_with(version) && debian_version[version.size()] == '.';
    if (release.id != "debian" || version.empty() || !more_precise || at == std::string::npos) return release.pretty_name;
    return release.pretty_name.substr(0, at + 1) + printable(debian_version, 20) + release.pretty_name.substr(at + 1 + version.size());
}

v1::OperatingSystem read_operating_system(Host& host) {
    v1::OperatingSystem os;
    std::string text;
    for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
        if (os.source().empty() && host.read(path, text, 64 * 1024)) os.set_source(path);
    }
    if (os.source().empty()) os.set_unknown_reason("there is no os-release file");
    const Release release = parse_os_release(text);
    os.set_name(name_with_build(release, first_line(host, "/etc/debian_version")));
    os.set_id(release.id);
    os.set_version_id(release.version_id);
    os.set_kernel(first_line(host, "/proc/sys/kernel/osrelease"));
    os.set_kernel_source("/proc/sys/kernel/osrelease");
    os.set_architecture(std::string(architecture_of_this_build()));
    os.set_architecture_source("the agent's own build");
    if (release.id.empty()) return os;

    const bool has_table = release.id == "debian" || release.id == "ubuntu";
    const std::string path = "/usr/share/distro-info/" + release.id + ".csv";
    Support support;
    if (has_table && host.read(path, text)) support = support_from_table(text, release.codename);
    os.set_support_source(path);
    if (support.end.empty()) {
        support = built_in_support(release.id, release.version_id);
        os.set_support_source(std::string(built_in_source));
    }
    os.set_support_end(support.end);
    os.set_extended_support_end(support.extended_end);
    if (support.end.empty()) {
        os.clear_support_source();
        os.set_unknown_reason("the end of support of this release is not known to the agent");
    }
    return os;
}

}  // namespace steward::agent

#include "agent/inventory/packages.h"

#include <algorithm>
#include <tuple>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
constexpr size_t longest_line = 512;
constexpr int most_packages = 10'000;
constexpr size_t most_package_bytes = 600'000, bytes_around_one = 12;  // tags and lengths on the wire
}  // namespace

bool PackageReader::take(std::string_view piece) {
    while (!piece.empty()) {
        const size_t end = piece.find('\n');
        const std::string_view part = piece.substr(0, end);
        line_ += part.substr(0, longest_line - std::min(longest_line, line_.size()));
        if (end == std::string_view::npos) break;
        take_line(line_);
        line_.clear();
        piece.remove_prefix(end + 1);
        if (into_.packages_size() == most_packages || bytes_ >= most_package_bytes) return false;
    }
    return true;
}

void PackageReader::finish() {
    take_line(line_);
    line_.clear();
    end_of_package();
}

void PackageReader::take_line(std::string_view line) {
    if (trimmed(line).empty()) return end_of_package();
    const auto value_of = [&](std::string_view field) { return trimmed(line.substr(field.size())); };
    if (line.starts_with("Package:")) name_ = printable(value_of("Package:"), 200);
    else if (line.starts_with("Version:")) version_ = printable(value_of("Version:"), 100);
    else if (line.starts_with("Architecture:")) architecture_ = printable(value_of("Architecture:"), 32);
    else if (line.starts_with("Status:")) installed_ = value_of("Status:").ends_with(" installed");
}

void PackageReader::end_of_package() {
    const bool wanted = installed_ && !name_.empty() && into_.packages_size() < most_packages && bytes_ < most_package_bytes;
    if (wanted) {
        bytes_ += name_.size() + version_.size() + architecture_.size() + bytes_around_one;
        auto& package = *into_.add_packages();
        package.set_name(name_);
        package.set_version(version_);
        package.set_architecture(architecture_);
    }
    name_.clear();
    version_.clear();
    architecture_.clear();
    installed_ = false;
}

void read_packages(Host& host, v1::Inventory& into) {
    PackageReader reader(into);
    if (host.read_in_pieces("/var/lib/dpkg/status", [&](std::string_view piece) { return reader.take(piece); })) reader.finish();
    auto* packages = into.mutable_packages();
    std::sort(packages->pointer_begin(), packages->pointer_end(), [](const v1::Package* a, const v1::Package* b) {
        return std::tie(a->name(), a->architecture()) < std::tie(b->name(), b->architecture());
    });
}

}  // namespace steward::agent

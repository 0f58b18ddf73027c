#include "trust/class_name.h"

#include <algorithm>

namespace steward::trust {

namespace {
// By the number of the class.
constexpr std::string_view names[] = {"",
                                      "script",
                                      "patch",
                                      "reboot",
                                      "account",
                                      "restore-test",
                                      "file-put",
                                      "agent-config",
                                      "software",
                                      "service",
                                      "interactive",
                                      "uninstall",
                                      "sensitive-collection",
                                      "vault-use"};
static_assert(std::size(names) == last_job_class + 1);
}  // namespace

std::string_view class_name(JobClass job_class) {
    const auto number = static_cast<size_t>(job_class);
    return number < std::size(names) ? names[number] : "";
}

std::optional<JobClass> class_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (name.empty() || found == std::end(names)) return std::nullopt;
    return static_cast<JobClass>(found - std::begin(names));
}

}  // namespace steward::trust

// What classes of jobs are called by people and programs (design/trust.md 4.1.3, message 4): one word each, on every command line.
#pragma once

#include <optional>
#include <string_view>

#include "trust/key_record.h"

namespace steward::trust {

/// "script", "restore-test", "sensitive-collection"; empty: no such class.
std::string_view class_name(JobClass job_class);
/// Nothing: no class is called so.
std::optional<JobClass> class_named(std::string_view name);

}  // namespace steward::trust

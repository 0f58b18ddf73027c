// A name for an attachment that is safe to show, to store and to offer for download. Pure.
#pragma once

#include <string>
#include <string_view>

namespace steward::mail {

/// The last piece of a path, without control characters, marks that turn text around, characters that
/// any file system refuses, names that Windows keeps for devices, and leading dots; at most 120 bytes
/// with its ending kept. Never empty: "attachment" stands for nothing.
std::string harmless_name(std::string_view name);

}  // namespace steward::mail

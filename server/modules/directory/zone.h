// Time zones by their IANA names, as the machine's zone database knows them.
#pragma once

#include <string>
#include <string_view>

namespace steward::directory {

/// Whether `name` is a zone of the database in `folder`: a relative path of name characters that
/// leads to a compiled zone file (RFC 8536). "UTC" is known without a database. Reads the disk.
bool is_known_zone(std::string_view name, const std::string& folder = "/usr/share/zoneinfo");

}  // namespace steward::directory

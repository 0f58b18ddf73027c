// Finding something in what programs write.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace steward::agent::backups {

/// Each line without its end; until `line` says false.
void for_each_line(std::string_view text, const std::function<bool(std::string_view line)>& line);

/// Of "a (B) c" between "(" and ")": "B", the last time that it stands there. Empty: never.
std::string_view last_between(std::string_view text, std::string_view before, std::string_view after);

/// The whole number at the beginning of `text`, spaces before it passed over.
std::optional<uint64_t> leading_number(std::string_view text);

/// "293.195 KiB", "300.73 kB", "12 B" as bytes.
std::optional<uint64_t> amount(std::string_view text);

/// Whether `text` has `words`, small and capital letters alike; `words` are small.
bool says(std::string_view text, std::string_view words);

/// The last line that `wanted` likes; empty: none.
std::string_view last_line(std::string_view text, const std::function<bool(std::string_view line)>& wanted);

}  // namespace steward::agent::backups

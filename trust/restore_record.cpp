#include "trust/restore_record.h"

namespace steward::trust {

namespace {
constexpr std::string_view line_begin = "STEWARD-RECORD ";
}

RestoreVerdict verdict_of(const RestoreRecord& record) {
    const auto has = [&](CheckVerdict verdict) { return std::ranges::find(record.checks, verdict, &RestoreCheck::verdict); };
    if (!record.problem.code.empty() || has(CheckVerdict::Failed) != record.checks.end()) return RestoreVerdict::Failed;
    // A check that looked at nothing proves nothing, whatever it says of itself.
    const bool is_empty =
        std::ranges::any_of(record.checks, [](const auto& check) { return check.verdict == CheckVerdict::Passed && check.objects == 0; });
    if (is_empty || has(CheckVerdict::Passed) == record.checks.end()) return RestoreVerdict::NotProven;
    return record.is_wiped && record.chosen ? RestoreVerdict::Passed : RestoreVerdict::NotProven;
}

bool is_line(std::string_view text, size_t most) {
    return text.size() <= most && std::ranges::none_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; });
}

std::optional<RestoreRecord> read_record(ByteView bytes) {
    if (bytes.size() > largest_record) return std::nullopt;
    return read_message<RestoreRecord>(bytes);
}

std::string record_line(const RestoreRecord& record) { return std::string(line_begin) + to_base64url(write_message(record)) + "\n"; }

std::optional<RestoreRecord> record_in(std::string_view output) {
    if (!output.starts_with(line_begin)) return std::nullopt;
    const size_t end = output.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto bytes = from_base64url(output.substr(line_begin.size(), end - line_begin.size()));
    return bytes ? read_record(*bytes) : std::nullopt;
}

}  // namespace steward::trust

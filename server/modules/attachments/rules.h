// What becomes of a file: who may have it, what fits, and in which state it is kept. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::attachments {

inline constexpr int most_files_of_ticket = 200, most_drafts_of_person = 50;

/// A file whose scan says `scan`: nothing when it may be given out, otherwise why not. What a scanner found is given to
/// nobody; what could not be scanned is our own people's decision, never a client's.
std::optional<Error> why_not_given_out(std::string_view state, std::string_view scan, bool client_side);

struct Room {
    int64_t ticket_bytes = 0, client_bytes = 0, total_bytes = 0;  // there now
    int64_t most_ticket_bytes = 0, most_client_bytes = 0, most_total_bytes = 0;
    int files_of_ticket = 0;
};
/// Failures: TooLarge "attachments.file_too_large", "attachments.ticket_full", "attachments.client_full",
/// "attachments.too_many"; Unavailable
/// "attachments.store_full".
Status fits(int64_t size, const Room& room);

/// A media type as somebody declared it: shown, never believed. What is none is application/octet-stream.
std::string declared_type(std::string_view type);

/// The wait before a scan that failed `attempts` times is tried again.
int64_t wait_before_next_scan_ms(int64_t attempts);

}  // namespace steward::attachments

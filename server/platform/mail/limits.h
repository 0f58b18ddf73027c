// How much of a mail is read. What lies beyond is refused with a code of its own, never cut silently.
#pragma once

#include <cstddef>

namespace steward::mail {

inline constexpr size_t most_bytes = 25u << 20;        // of the whole mail, as it came
inline constexpr size_t most_head_bytes = 1u << 20;    // of one head; 10,000 receivers make some 300 kB
inline constexpr size_t most_headers = 1000;           // of one head
inline constexpr size_t most_recipients = 500;         // To and Cc together
inline constexpr size_t most_parts = 300;              // of the whole mail
inline constexpr size_t deepest = 20;                  // multiparts and mails within each other
inline constexpr size_t most_text_bytes = 100'000;     // of what people read; the rest stays in the stored mail
inline constexpr size_t most_field_bytes = 64u << 10;  // of one header that is read; longer ones count as absent
inline constexpr size_t most_references = 100;         // the newest ones
inline constexpr size_t most_calendar_bytes = 256u << 10;

}  // namespace steward::mail

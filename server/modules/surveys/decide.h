// Who is asked about what. Pure; domain/kpis.md K08.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace steward::surveys {

inline constexpr Duration between_surveys = std::chrono::days(7);

/// All that decides whether a person is asked about a resolved ticket.
struct Candidate {
    bool enabled = false, has_public_address = false;
    std::string_view ticket_kind, ticket_source, ticket_state, resolution_code;
    bool has_person = false;
    std::string_view address;  // of the person
    bool is_ours = false;      // the address is of an account of the provider's side
    bool has_refused = false;
    Instant asked_before;  // the newest survey that went to the person; unset: none
};

/// Empty: ask. Otherwise why not, as a word: "off", "internal", "automatic", "no_reply", "discarded", "no_person", "no_address",
/// "machine", "ours", "refused", "asked_lately", "no_public_address", "not_resolved".
std::string_view why_not(const Candidate& candidate, Instant now);

/// Whether nobody reads what goes to that address: no-reply@, mailer-daemon@ and their like.
bool is_machine(std::string_view address);

/// "2026-W48" in UTC: for the rule that holds whoever sends.
std::string iso_week(Instant at);

/// The links are for one of these.
bool is_answer(std::string_view answer);  // good, ok, bad

}  // namespace steward::surveys

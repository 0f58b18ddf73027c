// What a message says, in words, from the very bytes that will be signed; and what is unusual about it.
#pragma once

#include <string>
#include <vector>

#include "base/plain.h"
#include "signer/cards.h"
#include "signer/client_names.h"
#include "signer/draft.h"
#include "signer/history.h"
#include "trust/actions.h"
#include "trust/roster.h"

namespace steward::signer {

struct Shown {
    std::vector<std::string> lines;    // "adds the key 3fa2... of Bob Quay: roster, job; until 2027-11-01"
    std::vector<std::string> unusual;  // shown in red: look twice
    bool is_readable = false;          // false: nobody should sign this
};

/// What a message about work names and does not hold: machines by their cards, files by their digest, what was signed before.
class Around {
public:
    virtual ~Around() = default;
    virtual const Cards* cards() const { return nullptr; }
    virtual const History* history() const { return nullptr; }
    virtual const ClientNames* clients() const { return nullptr; }
    /// Re-hashed: what is answered has this digest. Failure: NotFound "file.missing", Conflict "file.another" for other bytes.
    virtual Result<Bytes> file(const trust::Digest& digest) const;
    /// With which key it will be signed, when that is known.
    virtual std::optional<trust::KeyId> key() const { return std::nullopt; }
};

/// `roster`: the signer's own copy, nothing for a genesis. `now` as the signer's machine has it. Every line can be printed: what a
/// terminal would obey or not show stands there as \u{...}.
Shown show(const Draft& draft, const trust::Roster* roster, Instant now, const Around& around);
Shown show(const Draft& draft, const trust::Roster* roster, Instant now);

/// The parts of `show` for work: whether what was said of it is all there is to say.
void show_job(Shown& shown, const trust::Job& job, const trust::Roster* roster, Instant now, const Around& around);
void show_policy(Shown& shown, const trust::Policy& policy, const trust::Roster* roster, Instant now, const Around& around);
void show_grant(Shown& shown, const trust::Grant& grant, const trust::Roster* roster, Instant now, const Around& around);
void show_binding(Shown& shown, const trust::Binding& binding, const trust::Roster* roster, const Around& around);
/// The text of a file that work names, every line of it; unreadable when it is not at hand, or another.
void show_file(Shown& shown, const trust::Digest& digest, const std::string& what, const Around& around);

/// Words for the parts.
std::string words_of_roles(uint8_t roles);
std::string words_of_classes(const trust::ClassSet& classes);
std::string_view word_of(trust::JobClass job_class);
/// By its own name here and its id.
std::string words_of_client(const trust::ShortId& client, const Around& around);
std::string short_hex(ByteView bytes);  // the first eight digits: enough to compare aloud
std::string words_of(const trust::KeyRecord& key);
std::string words_of(const trust::RunLimits& limits);
/// A sentence for each key that ends within 60 days or has ended, with what renews it. Can be printed.
std::vector<std::string> words_of_ends(const trust::RosterRules& rules, Instant now);
/// As the wall here shows it, and in UTC: "Mon 21 Sep 2026 16:13 CEST (14:13 UTC)".
std::string when_here(Instant at);
/// "in 7 days", "in 5 hours": rounded down to whole ones from minutes that have begun, so that nobody believes to have more
/// time than there is; "now" for what is over.
std::string words_until(Instant at, Instant now);
/// Between 07 and 19 o'clock here.
bool is_by_day(Instant at);

}  // namespace steward::signer

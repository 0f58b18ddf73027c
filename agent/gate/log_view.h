// What this machine has seen of the accountability log (design/trust.md 4.2): the newest head, which heads may follow it, and whether a
// proof shows that a message stands under it. A log that was seen in two versions is split, and nothing that needs it runs.
//
// Pure: bytes come in, a decision goes out.
#pragma once

#include <expected>
#include <optional>
#include <span>

#include "trust/checkpoint.h"
#include "trust/form.h"
#include "trust/log_proof.h"

namespace steward::gate {

/// A head that was kept. `note` is the head with the signature of `key` and no other.
struct LogHead {
    std::string origin;
    uint64_t size = 0;
    trust::Digest root{}, key{};
    std::string note;
    bool operator==(const LogHead&) const = default;
};

template <class Form>
void describe(Form& form, LogHead& head) {
    form.must(1, head.origin);
    form.may(2, head.size);
    form.must_from(3, head.root, head.key, head.note);
}

/// Why a head is not taken. The last two show a log in two versions.
enum class HeadFault : uint8_t { Unreadable = 1, NotSigned, OtherLog, Backwards, Inconsistent };
constexpr bool shows_two_logs(HeadFault fault) { return fault >= HeadFault::Backwards; }

/// The head that is kept from now on: signed by a key of the log, of the same origin, and continuing what is kept. When the key of what is
/// kept is none of the log's any more, the old tree is closed, and the first head of another key begins anew.
std::expected<LogHead, HeadFault> follow(const std::optional<LogHead>& kept, std::string_view note, std::span<const trust::Digest> proof,
                                         std::span<const trust::Digest> log_keys);

/// Check 21: why a message counts as not logged.
enum class Unlogged : uint8_t { NoProof = 1, DoesNotHold, TooFewCosignatures, Split };

struct LogView {
    const std::optional<LogHead>& head;
    bool is_split = false;
    std::span<const trust::Digest> log_keys, witnesses;  // of the roster; pinned with the grant
    trust::ShortId client{};                             // in whose chain it must stand: any other this client never gets to see
    trust::Digest chain{};                               // the tag of that chain; zeros: none was seen yet
};

/// Whether the proof speaks of this message. What it proves is another question.
bool names(const trust::LogProof& proof, const trust::Digest& message);

/// Nothing when the log holds the message in the chain of the client, under the head that is kept; level 2: and a majority of the pinned
/// witnesses has cosigned it.
std::optional<Unlogged> fault_of(const trust::LogProof& proof, const trust::Digest& message, uint64_t level, const LogView& view);

}  // namespace steward::gate

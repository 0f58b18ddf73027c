// What a machine says of its gate, judged: nothing of it is proof, but the card and the results carry the machine's own signature.
//
// Pure.
#pragma once

#include "server/modules/authority/store.h"
#include "trust/place.h"

namespace steward::authority {

/// So long after its state was last known to stand a gate's state is not known any more.
constexpr Duration silent_after = std::chrono::minutes(3);

/// What is known of a machine beside its last word about its gate.
struct Evidence {
    Instant last_word;          // of any kind, a report too
    bool is_connected = false;  // here, now
    bool is_silent = true;      // longer than the interval of its own reports allows, as monitoring judges, or never heard
};
/// When the state of a gate was last known to stand. A gate says when something changes, so a machine that is connected and keeps its own
/// interval, an hour or a minute, stands as it said; of any other that is known until its last word.
Instant stands_since(const Evidence& evidence, Instant now);

struct Spoken {
    std::string state, words;
};

/// The state in a word and a sentence, as authority.proto has them. `authority`: of this server; null: it has none.
Spoken spoken_of(const agent::v1::GateState& said, const trust::Digest* authority);
/// The machine's own limits as its gate says them; nothing: an older gate, which does not.
std::optional<trust::LocalLimits> limits_of(const agent::v1::GateState& said);
/// What else the machine asks for beside the kinds of work; empty: nothing. `holds_now`: as its gate says it, otherwise as its grant had
/// it.
std::string limits_words(const trust::LocalLimits& limits, bool holds_now);
/// As it may be shown at a time: what is old is unknown.
Spoken shown(const GateRow& gate, Instant now);

/// The card and its own signature; nothing when one of them does not hold.
std::optional<trust::DeviceCard> read_card(ByteView frame);

/// The result that the machine with this key signed; nothing otherwise.
std::optional<trust::WorkResult> read_result(ByteView frame, const GateRow& gate);

agent::v1::GateState said_by(const GateRow& gate);
GateView view_of(const GateRow& gate, bool is_connected, Instant now);

trust::ShortId short_id(const std::string& hex_text);  // zeros when it is none
std::optional<trust::Digest> digest_of(const std::string& bytes);

}  // namespace steward::authority

// What a machine says of its gate, judged: nothing of it is proof, but the card and the results carry the machine's own signature.
//
// Pure.
#pragma once

#include "server/modules/authority/store.h"
#include "trust/place.h"

namespace steward::authority {

/// After so long without a word of the machine its gate's state is not known any more: three reports at the usual interval.
constexpr Duration silent_after = std::chrono::minutes(3);

struct Spoken {
    std::string state, words;
};

/// The state in a word and a sentence, as authority.proto has them. `authority`: of this server; null: it has none.
Spoken spoken_of(const agent::v1::GateState& said, const trust::Digest* authority);
/// As it may be shown at a time: what is old is unknown.
Spoken shown(const GateRow& gate, bool is_connected, Instant now);

/// The card and its own signature; nothing when one of them does not hold.
std::optional<trust::DeviceCard> read_card(ByteView frame);

/// The result that the machine with this key signed; nothing otherwise.
std::optional<trust::WorkResult> read_result(ByteView frame, const GateRow& gate);

agent::v1::GateState said_by(const GateRow& gate);
GateView view_of(const GateRow& gate, bool is_connected, Instant now);

trust::ShortId short_id(const std::string& hex_text);     // zeros when it is none
std::optional<trust::Digest> digest_of(const std::string& bytes);

}  // namespace steward::authority

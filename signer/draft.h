// A message on its way to its signatures: a file that goes from hand to hand.
//
// Unsigned it is "MSD1", the type and the payload; from the first signature on it is the frame itself (trust/frame.h), and whoever
// signs adds one.
#pragma once

#include <set>
#include <vector>

#include "trust/signature.h"

namespace steward::signer {

struct OwnSignature {
    trust::KeyId key_id{};
    uint8_t algorithm = 0;
    Bytes bytes, carried;
};

struct Draft {
    trust::MessageType type{};
    Bytes payload;
    std::vector<OwnSignature> signatures;

    trust::Digest id() const { return trust::message_id(type, payload); }
    bool has_signature_of(const trust::KeyId& key) const;
};

/// Failure: Invalid "draft.none" when the bytes are neither a draft nor a frame.
Result<Draft> read_draft(ByteView bytes);
Bytes write_draft(const Draft& draft);

/// Files that a job or a policy names by their SHA-256: scripts, contents. Each once.
std::set<trust::Digest> files_named(const Draft& draft);

}  // namespace steward::signer

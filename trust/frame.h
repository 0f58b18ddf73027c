// The frame of a signed message (design/trust.md 4.1.2): fixed offsets, so that nothing is parsed before the signatures are
// checked. Layout: "MSJ1", type, number of signatures, two zero bytes, length of the payload (4 bytes, big-endian), payload,
// then for each signature 16 bytes of key id, 1 of algorithm, 2 of length of what it carries (big-endian), 64 of signature, and
// what it carries.
#pragma once

#include <array>
#include <expected>
#include <string_view>

#include "base/bytes.h"
#include "trust/digest.h"

namespace steward::trust {

enum class MessageType : uint8_t {
    Genesis = 1,
    Roster = 2,
    Suspend = 3,
    Stop = 4,
    Job = 5,
    Policy = 6,
    Grant = 7,
    Binding = 8,
    Heartbeat = 9,
    RunTicket = 10,
    Result = 11,
    DeviceCard = 12,
    Recovery = 13,
    Resolve = 14,
    Veto = 15,
};

constexpr size_t frame_head_size = 12, key_id_size = 16, signature_size = 64, most_payload = 262'144, most_signatures = 8;
/// What a signature may carry: nothing, the authenticator's data (37), or that and the browser's words (37 + 2 + at most 1024).
constexpr size_t authenticator_data_size = 37, most_client_data = 1024;
constexpr size_t most_frame =
    frame_head_size + most_payload + most_signatures * (key_id_size + 3 + signature_size + authenticator_data_size + 2 + most_client_data);

/// Points into the bytes that were read.
struct Signature {
    ByteView key_id;        // 16 bytes
    uint8_t algorithm = 0;  // trust/signature.h
    ByteView bytes;         // 64
    ByteView carried;
};

struct Frame {
    MessageType type{};
    ByteView payload;
    std::array<Signature, most_signatures> signatures;
    size_t signature_count = 0;

    std::span<const Signature> signed_by() const { return {signatures.data(), signature_count}; }
};

/// What is wrong with a frame: the detail of reason 1 (design/trust.md, Appendix B).
enum class FrameFault : uint8_t { Short = 1, Magic, Type, SignatureCount, Reserved, PayloadSize, Signatures, Trailing };

/// Looks at the whole of `bytes`: the frame ends exactly at their end.
std::expected<Frame, FrameFault> read_frame(ByteView bytes);

/// At most `most_payload` bytes and `most_signatures` signatures, each with 16 and 64 bytes (asserted).
Bytes write_frame(MessageType type, ByteView payload, std::span<const Signature> signatures);

/// The word that is signed with a payload of this type: "job", "run-ticket".
std::string_view signed_word(MessageType type);

/// What is signed: PAE of word and payload (base/signing.h). Its SHA-256 is the message's id.
Bytes signed_bytes(MessageType type, ByteView payload);
Digest message_id(MessageType type, ByteView payload);

}  // namespace steward::trust

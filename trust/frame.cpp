#include "trust/frame.h"

#include <algorithm>
#include <cassert>

#include "base/signing.h"

namespace steward::trust {

namespace {
constexpr std::array<uint8_t, 4> magic = {'M', 'S', 'J', '1'};
constexpr size_t signature_head_size = key_id_size + 3, smallest_signature = signature_head_size + signature_size;
constexpr std::array<std::string_view, 15> signed_words = {"genesis", "roster",      "suspend",  "stop",      "job",
                                                           "policy",  "grant",       "binding",  "heartbeat", "run-ticket",
                                                           "result",  "device-card", "recovery", "resolve",   "veto"};

bool may_carry(size_t size) {
    return size == 0 || size == authenticator_data_size ||
           (size > authenticator_data_size + 2 && size <= authenticator_data_size + 2 + most_client_data);
}

void append_big_endian(Bytes& out, uint64_t value, size_t size) {
    for (size_t i = size; i-- > 0;) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
}  // namespace

std::expected<Frame, FrameFault> read_frame(ByteView bytes) {
    const auto wrong = [](FrameFault fault) { return std::unexpected(fault); };
    if (bytes.size() < frame_head_size) return wrong(FrameFault::Short);
    if (!std::ranges::equal(bytes.first(4), magic)) return wrong(FrameFault::Magic);
    if (bytes[4] < 1 || bytes[4] > signed_words.size()) return wrong(FrameFault::Type);
    if (bytes[5] < 1 || bytes[5] > most_signatures) return wrong(FrameFault::SignatureCount);
    if (bytes[6] != 0 || bytes[7] != 0) return wrong(FrameFault::Reserved);
    const size_t size = size_t{bytes[8]} << 24 | size_t{bytes[9]} << 16 | size_t{bytes[10]} << 8 | bytes[11];
    ByteView rest = bytes.subspan(frame_head_size);
    if (size == 0 || size > most_payload || size > rest.size()) return wrong(FrameFault::PayloadSize);

    Frame frame{.type = static_cast<MessageType>(bytes[4]), .payload = rest.first(size), .signatures = {}, .signature_count = bytes[5]};
    rest = rest.subspan(size);
    for (size_t i = 0; i < frame.signature_count; ++i) {
        if (rest.size() < smallest_signature) return wrong(FrameFault::Signatures);
        const size_t carried = size_t{rest[17]} << 8 | rest[18];
        if (!may_carry(carried) || carried > rest.size() - smallest_signature) return wrong(FrameFault::Signatures);
        frame.signatures[i] = {.key_id = rest.first(key_id_size),
                               .algorithm = rest[16],
                               .bytes = rest.subspan(signature_head_size, signature_size),
                               .carried = rest.subspan(smallest_signature, carried)};
        rest = rest.subspan(smallest_signature + carried);
    }
    if (!rest.empty()) return wrong(FrameFault::Trailing);
    return frame;
}

Bytes write_frame(MessageType type, ByteView payload, std::span<const Signature> signatures) {
    assert(!payload.empty() && payload.size() <= most_payload && !signatures.empty() && signatures.size() <= most_signatures);
    Bytes out(magic.begin(), magic.end());
    out.push_back(static_cast<uint8_t>(type));
    out.push_back(static_cast<uint8_t>(signatures.size()));
    append_big_endian(out, 0, 2);
    append_big_endian(out, payload.size(), 4);
    out.insert(out.end(), payload.begin(), payload.end());
    for (const auto& signature : signatures) {
        assert(signature.key_id.size() == key_id_size && signature.bytes.size() == signature_size && may_carry(signature.carried.size()));
        out.insert(out.end(), signature.key_id.begin(), signature.key_id.end());
        out.push_back(signature.algorithm);
        append_big_endian(out, signature.carried.size(), 2);
        out.insert(out.end(), signature.bytes.begin(), signature.bytes.end());
        out.insert(out.end(), signature.carried.begin(), signature.carried.end());
    }
    return out;
}

std::string_view signed_word(MessageType type) { return signed_words[static_cast<size_t>(type) - 1]; }

Bytes signed_bytes(MessageType type, ByteView payload) { return pae(signed_word(type), payload); }

Digest message_id(MessageType type, ByteView payload) { return sha256(signed_bytes(type, payload)); }

}  // namespace steward::trust

#include "signer/draft.h"

#include <algorithm>

namespace steward::signer {

namespace {
constexpr std::string_view unsigned_magic = "MSD1";
constexpr size_t unsigned_head = 5;
}  // namespace

bool Draft::has_signature_of(const trust::KeyId& key) const {
    return std::ranges::any_of(signatures, [&](const auto& one) { return one.key_id == key; });
}

Result<Draft> read_draft(ByteView bytes) {
    Draft draft;
    if (as_text(bytes).starts_with(unsigned_magic) && bytes.size() > unsigned_head && bytes.size() - unsigned_head <= trust::most_payload) {
        draft.type = static_cast<trust::MessageType>(bytes[4]);
        if (draft.type >= trust::MessageType::Genesis && draft.type <= trust::MessageType::Veto) {
            draft.payload.assign(bytes.begin() + unsigned_head, bytes.end());
            return draft;
        }
    }
    const auto frame = trust::read_frame(bytes);
    if (!frame) return fail(ErrorKind::Invalid, "draft.none", "This file is no message of ours: neither a draft nor a signed one.");
    draft.type = frame->type;
    draft.payload.assign(frame->payload.begin(), frame->payload.end());
    for (const trust::Signature& one : frame->signed_by()) {
        OwnSignature own{.algorithm = one.algorithm,
                         .bytes = Bytes(one.bytes.begin(), one.bytes.end()),
                         .carried = Bytes(one.carried.begin(), one.carried.end())};
        std::ranges::copy(one.key_id, own.key_id.begin());
        draft.signatures.push_back(std::move(own));
    }
    return draft;
}

Bytes write_draft(const Draft& draft) {
    if (draft.signatures.empty()) {
        Bytes out(unsigned_magic.begin(), unsigned_magic.end());
        out.push_back(static_cast<uint8_t>(draft.type));
        out.insert(out.end(), draft.payload.begin(), draft.payload.end());
        return out;
    }
    std::vector<trust::Signature> signatures;
    for (const auto& own : draft.signatures)
        signatures.push_back({.key_id = own.key_id, .algorithm = own.algorithm, .bytes = own.bytes, .carried = own.carried});
    return trust::write_frame(draft.type, draft.payload, signatures);
}

}  // namespace steward::signer

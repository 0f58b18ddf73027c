#include "signer/draft.h"

#include "trust/actions.h"
#include "trust/templates.h"
#include "trust/work.h"

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

std::set<trust::Digest> files_named(const Draft& draft) {
    std::set<trust::Digest> files;
    if (const auto job = draft.type == trust::MessageType::Job ? trust::read_message<trust::Job>(draft.payload) : std::nullopt) {
        const bool is_script = job->job_class == trust::JobClass::Script, is_file = job->job_class == trust::JobClass::FilePut;
        if (const auto script = is_script ? trust::read_message<trust::ScriptAction>(job->action.bytes) : std::nullopt)
            files.insert(script->body);
        if (const auto put = is_file ? trust::read_message<trust::FilePutAction>(job->action.bytes) : std::nullopt)
            files.insert(put->content);
    }
    const auto policy = draft.type == trust::MessageType::Policy ? trust::read_message<trust::Policy>(draft.payload) : std::nullopt;
    const auto items = policy ? trust::template_items(policy->job_class, policy->allowed) : std::nullopt;
    for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{})) files.insert(item.files.begin(), item.files.end());
    return files;
}

}  // namespace steward::signer

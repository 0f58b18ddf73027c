#include "agent/gate/log_view.h"

#include <algorithm>
#include <set>

#include "agent/gate/records.h"

namespace steward::gate {

using trust::Digest;

namespace {
bool has(std::span<const Digest> all, const Digest& one) { return std::ranges::find(all, one) != all.end(); }

trust::NoteKey log_key(std::string_view origin, const Digest& key) {
    return {.kind = trust::NoteKind::Log, .name = std::string(origin), .key = key};
}

// The head with the line of this key alone, which has signed it.
std::string note_of(const trust::Note& note, const trust::NoteKey& key) {
    const auto signature = std::ranges::find_if(note.signatures, [&](const trust::NoteSignature& one) {
        return trust::is_signed({.checkpoint = note.checkpoint, .text = note.text, .signatures = {one}}, key);
    });
    Bytes carried = big_endian(signature->key_hash);
    append(carried, signature->bytes);
    return note.text + "\n\u2014 " + signature->name + " " + to_base64(carried) + "\n";
}

// How many of the witnesses have cosigned it, each under the name that stands in its line.
size_t cosignatures(const trust::Note& note, const std::set<Digest>& witnesses) {
    const auto has_cosigned = [&](const Digest& witness) {
        return std::ranges::any_of(note.signatures, [&](const trust::NoteSignature& signature) {
            return trust::cosigned_at(note, {.kind = trust::NoteKind::Cosignature, .name = signature.name, .key = witness}).has_value();
        });
    };
    return static_cast<size_t>(std::ranges::count_if(witnesses, has_cosigned));
}

bool is_witnessed(const std::string& text, const LogView& view) {
    const auto note = trust::read_note(text);
    if (!note || note->checkpoint != trust::Checkpoint{view.head->origin, view.head->size, view.head->root}) return false;
    // Named twice is one witness, and a majority is of those that there are.
    const std::set<Digest> distinct(view.witnesses.begin(), view.witnesses.end());
    return !distinct.empty() && cosignatures(*note, distinct) >= distinct.size() / 2 + 1;
}
}  // namespace

std::expected<LogHead, HeadFault> follow(const std::optional<LogHead>& kept, std::string_view text, std::span<const Digest> proof,
                                         std::span<const Digest> log_keys) {
    const auto note = trust::read_note(text);
    if (!note) return std::unexpected(HeadFault::Unreadable);
    const trust::Checkpoint& seen = note->checkpoint;
    const auto signs = [&](const Digest& key) { return trust::is_signed(*note, log_key(seen.origin, key)); };
    auto signer = std::ranges::find_if(log_keys, signs);
    if (signer == log_keys.end()) return std::unexpected(HeadFault::NotSigned);
    if (kept && has(log_keys, kept->key) && signs(kept->key)) signer = std::ranges::find(log_keys, kept->key);
    LogHead head{
        .origin = seen.origin, .size = seen.size, .root = seen.root, .key = *signer, .note = note_of(*note, log_key(seen.origin, *signer))};
    // Nothing was kept, or the tree of a key that is gone is closed.
    if (!kept || !has(log_keys, kept->key)) return head;
    if (seen.origin != kept->origin) return std::unexpected(HeadFault::OtherLog);
    if (seen.size < kept->size) return std::unexpected(HeadFault::Backwards);
    if (!trust::is_consistent(kept->size, kept->root, seen.size, seen.root, proof)) return std::unexpected(HeadFault::Inconsistent);
    return head;
}

bool names(const trust::LogProof& proof, const Digest& message) {
    const auto body = trust::read_body(proof.body);
    return body && body->message == message;
}

std::optional<Unlogged> fault_of(const trust::LogProof& proof, const Digest& message, uint64_t level, const LogView& view) {
    if (view.is_split) return Unlogged::Split;
    if (!view.head || !has(view.log_keys, view.head->key)) return Unlogged::DoesNotHold;
    if (!trust::proves(proof, message, view.head->size, view.head->root)) return Unlogged::DoesNotHold;
    // An entry of another chain would be true, and this client would never see it.
    if (trust::read_body(proof.body)->client != view.client) return Unlogged::DoesNotHold;
    // And of one client there is one chain.
    if (view.chain != Digest{} && trust::read_entry(proof.entry)->tenant_tag != view.chain) return Unlogged::DoesNotHold;
    if (level >= 2 && !is_witnessed(proof.head, view)) return Unlogged::TooFewCosignatures;
    return std::nullopt;
}

}  // namespace steward::gate

#include "signer/beacon.h"

#include <algorithm>

namespace steward::signer {

namespace {
using namespace trust;

// An answer is worth sixty seconds to the machine that asked (design/trust.md 4.1.8).
constexpr Duration answer_life = std::chrono::seconds(60);

std::optional<Digest> id_of(ByteView bytes) {
    const auto frame = read_frame(bytes);
    return frame ? std::optional(message_id(frame->type, frame->payload)) : std::nullopt;
}
}  // namespace

Result<Beacon> Beacon::make(OwnChain chain, Meeting meeting, SecretKey key, Instant now) {
    const KeyRecord* record = chain.roster().key(key_id(key.public_key()));
    if (!record || !record->has(Role::Fresh) || !record->is_valid_at(now))
        return fail(ErrorKind::Forbidden, "beacon.not_yours",
                    "This key is no beacon's of this authority: its card needs the role fresh, and a majority adds it.");
    return Beacon(std::move(chain), std::move(meeting), std::move(key));
}

Status Beacon::follow(Instant now) {
    STEWARD_TRY(const auto there, meeting_.chain(chain_.authority()));
    STEWARD_TRY(const auto own, chain_.frames());
    std::set<Digest> in_folder, known;
    for (const Bytes& frame : own)
        if (const auto id = id_of(frame)) known.insert(*id);
    for (const Bytes& frame : there) {
        const auto id = id_of(frame);
        if (!id)
            return fail(ErrorKind::Conflict, "beacon.contradiction", "The folder's chain holds what is no message; no heartbeat is given.");
        in_folder.insert(*id);
        if (known.contains(*id)) continue;
        const auto taken = chain_.take(frame, now);
        if (!taken)
            return fail(ErrorKind::Conflict, "beacon.contradiction",
                        "The folder's chain does not follow the own one; no heartbeat is given. " + taken.error().message);
    }
    chain_.pass_time(now);
    if (chain_.roster().is_forked())
        return fail(ErrorKind::Conflict, "beacon.contradiction", "The chain is split; no heartbeat is given before it is resolved.");
    if (!std::ranges::all_of(known, [&](const Digest& id) { return in_folder.contains(id); }))
        return fail(
            ErrorKind::Conflict, "beacon.behind",
            "The folder's chain lacks messages that are known here: the server may hide them. `steward-sign send FOLDER` hands them "
            "over; no heartbeat is given before it has them.");
    const KeyRecord* record = chain_.roster().key(key_id(key_.public_key()));
    if (!record || !record->has(Role::Fresh) || !record->is_valid_at(now))
        return fail(ErrorKind::Forbidden, "beacon.not_yours", "This key is a beacon's no more.");
    return {};
}

Status Beacon::say(const ShortId& nonce, Instant now) {
    const Heartbeat message{
        .authority = chain_.authority(), .seq = chain_.roster().seq(), .head = chain_.roster().head(), .time = now, .nonce = nonce};
    const Bytes payload = write_message(message);
    const Bytes signature = key_.sign(signed_bytes(MessageType::Heartbeat, payload));
    const KeyId id = key_id(key_.public_key());
    const Signature one{.key_id = id, .algorithm = static_cast<uint8_t>(Algorithm::Ed25519), .bytes = signature, .carried = {}};
    STEWARD_TRY(fs::path path, meeting_.hand_over(write_frame(MessageType::Heartbeat, payload, {&one, 1})));
    said_.emplace_back(std::move(path), now);
    return {};
}

// What the courier did not fetch is worth nothing once there is a newer one, an answer after a minute.
void Beacon::drop_old(Instant now) {
    std::erase_if(said_, [&](const auto& one) {
        if (now - one.second < answer_life && now >= one.second) return false;
        std::error_code ignored;
        fs::remove(one.first, ignored);
        return true;
    });
}

Result<size_t> Beacon::beat(Instant now) {
    drop_old(now);
    STEWARD_CHECK(say({}, now));
    answered_.clear();
    return answer_new(now);
}

bool Beacon::is_asked() const {
    return std::ranges::any_of(meeting_.questions(), [&](const Question& question) { return !answered_.contains(question.nonce); });
}

Result<size_t> Beacon::answer_new(Instant now) {
    size_t answers = 0;
    for (const Question& question : meeting_.questions()) {
        if (!answered_.insert(question.nonce).second) continue;
        STEWARD_CHECK(say(question.nonce, now));
        ++answers;
    }
    return answers;
}

}  // namespace steward::signer

#include "signer/beacon.h"

#include <algorithm>

#include "base/counted.h"

namespace steward::signer {

namespace {
using namespace trust;

// An answer is worth sixty seconds to the machine that asked (design/trust.md 4.1.8).
constexpr Duration answer_life = std::chrono::seconds(60);

std::unexpected<Error> contradiction(const std::string& sentence) { return fail(ErrorKind::Conflict, "beacon.contradiction", sentence); }
}  // namespace

Result<Beacon> Beacon::make(OwnChain chain, Meeting meeting, std::vector<fs::path> mirrors, SecretKey key, Instant now) {
    const KeyRecord* record = chain.roster().key(key_id(key.public_key()));
    if (!record || !record->has(Role::Fresh) || !record->is_valid_at(now))
        return fail(ErrorKind::Forbidden, "beacon.not_yours",
                    "This key is no beacon's of this authority: its card needs the role fresh, and a majority adds it.");
    return Beacon(std::move(chain), std::move(meeting), std::move(mirrors), std::move(key));
}

// The folder is the courier's word: what cannot follow there ends it. A mirror that somebody spoiled is worth a sentence: its silence is
// what the folder is for.
Result<Beacon::Offered> Beacon::offered() {
    Offered offered;
    STEWARD_TRY(offered.frames, meeting_.chain(chain_.authority()));
    offered.by_mirror.resize(offered.frames.size());
    if (std::ranges::any_of(offered.frames, [](const Bytes& frame) { return !id_of(frame); }))
        return contradiction("The folder's chain holds what is no message; no heartbeat is given.");
    for (const fs::path& mirror : mirrors_) {
        auto frames = Meeting(mirror).chain(chain_.authority());
        if (!frames || frames->empty())
            doubts_.push_back(frames ? "The mirror " + mirror.string() + " holds nothing of this chain." : frames.error().message);
        for (size_t i = 0; frames && i < frames->size(); ++i) {
            offered.frames.push_back(std::move((*frames)[i]));
            offered.by_mirror.push_back(&mirror);
        }
    }
    return offered;
}

Status Beacon::take(const Offered& offered, Instant now) {
    STEWARD_TRY(const TakenAll all, chain_.take_all(offered.frames, now));
    std::set<const fs::path*> told;
    for (const auto& [place, error] : all.refused) {
        const fs::path* mirror = offered.by_mirror[place];
        if (!mirror) return contradiction("The folder's chain does not follow the own one; no heartbeat is given. " + error.message);
        if (told.insert(mirror).second)
            doubts_.push_back("The mirror " + mirror->string() + " holds what does not follow the own chain: " + error.message);
    }
    return {};
}

// Whoever takes the server's word for the chain reads it here. The courier hands it over again, whatever was said of it before.
Status Beacon::complete_folder() {
    STEWARD_TRY(const auto own, chain_.frames());
    STEWARD_TRY(const auto there, meeting_.chain(chain_.authority()));
    std::set<Digest> in_folder;
    for (const Bytes& frame : there)
        if (const auto id = id_of(frame)) in_folder.insert(*id);
    for (const Bytes& frame : own)
        if (const auto id = id_of(frame); id && !in_folder.contains(*id)) STEWARD_CHECK(meeting_.hand_over(frame));
    STEWARD_TRY(const size_t lacked, meeting_.add_to_chain(chain_.authority(), own));
    if (lacked > 0)
        doubts_.push_back("The folder's chain lacked " + counted(lacked, "message that is", "messages that are") +
                          " known here: the server may hide " + (lacked == 1 ? "it. It lies" : "them. They lie") +
                          " there now, and in outgoing for the courier.");
    return {};
}

Status Beacon::follow(Instant now) {
    doubts_.clear();
    STEWARD_CHECK(chain_.reread(now));
    STEWARD_TRY(const Offered news, offered());
    STEWARD_CHECK(take(news, now));
    chain_.pass_time(now);
    if (chain_.roster().is_forked()) return contradiction("The chain is split; no heartbeat is given before it is resolved.");
    STEWARD_CHECK(complete_folder());
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

#include "signer/own_chain.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

namespace steward::signer {

namespace {
using trust::Taken;

// A chain is kept with the time at which each message was taken: delays count from there.
Bytes with_time(ByteView frame, Instant at) {
    Bytes out;
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(static_cast<uint64_t>(at.unix_ms) >> shift));
    out.insert(out.end(), frame.begin(), frame.end());
    return out;
}

struct Kept {
    Instant at;
    Bytes frame;
};

Result<Kept> read_kept(const fs::path& path) {
    STEWARD_TRY(const Bytes bytes, read_file(path));
    if (bytes.size() < 8)
        return fail(ErrorKind::Internal, "authority.damaged", path.string() + " is damaged; take the folder from your copy.");
    uint64_t at = 0;
    for (size_t i = 0; i < 8; ++i) at = at << 8 | bytes[i];
    return Kept{Instant{static_cast<int64_t>(at)}, Bytes(bytes.begin() + 8, bytes.end())};
}

std::unexpected<Error> not_taken(Taken taken) {
    switch (taken) {
        case Taken::Gap:
            return fail(ErrorKind::Conflict, "chain.gap", "Updates before this one are missing here; take those first.");
        case Taken::NotOnChain:
            return fail(ErrorKind::Conflict, "chain.not_on_chain",
                        "This follows no update that is known here; it belongs to another branch.");
        case Taken::NotSigned:
            return fail(
                ErrorKind::Invalid, "chain.not_signed",
                "Too few of those who may have signed this; let the others sign it first. Where too few are left: `steward-sign recover`.");
        case Taken::Stopped:
            return fail(ErrorKind::Conflict, "chain.forked", "The chain is split; only a message that resolves it is taken now.");
        default:
            return fail(ErrorKind::Invalid, "chain.malformed",
                        "This is no message for this chain, or it would leave nobody who can sign. A suspension, a stop, a grant and a job "
                        "are sent, not taken.");
    }
}
}  // namespace

Result<std::vector<trust::WaitingLink>> OwnChain::waiting(Instant now) const {
    std::vector<trust::WaitingLink> links;
    if (roster_.waiting() == 0) return links;
    STEWARD_TRY(const auto kept, frames());
    for (const Bytes& bytes : kept) {
        const auto frame = trust::read_frame(bytes);
        auto link = frame ? trust::link_of(*frame) : std::nullopt;
        if (link) links.push_back(std::move(*link));
    }
    return trust::waiting_links(roster_, links, now);
}

std::optional<trust::Digest> id_of(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    return frame ? std::optional(trust::message_id(frame->type, frame->payload)) : std::nullopt;
}

fs::path OwnChain::link(size_t number) const {
    char name[24];
    std::snprintf(name, sizeof name, "%06zu.msj", number);
    return place_ / "chain" / name;
}

Result<OwnChain> OwnChain::begin(const Folder& folder, ByteView genesis, Instant now) {
    const auto frame = trust::read_frame(genesis);
    auto roster = frame ? trust::Roster::begin(*frame) : std::nullopt;
    if (!roster)
        return fail(ErrorKind::Invalid, "genesis.not_signed",
                    "This beginning is not complete: every key in it, those for recovery included, signs it once.");
    const fs::path place = folder.authority(to_hex(roster->authority()));
    OwnChain chain(place, std::move(*roster));
    if (fs::exists(chain.place_)) return fail(ErrorKind::Conflict, "authority.known", "This authority is known here already.");
    chain.newest_ = chain.authority();
    STEWARD_CHECK(write_file(chain.link(0), with_time(genesis, now)));
    return chain;
}

Result<OwnChain> OwnChain::open(const Folder& folder, const std::string& prefix, Instant now) {
    std::vector<std::string> found;
    for (const auto& name : folder.authorities())
        if (name.starts_with(prefix)) found.push_back(name);
    if (found.empty())
        return fail(ErrorKind::NotFound, "authority.unknown",
                    "No such authority is known here; `steward-sign take GENESIS` makes one known.");
    if (found.size() > 1)
        return fail(ErrorKind::Conflict, "authority.several", "Several authorities are known here; say which by --authority.");
    const fs::path place = folder.authority(found.front());
    STEWARD_TRY(const Kept genesis, read_kept(place / "chain" / "000000.msj"));
    const auto frame = trust::read_frame(genesis.frame);
    auto roster = frame ? trust::Roster::begin(*frame) : std::nullopt;
    if (!roster || to_hex(roster->authority()) != found.front())
        return fail(ErrorKind::Internal, "authority.damaged", "The copy of this chain is damaged; take it again from a mirror.");
    OwnChain chain(place, std::move(*roster));
    chain.newest_ = chain.authority();
    STEWARD_CHECK(chain.reread(now));
    return chain;
}

Status OwnChain::take_kept() {
    STEWARD_TRY(const Kept kept, read_kept(link(messages_)));
    const auto next = trust::read_frame(kept.frame);
    if (!next) return fail(ErrorKind::Internal, "authority.damaged", "The copy of this chain is damaged; take it again from a mirror.");
    (void)roster_.take(*next, kept.at);
    note_newest(*next);
    ++messages_;
    return {};
}

Status OwnChain::reread(Instant now) {
    while (fs::exists(link(messages_))) STEWARD_CHECK(take_kept());
    roster_.pass_time(now);
    return {};
}

void OwnChain::note_newest(const trust::Frame& frame) {
    const trust::Digest id = trust::message_id(frame.type, frame.payload);
    if (frame.type == trust::MessageType::Roster) {
        const auto update = trust::read_message<trust::RosterUpdate>(frame.payload);
        if (update && roster_.has(update->seq, id)) newest_ = id, newest_seq_ = update->seq;
    }
    // A veto, a resolve or a recovery may have cut the chain back.
    if (!roster_.has(newest_seq_, newest_) || newest_seq_ < roster_.seq()) newest_ = roster_.head(), newest_seq_ = roster_.seq();
}

void OwnChain::pass_time(Instant now) { roster_.pass_time(now); }

Status OwnChain::would_take(ByteView bytes, Instant now) const {
    // What was taken once may follow nothing any more: an update that was objected to, the end of a split.
    STEWARD_TRY(const auto known, ids());
    if (const auto id = id_of(bytes); id && known.contains(*id)) return {};
    const auto frame = trust::read_frame(bytes);
    trust::Roster copy = roster_;
    const Taken taken = frame ? copy.take(*frame, now) : Taken::Malformed;
    return taken <= Taken::Known ? Status() : not_taken(taken);
}

Result<Taken> OwnChain::take(ByteView bytes, Instant now) {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return not_taken(Taken::Malformed);
    const Taken taken = roster_.take(*frame, now);
    if (taken == Taken::Known) return taken;
    if (taken != Taken::Accepted && taken != Taken::Waiting && taken != Taken::Fork) return not_taken(taken);
    STEWARD_CHECK(write_new_file(link(messages_), with_time(bytes, now)));
    ++messages_;
    note_newest(*frame);
    return taken;
}

Result<TakenAll> OwnChain::take_all(const std::vector<Bytes>& frames, Instant now) {
    STEWARD_TRY(auto known, ids());
    std::vector<size_t> open(frames.size());
    std::iota(open.begin(), open.end(), size_t{0});
    TakenAll all;
    // As long as something is taken, the others are tried again. A copy that somebody spoiled stands before no good one.
    for (bool is_progress = true; is_progress;) {
        is_progress = false;
        all.refused.clear();
        for (const size_t place : std::exchange(open, {})) {
            const auto id = id_of(frames[place]);
            if (id && known.contains(*id)) continue;
            auto taken = take(frames[place], now);
            if (taken) {
                is_progress = true;
                known.insert(*id);
                all.taken.push_back(*taken);
                continue;
            }
            open.push_back(place);
            all.refused.emplace_back(place, std::move(taken.error()));
        }
    }
    return all;
}

Result<std::set<trust::Digest>> OwnChain::ids() const {
    STEWARD_TRY(const auto own, frames());
    std::set<trust::Digest> ids;
    for (const Bytes& frame : own)
        if (const auto id = id_of(frame)) ids.insert(*id);
    return ids;
}

Result<std::vector<Bytes>> OwnChain::frames() const {
    std::vector<Bytes> frames;
    for (size_t number = 0; number < messages_; ++number) {
        STEWARD_TRY(Kept kept, read_kept(link(number)));
        frames.push_back(std::move(kept.frame));
    }
    return frames;
}

Result<trust::KeyRecord> OwnChain::find_key(const std::string& words) const {
    std::vector<trust::KeyRecord> found;
    for (const auto* keys : {&roster_.rules().keys, &roster_.rules().recovery.keys})
        for (const auto& key : *keys)
            if (key.holder == words || (words.size() >= 4 && to_hex(key.id).starts_with(words))) found.push_back(key);
    if (found.size() == 1) return found.front();
    return fail(ErrorKind::NotFound, "key.unknown",
                found.empty() ? "No key of this chain is named " + words + "; `steward-sign chain` lists them."
                              : "Several keys are meant by " + words + "; give the beginning of one's id.");
}

}  // namespace steward::signer

// The signer's own copy of a chain: what it shows and signs is judged by this copy, never by what the server says.
#pragma once

#include <set>

#include "signer/folder.h"
#include "trust/roster.h"
#include "trust/waiting_links.h"

namespace steward::signer {

/// What became of several messages: of those that were new here, in the order in which they were taken; and what could not be taken, by its
/// place among them.
struct TakenAll {
    std::vector<trust::Taken> taken;
    std::vector<std::pair<size_t, Error>> refused;
};

/// The id of a signed message; nothing for what is none.
std::optional<trust::Digest> id_of(ByteView frame);

class OwnChain {
public:
    /// The authority whose id begins with `prefix` (hexadecimal); without one the only one there is.
    /// Failure: NotFound "authority.unknown", Conflict "authority.several", Internal "authority.damaged".
    static Result<OwnChain> open(const Folder& folder, const std::string& prefix, Instant now);
    /// Begins with a genesis that every one of its keys has signed. Failure: Invalid "genesis.not_signed", Conflict "authority.known".
    static Result<OwnChain> begin(const Folder& folder, ByteView genesis, Instant now);

    const trust::Roster& roster() const { return roster_; }
    const trust::Digest& authority() const { return roster_.authority(); }
    const fs::path& place() const { return place_; }

    /// The newest link, whether in force or waiting: what an update that is made now follows.
    const trust::Digest& newest() const { return newest_; }
    uint64_t newest_seq() const { return newest_seq_; }

    /// What time alone will put in force, the next first: nothing while the chain is split. Failure: Internal "authority.damaged".
    Result<std::vector<trust::WaitingLink>> waiting(Instant now) const;

    /// Puts in force what has waited long enough.
    void pass_time(Instant now);

    /// Takes what was put into this copy by another `steward-sign` since it was opened. Failure: Internal "authority.damaged".
    Status reread(Instant now);

    /// Whether `take` would, without keeping it, or did.
    Status would_take(ByteView frame, Instant now) const;
    /// Takes and keeps a message. Failure: Invalid or Conflict with what stands in the way.
    Result<trust::Taken> take(ByteView frame, Instant now);
    /// Takes those that are not here yet, in whatever order they follow each other. Failure: Internal "authority.damaged".
    Result<TakenAll> take_all(const std::vector<Bytes>& frames, Instant now);

    /// Every message that was taken, genesis first, as it goes to a mirror. Failure: Internal "authority.damaged".
    Result<std::vector<Bytes>> frames() const;

    /// A key by the beginning of its id or by its person, when only one is meant. Failure: NotFound "key.unknown".
    Result<trust::KeyRecord> find_key(const std::string& words) const;

private:
    OwnChain(fs::path place, trust::Roster roster) : place_(std::move(place)), roster_(std::move(roster)) {}
    Result<std::set<trust::Digest>> ids() const;
    Status take_kept();
    void note_newest(const trust::Frame& frame);
    fs::path link(size_t number) const;

    fs::path place_;
    trust::Roster roster_;
    trust::Digest newest_{};
    uint64_t newest_seq_ = 0;
    size_t messages_ = 1;
};

}  // namespace steward::signer

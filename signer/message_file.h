// A message's file as people hand it to the signer: read with everything that is known here of what it speaks of.
#pragma once

#include "signer/commands.h"
#include "signer/draft.h"
#include "signer/shown.h"
#include "signer/suspensions.h"

namespace steward::signer {

struct MessageFile {
    fs::path path;
    Draft draft;
    std::optional<OwnChain> chain;
    std::optional<Cards> cards;
    std::optional<History> history;
    std::optional<ClientNames> clients;
    size_t left_out = 0;  // signatures that do not hold
    const OwnChain* own() const { return chain ? &*chain : nullptr; }
};

/// A draft that somebody signed goes on in the file beside it. A job's open draft is filled in for `person`, in memory alone.
/// Failure: of reading; Invalid "draft.none", Conflict "authority.several", Forbidden "signer.another_authority".
Result<MessageFile> read_message_file(const Desk& desk, const fs::path& given, const std::string& person);

/// The courier names a draft's folder as the server named the job that it was asked for. Failure: Conflict "signer.another_draft".
Status is_what_was_asked(const MessageFile& file);

/// What the courier says of its refusal by the server, beside it or in the outgoing of its folder; nothing when it was not refused.
std::optional<std::string> refusal_of(const MessageFile& file);

/// Of its chain, as one's own copy and the folder in which it lies say; nothing where the chain is not known here. Keeps a reference to
/// `file`.
std::optional<Suspensions> suspensions_of(const Desk& desk, const MessageFile& file);

/// What it says, with what is odd about the file itself. `key`: with which it will be signed, when that is known.
Shown shown_of(const Desk& desk, const MessageFile& file, const std::optional<trust::KeyId>& key);
/// The same, said, with its signatures.
Shown print(const Desk& desk, const MessageFile& file, const std::optional<trust::KeyId>& key);

/// Says when what waits in this chain comes into force, a line each. Failure: Internal "authority.damaged".
Status tell_waiting(const Desk& desk, const OwnChain& chain);

/// Says what became of a message. Failure: Conflict "chain.forked", though it was taken.
Status tell_taken(const Desk& desk, trust::Taken taken);

}  // namespace steward::signer

// Which keys are suspended, as far as signed messages say that were seen here: machines take no work from them. The server may hide such a
// message; whoever has a folder or a mirror in which it lies, sees it.
//
//   AUTHORITY/beside/*.msj    in one's own copy, in the folder of signer and courier, on a mirror
#pragma once

#include "signer/own_chain.h"

namespace steward::signer {

struct SuspendedKey {
    trust::KeyRecord key;
    Instant until;
    std::string by, reason;  // of people: not fit to be printed as they are
};

class Suspensions {
public:
    /// Those of one's own copy that hold at `now`. It keeps a reference to `chain`.
    Suspensions(const OwnChain& chain, Instant now);

    /// Those of a folder or a mirror as well; a message that its chain's people did not sign is passed over, and no link is followed.
    void look_into(const fs::path& root);

    /// Of this key, when it is suspended. Nothing is said of what was not seen here.
    const SuspendedKey* of(const trust::KeyId& key) const&;
    const SuspendedKey* of(const trust::KeyId& key) const&& = delete;
    /// All of them, in the chain's order; they point into this object, which has to live as long.
    std::vector<const SuspendedKey*> all() const&;
    std::vector<const SuspendedKey*> all() const&& = delete;

    /// Puts it into one's own copy. False: it is no suspension that holds in this chain, and was left out. Failure: Internal
    /// "file.unwritable".
    Result<bool> keep(ByteView frame);
    /// All of a folder or a mirror into one's own copy; how many were new there. Failure: Internal "file.unwritable".
    Result<size_t> keep_all(const fs::path& root);

private:
    fs::path beside(const fs::path& root) const { return root / to_hex(chain_.authority()) / "beside"; }
    bool take(ByteView frame);

    const OwnChain& chain_;
    Instant now_;
    std::vector<SuspendedKey> known_;  // each key once, with the last end
};

/// "the key 1f3a5b7c of Carol Lock is suspended until Sun 27 Sep 2026 16:13 CEST (2026-09-27T14:13Z), in 6 days, by alice: left today".
/// Can be printed.
std::string words_of(const SuspendedKey& suspended, Instant now);

}  // namespace steward::signer

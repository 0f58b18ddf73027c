// Who the server is to its agents: a P-256 key, known by the SHA-256 of its SubjectPublicKeyInfo.
//
// Agents pin the key, not a name and not an authority (design/trust.md 4.4). A second, reserve key
// is made at the same time and its pin published with the first: when the first is lost or must be
// changed, agents already trust its successor. The certificate only carries the key.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/time.h"

namespace steward::link {

struct ServerIdentity {
    std::string certificate_pem;
    std::string private_key_pem;
    std::vector<Bytes> pins;  // of the key and of the reserve key, 32 bytes each
};

/// Reads the identity in `folder`, or makes it at the first start: `link.key` and
/// `link-reserve.key` (mode 0600), `link.crt`. A lost certificate or reserve key is made again; a
/// lost first key is not, because no agent would come back: Conflict "link.key_missing" says what to
/// do. Failures: Internal "link.key_unreadable", "link.key_unwritable".
Result<ServerIdentity> load_or_make_identity(const std::string& folder, Rng& rng, Instant now);

}  // namespace steward::link

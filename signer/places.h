// Where machines belong, as far as signed messages that were seen here say: the grant by which one joined, then its newest binding.
// How many persons a binding needs hangs on it, and whether a job wants the client's consent; the gate, which knows it, decides.
//
//   AUTHORITY/places/GRANT.msj, DEVICE.msj
#pragma once

#include "signer/cards.h"
#include "signer/draft.h"

namespace steward::signer {

struct KnownPlace {
    trust::ShortId client{};
    std::vector<std::string> tags;
    uint64_t seq = 0;      // of its newest binding; 0: by the grant alone
    trust::Digest last{};  // what the next binding names as the one before it
};

class Places {
public:
    explicit Places(const fs::path& authority) : place_(authority / "places"), cards_(Cards::open(authority)) {}

    /// Nothing: no grant and no binding of this machine was seen here.
    std::optional<KnownPlace> of(const trust::ShortId& device) const;
    /// Of a machine without bindings, what its first one names as the one before it: its grant's id, from its own card.
    std::optional<trust::Digest> parent_of_first(const trust::ShortId& device) const;
    /// What the grant allows by which it joined; nothing: that grant was not seen here. Its administrator may have changed it since.
    std::optional<trust::LocalLimits> limits_of(const trust::ShortId& device) const;
    /// Keeps a complete grant or binding, an older binding excepted; other messages are passed over. Failure: Internal "file.unwritable".
    Status keep(const Draft& complete) const;

private:
    template <class Message>
    std::optional<std::pair<Message, trust::Digest>> kept(const trust::ShortId& name) const;
    std::optional<trust::Grant> grant_of(const trust::ShortId& device) const;

    fs::path place_;
    Cards cards_;
};

}  // namespace steward::signer

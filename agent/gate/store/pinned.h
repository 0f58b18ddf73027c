// What a machine was given when it was enrolled, and what it learnt since: all that the gate keeps, but for the chain of the
// roster, the device's key and the journal.
#pragma once

#include "agent/gate/log_view.h"
#include "agent/gate/narrowing.h"
#include "trust/place.h"

namespace steward::gate {

struct Pinned {
    uint64_t version = 1;
    trust::Digest authority{};  // the one root of trust
    trust::ShortId client{}, site{}, grant{};
    std::vector<std::string> tags;
    trust::LocalLimits limits;
    trust::Digest fingerprint{};  // of the machine that was enrolled: a copy of its disk is another machine
    Instant at_least;             // the lower bound of time
    Bytes newest_heartbeat;       // its payload; empty: none was heard
    KeptNarrowing narrowing;
    bool is_stopped = false;  // by this machine's own administrator
    Instant enrolled_at;
    uint64_t binding_seq = 0;              // 0: by the grant alone
    trust::Digest binding{};               // id of the newest
    std::optional<LogHead> log_head;       // the newest that was cosigned
    bool log_is_split = false;             // a head came that does not continue it
    std::vector<trust::Digest> witnesses;  // Ed25519, of the grant
    trust::Digest log_chain{};             // tag of the client's chain in the log, from the first proof that held; zeros: none came yet
};

template <class Form>
void describe(Form& form, Pinned& pinned) {
    form.must_from(1, pinned.version, pinned.authority, pinned.client, pinned.site, pinned.grant);
    form.may(6, pinned.tags);
    form.must_from(7, pinned.limits, pinned.fingerprint, pinned.at_least);
    form.may(10, pinned.newest_heartbeat);
    form.must(11, pinned.narrowing);
    form.may(12, pinned.is_stopped);
    form.must(13, pinned.enrolled_at);
    form.may_from(14, pinned.binding_seq, pinned.binding);
    form.may_from(30, pinned.log_head, pinned.log_is_split, pinned.witnesses, pinned.log_chain);
    form.refuse_if(pinned.version != 1);
}

/// A message of the roster as it was taken; played again at every start (trust/roster.h).
struct KeptLink {
    Instant counted;  // the lower bound of time when it was taken
    Bytes frame;
    Instant latest;  // and the upper one, from which its delay is counted; unset: waited out elsewhere
};

struct KeptChain {
    std::vector<KeptLink> links;  // genesis first
};

template <class Form>
void describe(Form& form, KeptLink& link) {
    form.must_from(1, link.counted, link.frame);
    form.may(3, link.latest);
}

template <class Form>
void describe(Form& form, KeptChain& chain) {
    form.must(1, chain.links);
    form.refuse_if(chain.links.empty());
}

}  // namespace steward::gate

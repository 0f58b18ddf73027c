// What one signature is enough for, because it only takes away (design/trust.md 4.1.3, messages 3 and 4): a key that may sign no
// work for a while, and work that stops on this machine.
//
// Pure. Lasts by the lower bound of time: a clock that is set forward lifts nothing.
#pragma once

#include "trust/roster.h"

namespace steward::gate {

/// What became of a message. Only the first changed anything.
enum class Narrowed : uint8_t {
    Accepted,
    Known,      // takes away nothing that is not taken already, or was lifted since
    NotOurs,    // of a key that is not in force, or of other machines
    NotSigned,  // not by those, or not by as many
    Early,      // issued later than it can be now: one thief could silence a key for a year, or stop what no majority could lift
    Malformed,
};

/// How far the clock of who signs may be ahead of ours.
constexpr Duration most_ahead = std::chrono::hours(24);

/// What it knows, as it is kept over starts.
struct Suspension {
    trust::KeyId key{};
    Instant until;
    bool operator==(const Suspension&) const = default;
};
struct KeyStop {
    trust::KeyId by{};
    Instant issued, until;  // of all its stops together, those that take away most; until unset: for good
    Instant lifted;         // by this key itself: what it issued up to then says nothing any more
    bool operator==(const KeyStop&) const = default;
};
struct KeptStops {
    std::vector<KeyStop> keys;  // each once: no more than the chain had
    Instant lifted;             // by a majority: what anybody issued up to then
    bool operator==(const KeptStops&) const = default;
};
struct KeptNarrowing {
    std::vector<Suspension> suspended;  // of keys of the roster only, each once
    KeptStops by_provider, by_client;  // the client's own, which each of its keys lifts for itself, and a majority of the provider's people
    bool operator==(const KeptNarrowing&) const = default;
};

class Narrowing {
public:
    /// This machine and the client it belongs to.
    Narrowing(const trust::ShortId& device, const trust::ShortId& client, KeptNarrowing kept = {})
        : device_(device), client_(client), kept_(std::move(kept)) {}
    const KeptNarrowing& kept() const { return kept_; }

    /// A machine was moved by a binding.
    void belong_to(const trust::ShortId& client) { client_ = client; }

    /// Takes a message of type suspend or stop; any other is Malformed. `at_most`: the upper bound of time.
    Narrowed take(const trust::Frame& frame, const trust::Roster& roster, Instant at_most);

    /// The key's voice in roster updates is not touched: a thief could silence the others with it.
    bool is_suspended(const trust::KeyId& key, Instant at_least) const;
    bool is_stopped(Instant at_least) const;

private:
    Narrowed take_suspend(ByteView payload, const trust::Voices& signed_by, const trust::Roster& roster, Instant at_most);
    Narrowed take_stop(ByteView payload, const trust::Voices& signed_by, const trust::Roster& roster, Instant at_most);
    bool means_us(const trust::StopScope& scope) const;

    trust::ShortId device_, client_;
    KeptNarrowing kept_;
};

template <class Form>
void describe(Form& form, Suspension& suspension) {
    form.must_from(1, suspension.key, suspension.until);
}

template <class Form>
void describe(Form& form, KeyStop& stop) {
    form.must_from(1, stop.by, stop.issued, stop.until, stop.lifted);
}

template <class Form>
void describe(Form& form, KeptStops& stops) {
    form.may_from(1, stops.keys, stops.lifted);
}

template <class Form>
void describe(Form& form, KeptNarrowing& narrowing) {
    form.may(1, narrowing.suspended);
    form.must_from(2, narrowing.by_provider, narrowing.by_client);
}

}  // namespace steward::gate

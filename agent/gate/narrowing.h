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
constexpr size_t most_stops = 32;

/// What it knows, as it is kept over starts.
struct Suspension {
    trust::KeyId key{};
    Instant until;
    bool operator==(const Suspension&) const = default;
};
struct StandingStop {
    Instant issued, until;  // until unset: for good
    bool operator==(const StandingStop&) const = default;
};
struct KeptStops {
    std::vector<StandingStop> standing;  // at most `most_stops`: more become one that takes away as much
    Instant lifted;                      // what was issued up to then says nothing any more
    bool operator==(const KeptStops&) const = default;
};
struct KeptNarrowing {
    std::vector<Suspension> suspended;  // of keys of the roster only, each once
    KeptStops by_provider, by_client;   // the client's own, which the provider's people lift only by majority
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
    form.must(1, suspension.key);
    form.must(2, suspension.until);
}

template <class Form>
void describe(Form& form, StandingStop& stop) {
    form.must(1, stop.issued);
    form.must(2, stop.until);
}

template <class Form>
void describe(Form& form, KeptStops& stops) {
    form.may(1, stops.standing);
    form.may(2, stops.lifted);
    form.refuse_if(stops.standing.size() > most_stops);
}

template <class Form>
void describe(Form& form, KeptNarrowing& narrowing) {
    form.may(1, narrowing.suspended);
    form.must(2, narrowing.by_provider);
    form.must(3, narrowing.by_client);
}

}  // namespace steward::gate

// What may be said to the gate at its socket. Fixed offsets, as in the frames of trust: who hands over a message makes no parser run
// before its signatures are checked.
//
// A request is four bytes of length (big-endian), one byte of what is wanted, and the rest. An answer is four bytes of length, one byte of
// how it went, and deterministic CBOR or bytes.
#pragma once

#include <optional>

#include "agent/gate/records.h"
#include "trust/frame.h"
#include "trust/key_record.h"
#include "trust/log_proof.h"
#include "trust/place.h"

namespace steward::gate {

enum class Want : uint8_t {
    // Of the agent, which has no rights of its own, and of this machine's administrator.
    Take = 1,         // a frame of trust: a job, a roster's message, a heartbeat
    Material = 2,     // a part of a file that a job names by its digest
    Results = 3,      // those not yet acknowledged
    Output = 4,       // a part of what a job wrote
    Acknowledge = 5,  // a result is safe elsewhere
    State = 6,
    Question = 7,   // what a heartbeat has to answer
    Witness = 8,    // a head of the log: checked against the one that is kept, kept, and cosigned
    Proof = 9,      // that a message stands in the log under the head that is kept; before the message
    Policies = 10,  // the standing policies that are kept, and what was used of their budgets
    // Of the administrator alone.
    Enrol = 16,
    Stop = 17,
    Lift = 18,
    SetLimits = 19,
    Limits = 20,
};
constexpr uint8_t first_of_administrator = 16;

constexpr size_t most_material_part = 128 * 1024, most_material = 16 * 1024 * 1024;
constexpr size_t most_enrolment = 1024 * 1024, most_request = 1 + trust::most_frame, most_enrolment_frames = 4096;
constexpr size_t most_note = 16'384;

/// Points into the bytes that were read. What a kind does not use is empty.
struct Request {
    Want want{};
    ByteView frame;          // Take; SetLimits: the limits' CBOR; Witness: the note; Proof: the proof's CBOR
    trust::Digest digest{};  // Material; Enrol: the authority that the administrator was told
    trust::Digest head{};    // Enrol: the newest link that he was told; zeros: none
    trust::ShortId work{};   // Output, Acknowledge
    uint32_t size = 0, offset = 0;
    ByteView part;                 // Material
    std::vector<ByteView> frames;  // Enrol: genesis, the chain, the grant; Witness: the digests of the consistency proof
};

/// The request without its length; nothing when it is none.
std::optional<Request> read_request(ByteView bytes);

/// How long a request may be.
size_t most_size(bool is_administrator);

/// For who asks: with its length.
Bytes write_request(Want want, std::initializer_list<ByteView> parts = {});

enum class How : uint8_t { Done = 0, Refused = 1, Failed = 2 };

/// What a frame came to, when it was taken: the number of trust::Taken, Heard or Narrowed; of a job that it began: 0.
struct TakenAnswer {
    uint8_t type = 0, became = 0;
};
struct RefusedAnswer {
    uint64_t reason = 0;  // check * 256 + detail
    Bytes result;         // the signed refusal, when the message could be read
};
struct FailedAnswer {
    std::string code, message;
};
struct ResultsAnswer {
    std::vector<Bytes> frames;
    bool more = false;
};
struct QuestionAnswer {
    trust::ShortId nonce{};
    uint64_t asked_ago_ms = 0;
};
/// The head with this machine's cosignature; its key is the device's, its name "device/" and the device's id in hexadecimal.
struct WitnessAnswer {
    std::string note;
};
/// A standing policy as it came, and how it is here.
struct PolicyAnswer {
    Bytes payload;       // of its frame: trust::Policy
    uint64_t fault = 0;  // why nothing of it may run, as in RefusedAnswer; 0: it is in force
    Instant in_force_from;
    uint64_t runs_today = 0, failures = 0;
    bool operator==(const PolicyAnswer&) const = default;
};
struct PoliciesAnswer {
    std::vector<PolicyAnswer> policies;
};
struct StateAnswer {
    std::string version, damage;  // damage: why nothing is done
    bool is_enrolled = false;
    trust::Digest authority{}, head{};
    trust::ShortId device{}, client{};
    uint64_t seq = 0, waiting = 0, running = 0, unacknowledged = 0, begun = 0, refused = 0;
    trust::LocalLimits limits;
    bool log_is_split = false;  // work that has to stand in the log does not run
    bool is_stopped_here = false, is_stopped = false, is_forked = false, needs_answer = false, was_heard = false;
    uint64_t heartbeat_age_ms = 0;
    Bytes card;             // this machine's device card, signed
    uint64_t log_size = 0;  // of the newest head of the log that was kept
    uint64_t policies = 0;  // how many are in force here
    uint64_t binding_seq = 0;
};

template <class Form>
void describe(Form& form, TakenAnswer& answer) {
    form.must_from(1, answer.type, answer.became);
}

template <class Form>
void describe(Form& form, RefusedAnswer& answer) {
    form.must(1, answer.reason);
    form.may(2, answer.result);
}

template <class Form>
void describe(Form& form, FailedAnswer& answer) {
    form.must_from(1, answer.code, answer.message);
}

template <class Form>
void describe(Form& form, ResultsAnswer& answer) {
    form.must(1, answer.frames);
    form.may(2, answer.more);
}

template <class Form>
void describe(Form& form, QuestionAnswer& answer) {
    form.must_from(1, answer.nonce, answer.asked_ago_ms);
}

template <class Form>
void describe(Form& form, WitnessAnswer& answer) {
    form.must(1, answer.note);
}

template <class Form>
void describe(Form& form, PolicyAnswer& answer) {
    form.must(1, answer.payload);
    form.may(2, answer.fault);
    form.must(3, answer.in_force_from);
    form.may_from(4, answer.runs_today, answer.failures);
}

template <class Form>
void describe(Form& form, PoliciesAnswer& answer) {
    form.may(1, answer.policies);
}

template <class Form>
void describe(Form& form, StateAnswer& answer) {
    form.must(1, answer.version);
    form.may_from(2, answer.damage, answer.is_enrolled, answer.authority, answer.device, answer.client, answer.seq, answer.head,
                  answer.waiting, answer.is_stopped_here, answer.is_stopped, answer.is_forked, answer.needs_answer, answer.was_heard,
                  answer.heartbeat_age_ms, answer.running, answer.unacknowledged, answer.begun, answer.refused, answer.limits, answer.card,
                  answer.log_size, answer.policies, answer.binding_seq, answer.log_is_split);
}

}  // namespace steward::gate

#include "server/modules/jobs/refusals.h"

#include <array>
#include <string_view>

namespace steward::jobs {

namespace {
struct Sentence {
    uint8_t detail;  // 0: any
    std::string_view words;
};
using Words = std::array<Sentence, 8>;

// Of standing policies and their runs, where the details begin at 16 (agent/gate/policies.h).
struct OfPolicies {
    uint8_t check, detail;
    std::string_view words;
};
constexpr OfPolicies of_policies[] = {
    {12, 16, "The request is not signed by the key of the log that the chain names. Check which server the chain knows."},
    {12, 17, "A person has to ask for this item with a passkey. That is not offered yet."},
    {15, 16, "None of the policy's windows is open there now. Ask for it within one."},
    {15, 17, "The machine's clock stands before the time it has proof of. Set its clock."},
    {15, 18, "The policy is not in force yet: where one person signs alone, it waits out a delay."},
    {15, 19, "The wait of the machine's ring is not over: it counts from the publication that the policy names. Ask again after it."},
    {15, 20, "The machine knows the time zone of none of the policy's windows. Sign it with another, or install tzdata there."},
    {18, 16, "The machine has a newer version of this policy. Nothing is to be done."},
    {18, 17, "The machine has another policy of the same version. Sign it anew with a higher one."},
    {18, 18, "The machine does not hold this policy. It is brought when the machine is connected."},
    {18, 19, "The machine holds another version of this policy. Ask for it again."},
    {20, 16, "It ran as often today as the policy allows. Try tomorrow, or sign a policy with a larger budget."},
    {20, 17, "The machine was restarted as often today as the policy allows. Try tomorrow."},
    {20, 18, "It failed as often as the policy allows: it is halted there. Find the cause, and sign the next version of the policy."},
    {20, 19,
     "The policy bounds what is loaded a day, which nobody can count for a script with a network. Sign it without, or with network none."},
    {22, 16, "What was asked for lies outside what the policy allows. Choose values within its ranges."},
};

// One row for each check, in their order; within it the details that mean something of their own come first.
std::string_view words_of(uint8_t check, uint8_t detail) {
    static constexpr std::array<Words, 24> table = {{
        {{{0, "The machine gave no reason."}}},
        {{{0, "What arrived is no signed message. Publish it again from the signer."}}},
        {{{0, "This kind of message is not taken here. Publish the job itself."}}},
        {{{0, "The same key signed it twice. Let each person sign once."}}},
        {{{0,
           "A key signed it that the machine does not know. See that the key is in the chain, and that the machine has the newest "
           "chain."}}},
        {{{0, "A signature does not hold. Sign it again; if this comes back, treat the server as suspect."}}},
        {{{0, "The machine cannot read the job. Draft it anew with this version of the signer."}}},
        {{{0, "It was signed for another provider's authority. Sign it with the keys of this one."}}},
        {{{1, "The provider has stopped all work. Lift the stop in the signer when it is over."},
          {2, "The machine's own administrator has stopped work on it. Ask them to lift it: steward-agent lift."},
          {3, "The chain of keys has split. Resolve it in the signer first."},
          {0, "Work is stopped. See the page of keys for who stopped it."}}},
        {{{0, "The machine waits for a fresh answer of the beacon since it started. Keep the beacon or the signer running."}}},
        {{{1, "Who signed had a view of the chain that the machine does not know. The server brings the chain; if it stays, sign anew."},
          {2, "The machine's chain is too old for this job. It is brought along and tried again."},
          {0, "The newest heartbeat speaks of a chain that is not here yet. It is tried again."}}},
        {{{1, "The key that signed it is suspended. Let somebody else sign."},
          {2, "The key that signed it is not valid yet. Wait, or let somebody else sign."},
          {0, "The key that signed it has expired. Renew it, or let somebody else sign."}}},
        {{{1, "The key that signed it may not sign jobs. Let somebody sign who may."},
          {2, "The key that signed it may not do this kind of work. Let somebody sign who may."},
          {3, "The key that signed it is not for this client. Let somebody sign who may."},
          {0, "The key that signed it is not strong enough for this machine. Sign with a security key."}}},
        {{{2, "It names more machines than this machine allows in one job. Split it."},
          {0, "Too few persons signed it. Let a second person sign the same job."}}},
        {{{1, "The machine belongs to another client. Check where it was enrolled."},
          {2, "The machine is not in the job's list. Draft it anew."},
          {0, "The job names no machine. Draft it anew."}}},
        {{{1, "Its window has not begun. It is delivered when it has."},
          {2, "Its window is over. Draft it anew."},
          {3, "Its window is longer than this machine allows. Draft it with a shorter one."},
          {0, "Its window ends before it begins. Draft it anew."}}},
        {{{1, "The machine never heard the beacon. Start the beacon: steward-sign beacon."},
          {0, "The newest heartbeat is too old. Start the beacon: steward-sign beacon. It is tried again then."}}},
        {{{0, "It was signed before the machine was set back to an older state. Sign it anew."}}},
        {{{1, "The machine has this job already. Its result says what became of it."},
          {2, "The machine's journal is full. Wait until older jobs leave it, two days after their window."},
          {3, "A later job took its place. Nothing is to be done."},
          {0, "The machine has seen it. Nothing is to be done."}}},
        {{{1, "The machine runs another operating system than the script is for. Choose other machines."},
          {2, "The machine's agent is too old. Update it first."},
          {3, "The machine is not in a maintenance window. Announce one, or draft it without."},
          {4, "The newest backup is older than the job allows. Take one first."},
          {0, "The machine was restarted since the job was drafted. Draft it anew."}}},
        {{{1, "The machine's limits do not allow this kind of work. Its administrator allows it: steward-agent limits."},
          {2, "The machine has done as much of this today as its limits allow. Try tomorrow, or ask its administrator."},
          {3, "The machine lets nothing run at this hour. Choose a window outside its curfew."},
          {4, "The client has to sign this kind of work too. Ask the holder of the client's key."},
          {5, "Somebody at the machine has to agree. Ask them to."},
          {6, "This version of the gate cannot do this kind of work. Update the agent."},
          {7, "No machine can keep a run to its site's network yet. Draft it with no network, or with any."},
          {0, "The machine's own limits do not allow it. Ask its administrator."}}},
        {{{0,
           "The machine has no proof that the job stands in the accountability log. The proof is brought along and it is tried again."}}},
        {{{1, "A file that the job names is not on the machine yet. It is brought along and tried again."},
          {0, "The machine cannot do what the job says. Check unit, path and interpreter, and draft it anew."}}},
        {{{0, "The machine could not write its journal, so it did nothing. See that its disk has space."}}},
    }};
    for (const OfPolicies& one : of_policies)
        if (one.check == check && one.detail == detail) return one.words;
    if (check >= table.size()) check = 0;
    for (const Sentence& one : table[check])
        if (one.detail == detail || one.detail == 0) return one.words;
    return table[0].front().words;
}
}  // namespace

std::string refusal_words(uint64_t reason) {
    const auto check = static_cast<uint8_t>(reason / 256 % 256), detail = static_cast<uint8_t>(reason % 256);
    return std::string(words_of(check, detail)) + " (" + std::to_string(check) + "." + std::to_string(detail) + ")";
}

std::optional<trust::WorkResult> signed_refusal(const Bytes& bytes, const authority::GateView& gate, const trust::ShortId& work,
                                                std::string_view message_id) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::Result || frame->signature_count != 1) return std::nullopt;
    const trust::PublicKey key{trust::Algorithm::Ed25519, gate.gate_key};
    if (!trust::has_right_size(key) || !trust::verifies(key, {}, trust::signed_bytes(frame->type, frame->payload), frame->signatures[0]))
        return std::nullopt;
    auto result = trust::read_message<trust::WorkResult>(frame->payload);
    if (!result || result->work != work || result->device != gate.gate || result->outcome != trust::Outcome::Refused) return std::nullopt;
    const bool is_of_another = result->message != trust::Digest{} && to_hex(result->message) != message_id;
    return is_of_another ? std::nullopt : std::optional(std::move(*result));
}

bool passes_by_itself(uint64_t reason) {
    const uint64_t check = reason / 256;
    return check == 9 || check == 10 || check == 16 || check == 21 || reason == 15 * 256 + 1 || reason == 22 * 256 + 1;
}

bool is_for_others(uint64_t reason) { return reason == 14 * 256 + 2; }

bool is_known_there(uint64_t reason) { return reason == 18 * 256 + 1; }

}  // namespace steward::jobs

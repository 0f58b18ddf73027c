// What a machine pins: verified from genesis on, by the authority that the administrator was told and nothing else.
#include "agent/gate/process/gate.h"

namespace steward::gate {

namespace {
std::unexpected<Error> unsound(std::string what) {
    return fail(ErrorKind::Invalid, "gate.enrolment", "This machine is not enrolled: " + std::move(what) + ".");
}

Result<trust::Grant> read_grant(ByteView bytes, const trust::Roster& roster, Instant now) {
    const auto opened = open_frame(bytes, trust::MessageType::Grant, roster);
    if (!opened) return unsound("its grant is none, or not signed by this authority's people");
    const auto grant = trust::read_message<trust::Grant>(opened->frame.payload);
    if (!grant || grant->authority != roster.authority()) return unsound("its grant cannot be read, or is of another authority");
    bool may_enrol = false;
    for (const trust::KeyRecord* key : opened->voices) {
        may_enrol = may_enrol || (key->is_valid_at(now) && key->has(trust::Role::Enrol) && key->clients.has(grant->client));
    }
    if (!may_enrol) return unsound("nobody who signed its grant may enrol machines of this client");
    if (now > grant->not_after) return unsound("its grant is over; have a new one made");
    if (!roster.has(grant->roster_seq, grant->roster_head)) return unsound("the chain that came with it is not the one of its grant");
    return *grant;
}
}  // namespace

Result<Enrolment> read_enrolment(const Request& request, Instant now) {
    if (request.frames.size() < 2) return unsound("genesis and a grant are needed");
    const auto genesis = trust::read_frame(request.frames.front());
    if (!genesis || genesis->type != trust::MessageType::Genesis) return unsound("the first message is no genesis");
    if (trust::message_id(genesis->type, genesis->payload) != request.digest)
        return unsound("the genesis is not of the authority that you named: somebody else's");
    auto roster = trust::Roster::begin(*genesis);
    if (!roster) return unsound("the genesis is not signed by all its keys");
    Enrolment enrolment;
    bool is_vouched = request.head != trust::Digest{};
    const auto chain = std::span(request.frames).first(request.frames.size() - 1);
    for (const ByteView bytes : chain) {
        const auto frame = trust::read_frame(bytes);
        if (!frame) return unsound("a message of the chain is damaged");
        const bool is_genesis = bytes.data() == chain.front().data();
        // Delays begin to run here and now: what is new to this machine may be new to everybody. But up to the link that the administrator
        // was told, as he was told the authority, they ran elsewhere.
        const Instant latest = is_vouched ? Instant{} : now;
        const auto taken = is_genesis ? trust::Taken::Accepted : roster->take(*frame, now, latest);
        roster->pass_time(now);
        if (taken != trust::Taken::Accepted && taken != trust::Taken::Waiting) return unsound("its chain does not hold");
        enrolment.chain.links.push_back({.counted = now, .frame = Bytes(bytes.begin(), bytes.end()), .latest = latest});
        is_vouched = is_vouched && trust::message_id(frame->type, frame->payload) != request.head;
    }
    if (is_vouched) return unsound("its chain does not reach the head that the line names: have a new line made");
    STEWARD_TRY(const trust::Grant grant, read_grant(request.frames.back(), *roster, now));
    enrolment.pinned = {.authority = roster->authority(),
                        .client = grant.client,
                        .site = grant.site,
                        .grant = grant.id,
                        .tags = grant.tags,
                        .limits = grant.limits,
                        .fingerprint = fingerprint(),
                        .at_least = trust::read_message<trust::Genesis>(genesis->payload).value_or(trust::Genesis{}).created,
                        .enrolled_at = now,
                        .witnesses = grant.witnesses};
    return enrolment;
}

}  // namespace steward::gate

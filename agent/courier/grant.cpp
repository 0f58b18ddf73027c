#include "agent/courier/grant.h"

#include <algorithm>
#include <set>

#include "agent/courier/mail.h"
#include "trust/form.h"
#include "trust/place.h"

namespace steward::agent {

namespace {
// The signature is the gate's to check; this only compares what the grant says with the server that was spoken to.
Status check_pins(ByteView bytes, const std::vector<Bytes>& pins) {
    const auto frame = trust::read_frame(bytes);
    const auto grant = frame && frame->type == trust::MessageType::Grant ? trust::read_message<trust::Grant>(frame->payload) : std::nullopt;
    if (!grant)
        return fail(ErrorKind::Invalid, "enrol.no_grant", "The server's answer ends with no grant that can be read. Have a new line made.");
    if (grant->server.pins.empty()) return {};
    std::set<Bytes> signed_pins, ours(pins.begin(), pins.end());
    for (const trust::Digest& pin : grant->server.pins) signed_pins.emplace(pin.begin(), pin.end());
    if (signed_pins == ours) return {};
    return fail(ErrorKind::Invalid, "enrol.pins",
                "The grant was signed for a server with other keys than the one that answered. Have a new line made, and ask why.");
}
}  // namespace

Status gate_is_there(const std::string& socket, const Clock& clock) {
    const auto answer = ask_once(socket, gate::write_request(gate::Want::State), clock);
    if (answer) return {};
    Error none = answer.error();
    if (none.code == "gate.not_running")
        none.message += " Start it (systemctl start steward-gate.socket steward-gate.service) and run this again: the line is still good.";
    return std::unexpected(std::move(none));
}

Status give_grant(const std::string& socket, const trust::Digest& authority, const trust::Digest& head, const std::vector<Bytes>& frames,
                  const std::vector<Bytes>& pins, const Clock& clock) {
    if (frames.size() < 2)
        return fail(ErrorKind::Invalid, "enrol.no_grant",
                    "The line names an authority, but the server sent no grant with it. Have a new line made.");
    STEWARD_CHECK(check_pins(frames.back(), pins));
    Bytes all;
    for (const Bytes& frame : frames) {
        const Bytes length = gate::big_endian(static_cast<uint32_t>(frame.size()));
        all.insert(all.end(), length.begin(), length.end());
        all.insert(all.end(), frame.begin(), frame.end());
    }
    if (all.size() + authority.size() + head.size() + 1 > gate::most_enrolment)
        return fail(ErrorKind::Invalid, "enrol.no_grant", "What the server sent with the grant is longer than any gate takes.");
    STEWARD_TRY(const Bytes answer, ask_once(socket, gate::write_request(gate::Want::Enrol, {authority, head, all}), clock));
    if (answer.front() == static_cast<uint8_t>(gate::How::Done)) return {};
    auto why = trust::read_message<gate::FailedAnswer>(ByteView(answer).subspan(1))
                   .value_or(gate::FailedAnswer{"gate.enrolment", "The gate refused the grant."});
    return fail(ErrorKind::Forbidden, why.code, why.message);
}

}  // namespace steward::agent

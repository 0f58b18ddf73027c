#include "agent/courier/grant.h"

#include <algorithm>
#include <set>

#include "agent/courier/mail.h"
#include "base/id.h"
#include "trust/class_name.h"
#include "trust/form.h"
#include "trust/place.h"

namespace steward::agent {

namespace {
// The signature is the gate's to check; this compares what the grant says with what the administrator pasted, and with the server that was
// spoken to. A server holds many sound grants, also of other clients and with wider limits: it must not choose among them.
Status check_grant(ByteView bytes, const EnrolmentLine& line, const std::vector<Bytes>& pins) {
    const auto frame = trust::read_frame(bytes);
    const auto grant = frame && frame->type == trust::MessageType::Grant ? trust::read_message<trust::Grant>(frame->payload) : std::nullopt;
    if (!grant)
        return fail(ErrorKind::Invalid, "enrol.no_grant", "The server's answer ends with no grant that can be read. Have a new line made.");
    if (grant->id != line.token_id || grant->token_hash != trust::sha256(line.secret))
        return fail(ErrorKind::Invalid, "enrol.other_grant",
                    "The server sent another grant than the one that this line was made for. Do not use this server; tell whoever gave you "
                    "the line.");
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

Result<gate::StateAnswer> give_grant(const std::string& socket, const EnrolmentLine& line, const std::vector<Bytes>& frames,
                                     const std::vector<Bytes>& pins, const Clock& clock) {
    if (frames.size() < 2)
        return fail(ErrorKind::Invalid, "enrol.no_grant",
                    "The line names an authority, but the server sent no grant with it. Have a new line made.");
    STEWARD_CHECK(check_grant(frames.back(), line, pins));
    const trust::Digest authority = line.authority.value_or(trust::Digest{}), head = line.head.value_or(trust::Digest{});
    Bytes all;
    for (const Bytes& frame : frames) {
        const Bytes length = gate::big_endian(static_cast<uint32_t>(frame.size()));
        all.insert(all.end(), length.begin(), length.end());
        all.insert(all.end(), frame.begin(), frame.end());
    }
    if (all.size() + authority.size() + head.size() + 1 > gate::most_enrolment)
        return fail(ErrorKind::Invalid, "enrol.no_grant", "What the server sent with the grant is longer than any gate takes.");
    STEWARD_TRY(const Bytes answer, ask_once(socket, gate::write_request(gate::Want::Enrol, {authority, head, all}), clock));
    const ByteView body = ByteView(answer).subspan(1);
    if (answer.front() == static_cast<uint8_t>(gate::How::Done))
        return trust::read_message<gate::StateAnswer>(body).value_or(gate::StateAnswer{});
    auto why = trust::read_message<gate::FailedAnswer>(body).value_or(gate::FailedAnswer{"gate.enrolment", "The gate refused the grant."});
    return fail(ErrorKind::Forbidden, why.code, why.message);
}

std::string words_of_pinned(const gate::StateAnswer& pinned) {
    std::string classes;
    for (uint8_t one = 1; one <= trust::last_job_class; ++one) {
        const auto job_class = static_cast<trust::JobClass>(one);
        if (pinned.limits.allowed.has(job_class))
            classes += (classes.empty() ? "" : ", ") + std::string(trust::class_name(job_class));
    }
    return "The gate verified the grant of this line. Compare with who gave it to you:\n  client     " + to_text(RawId{pinned.client}) +
           "\n  may run    " + (classes.empty() ? "nothing" : classes) + "\n  signed by the people of the authority\n             " +
           to_hex(pinned.authority) + "\nIts administrator changes what may run: steward-agent limits.";
}

}  // namespace steward::agent

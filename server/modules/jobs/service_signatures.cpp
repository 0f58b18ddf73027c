// A draft that wants several persons, on its way between them: what one has signed waits here for the next.
#include <algorithm>

#include "server/modules/jobs/service.h"
#include "trust/voices.h"

namespace steward::jobs {

namespace {
struct PartlySigned {
    trust::Digest message{};
    Bytes payload;
    std::vector<trust::Signature> signatures;
    std::vector<std::string> holders;  // who may sign such a job, in the order of the signatures, each once
};

std::unexpected<Error> refused_part(std::string sentence) { return fail(ErrorKind::Invalid, "jobs.bad_signature", std::move(sentence)); }

// Nobody's word is taken for it: every signature has to hold, by a key in force that may sign such a job. `bytes` lives on.
Result<PartlySigned> read_part(ByteView bytes, const trust::Roster& roster, const authority::Authority& authority, const JobRow& job,
                               Instant now) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::Job || frame->signature_count == 0)
        return refused_part("This is no signed job. Send drafts/JOB/job.msj as steward-sign wrote it.");
    const auto made = trust::read_message<trust::Job>(frame->payload);
    const auto drafted = trust::read_message<trust::Job>(job.payload);
    if (!made || !drafted || made->id != short_id(job.id) || made->authority != roster.authority())
        return refused_part("It is another job than this one, or one of another authority. Fetch the draft again and sign that.");
    if (const std::string what = difference(*drafted, *made); !what.empty())
        return fail(ErrorKind::Conflict, "jobs.differs",
                    "What was signed is not what was drafted here. " + what + " Fetch the draft again and sign that.");
    if (made->not_after <= now) return fail(ErrorKind::Conflict, "jobs.over", "Its window is over. Draft it anew.");
    const auto voices = trust::voices_of(*frame, roster.rules().keys, roster.authority());
    if (!voices)
        return refused_part("A signature does not hold, or the chain does not name its key. Hand over the chain's newest messages first.");
    PartlySigned part{.message = trust::message_id(frame->type, frame->payload),
                      .payload = Bytes(frame->payload.begin(), frame->payload.end()),
                      .signatures = {},
                      .holders = {}};
    for (const trust::KeyRecord* key : *voices) {
        if (authority.is_suspended(key->id, now))
            return refused_part("The key of " + key->holder + " is suspended: what it signs counts nowhere. Let somebody else sign.");
        const bool is_fit = roster.key(key->id) != nullptr && key->classes.has(made->job_class) && key->clients.has(made->target.client) &&
                            now < key->not_after;
        const bool signs = is_fit && key->has(trust::Role::Job), consents = is_fit && key->has(trust::Role::Consent);
        if (!signs && !consents)
            return refused_part("The key of " + key->holder + " may not sign this job, or no longer. Let somebody else sign it.");
        // Who only consents for the client is none of those that the rules count.
        if (signs && std::ranges::find(part.holders, key->holder) == part.holders.end()) part.holders.push_back(key->holder);
    }
    const auto signatures = frame->signed_by();
    part.signatures.assign(signatures.begin(), signatures.end());
    return part;
}

// The signatures of both, each once.
void join(PartlySigned& part, const PartlySigned& kept) {
    for (const auto& one : kept.signatures) {
        const bool is_there = std::ranges::any_of(
            part.signatures, [&](const trust::Signature& other) { return as_text(other.key_id) == as_text(one.key_id); });
        if (!is_there && part.signatures.size() < trust::most_signatures) part.signatures.push_back(one);
    }
    std::vector<std::string> holders = kept.holders;
    for (auto& one : part.holders)
        if (std::ranges::find(holders, one) == holders.end()) holders.push_back(std::move(one));
    part.holders = std::move(holders);
}
}  // namespace

Result<v1::Job> Service::post_job_signature(Call& call, const v1::PostJobSignatureRequest& request) {
    STEWARD_TRY(auto job, load(call, request.job_id()));
    if (job.state == "pending_approval")
        return fail(ErrorKind::Conflict, "jobs.not_approved", "This job reaches many machines. Let another person approve it first.");
    if (job.state != "drafted" && job.state != "approved")
        return fail(ErrorKind::Conflict, "jobs.not_a_draft", "This job is no draft any more.");
    const auto roster = authority_.roster();
    if (!roster) return fail(ErrorKind::Conflict, "jobs.no_authority", "Nobody may sign yet. Publish a genesis first.");
    STEWARD_TRY(auto part, read_part(as_bytes(request.frame()), *roster, authority_, job, call.now()));
    // What is kept counts as long as it could still be completed.
    const auto kept = job.frame.empty() ? Result<PartlySigned>(PartlySigned{}) : read_part(job.frame, *roster, authority_, job, call.now());
    const bool goes_on = kept && !kept->signatures.empty();
    if (goes_on && kept->message != part.message)
        return fail(ErrorKind::Conflict, "jobs.signed_otherwise",
                    (kept->holders.empty() ? "The client" : names_of(kept->holders)) +
                        " signed it before, in other words. Fetch the draft again and sign that one, beside them.");
    if (goes_on) join(part, *kept);
    const Bytes frame = trust::write_frame(trust::MessageType::Job, part.payload, part.signatures);
    if (frame == job.frame) return answer(call, job.id);
    job.frame = frame;
    job.signed_by = part.holders;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(add_line(*transaction, job.id, call.now(), call.caller().name,
                           (job.signed_by.empty() ? "The client consented" : "Signed by " + names_of(job.signed_by) + " so far") +
                               "; it waits for who signs next."));
    STEWARD_CHECK(save_job(*transaction, job));
    work_.say_live(*transaction, job, {});
    return answer(call, job.id);
}

}  // namespace steward::jobs

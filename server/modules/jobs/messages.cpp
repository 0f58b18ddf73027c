#include "server/modules/jobs/messages.h"

#include <algorithm>

namespace steward::jobs {

namespace {
constexpr size_t most_in_page = 256 * 1024;

// Cut where a character ends, so that the next page begins with a whole one; what is no UTF-8 is shown as "?".
std::string readable(ByteView bytes) {
    std::string text;
    for (size_t i = 0; i < bytes.size();) {
        const uint8_t first = bytes[i];
        const size_t size = first < 0x80                    ? 1
                            : first >= 0xC2 && first < 0xE0 ? 2
                            : first >= 0xE0 && first < 0xF0 ? 3
                            : first >= 0xF0 && first < 0xF5 ? 4
                                                            : 0;
        bool is_whole = size > 0 && i + size <= bytes.size();
        for (size_t k = 1; is_whole && k < size; ++k) is_whole = (bytes[i + k] & 0xC0) == 0x80;
        const bool is_odd = is_whole && ((first == 0xE0 && bytes[i + 1] < 0xA0) || (first == 0xED && bytes[i + 1] >= 0xA0) ||
                                         (first == 0xF0 && bytes[i + 1] < 0x90) || (first == 0xF4 && bytes[i + 1] >= 0x90));
        const bool is_control = size == 1 && first < 0x20 && first != '\n' && first != '\t' && first != '\r' && first != 0x1B;
        if (!is_whole || is_odd || is_control) {
            text += '?';
            ++i;
            continue;
        }
        text.append(reinterpret_cast<const char*>(bytes.data() + i), size);
        i += size;
    }
    return text;
}

size_t end_of_characters(ByteView bytes, size_t end) {
    if (end >= bytes.size()) return bytes.size();
    size_t back = end;
    while (back > 0 && end - back < 3 && (bytes[back] & 0xC0) == 0x80) --back;
    return back == 0 ? end : back;
}

std::string persons_words(int64_t number) { return number == 1 ? "one person" : std::to_string(number) + " persons"; }

std::string waits_for(const JobRow& row) {
    if (!row.halted.empty() && is_open(row.state)) return "Halted: " + row.halted;
    if (row.state == "pending_approval" && row.alone_until.is_set())
        return "Nobody else here could approve it. Time is the second person: it is approved on " +
               to_rfc3339(row.alone_until).substr(0, 16) + " UTC, unless it is cancelled before.";
    if (row.state == "pending_approval") return "It reaches many machines: another person has to approve it.";
    const bool is_draft = row.state == "drafted" || row.state == "approved";
    if (is_draft && !row.signed_by.empty())
        return "It was signed by " + names_of(row.signed_by) + " and waits for " +
               persons_words(std::max<int64_t>(row.persons - static_cast<int64_t>(row.signed_by.size()), 1)) + " more: steward-sign.";
    if (is_draft) return "It waits for the signature of " + persons_words(row.persons) + ": steward-sign.";
    if (row.state == "queued") return "It is signed and waits for its machines.";
    if (row.state == "dispatched") return "It is on its way: no machine has begun yet.";
    if (row.state == "running") {
        const int64_t waiting = row.counts.waiting;
        const std::string missing =
            waiting == 1 ? "1 machine has not got it yet." : std::to_string(waiting) + " machines have not got it yet.";
        if (waiting == 0) return "It runs.";
        return row.counts.running > 0 ? "It runs; " + missing : missing;
    }
    if (!row.halted.empty()) return row.halted;
    return {};
}

void fill_actions(v1::Job& message, const JobRow& row, const Caller& caller) {
    const bool is_draft = row.state == "drafted" || row.state == "approved";
    if (row.state == "pending_approval" && caller.may("job.approve") && !row.alone_until.is_set()) message.add_allowed_actions("approve");
    if (is_draft && caller.may("authority.publish")) message.add_allowed_actions("sign");
    if (is_open(row.state) && caller.may("job.write")) message.add_allowed_actions("cancel");
    const bool has_missed = row.counts.failed + row.counts.expired + row.counts.unknown > 0;
    if (!is_open(row.state) && has_missed && !row.is_foreign && caller.may("job.write")) message.add_allowed_actions("retry");
}
}  // namespace

void fill(v1::Job& message, const JobRow& row, const Caller& caller) {
    message.set_job_id(row.id.text());
    message.set_client_id(row.client.text());
    message.set_client_name(row.client_name);
    message.set_job_class(authority::class_word(row.job_class));
    message.set_title(row.title);
    message.set_state(row.state);
    message.set_words(waits_for(row));
    if (!row.author_id.is_nil()) message.set_author_id(row.author_id.text());
    message.set_author(row.author);
    message.set_drafted_at_unix_ms(row.drafted_at.unix_ms);
    message.set_reason(row.reason);
    if (!row.ticket.is_nil()) message.set_ticket_id(row.ticket.text());
    message.set_ticket_reference(row.ticket_reference);
    message.mutable_action()->ParseFromArray(row.wish.data(), static_cast<int>(row.wish.size()));
    message.set_script_name(row.script_name);
    message.set_script_digest(row.script_digest);
    message.set_script_version(static_cast<int32_t>(row.script_version));
    message.set_not_before_unix_ms(row.not_before.unix_ms);
    message.set_not_after_unix_ms(row.not_after.unix_ms);
    message.set_timeout_s(row.timeout_s);
    message.set_devices(static_cast<int32_t>(row.devices));
    message.set_blast_radius(row.radius);
    message.set_persons_needed(static_cast<int32_t>(row.persons));
    for (const auto& one : row.signed_by) message.add_signed_by(one);
    message.set_message_id(row.message_id);
    message.set_signed_at_unix_ms(row.signed_at.unix_ms);
    message.set_approved_by(row.approved_by);
    message.set_approved_at_unix_ms(row.approved_at.unix_ms);
    const Counts& n = row.counts;
    message.set_done(static_cast<int32_t>(n.done));
    message.set_failed(static_cast<int32_t>(n.failed));
    message.set_refused(static_cast<int32_t>(n.refused));
    message.set_running(static_cast<int32_t>(n.running));
    message.set_expired(static_cast<int32_t>(n.expired));
    message.set_unknown(static_cast<int32_t>(n.unknown));
    message.set_waiting(static_cast<int32_t>(n.waiting));
    message.set_cancelled(static_cast<int32_t>(n.cancelled));
    message.set_etag(std::to_string(row.revision));
    message.set_open(is_open(row.state));
    if (!row.retry_of.is_nil()) message.set_retry_of(row.retry_of.text());
    if (row.log_number >= 0) message.set_log_number(std::to_string(row.log_number));
    message.set_halted_reason(row.halted);
    message.set_is_test(row.is_test);
    message.set_is_emergency(row.is_emergency);
    fill_actions(message, row, caller);
}

void fill(v1::JobTarget& message, const TargetRow& row, bool is_sealed, bool is_online) {
    message.set_device_id(row.device.text());
    message.set_device_name(row.device_name);
    message.set_gate_id(row.gate_id);
    message.set_state(row.state);
    message.set_words(row.words);
    message.set_exit_code(static_cast<int32_t>(row.exit));
    message.set_started_at_unix_ms(row.started_at.unix_ms);
    message.set_ended_at_unix_ms(row.ended_at.unix_ms);
    message.set_output_bytes(row.output_bytes);
    message.set_output_digest(row.output_digest);
    message.set_observed_at_unix_ms(row.observed_at.unix_ms);
    message.set_online(is_online);
    message.set_output_is_sealed(is_sealed);
    message.set_result(std::string(as_text(row.result)));
    message.set_ran_too_long(row.ran_too_long);
}

v1::JobOutput output_page(ByteView output, int64_t offset, bool is_sealed, bool is_whole) {
    v1::JobOutput answer;
    const size_t from = std::min(static_cast<size_t>(std::max<int64_t>(offset, 0)), output.size());
    // The end of what is still being written may be half a character: it comes with the next.
    const size_t wanted = std::min(from + most_in_page, output.size());
    const size_t until = is_sealed ? output.size() : end_of_characters(output, wanted);
    answer.set_offset(static_cast<int64_t>(from));
    answer.set_next_offset(static_cast<int64_t>(until));
    answer.set_complete(is_whole && until == output.size());
    answer.set_is_sealed(is_sealed);
    const ByteView part = output.subspan(from, until - from);
    if (is_sealed) answer.set_sealed(std::string(as_text(part)));
    else answer.set_text(readable(part));
    return answer;
}

}  // namespace steward::jobs

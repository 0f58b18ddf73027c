#include "server/modules/proactivity/messages.h"

namespace steward::proactivity {

namespace {
std::string name_of(const directory::Directory& directory, ClientId client, DeviceId device) {
    const auto card = directory.device(device);
    return card && card->client == client ? card->name : "";
}

void fill_evidence(v1::Evidence& message, const Moment& moment) {
    message.set_at_unix_ms(moment.at.unix_ms);
    if (!moment.at.is_set()) return;
    message.set_source(moment.source);
    message.set_source_id(moment.source_id);
}

template <typename AnyId>
std::string text_or_none(const AnyId& id) {
    return id.is_nil() ? std::string() : id.text();
}
}  // namespace

void fill(v1::Disturbance& message, const Disturbance& d, const directory::Directory& directory, const Caller& caller) {
    message.set_disturbance_id(d.id.text());
    message.set_reference(d.reference);
    message.set_client_id(d.client.text());
    message.set_client_name(directory.client_name(d.client));
    message.set_title(d.title);
    message.set_state(d.state);
    message.set_device_name(name_of(directory, d.client, d.device));
    if (!message.device_name().empty()) message.set_device_id(d.device.text());
    message.set_check(d.check);
    message.set_incident_id(d.incident_id);
    message.set_ticket_id(d.ticket_id);
    message.set_merged_into_id(d.merged_into);
    message.set_detected_by(d.detected_by);
    fill_evidence(*message.mutable_started(), d.started);
    fill_evidence(*message.mutable_detected(), d.detected);
    fill_evidence(*message.mutable_acted(), d.acted);
    fill_evidence(*message.mutable_reported(), d.reported);
    message.set_restored_at_unix_ms(d.restored_at.unix_ms);
    message.set_resolved_at_unix_ms(d.resolved_at.unix_ms);
    message.set_resolution_code(d.resolution_code);
    message.set_verdict(std::string(to_text(d.verdict)));
    message.set_derived_verdict(std::string(to_text(d.derived)));
    message.set_original_verdict(std::string(to_text(d.original)));
    message.set_definition_version(static_cast<int32_t>(d.definition));
    message.set_exclusion(d.exclusion);
    message.set_report_count(static_cast<int32_t>(d.report_count));
    if (d.verdict == Verdict::Proactive && d.reported.at.is_set() && d.acted.at.is_set())
        message.set_lead_seconds(std::chrono::duration<double>(d.reported.at - d.acted.at).count());
    if (!caller.may("proactivity.write") || d.state == "merged") return;
    message.add_allowed_actions("record");
    if (d.verdict != Verdict::Undecided) message.add_allowed_actions("override");
}

void fill(v1::ClientReport& message, const ReportRow& r, std::string_view proposed_title, const directory::Directory& directory,
          const Caller& caller) {
    message.set_report_id(r.id.text());
    message.set_client_id(r.client.text());
    message.set_client_name(directory.client_name(r.client));
    message.set_channel(r.channel);
    message.set_received_at_unix_ms(r.received_at.unix_ms);
    message.set_entered_at_unix_ms(r.entered_at.unix_ms);
    message.set_ticket_id(text_or_none(r.ticket));
    message.set_ticket_reference(r.ticket_reference);
    message.set_device_name(name_of(directory, r.client, r.device));
    if (!message.device_name().empty()) message.set_device_id(r.device.text());
    message.set_state(r.state);
    message.set_disturbance_id(text_or_none(r.disturbance));
    message.set_proposed_id(text_or_none(r.proposed));
    message.set_proposed_title(std::string(proposed_title));
    v1::Score& score = *message.mutable_score();
    score.set_total(r.score.total());
    score.set_device(r.score.device);
    score.set_service(r.score.service);
    score.set_site(r.score.site);
    score.set_category(r.score.category);
    score.set_closeness(r.score.closeness);
    score.set_text(r.score.text);
    message.set_told_at_unix_ms(r.told_at.unix_ms);
    if (!caller.client_side) {
        message.set_contact(r.contact);
        message.set_text(r.text);
        message.set_linked_by(r.linked_by);
    }
    if (!caller.may("proactivity.write")) return;
    if (r.state == "linked") return message.add_allowed_actions("relink");
    message.add_allowed_actions("confirm");
    message.add_allowed_actions("reject");
}

void fill(v1::VerdictOverride& message, const OverrideRow& o, std::string_view title, const directory::Directory& directory,
          const Caller& caller) {
    message.set_override_id(o.id.text());
    message.set_disturbance_id(o.disturbance.text());
    message.set_disturbance_title(std::string(title));
    message.set_client_id(o.client.text());
    message.set_client_name(directory.client_name(o.client));
    message.set_kind(o.kind);
    message.set_from_verdict(std::string(to_text(o.from)));
    message.set_to_verdict(std::string(to_text(o.to)));
    message.set_report_id(text_or_none(o.report));
    message.set_target_id(text_or_none(o.target));
    message.set_reason(o.reason);
    message.set_improves(o.improves);
    message.set_state(o.state);
    message.set_requested_by(o.requested_by);
    message.set_requested_at_unix_ms(o.requested_at.unix_ms);
    message.set_decided_by(o.decided_by);
    message.set_decided_at_unix_ms(o.decided_at.unix_ms);
    message.set_note(o.note);
    message.set_exclusion(o.exclusion);
    if (o.state != "pending" || !caller.may("proactivity.approve")) return;
    if (caller.account != o.requested_by_id) message.add_allowed_actions("approve");
    message.add_allowed_actions("refuse");
}

void fill(v1::VerdictLine& message, const VerdictRow& row) {
    message.set_at_unix_ms(row.at.unix_ms);
    message.set_verdict(std::string(to_text(row.verdict)));
    message.set_reason(row.reason);
    message.set_by(row.by);
    message.set_definition_version(static_cast<int32_t>(row.definition));
}

void fill(v1::Proactivity& message, const Figures& figures) {
    message.set_definition_version(definition_version);
    message.set_numerator(static_cast<int32_t>(figures.proactive.numerator));
    message.set_denominator(static_cast<int32_t>(figures.proactive.denominator));
    message.set_has_data(figures.proactive.has_data());
    message.set_enough(figures.proactive.is_enough());
    message.set_detected_numerator(static_cast<int32_t>(figures.detected.numerator));
    message.set_seen_not_acted(static_cast<int32_t>(figures.seen_not_acted));
    message.set_client_first(static_cast<int32_t>(figures.client_first));
    message.set_has_lead(figures.lead_minutes.has_value());
    message.set_lead_minutes(figures.lead_minutes.value_or(0));
    message.set_lead_sample(static_cast<int32_t>(figures.reported));
    message.set_never_reported(static_cast<int32_t>(figures.never_reported.numerator));
    // Under ten there is a count and "too few", never a percentage (domain/model.md, invariant 63).
    if (figures.proactive.is_enough()) {
        const Interval interval = wilson(figures.proactive);
        message.set_percent(figures.proactive.percent());
        message.set_interval_low(interval.low);
        message.set_interval_high(interval.high);
        message.set_detected_percent(figures.detected.percent());
    }
    if (figures.never_reported.is_enough()) message.set_never_reported_percent(figures.never_reported.percent());
    for (const Placed& placed : figures.placed) {
        v1::Counted& line = *message.add_counted();
        line.set_disturbance_id(placed.id.text());
        line.set_verdict(std::string(to_text(placed.verdict)));
        line.set_exclusion(std::string(to_text(placed.exclusion)));
        line.set_pending(placed.is_pending);
    }
}

void fill(v1::ProactivitySnapshot& message, const Snapshot& snapshot) {
    message.set_number(static_cast<int32_t>(snapshot.number));
    message.set_computed_at_unix_ms(snapshot.computed_at.unix_ms);
    message.set_definition_version(static_cast<int32_t>(snapshot.definition));
    message.set_numerator(static_cast<int32_t>(snapshot.proactive.numerator));
    message.set_denominator(static_cast<int32_t>(snapshot.proactive.denominator));
    message.set_reason(snapshot.reason);
}

}  // namespace steward::proactivity

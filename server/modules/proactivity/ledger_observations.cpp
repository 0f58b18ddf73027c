// What our own people or a vendor saw before anybody of the client told us: no report, but a detection (domain/kpis.md C, t_det).
#include <algorithm>

#include "server/modules/proactivity/ledger.h"

namespace steward::proactivity {

Result<std::optional<SeenTicket>> read_seen_ticket(Transaction& transaction, std::string_view ticket_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "select c.ticket_id, c.client_id, c.reference, c.kind, c.source, c.title, c.description, c.requester_id, c.device_id, "
                    "c.created_at, p.name, l.category_id from helpdesk_v_ticket_contents c left join directory_v_people p on p.client_id = "
                    "c.client_id and p.id = c.requester_id left join helpdesk_v_ticket_places l on l.ticket_id = c.ticket_id where "
                    "c.ticket_id = $1 and not exists (select 1 from helpdesk_v_brought_in b where b.ticket_id = c.ticket_id)",
                    ticket_id));
    // What the calendar opens was neither seen nor told.
    if (!row || row->text(3) != "incident" || row->text(4) == "alert" || row->text(4) == "scheduled") return std::optional<SeenTicket>{};
    SeenTicket seen;
    seen.ticket = row->id<TicketId>(0);
    seen.client = row->id<ClientId>(1);
    seen.reference = row->text(2);
    seen.source = row->text(4);
    seen.text = row->text(6).empty() ? row->text(5) : row->text(5) + "\n" + row->text(6);
    if (!row->is_null(7)) seen.person = row->id<PersonId>(7);
    if (!row->is_null(8)) seen.device = row->id<DeviceId>(8);
    seen.at = row->instant(9);
    seen.contact = row->text_or(10);
    seen.category = row->text_or(11);
    return std::optional(seen);
}

// Whoever of the client is named as the one who asked told us: then it is their report, whatever the source says. Ties go to the client.
std::string_view observer_of(const SeenTicket& seen) {
    if (!seen.person.is_nil()) return "";
    if (seen.source == "vendor") return by_vendor;
    return seen.source == "audit" || seen.source == "qbr" ? by_technician : "";
}

Result<ReportFace> Ledger::face_of(Transaction& transaction, const SeenTicket& seen) {
    ReportRow as_report;
    as_report.client = seen.client;
    as_report.received_at = seen.at;
    as_report.device = seen.device;
    as_report.ticket = seen.ticket;
    as_report.text = seen.text;
    return face_of(transaction, as_report);
}

Status Ledger::observe(Transaction& transaction, const SeenTicket& seen, Instant now) {
    STEWARD_TRY(const auto known, observation_of_ticket(transaction, seen.ticket.text()));
    if (known) return ticket_changed(transaction, seen.ticket.text(), now);
    STEWARD_TRY(auto running, disturbances_around(transaction, seen.client, seen.at));
    std::erase_if(running, [](const Disturbance& one) { return one.restored_at.is_set(); });
    std::vector<DisturbanceFace> faces;
    for (const Disturbance& one : running) {
        STEWARD_TRY(auto face, face_of(transaction, one));
        faces.push_back(std::move(face));
    }
    // Nobody is asked: what is not surely the same is a disturbance of its own.
    STEWARD_TRY(const auto its_face, face_of(transaction, seen));
    const Match match = best_match(its_face, faces);
    IncidentId home = match.index && match.linking == Linking::Link ? running[*match.index].id : IncidentId{};
    if (home.is_nil()) {
        Disturbance own;
        own.id = home = IncidentId::make(now, rng_);
        own.client = seen.client;
        own.device = seen.device;
        own.reference = seen.reference;
        own.started = {seen.at, std::string(observer_of(seen)), seen.ticket.text()};
        STEWARD_CHECK(insert_disturbance(transaction, own));
    }
    STEWARD_CHECK(insert_observation(transaction, {.ticket = seen.ticket,
                                                   .client = seen.client,
                                                   .disturbance = home,
                                                   .by = std::string(observer_of(seen)),
                                                   .at = seen.at,
                                                   .device = seen.device}));
    return refresh(transaction, home, observer_of(seen) == by_vendor ? "a vendor told us" : "our own people saw it", "rule", now);
}

Result<std::optional<IncidentId>> Ledger::observed_before(Transaction& transaction, const Disturbance& fresh, Instant now) {
    STEWARD_TRY(const DisturbanceFace face, face_of_fresh(transaction, fresh));
    STEWARD_TRY(const auto observations, observations_without_alert(transaction, fresh.client, now + before_start));
    for (const Observation& one : observations) {
        STEWARD_TRY(const auto seen, read_seen_ticket(transaction, one.ticket.text()));
        if (!seen) continue;
        STEWARD_TRY(const auto its_face, face_of(transaction, *seen));
        const auto points = score(its_face, face);
        if (points && linking_for(points->total()) == Linking::Link) return std::optional(one.disturbance);
    }
    return std::optional<IncidentId>{};
}

// Its ticket went into another, and nothing else speaks of it. It is no detection of what that one is about: merging tickets is no way
// to have been first.
Status Ledger::observation_merged(Transaction& transaction, const Observation& observation, std::string_view into_ticket_id) {
    STEWARD_TRY(auto left, find_disturbance(transaction, observation.disturbance));
    STEWARD_TRY(const auto homes, disturbances_of_ticket(transaction, into_ticket_id));
    if (!left || left->state == "merged" || homes.empty() || homes.front() == left->id) return {};
    STEWARD_TRY(const auto evidence, read_evidence(transaction, *left));
    if (!evidence.alerts.empty() || !evidence.reports.empty() || evidence.observations.size() > 1) return {};
    left->state = "merged";
    left->merged_into = homes.front().text();
    return update_disturbance(transaction, *left);
}

Status Ledger::observation_unmerged(Transaction& transaction, const Observation& observation, Instant now) {
    STEWARD_TRY(auto before, find_disturbance(transaction, observation.disturbance));
    if (!before || before->state != "merged") return {};
    before->state = "open";
    before->merged_into.clear();
    STEWARD_CHECK(update_disturbance(transaction, *before));
    return refresh(transaction, before->id, "its ticket stands for itself again", "rule", now);
}

}  // namespace steward::proactivity

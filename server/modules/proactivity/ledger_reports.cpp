// Where a person's report belongs: linked, proposed, or a disturbance of its own.
#include "server/modules/proactivity/ledger.h"

#include <algorithm>
#include <utility>

namespace steward::proactivity {

namespace {
constexpr size_t longest_report_text = 4000;

std::string question_of(const ReportRow& report) { return "proactivity." + report.id.text(); }

// The mark is put between letters, never inside one.
std::string shortened(std::string text) {
    if (text.size() <= longest_report_text) return text;
    size_t end = longest_report_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text + "…";
}

ReportRow report_in(const SeenTicket& seen) {
    ReportRow report;
    report.client = seen.client;
    report.contact = seen.contact;
    report.person = seen.person;
    report.channel = seen.source;
    report.received_at = report.entered_at = seen.at;
    report.text = shortened(seen.text);
    report.ticket = seen.ticket;
    report.ticket_reference = seen.reference;
    report.device = seen.device;
    return report;
}

Result<std::string> category_of_ticket(Transaction& transaction, const std::string& ticket_id) {
    if (ticket_id.empty()) return std::string();
    STEWARD_TRY(const auto row, transaction.query_one("select category_id from helpdesk_v_ticket_places where ticket_id = $1", ticket_id));
    return row ? row->text_or(0) : std::string();
}

std::vector<std::string> texts_of(const std::set<services::ServiceId>& services) {
    std::vector<std::string> texts;
    for (const auto& id : services) texts.push_back(id.text());
    return texts;
}

void add_site(std::vector<SiteId>& sites, SiteId site) {
    if (!site.is_nil() && std::find(sites.begin(), sites.end(), site) == sites.end()) sites.push_back(site);
}
}  // namespace

Result<DisturbanceFace> Ledger::face_of(Transaction& transaction, const Disturbance& disturbance) {
    DisturbanceFace face{.id = disturbance.id,
                         .client = disturbance.client,
                         .started_at = disturbance.started.at,
                         .detected_at = disturbance.detected.at,
                         .restored_at = disturbance.restored_at,
                         .devices = {},
                         .sites = {},
                         .services = {},
                         .category = {},
                         .titles = {}};
    STEWARD_TRY(face.devices, devices_of(transaction, disturbance));
    if (!disturbance.device.is_nil()) face.devices.push_back(disturbance.device);
    STEWARD_TRY(face.titles, titles_of(transaction, disturbance));
    STEWARD_TRY(face.category, category_of_ticket(transaction, disturbance.ticket_id));
    for (const DeviceId id : face.devices) {
        const auto card = directory_.device(id);
        if (card && card->client == disturbance.client) add_site(face.sites, card->site);
    }
    if (!services_) return face;
    STEWARD_TRY(const auto named, services_named(transaction, disturbance.id));
    STEWARD_TRY(const auto hit, services_->hit_by(transaction, disturbance.client, face.devices, named));
    face.services = texts_of(hit);
    return face;
}

Result<ReportFace> Ledger::face_of(Transaction& transaction, const ReportRow& report) {
    ReportFace face{
        .client = report.client, .at = report.received_at, .devices = {}, .sites = {}, .services = {}, .category = {}, .text = report.text};
    if (!report.device.is_nil()) {
        face.devices.push_back(report.device);
        const auto card = directory_.device(report.device);
        if (card && card->client == report.client) add_site(face.sites, card->site);
    }
    // Named with the report, or that its machine is part of. What stands on it above is not said by that to be broken.
    if (services_) {
        STEWARD_TRY(auto named, services_->on(transaction, report.client, face.devices));
        STEWARD_TRY(auto of_ticket, services_named(transaction, report.ticket));
        named.merge(of_ticket);
        face.services = texts_of(named);
    }
    if (!report.ticket.is_nil()) face.category = category_of_ticket(transaction, report.ticket.text()).value_or("");
    if (report.person.is_nil()) return face;
    const auto row =
        transaction.query_one("select site_id from directory_v_people where client_id = $1 and id = $2", report.client, report.person);
    if (row && *row && !(*row)->is_null(0)) add_site(face.sites, (*row)->id<SiteId>(0));
    // A device that is named says what it is about; where none is, it may be one that they work with.
    if (!face.devices.empty()) return face;
    const auto own = transaction.query("select device_id from directory_v_device_people where client_id = $1 and person_id = $2",
                                       report.client, report.person);
    if (!own) return face;
    for (const auto& device : *own) face.devices.push_back(device.id<DeviceId>(0));
    return face;
}

// A person's ticket about something that does not work is their report. Alerts are nobody's, what we saw ourselves is our detection, and
// requests are no problems.
Status Ledger::ticket_opened(Transaction& transaction, std::string_view ticket_id, Instant now) {
    STEWARD_TRY(const auto known, report_of_ticket(transaction, ticket_id));
    if (known) return {};
    STEWARD_TRY(const auto seen, read_seen_ticket(transaction, ticket_id));
    if (!seen) return ticket_changed(transaction, ticket_id, now);
    if (!observer_of(*seen).empty()) return observe(transaction, *seen, now);
    ReportRow report = report_in(*seen);
    report.id = ClientReportId::make(now, rng_);
    report.linked_by = "rule";
    report.state = "proposed";  // until it is assessed
    STEWARD_CHECK(insert_report(transaction, report));
    // Somebody of the client was named afterwards as the one who asked: it is about what we took for our own observation.
    STEWARD_TRY(const auto observed, observation_of_ticket(transaction, ticket_id));
    return observed ? link(transaction, report, observed->disturbance, {}, "rule", now) : assess(transaction, report, now);
}

Status Ledger::assess(Transaction& transaction, ReportRow& report, Instant now) {
    STEWARD_TRY(const auto candidates, disturbances_around(transaction, report.client, report.received_at));
    std::vector<DisturbanceFace> faces;
    std::vector<const Disturbance*> others;
    for (const Disturbance& candidate : candidates) {
        if (candidate.id == report.disturbance) continue;
        STEWARD_TRY(auto face, face_of(transaction, candidate));
        faces.push_back(std::move(face));
        others.push_back(&candidate);
    }
    STEWARD_TRY(const auto its_face, face_of(transaction, report));
    const Match match = best_match(its_face, faces);
    if (!match.index) return report.disturbance.is_nil() ? open_own(transaction, report, "rule", now) : Status{};
    // What was a disturbance of its own already has a verdict: only a person takes it away.
    if (match.linking == Linking::Propose || !report.disturbance.is_nil())
        return propose(transaction, report, *others[*match.index], match.score, now);
    return link(transaction, report, others[*match.index]->id, match.score, "rule", now);
}

Status Ledger::link(Transaction& transaction, ReportRow& report, IncidentId to, const Score& score, std::string by, Instant now) {
    const IncidentId from = report.disturbance;
    STEWARD_TRY(const auto standing, find_standing(transaction, to));
    if (standing) to = standing->id;
    report.state = "linked";
    report.disturbance = to;
    report.proposed = {};
    report.score = score;
    report.linked_by = std::move(by);
    STEWARD_CHECK(update_report(transaction, report));
    if (!report.ticket.is_nil()) STEWARD_CHECK(voice_.settle(transaction, report.ticket, question_of(report)));
    if (!from.is_nil() && from != to) STEWARD_CHECK(merge_if_empty(transaction, from, to, now));
    return refresh(transaction, to, "a report was linked to it", report.linked_by, now);
}

Status Ledger::propose(Transaction& transaction, ReportRow& report, const Disturbance& to, const Score& score, Instant now) {
    report.state = "proposed";
    report.proposed = to.id;
    report.score = score;
    STEWARD_CHECK(update_report(transaction, report));
    if (report.ticket.is_nil()) return {};
    return voice_.ask(transaction, report.ticket, question_of(report),
                      "Say first whether this is about “" + to.title + "”: confirm or reject the proposed link.", now);
}

Status Ledger::open_own(Transaction& transaction, ReportRow& report, std::string by, Instant now) {
    if (report.disturbance.is_nil()) {
        Disturbance own;
        own.id = IncidentId::make(now, rng_);
        own.client = report.client;
        own.device = report.device;
        own.reference = report.ticket_reference;
        own.started = {report.received_at, "client_report", report.id.text()};
        STEWARD_CHECK(insert_disturbance(transaction, own));
        report.disturbance = own.id;
    }
    report.state = "linked";
    report.proposed = {};
    report.linked_by = std::move(by);
    STEWARD_CHECK(update_report(transaction, report));
    if (!report.ticket.is_nil()) STEWARD_CHECK(voice_.settle(transaction, report.ticket, question_of(report)));
    return refresh(transaction, report.disturbance, "a client reported it", report.linked_by, now);
}

Status Ledger::merge_if_empty(Transaction& transaction, IncidentId id, IncidentId into, Instant now) {
    STEWARD_TRY(auto left, find_disturbance(transaction, id));
    if (!left || left->state == "merged") return {};
    STEWARD_TRY(const auto evidence, read_evidence(transaction, *left));
    if (!evidence.is_empty()) return refresh(transaction, id, "a report went elsewhere", "rule", now);
    left->state = "merged";
    left->merged_into = into.text();
    left->report_count = 0;
    return update_disturbance(transaction, *left);
}

// No ticket is about it yet, so it has no category.
Result<DisturbanceFace> Ledger::face_of_fresh(Transaction& transaction, const Disturbance& fresh) {
    DisturbanceFace face{.id = fresh.id,
                         .client = fresh.client,
                         .started_at = fresh.started.at,
                         .detected_at = fresh.detected.at,
                         .restored_at = {},
                         .devices = {fresh.device},
                         .sites = {},
                         .services = {},
                         .category = {},
                         .titles = {fresh.title}};
    const auto card = directory_.device(fresh.device);
    if (card) add_site(face.sites, card->site);
    if (!services_) return face;
    STEWARD_TRY(const auto hit, services_->hit_by(transaction, fresh.client, face.devices, {}));
    face.services = texts_of(hit);
    return face;
}

Result<std::vector<Ledger::Speaking>> Ledger::reports_speaking_of(Transaction& transaction, const Disturbance& fresh, Instant now) {
    STEWARD_TRY(const DisturbanceFace face, face_of_fresh(transaction, fresh));
    STEWARD_TRY(const auto reports, reports_before_detection(transaction, fresh.client, now + before_start));
    std::vector<Speaking> speaking;
    for (const ReportRow& report : reports) {
        if (!in_window(report.received_at, face)) continue;
        STEWARD_TRY(const auto its_face, face_of(transaction, report));
        const auto points = score(its_face, face);
        if (points && linking_for(points->total()) != Linking::OpenNew) speaking.push_back({report, *points});
    }
    return speaking;
}

// It keeps its verdict, which is the client's.
Result<std::optional<IncidentId>> Ledger::gather(Transaction& transaction, std::vector<Speaking>& speaking, Instant now) {
    std::optional<IncidentId> home;
    for (auto& [report, points] : speaking) {
        if (linking_for(points.total()) != Linking::Link) continue;
        if (!home) home = report.disturbance;
        STEWARD_CHECK(link(transaction, report, *home, points, "rule", now));
    }
    return home;
}

Status Ledger::propose_all(Transaction& transaction, std::vector<Speaking>& speaking, const Disturbance& to, Instant now) {
    for (auto& [report, points] : speaking) {
        const bool stays = report.disturbance == to.id || report.decided_at.is_set();
        if (linking_for(points.total()) == Linking::Propose && !stays) STEWARD_CHECK(propose(transaction, report, to, points, now));
    }
    return {};
}

Status Ledger::ticket_merged(Transaction& transaction, std::string_view ticket_id, std::string_view into_ticket_id, Instant now) {
    STEWARD_TRY(auto report, report_of_ticket(transaction, ticket_id));
    if (!report) {
        STEWARD_TRY(const auto observed, observation_of_ticket(transaction, ticket_id));
        return observed ? observation_merged(transaction, *observed, into_ticket_id) : Status{};
    }
    STEWARD_TRY(const auto homes, disturbances_of_ticket(transaction, into_ticket_id));
    const bool there = std::find(homes.begin(), homes.end(), report->disturbance) != homes.end();
    if (homes.empty() || there) return {};
    report->proposed = homes.front();
    STEWARD_TRY(const auto target, find_disturbance(transaction, report->proposed));
    STEWARD_TRY(const bool improves, confirming_improves(transaction, *report, now));
    STEWARD_CHECK(remember_home(transaction, *report, now));
    // Merging tickets is no way around the second person.
    if (improves && target) return propose(transaction, *report, *target, report->score, now);
    return link(transaction, *report, homes.front(), report->score, "a merge", now);
}

Status Ledger::ticket_unmerged(Transaction& transaction, std::string_view ticket_id, std::string_view from_ticket_id, Instant now) {
    STEWARD_TRY(auto report, report_of_ticket(transaction, ticket_id));
    if (!report) {
        STEWARD_TRY(const auto observed, observation_of_ticket(transaction, ticket_id));
        return observed ? observation_unmerged(transaction, *observed, now) : Status{};
    }
    STEWARD_TRY(const auto home, take_home(transaction, report->id));
    if (!home || report->decided_at >= home->at) return {};
    // What the merge made us ask was asked in the ticket that went on.
    if (const auto from = TicketId::parse(from_ticket_id)) STEWARD_CHECK(voice_.settle(transaction, *from, question_of(*report)));
    if (home->disturbance.is_nil()) {
        const IncidentId left = std::exchange(report->disturbance, {});
        report->linked_by = home->linked_by;
        STEWARD_CHECK(assess(transaction, *report, now));
        return left.is_nil() ? Status{} : merge_if_empty(transaction, left, report->disturbance, now);
    }
    STEWARD_TRY(auto before, find_disturbance(transaction, home->disturbance));
    if (!before) return {};
    if (before->state == "merged") {
        before->state = "open";
        before->merged_into.clear();
        STEWARD_CHECK(update_disturbance(transaction, *before));
    }
    return link(transaction, *report, before->id, report->score, home->linked_by, now);
}

Status Ledger::ticket_said_more(Transaction& transaction, std::string_view ticket_id, Said what, Instant now) {
    STEWARD_TRY(auto known, report_of_ticket(transaction, ticket_id));
    if (!known) return ticket_opened(transaction, ticket_id, now);
    STEWARD_TRY(const auto said, read_seen_ticket(transaction, ticket_id));
    if (!said || (said->device == known->device && what == Said::Other)) return {};
    known->device = said->device;
    STEWARD_CHECK(update_report(transaction, *known));
    if (known->decided_at.is_set()) return {};  // a person said where it belongs
    if (known->disturbance.is_nil()) return assess(transaction, *known, now);
    STEWARD_TRY(const auto home, find_disturbance(transaction, known->disturbance));
    if (home && !home->detected.at.is_set()) STEWARD_CHECK(assess(transaction, *known, now));
    const auto* why = what == Said::Category  ? "its ticket has another category"
                      : what == Said::Service ? "its ticket names other services"
                                              : "its ticket names another device";
    return refresh(transaction, known->disturbance, why, "rule", now);
}

}  // namespace steward::proactivity

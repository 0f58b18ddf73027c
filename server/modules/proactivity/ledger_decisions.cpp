// What people decide, and who must agree: what improves our figure needs a second person
// (domain/model.md section 3, rule 5).
#include "server/modules/proactivity/ledger.h"

namespace steward::proactivity {

namespace {
std::unexpected<Error> not_proposed() {
    return fail(ErrorKind::Conflict, "proactivity.not_proposed", "Nothing is proposed for this report any more. Look again.");
}

std::unexpected<Error> no_disturbance() {
    return fail(ErrorKind::NotFound, "proactivity.disturbance_not_found", "There is no such disturbance, or it is not this client's.");
}

Status still_pending(const OverrideRow& asked) {
    if (asked.state == "pending") return {};
    return fail(ErrorKind::Conflict, "proactivity.not_pending", "This was decided already. Look again.");
}

// Nobody agrees with themselves, and a program is nobody.
Status is_second_person(const OverrideRow& asked, const Decider& by) {
    if (!by.account.is_nil() && by.account != asked.requested_by_id) return {};
    return fail(ErrorKind::Forbidden, "proactivity.same_person",
                "What improves the figure needs a second person. Ask a colleague who may approve it.");
}

Status has_name(const Decider& by) {
    if (!by.account.is_nil()) return {};
    return fail(ErrorKind::Forbidden, "proactivity.needs_account", "Sign in with an account of your own: a decision like this has a name.");
}
}  // namespace

Result<ReportRow> Ledger::record(Transaction& transaction, ReportRow report, IncidentId wanted, const Decider& by, Instant now) {
    report.id = ClientReportId::make(now, rng_);
    STEWARD_TRY(const auto face, face_of(transaction, report));
    Score points;
    IncidentId home = wanted;
    if (!wanted.is_nil()) {
        STEWARD_TRY(const auto named, find_disturbance(transaction, wanted));
        if (!named || named->client != report.client || named->state == "merged") return no_disturbance();
        STEWARD_TRY(const auto named_face, face_of(transaction, *named));
        const auto parts = score(face, named_face);
        if (!parts) return bad_field("/began_at_unix_ms", "The contact lies outside of this disturbance's time.");
        points = *parts;
    } else {
        STEWARD_TRY(const auto candidates, disturbances_around(transaction, report.client, report.received_at));
        std::vector<DisturbanceFace> faces;
        for (const auto& candidate : candidates) {
            STEWARD_TRY(auto one, face_of(transaction, candidate));
            faces.push_back(std::move(one));
        }
        const Match match = best_match(face, faces);
        if (match.linking != Linking::Link) {
            return fail(ErrorKind::Conflict, "proactivity.nothing_matches",
                        "No known disturbance matches this well enough. Name it, or open a ticket.");
        }
        home = candidates[*match.index].id;
        points = match.score;
    }
    report.disturbance = home;
    STEWARD_CHECK(insert_report(transaction, report));
    STEWARD_CHECK(link(transaction, report, home, points, wanted.is_nil() ? "rule" : by.name, now));
    return report;
}

Result<ReportRow> Ledger::confirm(Transaction& transaction, ReportRow report, const Decider& by, Instant now) {
    if (report.state != "proposed" || report.proposed.is_nil()) return not_proposed();
    report.decided_at = now;
    const IncidentId to = report.proposed;
    STEWARD_TRY(const bool improves, confirming_improves(transaction, report, now));
    if (!improves) {
        STEWARD_CHECK(link(transaction, report, to, report.score, by.name, now));
        return report;
    }
    // Decided here, but what it was on its own stands until a second person agrees.
    STEWARD_CHECK(has_name(by));
    STEWARD_TRY(const auto own, find_disturbance(transaction, report.disturbance));
    STEWARD_CHECK(open_own(transaction, report, by.name, now));
    STEWARD_CHECK(insert_override(transaction, relink_wish(report, *own, to, "The proposed link was confirmed.", true, by, now)));
    return report;
}

// A lost disturbance that vanishes into another one improves the figure, unless that one gets worse by it.
Result<bool> Ledger::confirming_improves(Transaction& transaction, const ReportRow& report, Instant now) {
    if (report.disturbance.is_nil()) return false;
    STEWARD_TRY(const auto target, find_standing(transaction, report.proposed));
    if (!target || target->id == report.disturbance) return false;
    Times with = target->times();
    if (!with.reported_at.is_set() || report.received_at < with.reported_at) with.reported_at = report.received_at;
    const Verdict after = settle(target->derived, judge(with, now));
    return target->verdict == Verdict::Undecided ? after == Verdict::Proactive : !is_better(target->verdict, after);
}

Result<ReportRow> Ledger::reject(Transaction& transaction, ReportRow report, const Decider& by, Instant now) {
    if (report.state != "proposed" || report.proposed.is_nil()) return not_proposed();
    report.decided_at = now;
    STEWARD_CHECK(open_own(transaction, report, by.name, now));
    return report;
}

// Taking a report away improves the figure when what stays behind looks better without it, or vanishes.
Result<bool> Ledger::moving_improves(Transaction& transaction, const ReportRow& report, const Disturbance& source, Instant now) {
    if (source.verdict == Verdict::Proactive) return false;
    STEWARD_TRY(auto evidence, read_evidence(transaction, source));
    std::erase_if(evidence.reports, [&](const ReportEvidence& one) { return one.id == report.id.text(); });
    if (evidence.is_empty()) return true;
    const Verdict without = judge(fold(source, evidence).times(), now);
    return without == Verdict::Undecided || is_better(without, source.verdict);
}

Result<ReportRow> Ledger::relink(Transaction& transaction, ReportRow report, IncidentId target, std::string reason, const Decider& by,
                                 Instant now) {
    STEWARD_CHECK(has_name(by));
    if (report.state != "linked") {
        return fail(ErrorKind::Conflict, "proactivity.still_proposed", "Confirm or reject what is proposed for this report first.");
    }
    if (target.is_nil() && report.ticket.is_nil())
        return bad_field("/disturbance_id", "A report without a ticket cannot stand alone. Open a ticket for it.");
    if (target == report.disturbance) return bad_field("/disturbance_id", "It is linked to this one already.");
    if (!target.is_nil()) {
        STEWARD_TRY(const auto there, find_disturbance(transaction, target));
        if (!there || there->client != report.client || there->state == "merged") return no_disturbance();
        STEWARD_TRY(const auto there_face, face_of(transaction, *there));
        if (!in_window(report.received_at, there_face))
            return bad_field("/disturbance_id", "The report lies outside of that disturbance's time.");
    }
    STEWARD_TRY(const auto source, find_disturbance(transaction, report.disturbance));
    if (!source) return no_disturbance();
    STEWARD_TRY(const bool improves, moving_improves(transaction, report, *source, now));
    STEWARD_CHECK(insert_override(transaction, relink_wish(report, *source, target, std::move(reason), improves, by, now)));
    if (!improves) STEWARD_CHECK(move_report(transaction, report, target, by.name, now));
    return report;
}

// What improves waits; the rest holds at once.
OverrideRow Ledger::wish(const Disturbance& on, Verdict to, std::string reason, bool improves, const Decider& by, Instant now) {
    return {.id = OverrideId::make(now, rng_),
            .client = on.client,
            .disturbance = on.id,
            .kind = "verdict",
            .from = on.verdict,
            .to = to,
            .derived_then = on.derived,
            .report = {},
            .target = {},
            .reason = std::move(reason),
            .improves = improves,
            .state = improves ? "pending" : "applied",
            .requested_by_id = by.account,
            .requested_by = by.name,
            .requested_at = now,
            .decided_by_id = {},
            .decided_by = "",
            .decided_at = improves ? Instant{} : now,
            .note = ""};
}

OverrideRow Ledger::relink_wish(const ReportRow& report, const Disturbance& source, IncidentId target, std::string reason, bool improves,
                                const Decider& by, Instant now) {
    OverrideRow row = wish(source, source.verdict, std::move(reason), improves, by, now);
    row.kind = "relink";
    row.report = report.id;
    row.target = target;
    return row;
}

Status Ledger::move_report(Transaction& transaction, ReportRow& report, IncidentId target, const std::string& by, Instant now) {
    STEWARD_TRY(auto source, find_disturbance(transaction, report.disturbance));
    if (!source) return {};
    // What stood because of this report is judged anew; the original verdict stays visible.
    source->derived = Verdict::Undecided;
    if (source->started.source_id == report.id.text()) source->started = {};
    STEWARD_CHECK(update_disturbance(transaction, *source));
    report.decided_at = now;
    const IncidentId left = source->id;
    if (target.is_nil()) {
        report.disturbance = {};
        STEWARD_CHECK(open_own(transaction, report, by, now));
        STEWARD_CHECK(merge_if_empty(transaction, left, report.disturbance, now));
        return {};
    }
    return link(transaction, report, target, report.score, by, now);
}

Result<OverrideRow> Ledger::override_verdict(Transaction& transaction, const Disturbance& disturbance, Verdict to, std::string reason,
                                             const Decider& by, Instant now) {
    STEWARD_CHECK(has_name(by));
    if (disturbance.verdict == Verdict::Undecided || disturbance.state == "merged")
        return fail(ErrorKind::Conflict, "proactivity.no_verdict", "There is no verdict yet that could be changed.");
    if (to == disturbance.verdict) return bad_field("/verdict", "This is the verdict already.");
    const bool improves = is_better(to, disturbance.verdict);
    const OverrideRow asked = wish(disturbance, to, std::move(reason), improves, by, now);
    STEWARD_CHECK(insert_override(transaction, asked));
    if (!improves) STEWARD_CHECK(refresh(transaction, disturbance.id, asked.reason, by.name, now));
    return asked;
}

Result<OverrideRow> Ledger::approve(Transaction& transaction, OverrideRow asked, const Decider& by, std::string note, Instant now) {
    STEWARD_CHECK(still_pending(asked));
    STEWARD_CHECK(is_second_person(asked, by));
    asked.state = "approved";
    asked.decided_by_id = by.account;
    asked.decided_by = by.name;
    asked.decided_at = now;
    asked.note = std::move(note);
    STEWARD_CHECK(update_override(transaction, asked));
    const std::string both = asked.requested_by + " and " + by.name;
    if (asked.kind != "relink") {
        STEWARD_CHECK(refresh(transaction, asked.disturbance, asked.reason, both, now));
        return asked;
    }
    STEWARD_TRY(auto report, find_report(transaction, asked.report));
    if (!report || report->disturbance != asked.disturbance) {
        return fail(ErrorKind::Conflict, "proactivity.moved_meanwhile", "The report is linked elsewhere meanwhile. Refuse this one.");
    }
    STEWARD_CHECK(move_report(transaction, *report, asked.target, both, now));
    return asked;
}

Result<OverrideRow> Ledger::refuse(Transaction& transaction, OverrideRow asked, const Decider& by, std::string note, Instant now) {
    STEWARD_CHECK(still_pending(asked));
    STEWARD_CHECK(has_name(by));
    asked.state = "refused";
    asked.decided_by_id = by.account;
    asked.decided_by = by.name;
    asked.decided_at = now;
    asked.note = std::move(note);
    STEWARD_CHECK(update_override(transaction, asked));
    return asked;
}

}  // namespace steward::proactivity

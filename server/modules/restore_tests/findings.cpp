// What tests find: kept until a later test proves the opposite. No green night and no person's word closes one (domain/scenarios.md S06).
#include <algorithm>

#include "server/modules/restore_tests/acts.h"
#include "server/modules/restore_tests/words.h"
#include "server/platform/access/call.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::restore_tests {

namespace {
constexpr Duration one_day = std::chrono::hours(24), reopened_within = 90 * one_day, again_within = 7 * one_day, lately = 60 * one_day;

const helpdesk::Doer& program() {
    static const helpdesk::Doer doer{.kind = "system", .account = {}, .name = "Steward", .role = "SYS"};
    return doer;
}

std::string severity_of(std::string_view kind, std::string_view criticality) {
    if (kind != "failed") return criticality == "C1" ? "high" : "medium";
    return criticality == "C1" ? "critical" : criticality == "C2" ? "high" : "medium";
}

Status count_runs(Transaction& transaction, BackupPlanId plan, Instant now, Wanting& wanting) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*), coalesce(sum(case when state = 'success' then 1 else 0 end), 0) from "
                                      "backups_v_runs where plan_id = $1 and scheduled_at >= $2 and scheduled_at < $3",
                                      plan, now - lately, now));
    wanting.all_runs = static_cast<int>(row->integer(0));
    wanting.green_runs = static_cast<int>(row->integer(1));
    return {};
}

// How a proof answers a finding: only by the same or more. A test that was overdue is answered by any that came to a result.
bool answers(const TestRow& test, const FindingRow& finding) {
    if (finding.kind == "overdue") return test.state != "inconclusive" && test.level >= finding.level;
    return test.state == "passed" && test.level >= finding.level;
}
}  // namespace

Status Acts::raise(Transaction& transaction, TestRow& test, const std::string& kind, Duration agreed, Duration actual, Instant now) {
    STEWARD_TRY(const auto item, protection_.item(transaction, test.item));
    if (!item) return {};
    Wanting wanting{.kind = kind,
                    .item = item->name,
                    .client = directory_.client_name(test.client),
                    .reason = test.state_text,
                    .level = test.level,
                    .at = kind == "overdue" ? test.due_at : test.ended_at,
                    .agreed = agreed,
                    .actual = actual};
    STEWARD_CHECK(count_runs(transaction, test.backup_plan, now, wanting));
    const FindingWords words = finding_words(wanting);
    STEWARD_TRY(auto before, newest_finding(transaction, test.backup_plan, kind));
    if (before && before->state == "closed" && now - before->closed_at > reopened_within) before.reset();
    const bool comes_back = before && (before->state == "closed" || before->state == "verified");
    FindingRow finding = before ? *before : FindingRow{.id = FindingId::make(now, rng_), .client = test.client, .item = test.item};
    if (!before || comes_back) finding.state = "open";
    if (!before) finding.first_seen = now;
    if (comes_back) ++finding.recurrence;
    finding.closed_at = {};
    finding.verified_by = {};
    finding.backup_plan = test.backup_plan;
    finding.test = test.id;
    finding.kind = kind;
    finding.level = before && !comes_back ? std::max(before->level, test.level) : test.level;
    finding.severity = severity_of(kind, item->criticality);
    finding.title = words.title;
    finding.technical = words.technical;
    finding.consequence = words.consequence;
    finding.recommendation = words.recommendation;
    finding.options = words.options;
    finding.due_at = now + again_within;
    finding.last_seen = now;
    test.finding = finding.id;
    if (!before) STEWARD_CHECK(insert_finding(transaction, finding));
    STEWARD_CHECK(open_ticket(transaction, finding, before.has_value(), now));
    if (kind == "failed") STEWARD_CHECK(write_to_deciders(transaction, finding, wanting, now));
    STEWARD_CHECK(save_finding(transaction, finding));
    facts::v1::RestoreTestFailed fact;
    fact.set_client_id(test.client.text());
    fact.set_test_id(test.id.text());
    fact.set_item_id(test.item.text());
    fact.set_item(item->name);
    fact.set_result(kind == "late" ? "passed_late" : kind);
    fact.set_reason(test.state_text);
    fact.set_finding_id(finding.id.text());
    if (!finding.ticket.is_nil()) fact.set_ticket_id(finding.ticket.text());
    fact.set_reference(finding.reference);
    fact.set_ended_at_unix_ms(wanting.at.unix_ms);
    fact.set_priority(kind == "failed" ? "P2" : "P3");
    return journal::append(transaction, now, test.client, test.id.text(), fact);
}

Status Acts::open_ticket(Transaction& transaction, FindingRow& finding, bool was_there, Instant now) {
    if (was_there && !finding.ticket.is_nil()) {
        STEWARD_TRY(const auto paper, tickets_.read(transaction, finding.ticket));
        if (paper && paper->is_alive)
            return tickets_.say(transaction, finding.ticket, program(), true, "Again: " + finding.title + "\n\n" + finding.technical, now);
    }
    helpdesk::TicketOrder order;
    order.client = finding.client;
    order.kind = "incident";
    order.source = "scheduled";
    order.title = finding.title.size() > 200 ? finding.title.substr(0, finding.title.rfind(' ', 197)) + " ..." : finding.title;
    order.description =
        finding.technical + "\n\n" + finding.consequence + "\n\nThe finding is closed by a later test that passes, and by nothing else.";
    order.impact = "significant";  // with that urgency P2, and P3 where it came back but not as agreed
    order.urgency = finding.kind == "failed" ? "high" : "medium";
    STEWARD_TRY(const auto item, protection_.item(transaction, finding.item));
    const auto card = directory_.device(item ? item->device : DeviceId{});
    if (card && card->client == finding.client && !card->retired) order.device = card->id;
    STEWARD_TRY(const auto opened, tickets_.open(transaction, order, program(), now));
    finding.ticket = opened.id;
    finding.reference = opened.reference;
    return {};
}

Status Acts::write_to_deciders(Transaction& transaction, FindingRow& finding, const Wanting& wanting, Instant now) {
    STEWARD_TRY(const auto parties, deciders(transaction, finding.client));
    const FindingWords words = finding_words(wanting);
    finding.told.clear();
    for (const auto& party : parties) {
        facts::v1::MailWanted mail;
        mail.set_client_id(finding.client.text());
        mail.set_ticket_id(finding.ticket.text());
        mail.set_reference(finding.reference);
        mail.set_to(party.address);
        mail.set_subject("[" + finding.reference + "] " + mail_subject(wanting));
        mail.set_text(mail_text(wanting, words, party.name, finding.reference, finding.due_at));
        STEWARD_CHECK(journal::append(transaction, now, finding.client, finding.ticket.text(), mail));
        finding.told.push_back(party.name + " <" + party.address + ">, " + minute_words(now));
    }
    const std::string told =
        parties.empty() ? "Nobody of the client decides by our records, or has an address: tell them by hand, within one business day."
                        : "The client was written to: " + finding.told.front() + (parties.size() > 1 ? " and others." : ".");
    return tickets_.say(transaction, finding.ticket, program(), true, told, now);
}

Status Acts::settle_findings(Transaction& transaction, const TestRow& test, Instant now) {
    STEWARD_TRY(auto findings, open_findings(transaction, test.backup_plan));
    for (FindingRow& finding : findings) {
        if (!answers(test, finding)) continue;
        // What found it does not answer it, nor does one of before, whenever that was written down or signed.
        if (finding.kind != "overdue" && (finding.test == test.id || test.ended_at <= finding.last_seen)) continue;
        const std::string before = finding.state;
        finding.state = "verified";
        finding.verified_by = test.id;
        const bool is_evidence_sealed = test.signed_at.is_set() || finding.kind == "overdue";
        if (is_evidence_sealed) {
            finding.state = "closed";
            finding.closed_at = now;
        }
        if (finding.state == before) continue;
        STEWARD_CHECK(save_finding(transaction, finding));
        if (finding.ticket.is_nil()) continue;
        STEWARD_TRY(const auto paper, tickets_.read(transaction, finding.ticket));
        if (paper && paper->is_alive)
            STEWARD_CHECK(tickets_.say(transaction, finding.ticket, program(), true,
                                       is_evidence_sealed ? "A later test answers this, and is signed: the finding is closed."
                                                          : "A later test passed. The finding is closed when somebody signs that test.",
                                       now));
    }
    return {};
}

Status Acts::find_overdue(Transaction& transaction, TestRow& test, Instant now) {
    if (!test.finding.is_nil()) return {};
    test.state_text = "It was due by " + day_words(test.due_at) + ". " + (test.waits_for.empty() ? "It has not begun." : test.waits_for);
    STEWARD_CHECK(raise(transaction, test, "overdue", {}, {}, now));
    return save_test(transaction, test);
}

Status Acts::move_finding(Transaction& transaction, FindingRow& finding, const std::string& to, const std::string& reason,
                          const Caller& caller, Instant now) {
    const auto moves = moves_of(finding.state);
    if (std::ranges::find(moves, to) == moves.end()) {
        const bool wants_proof = to == "verified" || to == "closed";
        return fail(ErrorKind::Conflict, wants_proof ? "restore_tests.needs_proof" : "restore_tests.no_such_move",
                    wants_proof ? "Only a later test that passes, and is signed, closes this. Begin one from its proof plan."
                                : "A finding that is " + finding.state + " cannot become that.");
    }
    finding.state = to;
    STEWARD_CHECK(save_finding(transaction, finding));
    if (finding.ticket.is_nil()) return {};
    STEWARD_TRY(const auto paper, tickets_.read(transaction, finding.ticket));
    if (!paper || !paper->is_alive) return {};
    return tickets_.say(transaction, finding.ticket, program(), true,
                        caller.name + " moved the finding to " + to + (reason.empty() ? "." : ": " + reason), now);
}

}  // namespace steward::restore_tests

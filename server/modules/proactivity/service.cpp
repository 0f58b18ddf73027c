#include "server/modules/proactivity/service.h"

#include <algorithm>

#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/proactivity/messages.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::proactivity {

namespace {
constexpr size_t shortest_reason = 10, longest_reason = 2000, longest_body = 4000;
constexpr Duration usual_period = std::chrono::days(90), longest_period = std::chrono::days(400);
constexpr std::string_view channels[] = {"phone", "email", "portal", "chat", "walk_up"};

Decider decider_of(const Caller& caller) { return {caller.account, caller.name}; }

// Trimmed; at least ten letters where a reason is needed.
Result<std::string> reason_in(std::string_view pointer, std::string_view text, bool required = true) {
    const size_t begin = text.find_first_not_of(" \t\r\n");
    const std::string_view trimmed =
        begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
    if (trimmed.size() > longest_reason) return bad_field(std::string(pointer), "At most 2,000 characters.");
    const auto letters =
        std::count_if(trimmed.begin(), trimmed.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
    if (required && letters < static_cast<std::ptrdiff_t>(shortest_reason))
        return bad_field(std::string(pointer), "Say in at least ten letters why: it is shown with the verdict.");
    return std::string(trimmed);
}

std::unexpected<Error> not_found(std::string code, std::string what) {
    return fail(ErrorKind::NotFound, std::move(code), "There is no such " + std::move(what) + ".");
}

Result<Period> period_in(const v1::GetProactivityRequest& request, const std::string& zone, Instant now) {
    if (!request.month().empty()) {
        STEWARD_TRY(const auto month, service_levels::month_in(zone, request.month()));
        return Period{month.begin, month.end};
    }
    Period period{Instant{request.from_unix_ms()}, Instant{request.until_unix_ms()}};
    if (!period.until.is_set()) period.until = now;
    if (!period.from.is_set()) period.from = period.until - usual_period;
    if (period.from >= period.until) return bad_field("/from_unix_ms", "The period must begin before it ends.");
    if (period.until - period.from > longest_period) return bad_field("/from_unix_ms", "A period is at most 400 days long.");
    return period;
}
}  // namespace

Result<ReportRow> Service::load_report(Transaction& transaction, const Call& call, const std::string& id) const {
    STEWARD_TRY(const auto report_id, ClientReportId::parse(id));
    STEWARD_TRY(auto report, find_report(transaction, report_id));
    if (!report || report->client != call.client()) return not_found("proactivity.report_not_found", "client report");
    return std::move(*report);
}

Result<OverrideRow> Service::load_override(Transaction& transaction, const Call& call, const std::string& id) const {
    STEWARD_TRY(const auto override_id, OverrideId::parse(id));
    STEWARD_TRY(auto row, find_override(transaction, override_id));
    if (!row || row->client != call.client()) return not_found("proactivity.override_not_found", "override");
    return std::move(*row);
}

Result<v1::ClientReport> Service::answer(Call& call, Transaction& transaction, const ReportRow& report) const {
    STEWARD_TRY(const auto proposed, find_disturbance(transaction, report.proposed));
    call.set_audit_subject(report.id.text());
    v1::ClientReport message;
    fill(message, report, proposed ? proposed->title : "", directory_, call.caller());
    return message;
}

Result<v1::VerdictOverride> Service::answer(Call& call, Transaction& transaction, const OverrideRow& row) const {
    STEWARD_TRY(const auto disturbance, find_disturbance(transaction, row.disturbance));
    call.set_audit_subject(row.disturbance.text());
    call.add_audit_detail("verdict", std::string(to_text(row.from)) + " to " + std::string(to_text(row.to)));
    call.add_audit_detail("state", row.state);
    v1::VerdictOverride message;
    fill(message, row, disturbance ? disturbance->title : "", directory_, call.caller());
    return message;
}

Result<v1::Disturbance> Service::get_disturbance(Call& call, const v1::GetDisturbanceRequest& request) {
    STEWARD_TRY(const auto id, IncidentId::parse(request.disturbance_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto disturbance, find_disturbance(*transaction, id));
    if (!disturbance || disturbance->client != call.client()) return not_found("proactivity.disturbance_not_found", "disturbance");
    v1::Disturbance message;
    fill(message, *disturbance, directory_, call.caller());
    STEWARD_TRY(const auto lines, verdicts_of(*transaction, id));
    for (const auto& line : lines) fill(*message.add_history(), line);
    STEWARD_TRY(const auto reports, reports_of(*transaction, id));
    for (const auto& report : reports)
        fill(*message.add_reports(), report, report.proposed == id ? disturbance->title : "", directory_, call.caller());
    STEWARD_TRY(const auto overrides, overrides_of(*transaction, id));
    for (const auto& row : overrides) fill(*message.add_overrides(), row, disturbance->title, directory_, call.caller());
    return message;
}

Result<v1::VerdictOverride> Service::request_verdict_override(Call& call, const v1::RequestVerdictOverrideRequest& request) {
    STEWARD_TRY(const auto id, IncidentId::parse(request.disturbance_id()));
    const auto to = verdict_of(request.verdict());
    if (!to || *to == Verdict::Undecided) return bad_field("/verdict", "One of: client_first, seen_not_acted, proactive.");
    STEWARD_TRY(auto reason, reason_in("/reason", request.reason()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto disturbance, find_disturbance(*transaction, id));
    if (!disturbance || disturbance->client != call.client()) return not_found("proactivity.disturbance_not_found", "disturbance");
    STEWARD_TRY(const auto asked,
                ledger_.override_verdict(*transaction, *disturbance, *to, std::move(reason), decider_of(call.caller()), call.now()));
    return answer(call, *transaction, asked);
}

Result<v1::ClientReport> Service::record_client_report(Call& call, const v1::RecordClientReportRequest& request) {
    ReportRow report;
    report.client = call.client();
    report.contact = request.contact();
    report.channel = request.channel().empty() ? "walk_up" : request.channel();
    report.entered_at = call.now();
    report.received_at = helpdesk::counted_contact(Instant{request.began_at_unix_ms()}, call.now());
    report.text = request.text();
    if (std::find(std::begin(channels), std::end(channels), report.channel) == std::end(channels))
        return bad_field("/channel", "One of: phone, email, portal, chat, walk_up.");
    if (report.text.empty() || report.text.size() > longest_body)
        return bad_field("/text", "Say what was told, in at most 4,000 characters.");
    if (report.contact.size() > 200) return bad_field("/contact", "At most 200 characters.");
    STEWARD_TRY(auto* transaction, call.transaction());
    if (!request.person_id().empty()) {
        STEWARD_TRY(report.person, PersonId::parse(request.person_id()));
        STEWARD_TRY(const auto person, transaction->query_one("select name from directory_v_people where client_id = $1 and id = $2",
                                                              report.client, report.person));
        if (!person) return bad_field("/person_id", "This client has no such person.");
        report.contact = person->text(0);
    }
    if (!request.device_id().empty()) {
        STEWARD_TRY(report.device, DeviceId::parse(request.device_id()));
        const auto card = directory_.device(report.device);
        if (!card || card->client != report.client) return bad_field("/device_id", "This client has no such device.");
    }
    IncidentId wanted;
    if (!request.disturbance_id().empty()) {
        STEWARD_TRY(wanted, IncidentId::parse(request.disturbance_id()));
    }
    STEWARD_TRY(const auto recorded, ledger_.record(*transaction, std::move(report), wanted, decider_of(call.caller()), call.now()));
    return answer(call, *transaction, recorded);
}

Result<v1::ClientReport> Service::confirm_client_report(Call& call, const v1::ConfirmClientReportRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto report, load_report(*transaction, call, request.report_id()));
    STEWARD_TRY(const auto linked, ledger_.confirm(*transaction, std::move(report), decider_of(call.caller()), call.now()));
    return answer(call, *transaction, linked);
}

Result<v1::ClientReport> Service::reject_client_report(Call& call, const v1::RejectClientReportRequest& request) {
    STEWARD_TRY(const auto reason, reason_in("/reason", request.reason(), false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto report, load_report(*transaction, call, request.report_id()));
    STEWARD_TRY(const auto alone, ledger_.reject(*transaction, std::move(report), decider_of(call.caller()), call.now()));
    if (!reason.empty()) call.add_audit_detail("reason", reason);
    return answer(call, *transaction, alone);
}

Result<v1::ClientReport> Service::relink_client_report(Call& call, const v1::RelinkClientReportRequest& request) {
    STEWARD_TRY(auto reason, reason_in("/reason", request.reason()));
    IncidentId target;
    if (!request.disturbance_id().empty()) {
        STEWARD_TRY(target, IncidentId::parse(request.disturbance_id()));
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto report, load_report(*transaction, call, request.report_id()));
    STEWARD_TRY(const auto moved,
                ledger_.relink(*transaction, std::move(report), target, std::move(reason), decider_of(call.caller()), call.now()));
    return answer(call, *transaction, moved);
}

Result<v1::VerdictOverride> Service::approve_verdict_override(Call& call, const v1::ApproveVerdictOverrideRequest& request) {
    STEWARD_TRY(auto note, reason_in("/note", request.note(), false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto asked, load_override(*transaction, call, request.override_id()));
    STEWARD_TRY(const auto decided,
                ledger_.approve(*transaction, std::move(asked), decider_of(call.caller()), std::move(note), call.now()));
    return answer(call, *transaction, decided);
}

Result<v1::VerdictOverride> Service::refuse_verdict_override(Call& call, const v1::RefuseVerdictOverrideRequest& request) {
    STEWARD_TRY(auto note, reason_in("/note", request.note(), false));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto asked, load_override(*transaction, call, request.override_id()));
    STEWARD_TRY(const auto decided, ledger_.refuse(*transaction, std::move(asked), decider_of(call.caller()), std::move(note), call.now()));
    return answer(call, *transaction, decided);
}

Result<v1::Proactivity> Service::get_proactivity(Call& call, const v1::GetProactivityRequest& request) {
    const std::string zone = directory_.client_zone(call.client());
    STEWARD_TRY(const auto period, period_in(request, zone, call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto figures, figures_of(*transaction, call.client(), period));
    v1::Proactivity message;
    fill(message, figures);
    if (!request.month().empty()) {
        STEWARD_TRY(const auto snapshots, snapshots_of(*transaction, call.client(), request.month()));
        for (const auto& snapshot : snapshots) fill(*message.add_snapshots(), snapshot);
    }
    message.set_client_id(call.client().text());
    message.set_client_name(directory_.client_name(call.client()));
    message.set_from_unix_ms(period.from.unix_ms);
    message.set_until_unix_ms(period.until.unix_ms);
    message.set_computed_at_unix_ms(call.now().unix_ms);
    message.set_zone(zone);
    return message;
}

}  // namespace steward::proactivity

// What people are to work, how much of it went to clients, and the rules of the provider.
#include "server/modules/timesheets/service.h"

namespace steward::timesheets {

namespace {
using std::chrono::days;
constexpr int64_t longest_week_minutes = 7 * 24 * 60, longest_day_minutes = 24 * 60, longest_forgotten_h = 48;
constexpr int usual_weeks = 4, longest_period_days = 400, usual_plan_days = 7, longest_plan_days = 31;
constexpr size_t longest_absence_note = 500;
constexpr std::string_view absence_kinds[] = {"leave", "training", "holiday", "sick"};

Date monday_of(Date day) { return day - days(static_cast<int>(std::chrono::weekday(day).iso_encoding()) - 1); }

void add_up(v1::UtilisationLine& all, const v1::UtilisationLine& line) {
    all.set_client_s(all.client_s() + line.client_s());
    all.set_available_s(all.available_s() + line.available_s());
    all.set_contract_s(all.contract_s() + line.contract_s());
    all.set_absent_s(all.absent_s() + line.absent_s());
    all.set_internal_s(all.internal_s() + line.internal_s());
    all.set_billable_s(all.billable_s() + line.billable_s());
    all.set_entries(all.entries() + line.entries());
    all.set_approved_s(all.approved_s() + line.approved_s());
}

void judge(v1::UtilisationLine& line) {
    const auto percent = utilisation_percent(line.client_s(), line.available_s());
    line.set_has_data(percent.has_value());
    line.set_percent(percent.value_or(0));
}

// The numerator as a filter of the list of entries: it opens what it is made of.
std::string drill_down(const std::string& account, Date from, Date until) {
    return (account.empty() ? "" : "account_id:" + account + " ") + "client_work:true day>=" + day_text(from) + " day<" + day_text(until);
}

Result<std::optional<double>> percent_of_week(Transaction& transaction, AccountId account, const SettingsRow& settings, Date monday) {
    STEWARD_TRY(const auto sums, sums_of(transaction, account, week_text(monday)));
    STEWARD_TRY(const auto contract, contract_of(transaction, account, settings, monday, monday + days(7)));
    return utilisation_percent(sums.client_s, available(contract, monday, monday + days(7)).seconds());
}

Status check(const SettingsRow& settings) {
    STEWARD_CHECK(check_rule(settings.rounding));
    if (!zones::Zone::open(settings.zone)) return bad_field("/zone", "A zone like Europe/Zurich.");
    if (settings.forgotten_after_h < 1 || settings.forgotten_after_h > longest_forgotten_h)
        return bad_field("/forgotten_after_h", "From 1 to 48 hours.");
    if (settings.weekly_minutes < 0 || settings.weekly_minutes > longest_week_minutes)
        return bad_field("/weekly_minutes", "At most the minutes of a week.");
    return {};
}
}  // namespace

Result<v1::Utilisation> Service::get_utilisation(Call& call, const v1::GetUtilisationRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    const Date this_monday = monday_of(day_of(zone, call.now()));
    Date from = this_monday - days(7 * usual_weeks), until = this_monday;
    if (!request.from_day().empty()) {
        STEWARD_TRY(from, parse_day("/from_day", request.from_day()));
    }
    if (!request.until_day().empty()) {
        STEWARD_TRY(until, parse_day("/until_day", request.until_day()));
    }
    if (from >= until) return bad_field("/until_day", "The period must begin before it ends.");
    if ((until - from).count() > longest_period_days) return bad_field("/from_day", "A period is at most 400 days long.");
    STEWARD_TRY(const auto people, colleagues(*transaction));
    STEWARD_TRY(const auto sums, sums_of_people(*transaction, from, until));
    v1::Utilisation answer;
    answer.set_definition_version(utilisation_version);
    answer.set_definition(std::string(utilisation_definition));
    answer.set_from_day(day_text(from));
    answer.set_until_day(day_text(until));
    answer.set_zone(settings.zone);
    for (const Colleague& person : people) {
        v1::UtilisationLine& line = *answer.add_people();
        line.set_account_id(person.account.text());
        line.set_name(person.name);
        line.set_filter(drill_down(line.account_id(), from, until));
        STEWARD_TRY(const auto contract, contract_of(*transaction, person.account, settings, from, until));
        const Available hours = available(contract, from, until);
        line.set_contract_s(hours.contract_s);
        line.set_absent_s(hours.absent_s);
        line.set_available_s(hours.seconds());
        if (const auto booked = sums.find(person.account); booked != sums.end()) {
            line.set_client_s(booked->second.client_s);
            line.set_internal_s(booked->second.internal_s);
            line.set_billable_s(booked->second.billable_s);
            line.set_approved_s(booked->second.approved_s);
            line.set_entries(static_cast<int32_t>(booked->second.entries));
        }
        judge(line);
        STEWARD_TRY(const auto last, percent_of_week(*transaction, person.account, settings, this_monday - days(7)));
        STEWARD_TRY(const auto before, percent_of_week(*transaction, person.account, settings, this_monday - days(14)));
        line.set_overload(is_overload(last, before));
        add_up(*answer.mutable_all(), line);
    }
    judge(*answer.mutable_all());
    answer.mutable_all()->set_filter(drill_down("", from, until));
    return answer;
}

Result<v1::ListFreeHoursResponse> Service::list_free_hours(Call& call, const v1::ListFreeHoursRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
    Date from = day_of(zone, call.now());
    if (!request.from_day().empty()) {
        STEWARD_TRY(from, parse_day("/from_day", request.from_day()));
    }
    Date until = from + days(usual_plan_days);
    if (!request.until_day().empty()) {
        STEWARD_TRY(until, parse_day("/until_day", request.until_day()));
    }
    if (from >= until) return bad_field("/until_day", "The period must begin before it ends.");
    if ((until - from).count() > longest_plan_days) return bad_field("/from_day", "A plan is at most 31 days long.");
    STEWARD_TRY(const auto people, colleagues(*transaction));
    STEWARD_TRY(const auto booked, booked_by_day(*transaction, from, until));
    v1::ListFreeHoursResponse answer;
    answer.set_from_day(day_text(from));
    answer.set_until_day(day_text(until));
    answer.set_zone(settings.zone);
    for (const Colleague& person : people) {
        v1::PersonHours& line = *answer.add_people();
        line.set_account_id(person.account.text());
        line.set_name(person.name);
        STEWARD_TRY(const auto contract, contract_of(*transaction, person.account, settings, from, until));
        for (Date day = from; day < until; day += days(1)) {
            const Available hours = available(contract, day, day + days(1));
            const auto worked = booked.find({person.account, day_text(day)});
            v1::DayHours& shown = *line.add_days();
            shown.set_day(day_text(day));
            shown.set_free_s(std::max<int64_t>(0, hours.seconds() - (worked == booked.end() ? 0 : worked->second)));
            shown.set_away(hours.contract_s > 0 && hours.seconds() == 0);
        }
    }
    return answer;
}

Result<v1::WorkingHours> Service::set_working_hours(Call& call, const v1::SetWorkingHoursRequest& request) {
    STEWARD_TRY(const auto account, AccountId::parse(request.account_id()));
    if (request.weekly_minutes() < 0 || request.weekly_minutes() > longest_week_minutes)
        return bad_field("/weekly_minutes", "At most the minutes of a week.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto name, person_name(*transaction, account));
    if (name.empty()) return fail(ErrorKind::NotFound, "timesheets.person_not_found", "There is no such person.");
    STEWARD_CHECK(set_weekly_minutes(*transaction, account, request.weekly_minutes()));
    call.set_audit_subject(request.account_id());
    call.add_audit_detail("weekly_minutes", std::to_string(request.weekly_minutes()));
    v1::WorkingHours answer;
    answer.set_account_id(request.account_id());
    answer.set_weekly_minutes(request.weekly_minutes());
    return answer;
}

Result<v1::Absence> Service::add_absence(Call& call, const v1::AddAbsenceRequest& request) {
    AbsenceRow absence;
    STEWARD_TRY(absence.account, AccountId::parse(request.account_id()));
    STEWARD_TRY(const auto day, parse_day("/day", request.day()));
    absence.day = day_text(day);
    absence.minutes = request.minutes();
    absence.kind = request.kind();
    absence.note = request.note();
    if (absence.minutes < 1 || absence.minutes > longest_day_minutes) return bad_field("/minutes", "From 1 minute to 24 hours.");
    if (std::find(std::begin(absence_kinds), std::end(absence_kinds), absence.kind) == std::end(absence_kinds))
        return bad_field("/kind", "One of: leave, training, holiday, sick.");
    if (absence.note.size() > longest_absence_note) return bad_field("/note", "At most 500 characters.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(absence.person, person_name(*transaction, absence.account));
    if (absence.person.empty()) return bad_field("/account_id", "There is no such person.");
    absence.id = AbsenceId::make(call.now(), rng_);
    STEWARD_CHECK(insert_absence(*transaction, absence));
    call.set_audit_subject(absence.account.text());
    call.add_audit_detail("day", absence.day);
    call.add_audit_detail("minutes", std::to_string(absence.minutes));
    v1::Absence message;
    fill(message, absence);
    return message;
}

Result<v1::RemoveAbsenceResponse> Service::remove_absence(Call& call, const v1::RemoveAbsenceRequest& request) {
    STEWARD_TRY(const auto id, AbsenceId::parse(request.absence_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto absence, find_absence(*transaction, id));
    if (!absence) return fail(ErrorKind::NotFound, "timesheets.absence_not_found", "There is no such absence.");
    STEWARD_CHECK(delete_absence(*transaction, id));
    call.set_audit_subject(absence->account.text());
    call.add_audit_detail("day", absence->day);
    return v1::RemoveAbsenceResponse{};
}

Result<v1::TimeSettings> Service::get_time_settings(Call& call, const v1::GetTimeSettingsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    v1::TimeSettings message;
    fill(message, settings, call.caller());
    return message;
}

// Entries keep the day, the week and the rounding that they were booked with: nothing of the past is counted anew.
Result<v1::TimeSettings> Service::update_time_settings(Call& call, const v1::UpdateTimeSettingsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto settings, load_settings(*transaction));
    if (!call.is_as_seen(settings.revision))
        return fail(ErrorKind::StaleEtag, "request.stale", "These settings were changed meanwhile. Look at them again.");
    if (request.has_zone()) settings.zone = request.zone();
    if (request.has_step_minutes()) settings.rounding.step_minutes = request.step_minutes();
    if (request.has_mode()) settings.rounding.mode = request.mode();
    if (request.has_minimum_minutes()) settings.rounding.minimum_minutes = request.minimum_minutes();
    if (request.has_forgotten_after_h()) settings.forgotten_after_h = request.forgotten_after_h();
    if (request.has_weekly_minutes()) settings.weekly_minutes = request.weekly_minutes();
    if (request.has_time_to_resolve()) settings.time_to_resolve = request.time_to_resolve();
    STEWARD_CHECK(check(settings));
    if (request.has_closed_through()) settings.closed_through = request.closed_through();
    if (request.has_closed_through() && !settings.closed_through.empty()) {
        STEWARD_TRY(const auto day, parse_day("/closed_through", request.closed_through()));
        STEWARD_TRY(const auto zone, zones::Zone::open(settings.zone));
        if (day >= day_of(zone, call.now())) return bad_field("/closed_through", "Only days that are over can be closed.");
        STEWARD_TRY(const auto running, transaction->query_one("select 1 from timesheets_timers where started_at < $1 limit 1",
                                                               zones::instant_of(zone.first_moment(day + days(1), 0))));
        if (running)
            return fail(ErrorKind::Conflict, "timesheets.timer_running",
                        "A timer that was started then still runs. Its person must stop it.");
    }
    STEWARD_CHECK(save_settings(*transaction, settings));
    call.add_audit_detail("rounding", in_words(settings.rounding));
    call.add_audit_detail("closed_through", settings.closed_through);
    call.add_audit_detail("time_to_resolve", settings.time_to_resolve ? "yes" : "no");
    v1::TimeSettings message;
    fill(message, settings, call.caller());
    return message;
}

}  // namespace steward::timesheets

// Schedules: who takes turns, who takes over, what is missing.
#include "server/modules/escalation/service.h"

#include <algorithm>

#include "server/modules/escalation/roster.h"
#include "server/platform/access/secrets.h"

namespace steward::escalation {

namespace {
constexpr Duration roster_period = std::chrono::days(28), longest_roster = std::chrono::days(400), longest_override = std::chrono::days(90);
constexpr Duration looked_back_for_rest = std::chrono::days(9);

std::unexpected<Error> no_schedule() { return fail(ErrorKind::NotFound, "escalation.schedule_not_found", "There is no such schedule."); }

Status check_schedule_name(const std::string& name) {
    return name.empty() || name.size() > 100 ? Status(bad_field("/name", "A name of 1 to 100 characters is needed.")) : Status{};
}

Status is_as_seen(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "escalation.changed_meanwhile", "Somebody changed this meanwhile. Look again, then decide.");
}

// Everybody in the rota is an active account of ours.
Status check_people(const v1::ScheduleRules& rules, const Colleagues& colleagues) {
    for (int i = 0; i < rules.layers_size(); ++i) {
        for (int j = 0; j < rules.layers(i).account_ids_size(); ++j) {
            const std::string& text = rules.layers(i).account_ids(j);
            if (text.empty()) continue;
            const auto known = colleagues.find(AccountId::parse(text).value_or(AccountId{}));
            if (known == colleagues.end() || !known->second.active)
                return bad_field("/rules/layers/" + std::to_string(i) + "/account_ids/" + std::to_string(j),
                                 "Choose somebody who works here and whose account is active.");
        }
    }
    return {};
}

Status add_attention(Transaction& transaction, const ScheduleRow& schedule, const zones::Zone& zone, const Colleagues& colleagues,
                     Instant now, v1::OnCall& answer) {
    const auto say = [&](const char* kind, std::string text, Instant from) {
        v1::Attention& line = *answer.add_attention();
        line.set_kind(kind);
        line.set_text(std::move(text));
        line.set_schedule_id(schedule.id.text());
        line.set_from_unix_ms(from.unix_ms);
    };
    for (const Shift& gap : gaps_ahead(schedule, zone, now)) say("gap", gap_words(schedule, zone, gap), gap.from);
    STEWARD_TRY(const auto outs, call_outs(transaction, now - rest_after_night_work - std::chrono::hours(24), now));
    for (const RestProblem& problem : rest_problems(schedule.schedule(), zone, outs, now - looked_back_for_rest, now + gap_alarm)) {
        if (problem.until > now) say("rest", schedule.name + ": " + rest_words(colleagues, zone, problem), problem.from);
    }
    STEWARD_TRY(const auto test, newest_test(transaction, schedule.id));
    if (test && test->state == "missed")
        say("test_missed", schedule.name + ": nobody answered the last test page. Find out why, then test again.", test->started_at);
    STEWARD_TRY(const auto untested, untested_since(transaction, schedule, now));
    if (untested) say("untested", schedule.name + ": no test page was answered for over 40 days. Test the path now.", *untested);
    return {};
}
}  // namespace

Result<ScheduleRow> Service::load_schedule(Call& call, const std::string& id) const {
    const auto schedule_id = ScheduleId::parse(id);
    if (!schedule_id) return no_schedule();
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto schedule, find_schedule(*transaction, *schedule_id, call.now()));
    if (!schedule) return no_schedule();
    call.set_audit_subject(schedule_id->text());
    return std::move(*schedule);
}

Result<v1::Schedule> Service::answer(Call& call, const ScheduleRow& schedule) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    v1::Schedule message;
    fill(message, schedule, colleagues, call.caller());
    return message;
}

Result<v1::Schedule> Service::get_schedule(Call& call, const v1::GetScheduleRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    return answer(call, schedule);
}

Result<v1::Schedule> Service::create_schedule(Call& call, const v1::CreateScheduleRequest& request) {
    ScheduleRow schedule{.id = ScheduleId::make(call.now(), rng_),
                         .name = request.name(),
                         .rules = request.rules(),
                         .created_at = call.now(),
                         .changed_at = call.now(),
                         .changed_by = call.caller().name};
    STEWARD_CHECK(check_schedule_name(schedule.name));
    STEWARD_CHECK(check_schedule_rules(schedule.rules));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    STEWARD_CHECK(check_people(schedule.rules, colleagues));
    STEWARD_CHECK(insert_schedule(*transaction, schedule));
    call.set_audit_subject(schedule.id.text());
    return answer(call, schedule);
}

Result<v1::Schedule> Service::update_schedule(Call& call, const v1::UpdateScheduleRequest& request) {
    STEWARD_TRY(auto schedule, load_schedule(call, request.schedule_id()));
    STEWARD_CHECK(is_as_seen(call, schedule.revision));
    if (request.has_name()) schedule.name = request.name();
    STEWARD_CHECK(check_schedule_name(schedule.name));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_rules()) {
        schedule.rules = request.rules();
        STEWARD_CHECK(check_schedule_rules(schedule.rules));
        STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
        STEWARD_CHECK(check_people(schedule.rules, colleagues));
    }
    schedule.changed_at = call.now();
    schedule.changed_by = call.caller().name;
    ++schedule.revision;
    STEWARD_CHECK(escalation::update_schedule(*transaction, schedule));
    return answer(call, schedule);
}

Result<v1::DeleteScheduleResponse> Service::delete_schedule(Call& call, const v1::DeleteScheduleRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    STEWARD_CHECK(is_as_seen(call, schedule.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(escalation::delete_schedule(*transaction, schedule.id));
    call.add_audit_detail("name", schedule.name);
    return v1::DeleteScheduleResponse{};
}

Result<v1::Override> Service::add_override(Call& call, const v1::AddOverrideRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    Override made{.id = OverrideId::make(call.now(), rng_),
                  .layer = request.layer(),
                  .person = AccountId::parse(request.account_id()).value_or(AccountId{}),
                  .from = Instant{request.from_unix_ms()},
                  .until = Instant{request.until_unix_ms()},
                  .reason = request.reason(),
                  .made_by = call.caller().name,
                  .made_at = call.now()};
    if (made.layer < 0 || made.layer >= schedule.rules.layers_size()) return bad_field("/layer", "This schedule has no such layer.");
    if (!made.from.is_set() || made.from >= made.until) return bad_field("/until_unix_ms", "It must end after it begins.");
    if (made.until <= call.now()) return bad_field("/until_unix_ms", "This lies in the past.");
    if (made.until - made.from > longest_override) return bad_field("/until_unix_ms", "At most 90 days. For longer, change the rota.");
    if (made.reason.size() > 200) return bad_field("/reason", "At most 200 characters.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    const auto known = colleagues.find(made.person);
    if (known == colleagues.end() || !known->second.active)
        return bad_field("/account_id", "Choose somebody who works here and whose account is active.");
    STEWARD_CHECK(insert_override(*transaction, schedule.id, made));
    call.add_audit_detail("takes_over", known->second.name);
    v1::Override message;
    fill(message, made, schedule.id, colleagues);
    return message;
}

Result<v1::RemoveOverrideResponse> Service::remove_override(Call& call, const v1::RemoveOverrideRequest& request) {
    const auto id = OverrideId::parse(request.override_id());
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto schedule, delete_override(*transaction, id.value_or(OverrideId{})));
    if (!schedule) return fail(ErrorKind::NotFound, "escalation.override_not_found", "There is no such override.");
    call.set_audit_subject(schedule->text());
    return v1::RemoveOverrideResponse{};
}

Result<v1::Roster> Service::get_roster(Call& call, const v1::GetRosterRequest& request) {
    const auto id = ScheduleId::parse(request.schedule_id());
    if (!id) return no_schedule();
    const Instant from = request.from_unix_ms() != 0 ? Instant{request.from_unix_ms()} : call.now();
    const Instant until = request.until_unix_ms() != 0 ? Instant{request.until_unix_ms()} : from + roster_period;
    if (from >= until || until - from > longest_roster)
        return bad_field("/until_unix_ms", "A period of at most 400 days that ends after it begins.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto schedule, find_schedule(*transaction, *id, from - looked_back_for_rest));
    if (!schedule) return no_schedule();
    STEWARD_TRY(const auto zone, zones::Zone::open(schedule->rules.zone()));
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    STEWARD_TRY(const auto outs, call_outs(*transaction, from - looked_back_for_rest, call.now()));
    v1::Roster roster;
    roster.set_schedule_id(schedule->id.text());
    roster.set_zone(schedule->rules.zone());
    roster.set_from_unix_ms(from.unix_ms);
    roster.set_until_unix_ms(until.unix_ms);
    const Schedule rota = schedule->schedule();
    for (int layer = 0; layer < schedule->rules.layers_size(); ++layer) {
        for (const Shift& shift : shifts(rota, zone, layer, from, until))
            fill(*roster.add_shifts(), *schedule, shift, colleagues, call.now());
    }
    for (const Shift& gap : gaps(rota, zone, from, until)) fill(*roster.add_gaps(), *schedule, gap, colleagues, call.now());
    for (const RestProblem& problem : rest_problems(rota, zone, outs, from - looked_back_for_rest, until)) {
        if (problem.until <= from) continue;
        v1::RestProblem& line = *roster.add_rest_problems();
        line.set_kind(problem.kind == RestProblem::Kind::NoRest ? "no_rest" : "too_many_nights");
        line.set_account_id(problem.person.text());
        line.set_name(name_of(colleagues, problem.person));
        line.set_from_unix_ms(problem.from.unix_ms);
        line.set_until_unix_ms(problem.until.unix_ms);
        line.set_text(rest_words(colleagues, zone, problem));
    }
    return roster;
}

Result<v1::Feed> Service::issue_feed(Call& call, const v1::IssueFeedRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    const std::string secret = access::make_secret(rng_);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(set_feed(*transaction, schedule.id, to_hex(access::sha256(secret))));
    v1::Feed feed;
    feed.set_address(door_.calendar_address(secret));
    return feed;
}

Result<v1::RevokeFeedResponse> Service::revoke_feed(Call& call, const v1::RevokeFeedRequest& request) {
    STEWARD_TRY(const auto schedule, load_schedule(call, request.schedule_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(set_feed(*transaction, schedule.id, std::nullopt));
    return v1::RevokeFeedResponse{};
}

Result<v1::OnCall> Service::get_on_call(Call& call, const v1::GetOnCallRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto schedules, all_schedules(*transaction, call.now() - looked_back_for_rest));
    STEWARD_TRY(const auto colleagues, all_colleagues(*transaction));
    v1::OnCall answer;
    answer.set_is_set_up(!schedules.empty());
    for (const ScheduleRow& schedule : schedules) {
        STEWARD_TRY(const auto zone, zones::Zone::open(schedule.rules.zone()));
        const Schedule rota = schedule.schedule();
        for (int layer = 0; layer < schedule.rules.layers_size(); ++layer) {
            const auto now_and_next = shifts(rota, zone, layer, call.now(), call.now() + roster_period);
            v1::OnCallPlace& place = *answer.add_places();
            place.set_schedule_id(schedule.id.text());
            place.set_schedule_name(schedule.name);
            place.set_layer(layer);
            place.set_layer_name(schedule.rules.layers(layer).name());
            if (now_and_next.empty()) continue;
            place.set_until_unix_ms(now_and_next.front().until.unix_ms);
            if (now_and_next.front().person.is_nil()) continue;
            place.set_account_id(now_and_next.front().person.text());
            place.set_name(name_of(colleagues, now_and_next.front().person));
        }
        STEWARD_CHECK(add_attention(*transaction, schedule, zone, colleagues, call.now(), answer));
    }
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("r.client_id", parameters);
    STEWARD_TRY(const int64_t unanswered, unanswered_runs(*transaction, scope, parameters));
    answer.set_unanswered_runs(static_cast<int32_t>(unanswered));
    return answer;
}

}  // namespace steward::escalation

#include "server/modules/escalation/rules.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cassert>

namespace steward::escalation {

extern const std::string_view embedded_standard_policy;

namespace {
using google::protobuf::RepeatedPtrField;

constexpr std::string_view target_kinds[] = {"queue", "on_call", "role", "account", "assignee", "client_contact"};
constexpr std::string_view known_roles[] = {"OWN", "SVM", "DSP", "TEC", "ENG", "NOC", "ONC", "SEC"};
constexpr std::string_view page_channels[] = {"email", "text_message", "ntfy", "chat", "webhook"};
constexpr int longest_after_s = 7 * 86'400;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number_in(std::string_view text) {
    int number = 0;
    for (const char c : text) number = number * 10 + (c - '0');
    return number;
}

// "2026-11-30", of a date that calendars have.
std::optional<zones::Date> date_in(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    for (size_t i = 0; i < text.size(); ++i) {
        if (i != 4 && i != 7 && !is_digit(text[i])) return std::nullopt;
    }
    const std::chrono::year_month_day date(std::chrono::year(number_in(text.substr(0, 4))),
                                           std::chrono::month(static_cast<unsigned>(number_in(text.substr(5, 2)))),
                                           std::chrono::day(static_cast<unsigned>(number_in(text.substr(8, 2)))));
    if (!date.ok() || date.year() < std::chrono::year(2000) || date.year() > std::chrono::year(2200)) return std::nullopt;
    return zones::Date(date);
}

// "09:00" to seconds after midnight.
std::optional<int> time_in(std::string_view text) {
    if (text.size() != 5 || text[2] != ':' || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[3]) || !is_digit(text[4]))
        return std::nullopt;
    const int hour = number_in(text.substr(0, 2)), minute = number_in(text.substr(3, 2));
    if (hour > 23 || minute > 59) return std::nullopt;
    return hour * 3600 + minute * 60;
}

TargetKind kind_of(std::string_view name) {
    const auto at = std::find(std::begin(target_kinds), std::end(target_kinds), name);
    return static_cast<TargetKind>(at - std::begin(target_kinds));
}

Status check_layer(v1::LayerRules& layer, const std::string& where) {
    if (layer.name().empty() || layer.name().size() > 60) return bad_field(where + "/name", "A name of 1 to 60 characters is needed.");
    if (!date_in(layer.starts_on())) return bad_field(where + "/starts_on", "Write the day of the first hand-over as 2026-11-30.");
    if (layer.turn_days() == 0) layer.set_turn_days(7);
    if (layer.turn_days() < 1 || layer.turn_days() > 28) return bad_field(where + "/turn_days", "A turn lasts 1 to 28 days.");
    if (layer.hand_over_at().empty()) layer.set_hand_over_at("09:00");
    if (!time_in(layer.hand_over_at())) return bad_field(where + "/hand_over_at", "Write the local time as 09:00.");
    if (layer.account_ids_size() > most_people_a_layer) return bad_field(where + "/account_ids", "At most 50 people in a layer.");
    for (int i = 0; i < layer.account_ids_size(); ++i) {
        if (!layer.account_ids(i).empty() && !AccountId::parse(layer.account_ids(i)))
            return bad_field(where + "/account_ids/" + std::to_string(i), "This is not the id of an account.");
    }
    return {};
}

Status check_target(const v1::StepTarget& target, const std::string& where) {
    const std::string_view kind = target.kind();
    if (std::find(std::begin(target_kinds), std::end(target_kinds), kind) == std::end(target_kinds))
        return bad_field(where + "/kind", "One of: queue, on_call, role, account, assignee, client_contact.");
    if (kind == "on_call" && (target.layer() < 0 || target.layer() >= most_layers))
        return bad_field(where + "/layer", "0 is the primary, 1 the secondary.");
    if (kind == "role" && std::find(std::begin(known_roles), std::end(known_roles), target.role()) == std::end(known_roles))
        return bad_field(where + "/role", "One of: OWN, SVM, DSP, TEC, ENG, NOC, ONC, SEC.");
    if (kind == "account" && !AccountId::parse(target.account_id()))
        return bad_field(where + "/account_id", "This is not the id of an account.");
    return {};
}

Status check_step(const v1::EscalationStep& step, const std::string& where) {
    if (step.percent() != 0 && step.percent() != 50 && step.percent() != 75 && step.percent() != 100)
        return bad_field(where + "/percent", "50, 75 or 100 percent of the resolve clock.");
    if (step.percent() != 0 && step.after_s() != 0)
        return bad_field(where + "/after_s", "Either a time after the start or a part of the clock.");
    if (step.after_s() < 0 || step.after_s() > longest_after_s) return bad_field(where + "/after_s", "From 0 to 604800 seconds.");
    if (step.label().size() > 100) return bad_field(where + "/label", "At most 100 characters.");
    if (step.targets().empty() || step.targets_size() > 10) return bad_field(where + "/targets", "From 1 to 10 receivers.");
    for (const auto& channel : step.channels()) {
        if (std::find(std::begin(page_channels), std::end(page_channels), channel) == std::end(page_channels))
            return bad_field(where + "/channels", "Of: email, text_message, ntfy, chat, webhook.");
    }
    for (int i = 0; i < step.targets_size(); ++i) STEWARD_CHECK(check_target(step.targets(i), where + "/targets/" + std::to_string(i)));
    return {};
}

bool is_priority(std::string_view text) { return text.size() == 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '4'; }

Status check_accounts(const RepeatedPtrField<std::string>& accounts, const std::string& where) {
    if (accounts.size() > most_people_a_layer) return bad_field(where, "At most 50 people.");
    for (const auto& account : accounts) {
        if (!AccountId::parse(account)) return bad_field(where, "This is not the id of an account.");
    }
    return {};
}

Status check_level(const v1::FunctionalLevel& level, const std::string& where) {
    if (level.name().empty() || level.name().size() > 60) return bad_field(where + "/name", "A name of 1 to 60 characters is needed.");
    if (level.move_after_minutes() < 0 || level.move_after_minutes() > 7 * 24 * 60)
        return bad_field(where + "/move_after_minutes", "From 0 (never by itself) to a week.");
    if (level.priorities_size() > 4 || !std::all_of(level.priorities().begin(), level.priorities().end(), is_priority))
        return bad_field(where + "/priorities", "P1, P2, P3 or P4.");
    for (const auto& role : level.roles()) {
        if (std::find(std::begin(known_roles), std::end(known_roles), role) == std::end(known_roles))
            return bad_field(where + "/roles", "Of: OWN, SVM, DSP, TEC, ENG, NOC, ONC, SEC.");
    }
    return check_accounts(level.account_ids(), where + "/account_ids");
}

// Names are how a ticket's place is kept: each once.
Status check_places(const v1::EscalationRules& rules) {
    if (rules.levels_size() > 10) return bad_field("/rules/levels", "At most 10 levels.");
    if (rules.skills_size() > 50) return bad_field("/rules/skills", "At most 50 skills.");
    std::vector<std::string> names;
    const auto is_new = [&](const std::string& name) {
        if (std::find(names.begin(), names.end(), name) != names.end()) return false;
        names.push_back(name);
        return true;
    };
    for (int i = 0; i < rules.levels_size(); ++i) {
        const std::string where = "/rules/levels/" + std::to_string(i);
        STEWARD_CHECK(check_level(rules.levels(i), where));
        if (!is_new(rules.levels(i).name())) return bad_field(where + "/name", "There is another of that name.");
    }
    for (int i = 0; i < rules.skills_size(); ++i) {
        const std::string where = "/rules/skills/" + std::to_string(i);
        const auto& skill = rules.skills(i);
        if (skill.name().empty() || skill.name().size() > 60) return bad_field(where + "/name", "A name of 1 to 60 characters is needed.");
        STEWARD_CHECK(check_accounts(skill.account_ids(), where + "/account_ids"));
        if (!is_new(skill.name())) return bad_field(where + "/name", "There is another of that name.");
    }
    return {};
}
}  // namespace

const v1::StandardPolicy& standard_policy() {
    static const v1::StandardPolicy policy = [] {
        v1::StandardPolicy read;
        const bool good = google::protobuf::TextFormat::ParseFromString(std::string(embedded_standard_policy), &read);
        assert(good);
        static_cast<void>(good);
        return read;
    }();
    return policy;
}

Status check_schedule_rules(v1::ScheduleRules& rules) {
    if (!zones::Zone::open(rules.zone())) return bad_field("/rules/zone", "There is no such time zone. Write it as Europe/Zurich.");
    if (rules.layers().empty() || rules.layers_size() > most_layers) return bad_field("/rules/layers", "From 1 to 5 layers.");
    for (int i = 0; i < rules.layers_size(); ++i)
        STEWARD_CHECK(check_layer(*rules.mutable_layers(i), "/rules/layers/" + std::to_string(i)));
    return {};
}

Status check_escalation_rules(v1::EscalationRules& rules) {
    std::string seen;
    if (rules.functional_path_size() > 10 || rules.hierarchical_path_size() > 10)
        return bad_field("/rules", "A path has at most 10 stations.");
    STEWARD_CHECK(check_places(rules));
    for (int i = 0; i < rules.ladders_size(); ++i) {
        const auto& ladder = rules.ladders(i);
        const std::string where = "/rules/ladders/" + std::to_string(i);
        const std::string& priority = ladder.priority();
        if (priority.size() != 2 || priority[0] != 'P' || priority[1] < '1' || priority[1] > '4' ||
            seen.find(priority) != std::string::npos)
            return bad_field(where + "/priority", "P1, P2, P3 or P4, each once.");
        seen += priority;
        if (ladder.steps_size() > most_steps) return bad_field(where + "/steps", "At most 30 steps.");
        if (ladder.repeat_after_s() != 0 && (ladder.repeat_after_s() < 60 || ladder.repeat_after_s() > 86'400))
            return bad_field(where + "/repeat_after_s", "From 60 seconds to a day, or 0 for never.");
        for (int j = 0; j < ladder.steps_size(); ++j) STEWARD_CHECK(check_step(ladder.steps(j), where + "/steps/" + std::to_string(j)));
    }
    return {};
}

std::vector<Layer> layers_of(const v1::ScheduleRules& rules) {
    std::vector<Layer> layers;
    for (const auto& layer : rules.layers()) {
        Layer& made = layers.emplace_back();
        made.name = layer.name();
        made.starts_on = date_in(layer.starts_on()).value_or(zones::Date{});
        made.turn_days = layer.turn_days();
        made.hand_over_second = time_in(layer.hand_over_at()).value_or(9 * 3600);
        for (const auto& account : layer.account_ids()) made.people.push_back(AccountId::parse(account).value_or(AccountId{}));
    }
    return layers;
}

Ladder ladder_of(const v1::EscalationRules& rules, std::string_view priority) {
    Ladder ladder;
    for (const auto& candidate : rules.ladders()) {
        if (candidate.priority() != priority) continue;
        ladder.repeat_after_s = candidate.repeat_after_s();
        for (const auto& step : candidate.steps()) {
            Step& made = ladder.steps.emplace_back();
            made.after_s = step.after_s();
            made.percent = step.percent();
            made.until_acknowledged = step.percent() == 0 && !step.also_when_acknowledged();
            made.label = step.label();
            made.channels.assign(step.channels().begin(), step.channels().end());
            for (const auto& target : step.targets()) {
                made.targets.push_back({.kind = kind_of(target.kind()),
                                        .layer = target.layer(),
                                        .role = target.role(),
                                        .account = AccountId::parse(target.account_id()).value_or(AccountId{})});
            }
        }
    }
    return ladder;
}

}  // namespace steward::escalation

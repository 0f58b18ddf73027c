#include "server/modules/monitoring/conditions.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <ctime>

#include "server/modules/monitoring/evidence.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::monitoring {

namespace {
std::string full_date(Instant now, double days) {
    static constexpr std::array<const char*, 12> months = {"January", "February", "March",     "April",   "May",      "June",
                                                           "July",    "August",   "September", "October", "November", "December"};
    const std::time_t at = static_cast<std::time_t>((now.unix_ms + static_cast<int64_t>(days * 86'400'000.0)) / 1000);
    std::tm parts{};
    gmtime_r(&at, &parts);
    return fmt::format("{} {} {}", parts.tm_mday, months[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900);
}

double threshold_of(const Terms& terms, bool large, Told told) {
    const Levels& levels = large ? terms.check->instead.levels : terms.levels;
    const double critical = levels.raise_critical, warning = levels.raise_warning;
    const double chosen = told == Told::Critical ? critical : std::isnan(warning) ? critical : warning;
    return std::isnan(chosen) ? 0 : chosen;
}

// How long it has been so: the silence itself, or since the first sample that showed it.
Duration age_of(const Speaking& speaking) {
    if (speaking.terms->check->source == Source::Silence)
        return std::chrono::milliseconds(static_cast<int64_t>(speaking.state->value * 1000));
    return speaking.now - first_seen(*speaking.state);
}

std::string word_for(std::string_view key, const Speaking& speaking) {
    const Check& check = *speaking.terms->check;
    const double value = speaking.state->value;
    if (key == "device") return speaking.device;
    if (key == "item") return speaking.item;
    if (key == "value") return value_in_words(check, speaking.large, value);
    if (key == "threshold")
        return value_in_words(check, speaking.large, threshold_of(*speaking.terms, speaking.large, speaking.state->told));
    if (key == "climb") return fmt::format("{:.0f} {}", speaking.climbed.value_or(0), check.climb.unit);
    if (key == "age") return age_in_words(age_of(speaking));
    if (key == "full_date") return full_date(from_seconds(speaking.state->observed_s), value);
    return "{" + std::string(key) + "}";
}

// A check that cannot see its value speaks of that, not of the last value it saw.
bool warns_of_missing_data(const CheckState& state) { return state.state == State::Unknown && !state.warning.hard && !state.critical.hard; }
}  // namespace

std::string fingerprint(ClientId client, DeviceId device, std::string_view check, std::string_view item) {
    return fmt::format("{}/{}/{}/{}", client.text(), device.text(), check, item);
}

std::string age_in_words(Duration age) {
    const int64_t seconds = age.count() / 1000;
    const auto count = [](int64_t number, const char* unit) { return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s"); };
    if (seconds < 120) return count(seconds, "second");
    if (seconds < 7200) return count(seconds / 60, "minute");
    if (seconds < 2 * 86400) return count(seconds / 3600, "hour");
    return count(seconds / 86400, "day");
}

std::string value_in_words(const Check& check, bool large, double value) {
    const std::string& unit = large ? check.instead.unit : check.unit;
    const double shown = large ? value / check.instead.shown_divisor : value;
    const int decimals = large ? 0 : check.shown_decimals;
    return fmt::format("{:.{}f}{}{}", shown, decimals, unit.empty() ? "" : " ", unit);
}

std::string in_words(std::string_view sentence, const Speaking& speaking) {
    std::string text;
    while (!sentence.empty()) {
        const size_t open = sentence.find('{');
        text += sentence.substr(0, open);
        if (open == std::string_view::npos) break;
        const size_t close = sentence.find('}', open);
        if (close == std::string_view::npos) break;
        text += word_for(sentence.substr(open + 1, close - open - 1), speaking);
        sentence.remove_prefix(close + 1);
    }
    return text;
}

std::string title(const Speaking& speaking) {
    const Check& check = *speaking.terms->check;
    if (warns_of_missing_data(*speaking.state)) {
        return in_words(
            check.name + (speaking.item.empty() ? " of {device} cannot be measured" : " of {item} on {device} cannot be measured"),
            speaking);
    }
    if (speaking.climbed) return in_words(check.climb.title, speaking);
    const bool own = speaking.large && !check.instead.title.empty();
    return in_words(own ? check.instead.title : check.title, speaking);
}

void fill(facts::v1::ConditionRaised& fact, const Transition& transition, const std::string& name, std::string_view criticality,
          Instant now) {
    const Check& check = *transition.terms->check;
    const Speaking speaking{name, transition.item, transition.terms.get(), transition.large, &transition.state, now, transition.climbed};
    fact.set_client_id(transition.client.text());
    fact.set_device_id(transition.device.text());
    fact.set_fingerprint(fingerprint(transition.client, transition.device, check.code, transition.item));
    fact.set_check(check.code);
    fact.set_item(transition.item);
    fact.set_severity(std::string(to_word(transition.state.told)));
    fact.set_priority(priority(check, criticality, transition.item, transition.state.told));
    fact.set_value(shown_value(check, transition.large, transition.state.value));
    fact.set_threshold(shown_value(check, transition.large, threshold_of(*transition.terms, transition.large, transition.state.told)));
    fact.set_unit(transition.large ? check.instead.unit : check.unit);
    if (transition.climbed) {
        fact.set_value(*transition.climbed);
        fact.set_threshold(check.climb.above);
        fact.set_unit(check.climb.unit);
    }
    fact.set_since_unix_ms(first_seen(transition.state).unix_ms);
    fact.set_observed_at_unix_ms(static_cast<int64_t>(transition.state.observed_s) * 1000);
    fact.set_title(title(speaking));
    if (warns_of_missing_data(transition.state)) {
        fact.set_plain_text(
            in_words("The value of this check has not been readable on {device} for a while, although the device reports. "
                     "Until it is, nobody would notice a problem there. Look at the agent's inventory and permissions.",
                     speaking));
    } else {
        const std::string& wrong = transition.climbed ? check.climb.what_is_wrong : check.what_is_wrong;
        fact.set_plain_text(in_words(wrong + " " + check.consequence + " " + check.next_thing, speaking));
    }
    fact.set_catalogue_version(static_cast<uint32_t>(Catalogue::published().version()));
}

void fill(facts::v1::ConditionCleared& fact, const Transition& transition) {
    const Check& check = *transition.terms->check;
    fact.set_client_id(transition.client.text());
    fact.set_device_id(transition.device.text());
    fact.set_fingerprint(fingerprint(transition.client, transition.device, check.code, transition.item));
    fact.set_value(shown_value(check, transition.large, transition.state.value));
    fact.set_observed_at_unix_ms(static_cast<int64_t>(transition.state.observed_s) * 1000);
    fact.set_reason(transition.cleared_reason);
}

}  // namespace steward::monitoring

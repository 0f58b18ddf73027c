#include "server/modules/monitoring/exemptions.h"

#include <cmath>

namespace steward::monitoring {

namespace {
constexpr size_t shortest_reason = 10, longest_reason = 2000;
constexpr Duration longest_switched_off = std::chrono::hours(24 * 90), longest_deviation = std::chrono::hours(24 * 365);
constexpr int longest_hold_s = 31 * 86400;

bool deviates(const Exemption& exemption) {
    return exemption.disabled || exemption.raise_warning || exemption.raise_critical || exemption.clear_warning ||
           exemption.clear_critical || exemption.hold_s || exemption.interval_s || exemption.samples_needed || exemption.samples_of;
}

Status check_numbers(const Exemption& exemption) {
    if (exemption.hold_s && (*exemption.hold_s < 0 || *exemption.hold_s > longest_hold_s))
        return bad_field("/hold_s", "The hold is 0 to 2,678,400 seconds (31 days).");
    if (exemption.interval_s && (*exemption.interval_s < 10 || *exemption.interval_s > 3600))
        return bad_field("/interval_s", "The interval is 10 to 3600 seconds.");
    if (exemption.samples_needed.has_value() != exemption.samples_of.has_value())
        return bad_field("/samples_needed", "Give both samples_needed and samples_of, or neither.");
    if (exemption.samples_of && (*exemption.samples_of < 1 || *exemption.samples_of > 16))
        return bad_field("/samples_of", "At most the last 16 samples can be looked at.");
    if (exemption.samples_needed && (*exemption.samples_needed < 1 || *exemption.samples_needed > *exemption.samples_of)) {
        return bad_field("/samples_needed", "Between 1 and samples_of samples can be needed.");
    }
    return {};
}

Status check_sides(const Check& check, const Exemption& exemption) {
    const auto wanted = [](const std::optional<double>& raise, const std::optional<double>& clear) { return raise || clear; };
    if (check.source == Source::Event &&
        (wanted(exemption.raise_warning, exemption.clear_warning) || wanted(exemption.raise_critical, exemption.clear_critical))) {
        return bad_field("/raise_warning", "This check follows an event and has no levels.");
    }
    const Levels levels = levels_under(check, exemption);
    const auto bad = [&](double raise, double clear) {
        if (std::isnan(raise)) return !std::isnan(clear);
        return !(check.lower_is_worse ? clear > raise : clear < raise);
    };
    const char* side = check.lower_is_worse ? "The level that clears must lie above the one that raises."
                                            : "The level that clears must lie below the one that raises.";
    if (bad(levels.raise_warning, levels.clear_warning)) return bad_field("/clear_warning", side);
    if (bad(levels.raise_critical, levels.clear_critical)) return bad_field("/clear_critical", side);
    if (!std::isnan(levels.raise_warning) && !std::isnan(levels.raise_critical)) {
        const bool swapped =
            check.lower_is_worse ? levels.raise_critical > levels.raise_warning : levels.raise_critical < levels.raise_warning;
        if (swapped) return bad_field("/raise_critical", "The critical level must not be milder than the warning level. Set both.");
    }
    return {};
}

Status check_end(Exemption& exemption, Instant now) {
    const Duration longest = exemption.disabled ? longest_switched_off : longest_deviation;
    if (!exemption.expires_at.is_set()) {
        if (exemption.disabled) return bad_field("/expires_at_unix_ms", "Say until when the check is switched off: at most 90 days.");
        exemption.expires_at = now + longest_deviation;
    }
    if (exemption.expires_at <= now) return bad_field("/expires_at_unix_ms", "The end must lie in the future.");
    if (exemption.expires_at > now + longest) {
        return bad_field("/expires_at_unix_ms", exemption.disabled
                                                    ? "A check can be switched off for at most 90 days. Choose an earlier end."
                                                    : "An exemption lasts at most 365 days. Choose an earlier end.");
    }
    return {};
}

// More particular is higher: the item first, then the device.
int particular(const Exemption& exemption) { return (exemption.device.is_nil() ? 0 : 2) + (exemption.item.empty() ? 0 : 1); }
}  // namespace

Result<Exemption> checked(Exemption exemption, const Catalogue& catalogue, Instant now) {
    const Check* check = catalogue.find(exemption.check);
    if (!check) return bad_field("/check", "There is no such check in the catalogue.");
    if (exemption.reason.size() < shortest_reason)
        return bad_field("/reason", "Say why in at least 10 characters: somebody will ask in a year.");
    if (exemption.reason.size() > longest_reason) return bad_field("/reason", "At most 2,000 characters.");
    if (!deviates(exemption))
        return bad_field("/disabled", "Nothing deviates. Give a level, a hold, an interval, n of m, or switch the check off.");
    STEWARD_CHECK(check_numbers(exemption));
    STEWARD_CHECK(check_sides(*check, exemption));
    STEWARD_CHECK(check_end(exemption, now));
    return exemption;
}

const Exemption* deciding(std::span<const Exemption> all, ClientId client, DeviceId device, std::string_view check, std::string_view item,
                          Instant now) {
    const Exemption* best = nullptr;
    for (const Exemption& one : all) {
        if (one.client != client || one.check != check || !one.active(now)) continue;
        if (!one.device.is_nil() && one.device != device) continue;
        if (!one.item.empty() && one.item != item) continue;
        const bool better =
            !best || particular(one) > particular(*best) || (particular(one) == particular(*best) && one.created_at > best->created_at);
        if (better) best = &one;
    }
    return best;
}

Levels levels_under(const Check& check, const Exemption& exemption) {
    Levels levels = check.levels;
    const auto move = [](double& raise, double& clear, const std::optional<double>& new_raise, const std::optional<double>& new_clear) {
        const double distance = clear - raise;
        if (new_raise) {
            // A level the catalogue does not have needs a clear level of its own.
            clear = std::isnan(distance) ? clear : *new_raise + distance;
            raise = *new_raise;
        }
        if (new_clear) clear = *new_clear;
    };
    move(levels.raise_warning, levels.clear_warning, exemption.raise_warning, exemption.clear_warning);
    move(levels.raise_critical, levels.clear_critical, exemption.raise_critical, exemption.clear_critical);
    return levels;
}

Rule rule_under(const Check& check, const Exemption& exemption) {
    Rule rule = turned(levels_under(check, exemption), check.lower_is_worse, check.rule);
    if (exemption.hold_s) {
        const auto hold = static_cast<uint32_t>(*exemption.hold_s);
        rule.hold_warning_s = rule.hold_critical_s = rule.clear_hold_warning_s = rule.clear_hold_critical_s = hold;
    }
    if (exemption.samples_of) {
        rule.samples_needed = static_cast<uint8_t>(*exemption.samples_needed);
        rule.samples_of = static_cast<uint8_t>(*exemption.samples_of);
    }
    return rule;
}

}  // namespace steward::monitoring

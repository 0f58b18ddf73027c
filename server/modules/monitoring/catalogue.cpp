#include "server/modules/monitoring/catalogue.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "server/modules/monitoring/monitoring.h"
#include "steward/checks/v1/checks.pb.h"

namespace steward::monitoring {

std::span<const std::string_view> embedded_checks();  // generated from schema/checks

namespace {
namespace wire = steward::checks::v1;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();
constexpr uint32_t usual_fresh_for_s = 300;

std::unexpected<Error> bad_check(const std::string& code, std::string what) {
    return fail(ErrorKind::Internal, "monitoring.catalogue", "The check " + code + " of the catalogue " + std::move(what) + ".");
}

Levels read_levels(const wire::Levels& from) {
    Levels levels;
    if (from.has_raise_warning()) levels.raise_warning = from.raise_warning();
    if (from.has_raise_critical()) levels.raise_critical = from.raise_critical();
    if (from.has_clear_warning()) levels.clear_warning = from.clear_warning();
    if (from.has_clear_critical()) levels.clear_critical = from.clear_critical();
    return levels;
}

void read_texts(const wire::Check& from, Check& check) {
    check.title = from.title();
    check.what_is_wrong = from.what_is_wrong();
    check.consequence = from.consequence();
    check.next_thing = from.next_thing();
    check.runbook = from.runbook();
    check.unit = from.unit();
    check.shown_decimals = from.shown_decimals();
}

void read_rule(const wire::Check& from, Check& check) {
    Rule timing;
    timing.hold_warning_s = static_cast<uint32_t>(from.hold_warning_s());
    timing.hold_critical_s = static_cast<uint32_t>(from.hold_critical_s());
    timing.clear_hold_warning_s = from.has_clear_hold_s() ? static_cast<uint32_t>(from.clear_hold_s()) : timing.hold_warning_s;
    timing.clear_hold_critical_s = from.has_clear_hold_s() ? static_cast<uint32_t>(from.clear_hold_s()) : timing.hold_critical_s;
    if (from.samples_of() > 0) {
        timing.samples_needed = static_cast<uint8_t>(from.samples_needed());
        timing.samples_of = static_cast<uint8_t>(from.samples_of());
    }
    check.climb = {.metric = from.climb().metric(),
                   .unit = from.climb().unit(),
                   .title = from.climb().title(),
                   .what_is_wrong = from.climb().what_is_wrong(),
                   .above = from.climb().above(),
                   .clear = from.climb().clear(),
                   .rising_s = static_cast<uint32_t>(from.climb().rising_s())};
    check.levels = read_levels(from.levels());
    check.rule = turned(check.levels, check.lower_is_worse, timing);
    if (!from.has_instead()) return;
    const auto& other = from.instead();
    check.instead = {.size_metric = other.size_metric(),
                     .metric = other.metric(),
                     .unit = other.unit(),
                     .title = other.title(),
                     .size_above = other.size_above(),
                     .shown_divisor = other.shown_divisor() > 0 ? other.shown_divisor() : 1,
                     .lower_is_worse = other.lower_is_worse(),
                     .levels = read_levels(other.levels())};
    check.instead_rule = turned(check.instead.levels, check.instead.lower_is_worse, timing);
}

void read_policy(const wire::Check& from, Check& check) {
    check.source = static_cast<Source>(from.source() - wire::REPORT);
    check.no_data = static_cast<NoData>(from.no_data() - wire::ALERT);
    check.interval_s = from.interval_s() > 0 ? from.interval_s() : check.interval_s;
    check.fresh_for_s = from.fresh_for_s() > 0 ? static_cast<uint32_t>(from.fresh_for_s()) : usual_fresh_for_s;
    check.priority_warning = from.priority_warning();
    check.priority_critical = from.priority_critical();
    for (const auto& note : from.priority_notes())
        check.priority_notes.push_back({note.criticality(), note.item(), note.severity(), note.priority()});
    const auto& prediction = from.prediction();
    check.prediction = {.window = std::chrono::seconds(prediction.window_s()),
                        .step = std::chrono::seconds(prediction.step_s()),
                        .least = std::chrono::seconds(prediction.least_s()),
                        .shrinking = std::chrono::seconds(prediction.shrinking_s()),
                        .least_r_squared = prediction.least_r_squared(),
                        .least_growth_per_day = prediction.least_growth_per_day()};
}

bool hysteresis_exists(double raise, double clear, bool lower_is_worse) {
    if (std::isnan(raise)) return std::isnan(clear);
    return lower_is_worse ? clear > raise : clear < raise;
}

Status check_levels(const std::string& code, const Levels& levels, bool lower_is_worse) {
    if (std::isnan(levels.raise_warning) && std::isnan(levels.raise_critical)) return bad_check(code, "has no level");
    if (!hysteresis_exists(levels.raise_warning, levels.clear_warning, lower_is_worse))
        return bad_check(code, "would clear its warning where it raises it");
    if (!hysteresis_exists(levels.raise_critical, levels.clear_critical, lower_is_worse))
        return bad_check(code, "would clear its critical where it raises it");
    return {};
}

bool is_priority(std::string_view text) { return text.size() == 2 && text[0] == 'P' && text[1] >= '1' && text[1] <= '4'; }

Status check_is_complete(const wire::Check& from, const Check& check) {
    if (from.source() == wire::SOURCE_UNSPECIFIED) return bad_check(check.code, "does not say where its value comes from");
    if (from.no_data() == wire::NO_DATA_UNSPECIFIED) return bad_check(check.code, "does not say what happens without data");
    if (check.code.empty() || check.name.empty() || check.version < 1 || check.device_classes.empty())
        return bad_check(check.code, "lacks its name, version or devices");
    if (check.title.empty() || check.what_is_wrong.empty() || check.consequence.empty() || check.next_thing.empty())
        return bad_check(check.code, "lacks a text");
    if (check.rule.samples_needed < 1 || check.rule.samples_needed > check.rule.samples_of || check.rule.samples_of > 16)
        return bad_check(check.code, "has an impossible n of m");
    const bool warns = check.source == Source::Event || !std::isnan(check.levels.raise_warning);
    if (warns && !is_priority(check.priority_warning)) return bad_check(check.code, "has no priority for its warning");
    if (!std::isnan(check.levels.raise_critical) && !is_priority(check.priority_critical))
        return bad_check(check.code, "has no priority for its critical");
    if (check.source == Source::Event) return check.event_kind.empty() ? bad_check(check.code, "does not say which event") : Status{};
    STEWARD_CHECK(check_levels(check.code, check.levels, check.lower_is_worse));
    if (!check.instead.metric.empty()) STEWARD_CHECK(check_levels(check.code, check.instead.levels, check.instead.lower_is_worse));
    const bool bad_climb =
        !check.climb.metric.empty() && (check.climb.clear >= check.climb.above || check.climb.rising_s == 0 || check.climb.title.empty());
    if (bad_climb) return bad_check(check.code, "has a climb without an end");
    if (check.source != Source::Silence && check.metric.empty()) return bad_check(check.code, "does not say which metric");
    if (check.source == Source::Prediction && (check.prediction.step <= Duration{} || check.size_metric.empty()))
        return bad_check(check.code, "does not say how it predicts");
    return {};
}

Result<Check> read_check(std::string_view text) {
    wire::Check from;
    if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &from))
        return bad_check(std::string(text.substr(0, 20)), "cannot be read");
    Check check{.code = from.code(),
                .name = from.name(),
                .version = from.version(),
                .device_classes = {from.device_classes().begin(), from.device_classes().end()},
                .metric = from.metric(),
                .size_metric = from.size_metric(),
                .event_kind = from.event_kind(),
                .only_items = {from.only_items().begin(), from.only_items().end()},
                .absolute = from.absolute(),
                .lower_is_worse = from.lower_is_worse()};
    read_texts(from, check);
    read_policy(from, check);
    read_rule(from, check);
    STEWARD_CHECK(check_is_complete(from, check));
    return check;
}

std::string one_step_lower(std::string priority) {
    if (priority.size() == 2 && priority[1] < '4') ++priority[1];
    return priority;
}
}  // namespace

Levels::Levels() : raise_warning(absent), raise_critical(absent), clear_warning(absent), clear_critical(absent) {}

bool Check::applies_to(std::string_view device_class) const {
    return std::find(device_classes.begin(), device_classes.end(), device_class) != device_classes.end();
}

bool Check::takes_item(std::string_view item) const {
    return only_items.empty() || std::find(only_items.begin(), only_items.end(), item) != only_items.end();
}

Rule turned(const Levels& levels, bool lower_is_worse, const Rule& like) {
    Rule rule = like;
    const double sign = lower_is_worse ? -1 : 1;
    const auto level = [&](double value, double otherwise) { return std::isnan(value) ? otherwise : sign * value; };
    rule.raise_warning = level(levels.raise_warning, never);
    rule.raise_critical = level(levels.raise_critical, never);
    rule.clear_warning = level(levels.clear_warning, -never);
    rule.clear_critical = level(levels.clear_critical, -never);
    return rule;
}

std::string priority(const Check& check, std::string_view criticality, std::string_view item, Told severity) {
    const std::string_view word = to_word(severity);
    std::string base = severity == Told::Critical ? check.priority_critical : check.priority_warning;
    // A check without a warning of its own can still warn: of data that stopped.
    if (base.empty()) base = severity == Told::Critical ? check.priority_warning : one_step_lower(check.priority_critical);
    for (const auto& note : check.priority_notes) {
        const bool fits = (note.criticality.empty() || note.criticality == criticality) && (note.item.empty() || note.item == item) &&
                          (note.severity.empty() || note.severity == word);
        if (fits) {
            base = note.priority;
            break;
        }
    }
    return criticality == "C3" || criticality == "C4" ? one_step_lower(base) : base;
}

Result<Catalogue> Catalogue::parse(std::span<const std::string_view> texts) {
    Catalogue catalogue;
    for (const std::string_view text : texts) {
        STEWARD_TRY(auto check, read_check(text));
        if (catalogue.find(check.code)) return bad_check(check.code, "occurs twice");
        catalogue.version_ += check.version;
        catalogue.checks_.push_back(std::move(check));
    }
    std::sort(catalogue.checks_.begin(), catalogue.checks_.end(), [](const Check& a, const Check& b) { return a.code < b.code; });
    return catalogue;
}

const Catalogue& Catalogue::published() {
    static const Catalogue catalogue = [] {
        auto parsed = parse(embedded_checks());
        if (!parsed) {
            std::fprintf(stderr, "%s\n", parsed.error().message.c_str());
            std::abort();
        }
        return std::move(*parsed);
    }();
    return catalogue;
}

const Check* Catalogue::find(std::string_view code) const {
    for (const Check& check : checks_) {
        if (check.code == code) return &check;
    }
    return nullptr;
}

bool is_prediction(std::string_view code) {
    const Check* check = Catalogue::published().find(code);
    return check && check->source == Source::Prediction;
}

}  // namespace steward::monitoring

#include "server/modules/monitoring/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "server/modules/monitoring/conditions.h"
#include "server/modules/monitoring/evidence.h"
#include "server/modules/monitoring/list_shapes.h"
#include "server/modules/monitoring/metrics.h"
#include "server/modules/monitoring/series_answer.h"

namespace steward::monitoring {

namespace {
constexpr int64_t most_points = 2000;
constexpr int sparkline_points = 24, most_sparklines = 200;
constexpr Duration longest_range = std::chrono::hours(24 * 800);  // a little more than the hourly tier holds
constexpr double nothing_observed = std::numeric_limits<double>::quiet_NaN();

std::string_view policy_word(NoData policy) {
    switch (policy) {
        case NoData::Alert:
            return "alert";
        case NoData::Hold:
            return "hold";
        case NoData::Ignore:
            return "ignore";
    }
    return "";
}

std::string sampling_words(const Rule& rule) { return fmt::format("{} of {}", rule.samples_needed, rule.samples_of); }

// Sets the four levels of any message that has them.
template <typename Message>
void fill_levels(Message& message, const Levels& levels, double divisor = 1) {
    if (!std::isnan(levels.raise_warning)) message.set_raise_warning(levels.raise_warning / divisor);
    if (!std::isnan(levels.raise_critical)) message.set_raise_critical(levels.raise_critical / divisor);
    if (!std::isnan(levels.clear_warning)) message.set_clear_warning(levels.clear_warning / divisor);
    if (!std::isnan(levels.clear_critical)) message.set_clear_critical(levels.clear_critical / divisor);
}

std::string reason_of(const Watched& watched, const Instance& instance) {
    switch (instance.state.state) {
        case State::Disabled:
            return instance.terms->disabled_reason;
        case State::Stale:
            return "The device does not report";
        case State::Unknown:
            return instance.check().source == Source::Prediction && !watched.silent ? "There is not enough history to see a line"
                   : instance.state.observed_s == 0                                 ? "Nothing was observed yet"
                   : watched.silent                                                 ? "The device does not report"
                                                                                    : "The agent could not read it";
        case State::Flapping:
            return "It changed back and forth in a fifth of the last results";
        default:
            return "";
    }
}

void fill_check(v1::Check& message, const Watched& watched, const Instance& instance) {
    const Check& check = instance.check();
    const double divisor = instance.large ? check.instead.shown_divisor : 1;
    message.set_check_instance_id(instance.id.text());
    message.set_check(check.code);
    message.set_name(check.name);
    message.set_item(instance.item);
    message.set_state(std::string(to_word(instance.state.state)));
    message.set_since_unix_ms(from_seconds(instance.state.since_s).unix_ms);
    if (instance.state.observed_s != 0) message.set_value(shown_value(check, instance.large, instance.state.value));
    message.set_unit(instance.large ? check.instead.unit : check.unit);
    message.set_observed_at_unix_ms(from_seconds(instance.state.observed_s).unix_ms);
    fill_levels(message, instance.large ? check.instead.levels : instance.terms->levels, divisor);
    message.set_lower_is_worse(instance.large ? check.instead.lower_is_worse : check.lower_is_worse);
    // The hold that decides now: beside a critical value, the warning's would contradict the time left.
    const State state = instance.state.state;
    const bool critical = state == State::Critical || state == State::SoftCritical || std::isnan(instance.terms->levels.raise_warning);
    message.set_hold_s(static_cast<int32_t>(critical ? instance.rule().hold_critical_s : instance.rule().hold_warning_s));
    message.set_sampling(sampling_words(instance.rule()));
    if (const auto at = counts_at(instance.state, instance.rule())) message.set_counts_at_unix_ms(at->unix_ms);
    message.set_no_data_policy(std::string(policy_word(check.no_data)));
    if (!instance.terms->exemption.is_nil()) message.set_exemption_id(instance.terms->exemption.text());
    message.set_reason(reason_of(watched, instance));
    message.set_metric(instance.large ? check.instead.metric : check.metric);
    message.set_fresh_for_s(static_cast<int32_t>(check.fresh_for_s));
    message.set_heartbeat(check.source == Source::Silence);
}

// Never green: what nobody observes is unknown, also where nothing ever told that it could be observed.
void fill_without_data(v1::Check& message, const Watched& watched, const Check& check) {
    message.set_check(check.code);
    message.set_name(check.name);
    message.set_state(std::string(to_word(State::Unknown)));
    message.set_unit(check.unit);
    fill_levels(message, check.levels);
    message.set_lower_is_worse(check.lower_is_worse);
    message.set_hold_s(static_cast<int32_t>(check.rule.hold_warning_s));
    message.set_sampling(sampling_words(check.rule));
    message.set_no_data_policy(std::string(policy_word(check.no_data)));
    message.set_metric(check.metric);
    const std::string version = watched.agent_version.empty() ? "" : " " + watched.agent_version;
    message.set_reason("The agent" + version + " of this device reports nothing that it could judge");
}

Result<DeviceId> device_of(const std::string& text) { return DeviceId::parse(text); }
}  // namespace

Result<v1::ListChecksResponse> Service::list_checks(Call& call, const v1::ListChecksRequest& request) {
    STEWARD_TRY(const auto device, device_of(request.device_id()));
    std::vector<v1::Check> checks;
    if (const auto watched = watch_.find(device)) {  // a retired device has no checks
        const std::lock_guard held(watched->mutex);
        for (const Instance& instance : watched->instances) fill_check(checks.emplace_back(), *watched, instance);
        for (const Check* check : checks_without_data(*watched)) fill_without_data(checks.emplace_back(), *watched, *check);
    }
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), checks_shape(), checks, call.now()));
    v1::ListChecksResponse response;
    for (const size_t row : page.rows) *response.add_checks() = std::move(checks[row]);
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::ListCatalogueResponse> Service::list_catalogue(Call& call, const v1::ListCatalogueRequest& request) {
    std::vector<v1::CatalogueCheck> checks;
    for (const Check& check : Catalogue::published().checks()) {
        v1::CatalogueCheck& message = checks.emplace_back();
        message.set_check(check.code);
        message.set_name(check.name);
        std::string applies_to;
        for (const auto& one : check.device_classes) applies_to += (applies_to.empty() ? "" : ", ") + one;
        message.set_applies_to(applies_to);
        message.set_metric(check.metric);
        message.set_unit(check.unit);
        fill_levels(message, check.levels);
        message.set_hold_warning_s(static_cast<int32_t>(check.rule.hold_warning_s));
        message.set_hold_critical_s(static_cast<int32_t>(check.rule.hold_critical_s));
        message.set_interval_s(check.interval_s);
        message.set_no_data_policy(std::string(policy_word(check.no_data)));
        message.set_priority_warning(check.priority_warning);
        message.set_priority_critical(check.priority_critical);
        message.set_plain_text(check.what_is_wrong + " " + check.consequence + " " + check.next_thing);
        message.set_runbook(check.runbook);
        message.set_version(check.version);
        message.set_sampling(sampling_words(check.rule));
    }
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), catalogue_shape(), checks, call.now()));
    v1::ListCatalogueResponse response;
    response.set_version(Catalogue::published().version());
    for (const size_t row : page.rows) *response.add_checks() = std::move(checks[row]);
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::GetSeriesResponse> Service::get_series(Call& call, const v1::GetSeriesRequest& request) {
    STEWARD_TRY(const auto device, device_of(request.device_id()));
    const Instant to = request.to_unix_ms() > 0 ? Instant{request.to_unix_ms()} : call.now();
    const Instant from = request.from_unix_ms() > 0 ? Instant{request.from_unix_ms()} : to - std::chrono::hours(1);
    if (from >= to) return bad_field("/from_unix_ms", "The beginning must lie before the end.");
    if (to - from > longest_range) return bad_field("/from_unix_ms", "At most 800 days can be asked for at once.");
    if (request.step_s() < 0) return bad_field("/step_s", "The step is a number of seconds, or 0.");
    int interval_s = usual_interval_s;
    if (const auto watched = watch_.find(device)) {
        const std::lock_guard held(watched->mutex);
        interval_s = std::max(1, watched->interval_s);
    }
    const int64_t span_s = (to - from).count() / 1000;
    int64_t step_s = request.step_s();
    const int64_t points = span_s / (step_s > 0 ? step_s : interval_s);
    if (points > most_points) step_s = (span_s + most_points - 1) / most_points;
    const auto item = request.item().empty() ? std::nullopt : std::optional<std::string_view>(request.item());
    STEWARD_TRY(const auto ranges, series_.range(device, request.metric(), item, from, to, std::chrono::seconds(step_s)));
    v1::GetSeriesResponse response;
    if (request.compact()) fill_compact(response, ranges);
    else fill_full(response, ranges);
    response.set_from_unix_ms(from.unix_ms);
    response.set_to_unix_ms(to.unix_ms);
    response.set_step_s(static_cast<int32_t>(step_s));
    return response;
}

Result<v1::ListLatestResponse> Service::list_latest(Call& call, const v1::ListLatestRequest& request) {
    STEWARD_TRY(const auto device, device_of(request.device_id()));
    Duration fresh = std::chrono::minutes(5);
    if (const auto watched = watch_.find(device)) {
        const std::lock_guard held(watched->mutex);
        fresh = silent_after(*watched);
    }
    std::vector<v1::LatestValue> values;
    for (const auto& latest : series_.latest(device)) {
        v1::LatestValue& value = values.emplace_back();
        value.set_metric(latest.definition.metric);
        value.set_item(latest.definition.item);
        value.set_unit(std::string(unit_of(latest.definition.metric)));
        value.set_value(latest.value);
        value.set_observed_at_unix_ms(latest.observed_at.unix_ms);
        value.set_name(name_of(latest.definition.metric));
        value.set_stale(call.now() - latest.observed_at > fresh);
    }
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), latest_shape(), values, call.now()));
    v1::ListLatestResponse response;
    for (const size_t row : page.rows) *response.add_values() = std::move(values[row]);
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

Result<v1::GetSparklinesResponse> Service::get_sparklines(Call& call, const v1::GetSparklinesRequest& request) {
    if (request.metric().empty()) return bad_field("/metric", "Say which metric.");
    if (request.device_ids_size() > most_sparklines) return bad_field("/device_ids", "At most 200 devices at once.");
    constexpr Duration step = std::chrono::hours(1);
    const Instant to{(call.now().unix_ms / step.count() + 1) * step.count()}, from = to - sparkline_points * step;
    v1::GetSparklinesResponse response;
    for (const auto& text : request.device_ids()) {
        STEWARD_TRY(const auto device, device_of(text));
        const auto card = directory_.device(device);
        if (!card || !call.caller().scope.contains(card->client)) continue;  // not told apart from one that does not exist
        v1::Sparkline& line = *response.add_sparklines();
        line.set_device_id(text);
        for (int i = 0; i < sparkline_points; ++i) line.add_values(nothing_observed);
        STEWARD_TRY(const auto ranges, series_.range(device, request.metric(), std::nullopt, from, to, step));
        for (const auto& range : ranges) {
            const double places = std::pow(10.0, range.definition.decimals + 2);  // a mean is no more exact than that
            for (const auto& point : range.points) {
                const int64_t index = (point.at - from) / step;
                if (point.samples == 0 || index < 0 || index >= sparkline_points) continue;
                const double held = line.values(static_cast<int>(index));
                // Several items (volumes): the highest is what a small line should show.
                const double average = std::round(point.average * places) / places;
                line.set_values(static_cast<int>(index), std::isnan(held) ? average : std::max(held, average));
            }
        }
    }
    return response;
}

Result<v1::LiveUpdate> Service::watch_live(Call&, const v1::WatchLiveRequest&) {
    return fail(ErrorKind::Unavailable, "live.use_event_stream",
                "Ask for this with Accept: text/event-stream; it is a stream, not an answer.");
}

}  // namespace steward::monitoring

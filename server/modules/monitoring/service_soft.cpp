// Checks that fail but do not count yet, across devices.
#include "server/modules/monitoring/evidence.h"
#include "server/modules/monitoring/list_shapes.h"
#include "server/modules/monitoring/service.h"

namespace steward::monitoring {

namespace {
// The caller holds the device's mutex.
v1::SoftCheck soft_check(const Watched& watched, const Instance& instance, Instant counts_at) {
    const Check& check = instance.check();
    const bool critical = instance.state.state == State::SoftCritical;
    const Levels& levels = instance.large ? check.instead.levels : instance.terms->levels;
    v1::SoftCheck message;
    message.set_check_instance_id(instance.id.text());
    message.set_client_id(watched.client.text());
    message.set_device_id(watched.device.text());
    message.set_check(check.code);
    message.set_name(check.name);
    message.set_item(instance.item);
    message.set_state(std::string(to_word(instance.state.state)));
    message.set_value(shown_value(check, instance.large, instance.state.value));
    message.set_threshold(shown_value(check, instance.large, critical ? levels.raise_critical : levels.raise_warning));
    message.set_unit(instance.large ? check.instead.unit : check.unit);
    message.set_since_unix_ms(from_seconds(critical ? instance.state.critical.since_s : instance.state.warning.since_s).unix_ms);
    message.set_counts_at_unix_ms(counts_at.unix_ms);
    message.set_observed_at_unix_ms(from_seconds(instance.state.observed_s).unix_ms);
    return message;
}
}  // namespace

Result<v1::ListSoftChecksResponse> Service::list_soft_checks(Call& call, const v1::ListSoftChecksRequest& request) {
    ClientId client;
    if (!request.client_id().empty()) {
        STEWARD_TRY(client, ClientId::parse(request.client_id()));
    }
    std::vector<v1::SoftCheck> found;
    for (const auto& watched : watch_.all()) {
        const std::lock_guard held(watched->mutex);
        if (!call.caller().scope.contains(watched->client) || (!client.is_nil() && client != watched->client)) continue;
        for (const Instance& instance : watched->instances) {
            if (const auto at = counts_at(instance.state, instance.rule())) found.push_back(soft_check(*watched, instance, *at));
        }
    }
    for (auto& message : found) {
        const auto device = DeviceId::parse(message.device_id());
        const auto card = device ? directory_.device(*device) : std::nullopt;
        if (card) message.set_device_name(card->name);
        message.set_client_name(directory_.client_name(ClientId::parse(message.client_id()).value_or(ClientId{})));
    }
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), soft_checks_shape(), found, call.now()));
    v1::ListSoftChecksResponse response;
    for (const size_t row : page.rows) *response.add_soft_checks() = std::move(found[row]);
    response.set_next_page_token(page.next_page_token);
    response.set_total(page.total);
    return response;
}

}  // namespace steward::monitoring

// The page that says what needs a person now, from rows and from memory.
#include <charconv>

#include "server/modules/alerting/evidence.h"
#include "server/modules/alerting/now.h"
#include "server/modules/alerting/service.h"

namespace steward::alerting {

namespace {
constexpr size_t usual_items = 100, most_items = 1000;

// The list is judged anew at every call and ordered by consequence, not by a key that lasts: a page
// begins at a place of the list as it is now.
Result<size_t> begin_of(const std::string& token) {
    size_t begin = 0;
    if (token.empty()) return begin;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), begin);
    if (problem != std::errc{} || end != token.data() + token.size())
        return bad_field("/page_token", "This is not a token that this list gave out. Begin with the first page.");
    return begin;
}
}  // namespace

Result<v1::ListNowResponse> Service::list_now(Call& call, const v1::ListNowRequest& request) {
    STEWARD_TRY(const size_t begin, begin_of(request.page_token()));
    ClientId client;
    if (!request.client_id().empty()) {
        STEWARD_TRY(client, ClientId::parse(request.client_id()));
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("client_id", parameters);
    NowMatter matter{.caller = call.caller(), .client = client, .now = call.now(), .started_at = started_at_};
    STEWARD_CHECK(transaction->for_each(
        "select " + std::string(alert_columns()) + " from alerting_alerts where state in ('open', 'acknowledged')" + scope, parameters,
        [&](const storage::Row& row) {
            Alert alert = alert_from_row(row);
            if (!client.is_nil() && alert.client != client) return true;
            if (freshen(alert, monitoring_, call.now())) matter.stale.insert(alert.id);
            matter.alerts.push_back(std::move(alert));
            return true;
        }));
    if (monitoring_) matter.refusal = monitoring_->refusal();
    auto [items, devices_watched, devices_unknown] = now_page(std::move(matter), directory_);
    v1::ListNowResponse response;
    response.set_devices_watched(devices_watched);
    response.set_devices_unknown(devices_unknown);
    response.set_total(static_cast<int>(items.size()));
    response.set_judged_at_unix_ms(call.now().unix_ms);
    const size_t size = request.page_size() > 0 ? std::min(static_cast<size_t>(request.page_size()), most_items) : usual_items;
    for (size_t i = begin; i < items.size() && i - begin < size; ++i) *response.add_items() = std::move(items[i]);
    if (begin < items.size() && items.size() - begin > size) response.set_next_page_token(std::to_string(begin + size));
    return response;
}

}  // namespace steward::alerting

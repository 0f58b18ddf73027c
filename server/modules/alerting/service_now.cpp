// The page that says what needs a person now, from rows and from memory.
#include <charconv>

#include "server/modules/alerting/evidence.h"
#include "server/modules/alerting/now.h"
#include "server/modules/alerting/service.h"
#include "server/platform/filter/filter.h"

namespace steward::alerting {

namespace {
constexpr size_t usual_items = 100, most_items = 1000;

using filter::Cell;
using filter::Kind;

constexpr filter::Field now_fields[] = {{"kind", ""},
                                        {"client", ""},
                                        {"device", ""},
                                        {"client_id", ""},
                                        {"device_id", ""},
                                        {"priority", ""},
                                        {"severity", ""},
                                        {"state", ""},
                                        {"owner", ""},
                                        {"ticket", ""},
                                        {"since", "", Kind::Time},
                                        {"evidence", "", Kind::Time},
                                        {"stale", "", Kind::Boolean}};
constexpr size_t now_text[] = {1, 2, 13, 14};

Cell now_cell(const v1::NowItem& item, size_t field) {
    const std::string* const texts[] = {&item.kind(),      &item.client_name(),     &item.device_name(), &item.client_id(),
                                        &item.device_id(), &item.priority(),        &item.severity(),    &item.state(),
                                        &item.owner(),     &item.ticket_reference()};
    if (field < std::size(texts)) return std::string_view(*texts[field]);
    switch (field) {
        case 10:
            return item.since_unix_ms();
        case 11:
            return item.evidence_at_unix_ms();
        case 12:
            return item.evidence_stale();
        case 13:
            return std::string_view(item.title());
        default:
            return std::string_view(item.reason());
    }
}

Status keep_matching(std::vector<v1::NowItem>& items, const std::string& filter_text, Instant now) {
    STEWARD_TRY(const auto terms, filter::parse(filter_text));
    STEWARD_TRY(const auto matches, filter::to_predicate(terms, now_fields, now_text, now));
    if (terms.empty()) return {};
    std::erase_if(items, [&](const v1::NowItem& item) { return !matches([&](size_t field) { return now_cell(item, field); }); });
    return {};
}

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
    STEWARD_CHECK(keep_matching(items, request.filter(), call.now()));
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

// Exemptions: dated deviations, created with a reason, ended by date or by a person.
#include <array>

#include "server/modules/monitoring/service.h"
#include "server/platform/access/step_up.h"
#include "server/platform/filter/filter.h"

namespace steward::monitoring {

namespace {
using filter::Kind;

constexpr std::array<filter::Field, 8> exemption_fields = {{{"check", "a.check_code"},
                                                            {"item", "a.item"},
                                                            {"client", "c.name"},
                                                            {"device", "d.name"},
                                                            {"device_id", "a.device_id"},
                                                            {"by", "a.created_by"},
                                                            {"created", "a.created_at", Kind::Time},
                                                            {"expires", "a.expires_at", Kind::Time}}};
constexpr std::array<std::string_view, 5> exemption_text = {"a.reason", "a.check_code", "a.item", "c.name", "d.name"};

std::string prefixed_columns() {
    std::string text = "a.";
    for (const char c : exemption_columns()) {
        text += c;
        if (c == ' ') text += "a.";
    }
    return text;
}

// All that happens to an exemption is that it ends.
std::string etag_of(const Exemption& exemption, Instant now) {
    if (exemption.ended_at.is_set()) return "ended-" + std::to_string(exemption.ended_at.unix_ms);
    return (exemption.active(now) ? "active-" : "expired-") + std::to_string(exemption.expires_at.unix_ms);
}

std::unexpected<Error> changed_meanwhile() {
    return fail(ErrorKind::StaleEtag, "monitoring.changed_meanwhile", "This exemption changed meanwhile. Look again, then decide.");
}

std::unexpected<Error> no_such_exemption() {
    return fail(ErrorKind::NotFound, "monitoring.exemption_not_found", "There is no such exemption.");
}
}  // namespace

Result<v1::Exemption> Service::exemption_message(const Exemption& exemption, const Call& call) const {
    v1::Exemption message;
    message.set_exemption_id(exemption.id.text());
    message.set_client_id(exemption.client.text());
    message.set_client_name(directory_.client_name(exemption.client));
    if (!exemption.device.is_nil()) {
        message.set_device_id(exemption.device.text());
        // What others call a device that this client no longer has is not for its people.
        const auto card = directory_.device(exemption.device);
        if (card && card->client == exemption.client) message.set_device_name(card->name);
    }
    message.set_check(exemption.check);
    message.set_item(exemption.item);
    if (exemption.raise_warning) message.set_raise_warning(*exemption.raise_warning);
    if (exemption.raise_critical) message.set_raise_critical(*exemption.raise_critical);
    if (exemption.clear_warning) message.set_clear_warning(*exemption.clear_warning);
    if (exemption.clear_critical) message.set_clear_critical(*exemption.clear_critical);
    if (exemption.hold_s) message.set_hold_s(*exemption.hold_s);
    if (exemption.interval_s) message.set_interval_s(*exemption.interval_s);
    if (exemption.samples_needed) message.set_samples_needed(*exemption.samples_needed);
    if (exemption.samples_of) message.set_samples_of(*exemption.samples_of);
    message.set_disabled(exemption.disabled);
    message.set_reason(exemption.reason);
    message.set_created_by(exemption.created_by);
    message.set_created_at_unix_ms(exemption.created_at.unix_ms);
    message.set_expires_at_unix_ms(exemption.expires_at.unix_ms);
    message.set_ended(!exemption.active(call.now()));
    message.set_etag(etag_of(exemption, call.now()));
    if (!message.ended() && call.caller().may("check.exempt")) message.add_allowed_actions("end");
    return message;
}

Result<v1::ListExemptionsResponse> Service::list_exemptions(Call& call, const v1::ListExemptionsRequest& request) {
    STEWARD_TRY(auto terms, filter::parse(request.filter()));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    std::string where = call.client_filter("a.client_id", parameters);
    if (!request.client_id().empty()) {
        STEWARD_TRY(const auto client, ClientId::parse(request.client_id()));
        parameters.push_back(storage::to_value(client));
        where += " and a.client_id = $" + std::to_string(parameters.size());
    }
    STEWARD_TRY(const auto condition, filter::to_sql(terms, exemption_fields, exemption_text, call.now(), parameters));
    const std::string from =
        " from monitoring_exemptions a join directory_v_clients c on c.id = a.client_id "
        "left join directory_v_devices d on d.id = a.device_id and d.client_id = a.client_id where true" +
        where + condition;
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + from, parameters));
    STEWARD_TRY(auto page, filter::page(request.order_by(), "-created", request.page_size(), request.page_token(), exemption_fields, "a.id",
                                        parameters));
    STEWARD_TRY(
        auto rows,
        transaction->run("select " + prefixed_columns() + page.key_columns + from + page.where + page.order_by + page.limit, parameters));
    v1::ListExemptionsResponse response;
    response.set_total(static_cast<int32_t>(total.front().integer(0)));
    response.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) {
        STEWARD_TRY(*response.add_exemptions(), exemption_message(exemption_from_row(row), call));
    }
    return response;
}

Result<v1::Exemption> Service::create_exemption(Call& call, const v1::CreateExemptionRequest& request) {
    const auto given = [](bool has, auto value) { return has ? std::optional(value) : std::nullopt; };
    Exemption exemption{.id = ExemptionId::make(call.now(), rng_),
                        .client = call.client(),
                        .check = request.check(),
                        .item = request.item(),
                        .raise_warning = given(request.has_raise_warning(), request.raise_warning()),
                        .raise_critical = given(request.has_raise_critical(), request.raise_critical()),
                        .clear_warning = given(request.has_clear_warning(), request.clear_warning()),
                        .clear_critical = given(request.has_clear_critical(), request.clear_critical()),
                        .hold_s = given(request.has_hold_s(), request.hold_s()),
                        .interval_s = given(request.has_interval_s(), request.interval_s()),
                        .samples_needed = given(request.has_samples_needed(), request.samples_needed()),
                        .samples_of = given(request.has_samples_of(), request.samples_of()),
                        .disabled = request.disabled(),
                        .reason = request.reason(),
                        .created_by = call.caller().name,
                        .created_at = call.now(),
                        .expires_at = Instant{request.expires_at_unix_ms()}};
    if (!request.device_id().empty()) {
        auto device = DeviceId::parse(request.device_id());
        const auto card = device ? directory_.device(*device) : std::nullopt;
        if (!card || card->client != exemption.client) return bad_field("/device_id", "This client has no such device.");
        exemption.device = *device;
    }
    STEWARD_TRY(exemption, checked(std::move(exemption), Catalogue::published(), call.now()));
    // A check that is off for more than a day is muted as an alert is.
    if (exemption.disabled && exemption.expires_at - call.now() > std::chrono::hours(24))
        STEWARD_CHECK(require_step_up(call.caller(), call.now()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_exemption(*transaction, exemption));
    call.set_audit_subject(exemption.id.text());
    call.add_audit_detail("check", exemption.check);
    call.add_audit_detail("reason", exemption.reason);
    transaction->after_commit([this, exemption, now = call.now()] { watch_.put_exemption(exemption, now); });
    return exemption_message(exemption, call);
}

Result<v1::EndExemptionResponse> Service::end_exemption(Call& call, const v1::EndExemptionRequest& request) {
    STEWARD_TRY(const auto id, ExemptionId::parse(request.exemption_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto exemption, find_exemption(*transaction, id));
    if (!exemption) return no_such_exemption();
    call.set_audit_subject(exemption->id.text());
    if (!call.is_as_seen(etag_of(*exemption, call.now()))) return changed_meanwhile();
    if (exemption->ended_at.is_set()) return v1::EndExemptionResponse{};
    STEWARD_TRY(const bool ended_now, monitoring::end_exemption(*transaction, id, call.now()));
    if (!ended_now) {  // by somebody else, since we looked
        if (!call.if_match.empty()) return changed_meanwhile();
        return v1::EndExemptionResponse{};
    }
    exemption->ended_at = call.now();
    transaction->after_commit([this, ended = *exemption, now = call.now()] { watch_.put_exemption(ended, now); });
    return v1::EndExemptionResponse{};
}

}  // namespace steward::monitoring

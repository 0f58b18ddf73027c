// Enrolment lines: made, listed, withdrawn.
#include <sodium.h>

#include "base/enrolment_line.h"
#include "server/modules/directory/enrolment.h"
#include "server/modules/directory/fields.h"
#include "server/modules/directory/service.h"
#include "server/platform/filter/filter.h"

namespace steward::directory {

namespace {
constexpr std::string_view text_of_enrolments[] = {"t.note", "c.name", "t.created_by_name"};

Bytes sha256(const Bytes& secret) {
    Bytes hash(crypto_hash_sha256_BYTES);
    crypto_hash_sha256(hash.data(), secret.data(), secret.size());
    return hash;
}

// What a line is now; the time is ours, never a caller's text.
std::string state_expression(Instant now) {
    return "case when t.revoked_at is not null then 'revoked' when t.uses_left = 0 then 'used' when t.expires_at <= " +
           std::to_string(now.unix_ms) + " then 'expired' else 'open' end";
}

EnrolmentLine line_for(const EnrolmentRow& enrolment, const EnrolmentEndpoint& endpoint, Bytes secret) {
    return {.host = endpoint.host,
            .port = endpoint.port,
            .pins = endpoint.pins,
            .token_id = enrolment.id.raw().bytes,
            .secret = std::move(secret)};
}

void add_package(const EnrolmentEndpoint::Package& package, const std::string& line, v1::CreateEnrolmentResponse& answer) {
    auto& added = *answer.add_packages();
    added.set_name(package.name);
    added.set_url(package.url);
    added.set_sha256(package.sha256);
    std::string install = package.install_line;
    constexpr std::string_view place = "{line}";
    const size_t at = install.find(place);
    if (at != std::string::npos) install.replace(at, place.size(), line);
    added.set_install_line(install);
}
}  // namespace

Result<v1::Enrolment> Service::enrolment_message(Transaction& transaction, const EnrolmentRow& enrolment) const {
    v1::Enrolment message;
    message.set_enrolment_id(enrolment.id.text());
    message.set_client_id(enrolment.client.text());
    message.set_client_name(index_.client_name(enrolment.client));
    if (!enrolment.site.is_nil()) message.set_site_id(enrolment.site.text());
    message.set_note(enrolment.note);
    message.set_uses_left(static_cast<int32_t>(enrolment.uses_left));
    message.set_max_uses(static_cast<int32_t>(enrolment.max_uses));
    message.set_created_at_unix_ms(enrolment.created_at.unix_ms);
    message.set_expires_at_unix_ms(enrolment.expires_at.unix_ms);
    message.set_created_by(enrolment.created_by_name);
    message.set_revoked(enrolment.revoked_at.is_set());
    STEWARD_TRY(const auto devices, devices_of_enrolment(transaction, enrolment.id));
    for (const auto& device : devices) message.add_device_ids(device.text());
    return message;
}

Result<v1::ListEnrolmentsResponse> Service::list_enrolments(Call& call, const v1::ListEnrolmentsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string state = state_expression(call.now());
    const filter::Field fields[] = {
        {"state", state, filter::Kind::Text},
        {"client", "c.name_key", filter::Kind::Text},
        {"note", "t.note", filter::Kind::Text},
        {"created", "t.created_at", filter::Kind::Time},
        {"expires", "t.expires_at", filter::Kind::Time},
        {"client_id", "t.client_id", filter::Kind::Text},
    };
    std::vector<storage::Value> parameters;
    std::string where = " from directory_enrolments t join directory_clients c on c.id = t.client_id where true" +
                        call.client_filter("t.client_id", parameters);
    STEWARD_TRY(const auto terms, folded_terms(request.filter()));
    bool speaks_of_state = false;
    for (const auto& term : terms) speaks_of_state |= term.key == "state";
    if (!speaks_of_state) where += " and " + state + " = 'open'";
    STEWARD_TRY(const auto filtered, filter::to_sql(terms, fields, text_of_enrolments, call.now(), parameters));
    STEWARD_TRY(const auto total, transaction->run("select count(*)" + where + filtered, parameters));
    STEWARD_TRY(const auto page,
                filter::page(request.order_by(), "-created", request.page_size(), request.page_token(), fields, "t.id", parameters));
    STEWARD_TRY(auto rows, transaction->run("select " + std::string(enrolment_columns) + page.key_columns + where + filtered + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListEnrolmentsResponse answer;
    answer.set_next_page_token(filter::next_page_token(page, rows));
    answer.set_total(static_cast<int32_t>(total.front().integer(0)));
    for (const auto& row : rows) {
        STEWARD_TRY(*answer.add_enrolments(), enrolment_message(*transaction, read_enrolment(row)));
    }
    return answer;
}

Result<v1::CreateEnrolmentResponse> Service::create_enrolment(Call& call, const v1::CreateEnrolmentRequest& request) {
    const auto endpoint = endpoint_.get();
    if (!endpoint || endpoint->pins.empty()) {
        return fail(ErrorKind::Unavailable, "directory.no_endpoint",
                    "This server does not listen for agents yet. Set the agents' address, then make the line.");
    }
    STEWARD_TRY(const auto terms, enrolment_terms(request.max_uses(), request.valid_hours(), call.now()));
    Fields fields;
    EnrolmentRow enrolment;
    enrolment.note = fields.line("/note", request.note(), 200);
    STEWARD_CHECK(fields.status());
    Bytes secret(32);
    rng_.fill(secret);
    enrolment.id = EnrolmentId::make(call.now(), rng_);
    enrolment.client = call.client();
    enrolment.token_hash = sha256(secret);
    enrolment.max_uses = enrolment.uses_left = terms.uses;
    enrolment.created_at = call.now();
    enrolment.expires_at = terms.expires_at;
    enrolment.created_by = call.caller().account;
    enrolment.created_by_name = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(require_client(*transaction, enrolment.client));
    STEWARD_TRY(enrolment.site, site_of_client(*transaction, enrolment.client, "/site_id", request.site_id()));
    STEWARD_CHECK(insert_enrolment(*transaction, enrolment));
    call.set_audit_subject(enrolment.id.text());
    call.add_audit_detail("uses", std::to_string(enrolment.max_uses));
    call.add_audit_detail("expires_at", to_rfc3339(enrolment.expires_at));
    v1::CreateEnrolmentResponse answer;
    STEWARD_TRY(*answer.mutable_enrolment(), enrolment_message(*transaction, enrolment));
    answer.set_line(to_text(line_for(enrolment, *endpoint, std::move(secret))));
    for (const auto& package : endpoint->packages) add_package(package, answer.line(), answer);
    return answer;
}

Result<v1::Enrolment> Service::get_enrolment(Call& call, const v1::GetEnrolmentRequest& request) {
    STEWARD_TRY(const auto id, request_id<EnrolmentId>("/enrolment_id", request.enrolment_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto enrolment, find_enrolment(*transaction, id));
    if (!enrolment || enrolment->client != call.client()) return not_found("enrolment");
    return enrolment_message(*transaction, *enrolment);
}

Result<v1::RevokeEnrolmentResponse> Service::revoke_enrolment(Call& call, const v1::RevokeEnrolmentRequest& request) {
    STEWARD_TRY(const auto id, request_id<EnrolmentId>("/enrolment_id", request.enrolment_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto enrolment, find_enrolment(*transaction, id));
    if (!enrolment || enrolment->client != call.client()) return not_found("enrolment");
    STEWARD_CHECK(directory::revoke_enrolment(*transaction, id, call.now()));
    call.set_audit_subject(id.text());
    return v1::RevokeEnrolmentResponse{};
}

}  // namespace steward::directory

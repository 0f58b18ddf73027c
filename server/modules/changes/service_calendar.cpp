// The calendar, freezes, and templates of standard changes.
#include <algorithm>

#include "server/modules/changes/messages.h"
#include "server/modules/changes/service.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::changes {

namespace {
using access::typed_choice, access::typed_line, access::typed_text;
constexpr Duration longest_calendar = std::chrono::days(100), longest_freeze = std::chrono::days(100);
constexpr int most_shown = 500;

Status read_template_words(const v1::UpdateChangeTemplateRequest& said, TemplateRow& row) {
    if (said.has_name()) {
        STEWARD_TRY(row.name, typed_line("/name", said.name(), longest_line));
    }
    if (said.has_plan()) {
        STEWARD_TRY(row.plan, typed_text("/plan", said.plan(), longest_words));
    }
    if (said.has_rollback()) {
        STEWARD_TRY(row.rollback, typed_text("/rollback", said.rollback(), longest_words));
    }
    if (said.has_test()) {
        STEWARD_TRY(row.test, typed_text("/test", said.test(), longest_words));
    }
    if (said.has_impact()) {
        STEWARD_TRY(row.impact, typed_choice("/impact", said.impact(), impacts, "limited"));
    }
    if (said.has_likelihood()) {
        STEWARD_TRY(row.likelihood, typed_choice("/likelihood", said.likelihood(), likelihoods, "low"));
    }
    return {};
}
}  // namespace

Result<v1::ChangeCalendar> Service::get_change_calendar(Call& call, const v1::GetChangeCalendarRequest& request) {
    const Instant from{request.from_unix_ms()}, until{request.until_unix_ms()};
    if (until <= from || until - from > longest_calendar)
        return bad_field("/until_unix_ms", "From one moment to a later one, at most 100 days.");
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> values;
    std::string of_changes = call.client_filter("g.client_id", values), of_freezes;
    std::vector<storage::Value> freeze_values;
    of_freezes = call.client_filter("f.client_id", freeze_values);
    if (!request.client_id().empty()) {
        values.push_back(storage::to_value(request.client_id()));
        of_changes += " and g.client_id = $" + std::to_string(values.size());
        freeze_values.push_back(storage::to_value(request.client_id()));
        of_freezes += " and f.client_id = $" + std::to_string(freeze_values.size());
    }
    v1::ChangeCalendar calendar;
    STEWARD_TRY(const auto changes, changes_between(*transaction, from, until, of_changes, std::move(values), most_shown));
    for (const auto& change : changes) {
        auto& shown = *calendar.add_changes();
        fill(*shown.mutable_change(), change, call.caller(), change.author_id == call.caller().account, call.now());
        STEWARD_TRY(const auto devices, devices_of(*transaction, change.id));
        for (const auto& device : devices) {
            auto& one = *shown.mutable_change()->add_devices();
            one.set_device_id(device.id.text());
            one.set_name(device.name);
        }
        const bool takes_time = change.state == "scheduled" || change.state == "implementing";
        if (!takes_time) continue;
        STEWARD_TRY(const auto collisions, collisions_of(*transaction, change, change.starts_at, change.ends_at));
        for (const auto& one : collisions) fill(*shown.add_collisions(), one);
        STEWARD_TRY(const auto freezes, freezes_of(*transaction, change.client, change.starts_at, change.ends_at));
        for (const auto& freeze : freezes) {
            auto& one = *shown.add_collisions();
            one.set_freeze_id(freeze.id.text());
            one.set_reason(freeze.reason);
            one.set_from_unix_ms(freeze.from.unix_ms);
            one.set_until_unix_ms(freeze.until.unix_ms);
        }
    }
    STEWARD_TRY(const auto freezes, freezes_between(*transaction, from, until, of_freezes, freeze_values));
    for (const auto& freeze : freezes) fill(*calendar.add_freezes(), freeze, call.caller(), call.now());
    return calendar;
}

Result<v1::ListFreezesResponse> Service::list_freezes(Call& call, const v1::ListFreezesRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {
        {"client", "coalesce(c.name, '')"}, {"client_id", "coalesce(f.client_id, '')"}, {"reason", "f.reason"},
        {"created_by", "f.created_by"},     {"from", "f.from_at", Kind::Time},          {"until", "f.until_at", Kind::Time}};
    static constexpr std::string_view text[] = {"f.reason", "coalesce(c.name, '')"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = call.client_filter("f.client_id", parameters);
    const std::string from = std::string(freezes_joined) + " and (f.client_id is null or (true" + scope + "))";
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(freeze_columns), from, fields, text, "f.id", "-until"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListFreezesResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_freezes(), read_freeze(row), call.caller(), call.now());
    return list;
}

Result<v1::Freeze> Service::create_freeze(Call& call, const v1::CreateFreezeRequest& request) {
    FreezeRow freeze{.id = FreezeId::make(call.now(), rng_),
                     .client = {},
                     .from = Instant{request.from_unix_ms()},
                     .until = Instant{request.until_unix_ms()}};
    if (!request.client_id().empty()) freeze.client = ClientId::parse(request.client_id()).value_or(ClientId{});
    const bool is_seen = request.client_id().empty() ? call.caller().scope.all : call.caller().scope.contains(freeze.client);
    freeze.client_name = freeze.client.is_nil() ? "" : directory_.client_name(freeze.client);
    if (!is_seen || (!request.client_id().empty() && freeze.client_name.empty()))
        return bad_field("/client_id", request.client_id().empty()
                                           ? "All clients are frozen only by somebody who sees all. Name one of yours."
                                           : "There is no such client, or it is not one of yours.");
    if (freeze.until <= freeze.from || freeze.until <= call.now())
        return bad_field("/until_unix_ms", "A freeze ends after it begins, and lies ahead.");
    if (freeze.until - freeze.from > longest_freeze) return bad_field("/until_unix_ms", "At most 100 days.");
    STEWARD_TRY(freeze.reason, typed_line("/reason", request.reason(), longest_line));
    freeze.created_by = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_freeze(*transaction, freeze));
    call.set_audit_subject(freeze.id.text());
    v1::Freeze message;
    fill(message, freeze, call.caller(), call.now());
    return message;
}

Result<v1::Freeze> Service::end_freeze(Call& call, const v1::EndFreezeRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto freeze, find_freeze(*transaction, FreezeId::parse(request.freeze_id()).value_or(FreezeId{})));
    const bool is_seen = freeze && (freeze->client.is_nil() ? call.caller().scope.all : call.caller().scope.contains(freeze->client));
    if (!is_seen)
        return fail(ErrorKind::NotFound, "changes.freeze_not_found", "There is no such freeze, or it is not for your clients alone.");
    if (freeze->until <= call.now()) return fail(ErrorKind::Conflict, "changes.freeze_over", "This freeze is over.");
    STEWARD_TRY(freeze->end_reason, typed_line("/reason", request.reason(), longest_line));
    freeze->until = std::max(freeze->from, call.now());
    STEWARD_CHECK(changes::end_freeze(*transaction, *freeze));
    call.set_audit_subject(freeze->id.text());
    v1::Freeze message;
    fill(message, *freeze, call.caller(), call.now());
    return message;
}

Result<TemplateRow> Service::load_template(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto row, find_template(*transaction, ChangeTemplateId::parse(id).value_or(ChangeTemplateId{})));
    if (!row) return fail(ErrorKind::NotFound, "changes.template_not_found", "There is no such template of a change.");
    return std::move(*row);
}

Result<v1::ListChangeTemplatesResponse> Service::list_change_templates(Call& call, const v1::ListChangeTemplatesRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"name", "m.name"},
                                               {"state", "m.state"},
                                               {"impact", "m.impact"},
                                               {"likelihood", "m.likelihood"},
                                               {"author", "m.author"},
                                               {"used", "m.used", Kind::Number},
                                               {"changed", "m.changed_at", Kind::Time}};
    static constexpr std::string_view text[] = {"m.name", "m.plan"};
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto page,
                filter::read_list(*transaction,
                                  {std::string(template_columns), " from changes_templates m where true", fields, text, "m.id", "name"},
                                  filter::question_of(request), call.now(), {}));
    v1::ListChangeTemplatesResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) fill(*list.add_templates(), read_template(row), call.caller());
    return list;
}

namespace {
void sign(TemplateRow& row, const Call& call) {
    row.author_id = call.caller().account;
    row.author = call.caller().name;
    row.changed_at = call.now();
}

template <typename Write>
Result<v1::ChangeTemplate> written(Call& call, TemplateRow& row, Write write) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(write(*transaction, row));
    call.set_audit_subject(row.id.text());
    v1::ChangeTemplate message;
    fill(message, row, call.caller());
    return message;
}
}  // namespace

Result<v1::ChangeTemplate> Service::create_change_template(Call& call, const v1::CreateChangeTemplateRequest& request) {
    v1::UpdateChangeTemplateRequest said;
    said.set_name(request.name());
    said.set_plan(request.plan());
    said.set_rollback(request.rollback());
    said.set_test(request.test());
    said.set_impact(request.impact());
    said.set_likelihood(request.likelihood());
    TemplateRow row{.id = ChangeTemplateId::make(call.now(), rng_)};
    STEWARD_CHECK(read_template_words(said, row));
    sign(row, call);
    return written(call, row, insert_template);
}

Result<v1::ChangeTemplate> Service::update_change_template(Call& call, const v1::UpdateChangeTemplateRequest& request) {
    STEWARD_TRY(auto row, load_template(call, request.template_id()));
    STEWARD_CHECK(etag_holds(call.if_match, row.revision));
    if (row.state == "retired") return fail(ErrorKind::Conflict, "changes.template_retired", "This template is retired. Write a new one.");
    STEWARD_CHECK(read_template_words(request, row));
    row.state = "written";
    row.approved_by.clear();
    row.approved_at = {};
    sign(row, call);
    return written(call, row, save_template);
}

Result<v1::ChangeTemplate> Service::approve_change_template(Call& call, const v1::ApproveChangeTemplateRequest& request) {
    STEWARD_TRY(auto row, load_template(call, request.template_id()));
    if (row.state != "written")
        return fail(ErrorKind::Conflict, "changes.template_decided", "There is nothing to approve in this template.");
    if (call.caller().account.is_nil() || row.author_id == call.caller().account)
        return fail(ErrorKind::Forbidden, "changes.own_change", "Whoever wrote a template does not approve it. Ask another manager.");
    if (request.etag().empty()) return bad_field("/etag", "Say which text you read: its etag.");
    STEWARD_CHECK(etag_holds(request.etag(), row.revision));
    row.state = "approved";
    row.approved_by = call.caller().name;
    row.approved_at = call.now();
    return written(call, row, save_template);
}

Result<v1::ChangeTemplate> Service::retire_change_template(Call& call, const v1::RetireChangeTemplateRequest& request) {
    STEWARD_TRY(auto row, load_template(call, request.template_id()));
    row.state = "retired";
    return written(call, row, save_template);
}

}  // namespace steward::changes

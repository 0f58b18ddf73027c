#include "server/modules/service_levels/holiday_file.h"
#include "server/modules/service_levels/rules.h"
#include "server/modules/service_levels/service.h"
#include "server/platform/filter/filter.h"

namespace steward::service_levels {

namespace {
using filter::Kind;
constexpr filter::Field fields_of_calendars[] = {{"name", "c.name"},
                                                 {"client_id", "coalesce(c.client_id, '')"},
                                                 {"client", "coalesce(d.name, '')"},
                                                 {"version", "c.version", Kind::Number},
                                                 {"changed", "c.changed_at", Kind::Time},
                                                 {"changed_by", "c.changed_by"}};
constexpr std::string_view text_of_calendars[] = {"c.name", "d.name"};

std::unexpected<Error> no_calendar() {
    return fail(ErrorKind::NotFound, "service_levels.calendar_not_found", "There is no such calendar, or it is not one of your clients'.");
}

// The words of the rules in the console's own order are kept; only what they mean is checked.
Status check(const v1::CalendarRules& rules) {
    const auto calendar = calendar_of(rules, "UTC");
    if (!calendar) return std::unexpected(calendar.error());
    return {};
}
}  // namespace

bool sees(const Caller& caller, ClientId client) { return client.is_nil() || caller.scope.contains(client); }
bool may_change(const Caller& caller, ClientId client) { return caller.scope.all || (!client.is_nil() && caller.scope.contains(client)); }

std::string sees_filter(const Call& call, std::string_view column, std::vector<storage::Value>& parameters) {
    const std::string scope = call.client_filter(column, parameters);
    return scope.empty() ? "" : " and (" + std::string(column) + " is null or (true" + scope + "))";
}

Status etag_holds(const Call& call, int64_t revision) {
    if (call.is_as_seen(revision)) return {};
    return fail(ErrorKind::StaleEtag, "service_levels.changed_meanwhile", "Somebody changed this meanwhile. Load it again, then decide.");
}

std::unexpected<Error> not_yours() {
    return fail(ErrorKind::Forbidden, "service_levels.not_yours",
                "This holds for clients that are not yours. Ask somebody who sees all clients.");
}

Result<ClientId> wanted_client(Transaction& transaction, const Caller& caller, const std::string& text) {
    if (text.empty()) return caller.scope.all ? Result<ClientId>(ClientId{}) : Result<ClientId>(not_yours());
    const auto id = ClientId::parse(text);
    if (!id || !caller.scope.contains(*id)) return bad_field("/client_id", "This is not the id of a client.");
    STEWARD_TRY(const auto row, transaction.query_one("select id from directory_v_clients where id = $1", *id));
    if (!row) return bad_field("/client_id", "This is not the id of a client.");
    return *id;
}

Result<std::string> wanted_name(const std::string& name) {
    const size_t first = name.find_first_not_of(' ');
    if (first == std::string::npos) return bad_field("/name", "A name of 1 to 100 characters is needed.");
    std::string kept = name.substr(first, name.find_last_not_of(' ') - first + 1);
    for (const char c : kept) {
        if (static_cast<unsigned char>(c) < 0x20) return bad_field("/name", "One line of ordinary characters, please.");
    }
    if (kept.size() > 100) return bad_field("/name", "A name of 1 to 100 characters is needed.");
    return kept;
}

Result<CalendarRow> Service::load_calendar(Call& call, const std::string& id) const {
    const auto calendar_id = CalendarId::parse(id);
    if (!calendar_id) return bad_field("/calendar_id", calendar_id.error().message);
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto calendar, find_calendar(*transaction, *calendar_id));
    if (!calendar || !sees(call.caller(), calendar->client)) return no_calendar();
    return std::move(*calendar);
}

v1::Calendar Service::message_of(const CalendarRow& calendar, const Caller& caller) const {
    v1::Calendar message;
    message.set_calendar_id(calendar.id.text());
    message.set_name(calendar.name);
    if (!calendar.client.is_nil()) {
        message.set_client_id(calendar.client.text());
        message.set_client_name(directory_.client_name(calendar.client));
    }
    *message.mutable_rules() = calendar.rules;
    message.set_version(static_cast<int32_t>(calendar.version));
    message.set_changed_at_unix_ms(calendar.changed_at.unix_ms);
    message.set_changed_by(calendar.changed_by);
    message.set_etag(std::to_string(calendar.revision));
    if (caller.may("sla.write") && may_change(caller, calendar.client)) {
        message.add_allowed_actions("edit");
        message.add_allowed_actions("delete");
    }
    return message;
}

Result<v1::ListCalendarsResponse> Service::list_calendars(Call& call, const v1::ListCalendarsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = " from service_levels_calendars c left join directory_v_clients d on d.id = c.client_id where true" +
                             sees_filter(call, "c.client_id", parameters);
    const filter::SqlList list{std::string(calendar_columns), from, fields_of_calendars, text_of_calendars, "c.id", "name"};
    STEWARD_TRY(const auto page, filter::read_list(*transaction, list, filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListCalendarsResponse answer;
    answer.set_total(page.total);
    answer.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        STEWARD_TRY(const auto calendar, read_calendar(row));
        *answer.add_calendars() = message_of(calendar, call.caller());
    }
    return answer;
}

Result<v1::Calendar> Service::get_calendar(Call& call, const v1::GetCalendarRequest& request) {
    STEWARD_TRY(const auto calendar, load_calendar(call, request.calendar_id()));
    return message_of(calendar, call.caller());
}

Result<v1::Calendar> Service::create_calendar(Call& call, const v1::CreateCalendarRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    CalendarRow calendar;
    STEWARD_TRY(calendar.client, wanted_client(*transaction, call.caller(), request.client_id()));
    STEWARD_TRY(calendar.name, wanted_name(request.name()));
    STEWARD_CHECK(check(request.rules()));
    calendar.id = CalendarId::make(call.now(), rng_);
    calendar.rules = request.rules();
    calendar.changed_at = call.now();
    calendar.changed_by = call.caller().name;
    STEWARD_CHECK(insert_calendar(*transaction, calendar));
    call.set_audit_subject(calendar.id.text());
    return message_of(calendar, call.caller());
}

Result<v1::Calendar> Service::update_calendar(Call& call, const v1::UpdateCalendarRequest& request) {
    STEWARD_TRY(auto calendar, load_calendar(call, request.calendar_id()));
    if (!may_change(call.caller(), calendar.client)) return not_yours();
    STEWARD_CHECK(etag_holds(call, calendar.revision));
    if (request.has_name()) {
        STEWARD_TRY(calendar.name, wanted_name(request.name()));
    }
    const bool rules_changed = request.has_rules() && request.rules().SerializeAsString() != calendar.rules.SerializeAsString();
    if (rules_changed) {
        STEWARD_CHECK(check(request.rules()));
        calendar.rules = request.rules();
    }
    calendar.changed_at = call.now();
    calendar.changed_by = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(save_calendar(*transaction, calendar, rules_changed));
    call.set_audit_subject(calendar.id.text());
    call.add_audit_detail("version", std::to_string(calendar.version));
    return message_of(calendar, call.caller());
}

Result<v1::DeleteCalendarResponse> Service::delete_calendar(Call& call, const v1::DeleteCalendarRequest& request) {
    STEWARD_TRY(const auto calendar, load_calendar(call, request.calendar_id()));
    if (!may_change(call.caller(), calendar.client)) return not_yours();
    STEWARD_CHECK(etag_holds(call, calendar.revision));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const bool used, is_calendar_used(*transaction, calendar.id));
    if (used) {
        return fail(ErrorKind::Conflict, "service_levels.calendar_used",
                    "A policy or an open ticket goes by this calendar. Give the policies another one, and wait for the tickets.");
    }
    STEWARD_CHECK(service_levels::delete_calendar(*transaction, calendar.id));
    call.set_audit_subject(calendar.id.text());
    return v1::DeleteCalendarResponse{};
}

Result<v1::HolidayFile> Service::read_holiday_file(Call& call, const v1::ReadHolidayFileRequest& request) {
    const int this_year = std::stoi(to_rfc3339(call.now()).substr(0, 4));
    const std::chrono::year first(this_year), last(this_year + 3);
    STEWARD_TRY(const auto file, service_levels::read_holiday_file(request.text(), Date(first / 1 / 1), Date(last / 12 / 31)));
    v1::HolidayFile answer;
    for (const auto& found : file.holidays) {
        auto& holiday = *answer.add_holidays();
        holiday.set_date(date_text(found.date));
        holiday.set_name(found.name);
    }
    for (const auto& line : file.left_out) answer.add_left_out(line);
    return answer;
}

}  // namespace steward::service_levels

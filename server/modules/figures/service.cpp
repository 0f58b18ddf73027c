#include "server/modules/figures/service.h"

#include <algorithm>
#include <cmath>

#include "server/modules/figures/groups.h"
#include "server/modules/figures/month.h"
#include "server/modules/service_levels/service_levels.h"
#include "server/platform/filter/memory_list.h"

namespace steward::figures {

namespace {
constexpr int most_months = 12;
constexpr size_t most_restatements = 50;
constexpr double told_points = 2;  // domain/kpis.md A.10

std::string_view to_text(Shape shape) {
    switch (shape) {
        case Shape::Share:
            return "share";
        case Shape::Time:
            return "time";
        case Shape::PerEndpoint:
            return "per_endpoint";
        case Shape::HoursPerEndpoint:
            return "hours_per_endpoint";
    }
    return "";
}

void fill(v1::FigureValue& message, const Definition& figure, const Value& value) {
    message.set_numerator(static_cast<int32_t>(value.numerator));
    message.set_denominator(value.denominator);
    message.set_sample(static_cast<int32_t>(value.sample));
    message.set_open(static_cast<int32_t>(value.open));
    message.set_has_data(value.has_data());
    message.set_enough(value.has_data() && (is_per_endpoint(figure.shape) || value.sample >= figure.least_sample));
    message.set_seconds(value.seconds);
    if (!value.has_data()) return;
    const double ratio = static_cast<double>(value.numerator) / value.denominator;
    if (figure.shape == Shape::Share) message.set_value(100 * ratio);
    if (figure.shape == Shape::PerEndpoint) message.set_value(ratio);
    if (figure.shape == Shape::HoursPerEndpoint) message.set_value(value.seconds / 3600 / value.denominator);
    message.set_mean_s(value.times.mean);
    message.set_median_s(value.times.median);
    message.set_p90_s(value.times.p90);
}

// What the list of records can be filtered and ordered by.
constexpr filter::Field record_fields[] = {{"reference", ""},
                                           {"title", ""},
                                           {"client", ""},
                                           {"priority", ""},
                                           {"technician", ""},
                                           {"kind", ""},
                                           {"counted", "", filter::Kind::Boolean},
                                           {"seconds", "", filter::Kind::Number},
                                           {"open", "", filter::Kind::Boolean},
                                           {"at", "", filter::Kind::Time}};
constexpr size_t record_text[] = {0, 1, 2, 4};

filter::Cell record_cell(const v1::FigureRecord& record, size_t field) {
    const auto text = [](const std::string& value) { return filter::Cell{std::string_view(value)}; };
    switch (field) {
        case 0:
            return text(record.reference());
        case 1:
            return text(record.title());
        case 2:
            return text(record.client_name());
        case 3:
            return text(record.priority());
        case 4:
            return text(record.technician());
        case 5:
            return text(record.kind());
        case 6:
            return record.counted();
        case 7:
            return record.seconds();
        case 8:
            return record.open();
        default:
            return record.at_unix_ms();
    }
}

const filter::Shape<v1::FigureRecord>& records_shape() {
    static const filter::Shape<v1::FigureRecord> shape{
        record_fields, record_text, "-seconds,at", record_cell,
        [](const v1::FigureRecord& record) { return record.record_id() + std::to_string(record.at_unix_ms()); }};
    return shape;
}

struct Face {
    std::string reference, title;
};

// What the records of these lines are called. Those that are gone (a person asked for it) keep their id alone.
// A client does not read what an internal ticket is called now.
Result<std::map<std::string, Face>> faces_of(storage::Transaction& transaction, std::span<const Line> lines, bool client_side) {
    std::map<std::string, Face> faces;
    const auto look = [&](const std::string& sql, const std::vector<storage::Value>& ids) -> Status {
        constexpr size_t at_once = 500;
        for (size_t begin = 0; begin < ids.size(); begin += at_once) {
            const std::vector<storage::Value> some(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                                   ids.begin() + static_cast<std::ptrdiff_t>(std::min(begin + at_once, ids.size())));
            std::string list;
            for (size_t i = 1; i <= some.size(); ++i) list += (i == 1 ? "$" : ", $") + std::to_string(i);
            STEWARD_TRY(const auto rows, transaction.run(sql + " in (" + list + ")", some));
            for (const auto& row : rows) faces[row.text(0)] = {row.text(1), row.text(2)};
        }
        return {};
    };
    std::vector<storage::Value> tickets, alerts;
    for (const Line& line : lines) {
        if (line.kind == RecordKind::Alert) alerts.push_back(storage::to_value(line.record));
        else if (line.kind == RecordKind::Ticket) tickets.push_back(storage::to_value(line.record));
        else if (!line.ticket.empty()) tickets.push_back(storage::to_value(line.ticket));
    }
    const std::string title = client_side ? "case when kind = 'internal' then 'A ticket that became internal' else title end" : "title";
    STEWARD_CHECK(look("select ticket_id, reference, " + title + " from helpdesk_v_course where ticket_id", tickets));
    STEWARD_CHECK(look("select alert_id, '', title from alerting_v_acknowledgements where alert_id", alerts));
    return faces;
}

std::string_view to_text(RecordKind kind) { return kind == RecordKind::Ticket ? "ticket" : kind == RecordKind::Alert ? "alert" : "time"; }

std::vector<v1::FigureRecord> shown_records(const Counted& counted, std::span<const Line> lines, const std::map<std::string, Face>& faces,
                                            const directory::Directory& directory, bool names_technicians) {
    std::vector<v1::FigureRecord> shown;
    for (const Line& line : lines) {
        v1::FigureRecord& record = shown.emplace_back();
        record.set_record_id(line.record);
        record.set_kind(std::string(to_text(line.kind)));
        record.set_ticket_id(line.ticket);
        const auto face = faces.find(line.kind == RecordKind::Entry ? line.ticket : line.record);
        if (face != faces.end()) record.set_reference(face->second.reference);
        if (face != faces.end()) record.set_title(face->second.title);
        record.set_client_id(line.client.text());
        record.set_client_name(directory.client_name(line.client));
        record.set_priority(line.priority);
        const auto technician = counted.technicians.find(line.technician);
        if (names_technicians && technician != counted.technicians.end()) {
            record.set_technician_id(line.technician.text());
            record.set_technician(technician->second);
        }
        record.set_counted(line.counted);
        record.set_seconds(line.seconds);
        record.set_open(line.open);
        record.set_at_unix_ms(line.at.unix_ms);
    }
    return shown;
}

// A client's people see no figures of technicians.
Result<Grouping> grouping_for(const Call& call, std::string_view name) {
    const auto grouping = grouping_of(name);
    if (!grouping) return bad_field("/group_by", "Group by priority, client or technician.");
    if (*grouping == Grouping::Technician && call.caller().client_side) return bad_field("/group_by", "Group by priority or client.");
    return *grouping;
}

bool are_equal(const v1::FigureValue& a, const v1::FigureValue& b) { return a.SerializeAsString() == b.SerializeAsString(); }
}  // namespace

Result<Service::Asked> Service::asked(Call& call, const std::string& client, const std::string& month) const {
    Asked one;
    one.is_one = !client.empty();
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> values;
    std::string scope = call.client_filter("t.id", values);
    if (one.is_one) {
        STEWARD_TRY(const auto id, ClientId::parse(client));
        values.push_back(storage::to_value(id));
        scope += " and t.id = $" + std::to_string(values.size());
    }
    STEWARD_TRY(one.clients, clients_of(*transaction, scope, values));
    one.month = month;
    // Several clients live in several zones: which month it is for all of them is said in UTC, its bounds are each client's own.
    if (month.empty()) {
        STEWARD_TRY(one.month, service_levels::month_at(one.is_one && !one.clients.empty() ? one.clients.front().zone : "UTC", call.now()));
    }
    STEWARD_CHECK(period_in("UTC", one.month));
    return one;
}

void Service::fill_figure(v1::DeskFigure& figure, const Definition& definition, const Gathered& gathered, std::string_view group_by) const {
    figure.set_code(std::string(definition.code));
    figure.set_name(std::string(definition.name));
    figure.set_definition(std::string(definition.sentence));
    figure.set_kind(std::string(to_text(definition.shape)));
    figure.set_better(definition.higher_is_better ? "higher" : "lower");
    figure.set_target(definition.target);
    const auto grouping = *grouping_of(group_by);
    const auto lines = gathered.counted.of(definition.code);
    figure.set_alarm(definition.alarm);
    const auto endpoints_of_each = gathered.counted.endpoints_for(definition);
    double endpoints = 0;
    for (const auto& [client, count] : endpoints_of_each) endpoints += count;
    fill(*figure.mutable_total(), definition, value_of(definition, lines, endpoints));
    for (const auto& priority : below_target(definition, lines)) figure.add_below(priority);
    for (const Group& group : groups_of(definition, lines, endpoints_of_each, grouping)) {
        v1::FigureValue& shown = *figure.add_groups();
        fill(shown, definition, group.value);
        shown.set_group(group.key);
        if (grouping == Grouping::Priority) shown.set_label(group.key);
        else if (grouping == Grouping::Client) shown.set_label(directory_.client_name(ClientId::parse(group.key).value_or(ClientId{})));
        else {
            const auto name = gathered.counted.technicians.find(AccountId::parse(group.key).value_or(AccountId{}));
            shown.set_label(name == gathered.counted.technicians.end() ? "Nobody" : name->second);
        }
    }
}

// What a closed month said before, wherever it says something else now.
Status Service::add_restatements(Call& call, const Asked& asked, v1::DeskFigures& answer) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto all, recounted(*transaction, asked.month));
    std::vector<v1::Restatement> restatements;
    for (size_t i = 1; i < all.size(); ++i) {
        const Snapshot &before = all[i - 1], &after = all[i];
        const bool is_theirs =
            std::any_of(asked.clients.begin(), asked.clients.end(), [&](const Whose& one) { return one.client == after.client; });
        if (before.client != after.client || !is_theirs) continue;
        for (const Definition& definition : definitions()) {
            v1::Restatement one;
            fill(*one.mutable_before(), definition, value_of(definition, totals_in(before.totals)));
            fill(*one.mutable_after(), definition, value_of(definition, totals_in(after.totals)));
            if (are_equal(one.before(), one.after())) continue;
            one.set_client_id(after.client.text());
            one.set_client_name(directory_.client_name(after.client));
            one.set_at_unix_ms(after.computed_at.unix_ms);
            one.set_reason(after.reason);
            one.set_definition_version(static_cast<int32_t>(after.definition));
            one.set_code(std::string(definition.code));
            one.set_name(std::string(definition.name));
            one.set_announced(definition.shape == Shape::Share && std::abs(one.after().value() - one.before().value()) > told_points);
            restatements.push_back(std::move(one));
        }
    }
    std::stable_sort(restatements.begin(), restatements.end(),
                     [](const v1::Restatement& a, const v1::Restatement& b) { return a.at_unix_ms() > b.at_unix_ms(); });
    if (restatements.size() > most_restatements) restatements.resize(most_restatements);
    for (auto& one : restatements) *answer.add_restatements() = std::move(one);
    return {};
}

Result<v1::DeskFigures> Service::get_desk_figures(Call& call, const v1::GetDeskFiguresRequest& request) {
    STEWARD_CHECK(grouping_for(call, request.group_by()));
    if (request.months() < 0 || request.months() > most_months) return bad_field("/months", "At most 12 months.");
    STEWARD_TRY(const Asked which, asked(call, request.client_id(), request.month()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Gathered gathered, gather(*transaction, levels_, which.clients, which.month, call.now()));

    v1::DeskFigures answer;
    answer.set_month(which.month);
    if (which.is_one && !which.clients.empty()) answer.set_zone(which.clients.front().zone);
    answer.set_from_unix_ms(gathered.from.unix_ms);
    answer.set_until_unix_ms(gathered.until.unix_ms);
    answer.set_computed_at_unix_ms(call.now().unix_ms);
    answer.set_definition_version(static_cast<int32_t>(gathered.definition));
    answer.set_group_by(request.group_by().empty() ? "priority" : request.group_by());
    answer.set_clients(static_cast<int32_t>(which.clients.size()));
    answer.set_closed_clients(gathered.closed_clients);
    if (which.is_one) answer.set_closed_at_unix_ms(gathered.closed_at.unix_ms);
    for (const Definition& definition : definitions()) fill_figure(*answer.add_figures(), definition, gathered, request.group_by());
    STEWARD_CHECK(add_restatements(call, which, answer));
    STEWARD_CHECK(count_exceptions(call, which, answer));
    if (request.months() < 1) return answer;

    std::vector<std::string> months;
    for (int back = request.months() - 1; back > 0; --back) months.push_back(service_levels::month_before(which.month, back));
    STEWARD_TRY(auto trend, trend_of(*transaction, levels_, which.clients, months, call.now()));
    // The asked month itself was counted above.
    trend.push_back({.month = which.month,
                     .totals = totals_of(gathered.counted),
                     .closed = !which.clients.empty() && gathered.closed_clients == static_cast<int>(which.clients.size()),
                     .definition = gathered.definition});
    for (const TrendMonth& then : trend) {
        for (v1::DeskFigure& figure : *answer.mutable_figures()) {
            const Definition& definition = *find_definition(figure.code());
            v1::FigureMonth& point = *figure.add_trend();
            point.set_month(then.month);
            point.set_closed(then.closed);
            point.set_definition_version(static_cast<int32_t>(then.definition));
            fill(*point.mutable_value(), definition, value_of(definition, then.totals));
        }
    }
    return answer;
}

Result<v1::ListFigureRecordsResponse> Service::list_figure_records(Call& call, const v1::ListFigureRecordsRequest& request) {
    const Definition* const definition = find_definition(request.code());
    if (!definition) return fail(ErrorKind::NotFound, "figures.figure_not_found", "There is no such figure.");
    STEWARD_TRY(const auto grouping, grouping_for(call, request.group_by()));
    STEWARD_TRY(const Asked which, asked(call, request.client_id(), request.month()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const Gathered gathered, gather(*transaction, levels_, which.clients, which.month, call.now()));
    std::vector<Line> lines;
    for (const Line& line : gathered.counted.of(definition->code)) {
        if (request.group_by().empty() || key_of(line, grouping) == request.group()) lines.push_back(line);
    }
    STEWARD_TRY(const auto faces, faces_of(*transaction, lines, call.caller().client_side));
    auto shown = shown_records(gathered.counted, lines, faces, directory_, !call.caller().client_side);
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), records_shape(), shown, call.now()));
    v1::ListFigureRecordsResponse answer;
    for (const size_t row : page.rows) *answer.add_records() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

}  // namespace steward::figures
